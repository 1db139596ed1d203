-- One statement a paragraph. __SCHEMA__ is the schema that the tables are in.

CREATE TABLE audit_entries (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    organization_id uuid NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    deed text NOT NULL,
    subject_id uuid NOT NULL,
    facts jsonb DEFAULT '{}' NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pk_audit_entries PRIMARY KEY (id),
    CONSTRAINT ck_audit_entries_actor CHECK ((actor_id IS NOT NULL) = (actor_kind IN ('user', 'superadmin'))),
    CONSTRAINT ck_audit_entries_actor_kind CHECK (actor_kind IN ('user', 'superadmin', 'service', 'system')),
    CONSTRAINT fk_audit_entries_organization_id FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE
)

CREATE INDEX ix_audit_entries_organization_id_id ON audit_entries (organization_id, id)

CREATE INDEX ix_lms_import_jobs_course_digest ON lms_import_jobs (course_digest)

-- Roles belong to the cluster, so another database may have made it, at this very instant too.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'courseport_api') THEN
        CREATE ROLE courseport_api NOLOGIN NOINHERIT;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$

-- We must be able to become it. A superuser, and whom an operator made a member, already can.
DO $$
BEGIN
    SET LOCAL ROLE courseport_api;
    RESET ROLE;
EXCEPTION WHEN insufficient_privilege THEN
    EXECUTE format('GRANT courseport_api TO %I', current_user);
END $$

CREATE FUNCTION courseport_user() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('courseport.user_id', true), '')::uuid $$

CREATE FUNCTION courseport_superadmin() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('courseport.superadmin', true), '') = 'on' $$

CREATE FUNCTION courseport_service() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('courseport.service', true), '') = 'on' $$

