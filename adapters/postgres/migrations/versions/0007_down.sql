-- One statement a paragraph.

DROP FUNCTION courseport_holder(uuid, text)

DROP POLICY lms_block_identities_select ON lms_block_identities

DROP POLICY lms_publications_instructor ON lms_publications

ALTER TABLE lms_publications ADD COLUMN lms_configuration_id UUID

ALTER TABLE lms_block_identities ADD COLUMN lms_configuration_id UUID

UPDATE lms_publications run SET lms_configuration_id = (
    SELECT lms.id FROM lms_configurations lms
    WHERE lms.organization_id = run.organization_id AND lms.site = run.site
    ORDER BY lms.created_at, lms.id LIMIT 1
)

DELETE FROM lms_publications WHERE lms_configuration_id IS NULL

UPDATE lms_block_identities given SET lms_configuration_id = run.lms_configuration_id FROM lms_publications run
WHERE run.edx_course_key = given.edx_course_key AND run.site = given.site

ALTER TABLE lms_block_identities
    DROP CONSTRAINT fk_lms_block_identities_edx_course_key_site,
    DROP CONSTRAINT pk_lms_block_identities,
    DROP COLUMN site

ALTER TABLE lms_publications
    DROP CONSTRAINT pk_lms_publications,
    DROP COLUMN site,
    DROP COLUMN organization_id,
    ADD CONSTRAINT pk_lms_publications PRIMARY KEY (lms_configuration_id, edx_course_key),
    ADD CONSTRAINT fk_lms_publications_lms_configuration_id
        FOREIGN KEY (lms_configuration_id) REFERENCES lms_configurations (id) ON DELETE CASCADE

ALTER TABLE lms_block_identities
    ADD CONSTRAINT pk_lms_block_identities PRIMARY KEY (lms_configuration_id, edx_course_key, url_name),
    ADD CONSTRAINT fk_lms_block_identities_lms_configuration_id_edx_course_key
        FOREIGN KEY (lms_configuration_id, edx_course_key)
        REFERENCES lms_publications (lms_configuration_id, edx_course_key) ON DELETE CASCADE

ALTER TABLE lms_configurations DROP COLUMN site, DROP COLUMN former_sites

CREATE POLICY lms_publications_instructor ON lms_publications FOR SELECT TO courseport_api
USING (
    EXISTS (
        SELECT FROM lms_configurations lms
        WHERE lms.id = lms_publications.lms_configuration_id
            AND lms.organization_id IN (SELECT courseport_organizations('instructor'))
    )
)

CREATE POLICY lms_block_identities_select ON lms_block_identities FOR SELECT TO courseport_api
USING (
    (lms_configuration_id, edx_course_key) IN (
        SELECT runs.lms_configuration_id, runs.edx_course_key
        FROM lms_publications runs JOIN courses ON courses.id = runs.course_id
    )
)
