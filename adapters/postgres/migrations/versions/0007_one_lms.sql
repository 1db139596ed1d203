-- One statement a paragraph. __SCHEMA__ is the schema that the tables are in.

GRANT SELECT (site, former_sites) ON lms_configurations TO courseport_api

ALTER TABLE lms_publications ADD COLUMN site TEXT, ADD COLUMN organization_id UUID

ALTER TABLE lms_block_identities ADD COLUMN site TEXT

UPDATE lms_publications run SET site = lms.site, organization_id = lms.organization_id
FROM lms_configurations lms WHERE lms.id = run.lms_configuration_id

-- Where several configurations published one run so far, the first course has it, with the names it was sent last.
CREATE TABLE kept_runs AS
WITH led AS (
    SELECT run.*,
        first_value(run.course_id) OVER (
            PARTITION BY run.site, run.edx_course_key ORDER BY claimed_at, run.lms_configuration_id
        ) AS first_course_id,
        greatest(claimed_at, proved_at, jobs.started_at) AS sent_at
    FROM lms_publications run LEFT JOIN lms_import_jobs jobs ON jobs.id = run.claimed_job_id
)
SELECT DISTINCT ON (site, edx_course_key) lms_configuration_id, site, edx_course_key, course_id FROM led
WHERE course_id = first_course_id
ORDER BY site, edx_course_key, sent_at DESC, lms_configuration_id

-- Other names that the same course gave there stay given: no other block may get them.
INSERT INTO lms_block_identities (
    lms_configuration_id, edx_course_key, url_name, block_type, source_id, source_path, position, first_job_id, retired_at)
SELECT kept.lms_configuration_id, edx_course_key, url_name, block_type, source_id, source_path, position, first_job_id,
    coalesce(retired_at, now())
FROM kept_runs kept
    JOIN lms_publications run USING (site, edx_course_key, course_id)
    JOIN lms_block_identities given USING (edx_course_key)
WHERE given.lms_configuration_id = run.lms_configuration_id AND run.lms_configuration_id <> kept.lms_configuration_id
ON CONFLICT DO NOTHING

DELETE FROM lms_publications run
WHERE NOT EXISTS (
    SELECT FROM kept_runs kept
    WHERE kept.lms_configuration_id = run.lms_configuration_id AND kept.edx_course_key = run.edx_course_key
)

UPDATE lms_block_identities given SET site = kept.site FROM kept_runs kept
WHERE kept.lms_configuration_id = given.lms_configuration_id AND kept.edx_course_key = given.edx_course_key

DROP TABLE kept_runs

DROP POLICY lms_block_identities_select ON lms_block_identities

DROP POLICY lms_publications_instructor ON lms_publications

ALTER TABLE lms_block_identities
    DROP CONSTRAINT fk_lms_block_identities_lms_configuration_id_edx_course_key,
    DROP CONSTRAINT pk_lms_block_identities,
    DROP COLUMN lms_configuration_id

-- The key first: of all runs in an LMS that many share, it finds the one.
ALTER TABLE lms_publications
    DROP CONSTRAINT pk_lms_publications,
    DROP COLUMN lms_configuration_id,
    ALTER COLUMN organization_id SET NOT NULL,
    ADD CONSTRAINT pk_lms_publications PRIMARY KEY (edx_course_key, site),
    ADD CONSTRAINT fk_lms_publications_organization_id
        FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE

ALTER TABLE lms_block_identities
    ADD CONSTRAINT pk_lms_block_identities PRIMARY KEY (edx_course_key, site, url_name),
    ADD CONSTRAINT fk_lms_block_identities_edx_course_key_site
        FOREIGN KEY (edx_course_key, site) REFERENCES lms_publications (edx_course_key, site) ON DELETE CASCADE

CREATE INDEX ix_lms_publications_organization_id ON lms_publications (organization_id)

-- Which course run is whose is told to all who may publish, so that nobody chooses a key in vain.
CREATE POLICY lms_publications_instructor ON lms_publications FOR SELECT TO courseport_api
USING (organization_id IN (SELECT courseport_organizations('instructor')))

-- A course has thousands of blocks: the runs that one may see are gathered once, not asked for block by block.
CREATE POLICY lms_block_identities_select ON lms_block_identities FOR SELECT TO courseport_api
USING (
    (edx_course_key, site) IN (
        SELECT runs.edx_course_key, runs.site
        FROM lms_publications runs JOIN courses ON courses.id = runs.course_id
    )
)

-- Whose a run is, of all organizations' courses: told to whoever may see the configuration, and of other
-- organizations' courses no more than that there is one. We ourselves, as whom worker and command line connect, are
-- no members, and need not be.
CREATE FUNCTION courseport_holder(configuration uuid, key text) RETURNS TABLE (held boolean, course_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = __SCHEMA__, pg_temp
AS $$
    SELECT true, CASE WHEN run.organization_id = asked.organization_id THEN run.course_id END
    FROM lms_configurations asked
        JOIN lms_publications run ON run.edx_course_key = key AND (
            run.site = asked.site
            OR run.organization_id = asked.organization_id AND run.site IN (
                SELECT unnest(way.former_sites) FROM lms_configurations way
                WHERE way.organization_id = asked.organization_id AND way.site = asked.site
            )
        )
    WHERE asked.id = configuration
        AND (
            current_setting('role') <> 'courseport_api' AND pg_has_role(session_user, current_user, 'USAGE')
            OR courseport_superadmin()
            OR asked.organization_id IN (SELECT courseport_organizations('member'))
        )
    ORDER BY run.site = asked.site DESC, (
        SELECT min(array_position(way.former_sites, run.site)) FROM lms_configurations way
        WHERE way.organization_id = asked.organization_id AND way.site = asked.site
    )
    LIMIT 1
$$

REVOKE EXECUTE ON FUNCTION courseport_holder(uuid, text) FROM PUBLIC

GRANT EXECUTE ON FUNCTION courseport_holder(uuid, text) TO courseport_api