-- The organizations in which the user has that role or a higher one; none for a role that there is not. It reads
-- members past their policies, which ask it themselves.
CREATE FUNCTION courseport_organizations(lowest text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = __SCHEMA__, pg_temp
AS $$
    SELECT organization_id FROM organization_members
    WHERE user_id = courseport_user()
        AND array_position('{member,instructor,admin,owner}'::text[], role)
            >= array_position('{member,instructor,admin,owner}'::text[], lowest)
$$

-- The sealed credentials of one configuration, for people who may publish with it or have a course to look up with it.
CREATE FUNCTION courseport_credentials(configuration uuid) RETURNS TABLE (client_id text, client_secret text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = __SCHEMA__, pg_temp
AS $$
    SELECT lms.client_id, lms.client_secret FROM lms_configurations lms
    WHERE lms.id = configuration
        AND (
            courseport_superadmin()
            OR lms.organization_id IN (SELECT courseport_organizations('instructor'))
            OR EXISTS (
                SELECT FROM courses
                WHERE courses.user_id = courseport_user() AND courses.organization_id = lms.organization_id
                    AND courses.organization_id IN (SELECT courseport_organizations('member'))
            )
        )
$$

REVOKE EXECUTE ON FUNCTION courseport_organizations(text), courseport_credentials(uuid) FROM PUBLIC

GRANT EXECUTE ON FUNCTION courseport_organizations(text), courseport_credentials(uuid) TO courseport_api

-- Courses without their content: instructors may look up in the LMS what they may not read here.
CREATE VIEW course_cards WITH (security_barrier) AS
SELECT id, organization_id, user_id, title, language, created_at, updated_at FROM courses
WHERE courseport_superadmin()
    OR organization_id IN (SELECT courseport_organizations('instructor'))
    OR (user_id = courseport_user() AND organization_id IN (SELECT courseport_organizations('member')))

GRANT USAGE ON SCHEMA __SCHEMA__ TO courseport_api

GRANT SELECT ON course_cards, lms_publications, lms_block_identities TO courseport_api

GRANT SELECT, INSERT, UPDATE ON organizations TO courseport_api

GRANT SELECT, INSERT, UPDATE, DELETE ON organization_members, courses TO courseport_api

GRANT SELECT, INSERT ON course_versions, audit_entries TO courseport_api

GRANT
    SELECT (
        id, organization_id, name, description, lms_type, lms_url, studio_url, default_org, default_run,
        import_timeout_seconds, max_retries, poll_interval_seconds, auto_create_course, is_active,
        last_connection_test, last_connection_status, created_at, updated_at, created_by
    ),
    INSERT, UPDATE, DELETE
ON lms_configurations TO courseport_api

GRANT
    SELECT, INSERT,
    UPDATE (
        edx_task_id, status, progress_percent, started_at, completed_at, duration_ms, error_code, error_message,
        error_details, course_url, studio_url, metadata, run_token, written_at
    )
ON lms_import_jobs TO courseport_api

-- What PgQueuer's enqueueing statement touches, and no more: payloads stay unread.
GRANT SELECT (id, entrypoint, priority, dedupe_key, status), INSERT ON pgqueuer TO courseport_api

GRANT INSERT ON pgqueuer_log TO courseport_api

GRANT USAGE ON SEQUENCE pgqueuer_id_seq TO courseport_api

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY

ALTER TABLE organization_members ENABLE ROW LEVEL SECURITY

ALTER TABLE courses ENABLE ROW LEVEL SECURITY

ALTER TABLE course_versions ENABLE ROW LEVEL SECURITY

ALTER TABLE lms_configurations ENABLE ROW LEVEL SECURITY

ALTER TABLE lms_import_jobs ENABLE ROW LEVEL SECURITY

ALTER TABLE lms_publications ENABLE ROW LEVEL SECURITY

ALTER TABLE lms_block_identities ENABLE ROW LEVEL SECURITY

ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY

ALTER TABLE pgqueuer ENABLE ROW LEVEL SECURITY

CREATE POLICY organizations_member ON organizations FOR SELECT TO courseport_api
USING (id IN (SELECT courseport_organizations('member')))

CREATE POLICY organizations_mirror ON organizations FOR ALL TO courseport_api
USING ((SELECT courseport_superadmin() OR courseport_service()))

CREATE POLICY organization_members_self ON organization_members FOR SELECT TO courseport_api
USING (user_id = (SELECT courseport_user()))

CREATE POLICY organization_members_org_admin ON organization_members FOR SELECT TO courseport_api
USING (organization_id IN (SELECT courseport_organizations('admin')))

CREATE POLICY organization_members_mirror ON organization_members FOR ALL TO courseport_api
USING ((SELECT courseport_superadmin() OR courseport_service()))

CREATE POLICY courses_superadmin ON courses FOR ALL TO courseport_api
USING ((SELECT courseport_superadmin()))

CREATE POLICY courses_org_admin ON courses FOR ALL TO courseport_api
USING (organization_id IN (SELECT courseport_organizations('admin')))

CREATE POLICY courses_owner_select ON courses FOR SELECT TO courseport_api
USING (user_id = (SELECT courseport_user()) AND organization_id IN (SELECT courseport_organizations('member')))

CREATE POLICY courses_owner_update ON courses FOR UPDATE TO courseport_api
USING (user_id = (SELECT courseport_user()) AND organization_id IN (SELECT courseport_organizations('member')))

CREATE POLICY courses_owner_delete ON courses FOR DELETE TO courseport_api
USING (user_id = (SELECT courseport_user()) AND organization_id IN (SELECT courseport_organizations('member')))

CREATE POLICY courses_owner_insert ON courses FOR INSERT TO courseport_api
WITH CHECK (
    user_id = (SELECT courseport_user()) AND organization_id IN (SELECT courseport_organizations('instructor'))
)

CREATE POLICY lms_configurations_superadmin ON lms_configurations FOR ALL TO courseport_api
USING ((SELECT courseport_superadmin()))

CREATE POLICY lms_configurations_org_admin ON lms_configurations FOR ALL TO courseport_api
USING (organization_id IN (SELECT courseport_organizations('admin')))

CREATE POLICY lms_configurations_org_member ON lms_configurations FOR SELECT TO courseport_api
USING (organization_id IN (SELECT courseport_organizations('member')))

CREATE POLICY lms_import_jobs_superadmin ON lms_import_jobs FOR ALL TO courseport_api
USING ((SELECT courseport_superadmin()))

-- Whoever may see the course: its owner, and the organization's admins and owners.
CREATE POLICY lms_import_jobs_select ON lms_import_jobs FOR SELECT TO courseport_api
USING (EXISTS (SELECT FROM courses WHERE courses.id = lms_import_jobs.course_id))

CREATE POLICY lms_import_jobs_owner_update ON lms_import_jobs FOR UPDATE TO courseport_api
USING (
    EXISTS (
        SELECT FROM courses
        WHERE courses.id = lms_import_jobs.course_id AND courses.user_id = (SELECT courseport_user())
    )
)

CREATE POLICY lms_import_jobs_owner_insert ON lms_import_jobs FOR INSERT TO courseport_api
WITH CHECK (
    EXISTS (
        SELECT FROM courses JOIN lms_configurations lms ON lms.organization_id = courses.organization_id
        WHERE courses.id = lms_import_jobs.course_id AND lms.id = lms_import_jobs.lms_configuration_id
            AND courses.user_id = (SELECT courseport_user())
            AND courses.organization_id IN (SELECT courseport_organizations('instructor'))
    )
)

-- Reached through jobs alone.
CREATE POLICY course_versions_select ON course_versions FOR SELECT TO courseport_api
USING (EXISTS (SELECT FROM lms_import_jobs jobs WHERE jobs.course_digest = course_versions.digest))

CREATE POLICY course_versions_insert ON course_versions FOR INSERT TO courseport_api
WITH CHECK (true)

CREATE POLICY lms_publications_course ON lms_publications FOR SELECT TO courseport_api
USING (EXISTS (SELECT FROM courses WHERE courses.id = lms_publications.course_id))

-- Which course run is whose is told to all who may publish there, so that nobody chooses a key in vain.
CREATE POLICY lms_publications_instructor ON lms_publications FOR SELECT TO courseport_api
USING (
    EXISTS (
        SELECT FROM lms_configurations lms
        WHERE lms.id = lms_publications.lms_configuration_id
            AND lms.organization_id IN (SELECT courseport_organizations('instructor'))
    )
)

-- A course has thousands of blocks: the runs that one may see are gathered once, not asked for block by block.
CREATE POLICY lms_block_identities_select ON lms_block_identities FOR SELECT TO courseport_api
USING (
    (lms_configuration_id, edx_course_key) IN (
        SELECT runs.lms_configuration_id, runs.edx_course_key
        FROM lms_publications runs JOIN courses ON courses.id = runs.course_id
    )
)

CREATE POLICY audit_entries_org_admin ON audit_entries FOR SELECT TO courseport_api
USING ((SELECT courseport_superadmin()) OR organization_id IN (SELECT courseport_organizations('admin')))

-- Everybody writes in their own name, and of deeds that are theirs to do.
CREATE POLICY audit_entries_insert ON audit_entries FOR INSERT TO courseport_api
WITH CHECK (
    CASE actor_kind
        WHEN 'user' THEN actor_id = courseport_user() AND (
            organization_id IN (SELECT courseport_organizations('admin'))
            OR organization_id IN (SELECT courseport_organizations('member'))
                AND deed IN ('course.put', 'course.removed', 'job.ordered', 'job.cancelled')
        )
        WHEN 'superadmin' THEN actor_id = courseport_user() AND courseport_superadmin()
        WHEN 'service' THEN courseport_service()
        ELSE false
    END
)

-- The queue's row of a job goes the way of the job.
CREATE POLICY pgqueuer_job ON pgqueuer FOR ALL TO courseport_api
USING (
    EXISTS (
        SELECT FROM lms_import_jobs jobs
        WHERE jobs.id = CASE WHEN pgqueuer.dedupe_key ~ '^[0-9a-f-]{36}$' THEN pgqueuer.dedupe_key::uuid END
    )
)
