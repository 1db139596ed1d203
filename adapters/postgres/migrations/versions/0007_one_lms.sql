-- One statement a paragraph. __SCHEMA__ is the schema that the tables are in.

-- As the domain writes addresses from now on: the usual port goes without saying.
UPDATE lms_configurations
SET studio_url = regexp_replace(
    regexp_replace(studio_url, '^(https://[^/]*):443(/|$)', '\1\2'), '^(http://[^/]*):80(/|$)', '\1\2'
)

ALTER TABLE lms_configurations
    ADD COLUMN site TEXT GENERATED ALWAYS AS (split_part(studio_url, '://', 2)) STORED NOT NULL

CREATE INDEX ix_lms_configurations_site ON lms_configurations (site)

GRANT SELECT (site) ON lms_configurations TO courseport_api

ALTER TABLE lms_publications
    ADD COLUMN site TEXT,
    ADD CONSTRAINT uq_lms_publications_site_edx_course_key UNIQUE (site, edx_course_key)

-- Where several configurations published one run so far, the first course has it, with the names it was sent last.
WITH led AS (
    SELECT run.*, lms.site AS there,
        first_value(course_id) OVER (
            PARTITION BY lms.site, edx_course_key ORDER BY claimed_at, lms_configuration_id
        ) AS first_course_id
    FROM lms_publications run JOIN lms_configurations lms ON lms.id = run.lms_configuration_id
), chosen AS (
    SELECT DISTINCT ON (there, edx_course_key) lms_configuration_id, edx_course_key, there FROM led
    WHERE course_id = first_course_id
    ORDER BY there, edx_course_key, proved_at DESC NULLS LAST, claimed_at DESC, lms_configuration_id
)
UPDATE lms_publications run SET site = chosen.there FROM chosen
WHERE run.lms_configuration_id = chosen.lms_configuration_id AND run.edx_course_key = chosen.edx_course_key

ALTER TABLE lms_block_identities
    DROP CONSTRAINT fk_lms_block_identities_lms_configuration_id_edx_course_key,
    ADD CONSTRAINT fk_lms_block_identities_lms_configuration_id_edx_course_key
        FOREIGN KEY (lms_configuration_id, edx_course_key)
        REFERENCES lms_publications (lms_configuration_id, edx_course_key) ON UPDATE CASCADE ON DELETE CASCADE

-- Whose a run is, of all organizations' courses: told to whoever may see the configuration, and of other
-- organizations' courses no more than that there is one. Worker and command line are no members, and need not be.
CREATE FUNCTION courseport_holder(configuration uuid, key text) RETURNS TABLE (held boolean, course_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = __SCHEMA__, pg_temp
AS $$
    SELECT true, CASE WHEN courses.organization_id = asked.organization_id THEN run.course_id END
    FROM lms_configurations asked
        JOIN lms_publications run
            ON run.edx_course_key = key AND (run.site = asked.site OR run.lms_configuration_id = asked.id)
        JOIN courses ON courses.id = run.course_id
    WHERE asked.id = configuration
        AND (
            current_setting('role') <> 'courseport_api'
            OR courseport_superadmin()
            OR asked.organization_id IN (SELECT courseport_organizations('member'))
        )
    ORDER BY run.site = asked.site DESC NULLS LAST
    LIMIT 1
$$

REVOKE EXECUTE ON FUNCTION courseport_holder(uuid, text) FROM PUBLIC

GRANT EXECUTE ON FUNCTION courseport_holder(uuid, text) TO courseport_api

-- A configuration that is deleted, or leads elsewhere from now on, leaves its runs to another one that still leads to
-- that LMS. Who goes on takes a copy along: it may be the same LMS under a new name. Whoever may change a
-- configuration need not be allowed to write runs.
CREATE FUNCTION courseport_leave_runs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = __SCHEMA__, pg_temp
AS $$
DECLARE
    heir uuid := (
        SELECT id FROM lms_configurations
        WHERE organization_id = OLD.organization_id AND site = OLD.site AND id <> OLD.id
        ORDER BY created_at, id LIMIT 1
    );
    run text;
BEGIN
    FOR run IN
        SELECT edx_course_key FROM lms_publications mine
        WHERE lms_configuration_id = OLD.id AND site = OLD.site AND heir IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM lms_publications theirs
                WHERE theirs.lms_configuration_id = heir AND theirs.edx_course_key = mine.edx_course_key
                    AND theirs.site IS NOT NULL
            )
    LOOP
        DELETE FROM lms_publications WHERE lms_configuration_id = heir AND edx_course_key = run;
        UPDATE lms_publications SET lms_configuration_id = heir
        WHERE lms_configuration_id = OLD.id AND edx_course_key = run;
        IF TG_OP = 'UPDATE' THEN
            INSERT INTO lms_publications (
                lms_configuration_id, edx_course_key, course_id, proved_job_id, claimed_at, proved_at, claimed_job_id)
            SELECT OLD.id, run, course_id, proved_job_id, claimed_at, proved_at, claimed_job_id
            FROM lms_publications WHERE lms_configuration_id = heir AND edx_course_key = run;
            INSERT INTO lms_block_identities (
                lms_configuration_id, edx_course_key, url_name, block_type, source_id, source_path, position,
                first_job_id, retired_at)
            SELECT OLD.id, run, url_name, block_type, source_id, source_path, position, first_job_id, retired_at
            FROM lms_block_identities WHERE lms_configuration_id = heir AND edx_course_key = run;
        END IF;
    END LOOP;
    RETURN OLD;
END
$$

CREATE TRIGGER courseport_configuration_deleted BEFORE DELETE ON lms_configurations
    FOR EACH ROW EXECUTE FUNCTION courseport_leave_runs()

CREATE TRIGGER courseport_configuration_moved AFTER UPDATE OF studio_url ON lms_configurations
    FOR EACH ROW WHEN (OLD.site <> NEW.site) EXECUTE FUNCTION courseport_leave_runs()
