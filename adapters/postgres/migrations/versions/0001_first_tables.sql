CREATE TYPE lms_import_status AS ENUM ('pending', 'uploading', 'processing', 'succeeded', 'failed');

CREATE TABLE course_versions (
    digest TEXT NOT NULL,
    content JSONB NOT NULL,
    CONSTRAINT pk_course_versions PRIMARY KEY (digest),
    CONSTRAINT ck_course_versions_digest CHECK (digest ~ '^[0-9a-f]{64}$')
);

CREATE TABLE organizations (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT pk_organizations PRIMARY KEY (id),
    CONSTRAINT ck_organizations_name_length CHECK (char_length(name) BETWEEN 1 AND 255)
);

CREATE TABLE courses (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    organization_id UUID NOT NULL,
    user_id UUID,
    title TEXT NOT NULL,
    description TEXT,
    language TEXT NOT NULL,
    status TEXT DEFAULT 'ready' NOT NULL,
    content JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_courses PRIMARY KEY (id),
    CONSTRAINT fk_courses_organization_id FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

CREATE INDEX ix_courses_organization_id ON courses (organization_id);

CREATE INDEX ix_courses_user_id ON courses (user_id);

CREATE TABLE lms_configurations (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    organization_id UUID NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    lms_type TEXT DEFAULT 'openedx' NOT NULL,
    lms_url TEXT NOT NULL,
    studio_url TEXT NOT NULL,
    client_id TEXT NOT NULL,
    client_secret TEXT NOT NULL,
    default_org TEXT NOT NULL,
    default_run TEXT DEFAULT 'self_paced' NOT NULL,
    import_timeout_seconds INTEGER DEFAULT 300 NOT NULL,
    max_retries INTEGER DEFAULT 3 NOT NULL,
    poll_interval_seconds INTEGER DEFAULT 5 NOT NULL,
    auto_create_course BOOLEAN DEFAULT true NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    last_connection_test TIMESTAMP WITH TIME ZONE,
    last_connection_status TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_by UUID,
    CONSTRAINT pk_lms_configurations PRIMARY KEY (id),
    CONSTRAINT uq_lms_configurations_organization_id_name UNIQUE (organization_id, name),
    CONSTRAINT ck_lms_configurations_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
    CONSTRAINT ck_lms_configurations_description_length CHECK (char_length(description) <= 500),
    CONSTRAINT ck_lms_configurations_lms_type CHECK (lms_type IN ('openedx', 'moodle', 'canvas')),
    CONSTRAINT ck_lms_configurations_lms_url CHECK (lms_url ~ '^https?://[^[:space:]]+$'),
    CONSTRAINT ck_lms_configurations_studio_url CHECK (studio_url ~ '^https?://[^[:space:]]+$'),
    CONSTRAINT ck_lms_configurations_credentials CHECK (client_id <> '' AND client_secret <> ''),
    CONSTRAINT ck_lms_configurations_default_org CHECK (default_org ~ '^[A-Za-z0-9_-]{1,50}$'),
    CONSTRAINT ck_lms_configurations_default_run CHECK (default_run ~ '^[A-Za-z0-9_-]{1,50}$'),
    CONSTRAINT ck_lms_configurations_import_timeout_seconds CHECK (import_timeout_seconds BETWEEN 30 AND 600),
    CONSTRAINT ck_lms_configurations_max_retries CHECK (max_retries BETWEEN 1 AND 5),
    CONSTRAINT ck_lms_configurations_poll_interval_seconds CHECK (poll_interval_seconds BETWEEN 2 AND 5),
    CONSTRAINT ck_lms_configurations_test_status CHECK (last_connection_status IN ('success', 'failed', 'pending')),
    CONSTRAINT ck_lms_configurations_test_known CHECK ((last_connection_test IS NULL) = (last_connection_status IS NULL)),
    CONSTRAINT fk_lms_configurations_organization_id FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

CREATE INDEX ix_lms_configurations_active ON lms_configurations (is_active) WHERE is_active;

CREATE TABLE organization_members (
    organization_id UUID NOT NULL,
    user_id UUID NOT NULL,
    role TEXT NOT NULL,
    CONSTRAINT pk_organization_members PRIMARY KEY (organization_id, user_id),
    CONSTRAINT ck_organization_members_role CHECK (role IN ('owner', 'admin', 'instructor', 'member')),
    CONSTRAINT fk_organization_members_organization_id FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);

CREATE INDEX ix_organization_members_user_id ON organization_members (user_id);

CREATE TABLE lms_import_jobs (
    id UUID DEFAULT gen_random_uuid() NOT NULL,
    course_id UUID NOT NULL,
    lms_configuration_id UUID NOT NULL,
    edx_course_key TEXT NOT NULL,
    edx_task_id TEXT,
    status lms_import_status DEFAULT 'pending' NOT NULL,
    progress_percent INTEGER DEFAULT 0 NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    duration_ms BIGINT,
    error_code TEXT,
    error_message TEXT,
    error_details JSONB,
    course_url TEXT,
    studio_url TEXT,
    metadata JSONB DEFAULT '{}' NOT NULL,
    course_digest TEXT NOT NULL,
    run_token UUID,
    written_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    created_by UUID,
    CONSTRAINT pk_lms_import_jobs PRIMARY KEY (id),
    CONSTRAINT ck_lms_import_jobs_edx_course_key CHECK (edx_course_key ~ '^course-v1:[A-Za-z0-9_-]{1,50}\+[A-Za-z0-9_-]{1,50}\+[A-Za-z0-9_-]{1,50}$'),
    CONSTRAINT ck_lms_import_jobs_valid_progress CHECK (progress_percent BETWEEN 0 AND 100),
    CONSTRAINT ck_lms_import_jobs_hundred_is_proved CHECK ((progress_percent = 100) = (status = 'succeeded')),
    CONSTRAINT ck_lms_import_jobs_completed CHECK ((completed_at IS NOT NULL) = (status IN ('succeeded', 'failed'))),
    CONSTRAINT ck_lms_import_jobs_started CHECK (CASE status WHEN 'pending' THEN started_at IS NULL WHEN 'failed' THEN true ELSE started_at IS NOT NULL END),
    CONSTRAINT ck_lms_import_jobs_duration_known CHECK ((duration_ms IS NOT NULL) = (started_at IS NOT NULL AND completed_at IS NOT NULL)),
    CONSTRAINT ck_lms_import_jobs_duration_ms CHECK (duration_ms >= 0),
    CONSTRAINT ck_lms_import_jobs_task_known CHECK (edx_task_id IS NULL OR status NOT IN ('pending', 'uploading')),
    CONSTRAINT ck_lms_import_jobs_error CHECK ((error_code IS NOT NULL) = (status = 'failed') AND (error_message IS NOT NULL) = (status = 'failed') AND (error_details IS NOT NULL) = (status = 'failed')),
    CONSTRAINT ck_lms_import_jobs_links CHECK ((course_url IS NOT NULL) = (status = 'succeeded') AND (studio_url IS NULL OR status = 'succeeded')),
    CONSTRAINT fk_lms_import_jobs_course_id FOREIGN KEY(course_id) REFERENCES courses (id) ON DELETE CASCADE,
    CONSTRAINT fk_lms_import_jobs_lms_configuration_id FOREIGN KEY(lms_configuration_id) REFERENCES lms_configurations (id) ON DELETE CASCADE,
    CONSTRAINT fk_lms_import_jobs_course_digest FOREIGN KEY(course_digest) REFERENCES course_versions (digest)
);

CREATE INDEX ix_lms_import_jobs_active ON lms_import_jobs (written_at) WHERE status IN ('pending', 'uploading', 'processing');

CREATE INDEX ix_lms_import_jobs_course_id ON lms_import_jobs (course_id);

CREATE INDEX ix_lms_import_jobs_created ON lms_import_jobs (created_at DESC, id DESC);

CREATE INDEX ix_lms_import_jobs_lms_configuration_id ON lms_import_jobs (lms_configuration_id);

CREATE INDEX ix_lms_import_jobs_status ON lms_import_jobs (status);

CREATE UNIQUE INDEX uq_lms_import_jobs_active_course ON lms_import_jobs (course_id) WHERE status IN ('pending', 'uploading', 'processing');

CREATE UNIQUE INDEX uq_lms_import_jobs_active_key ON lms_import_jobs (lms_configuration_id, edx_course_key) WHERE status IN ('pending', 'uploading', 'processing');

CREATE TABLE lms_publications (
    lms_configuration_id UUID NOT NULL,
    edx_course_key TEXT NOT NULL,
    course_id UUID NOT NULL,
    proved_job_id UUID,
    claimed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    proved_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_lms_publications PRIMARY KEY (lms_configuration_id, edx_course_key),
    CONSTRAINT ck_lms_publications_edx_course_key CHECK (edx_course_key ~ '^course-v1:[A-Za-z0-9_-]{1,50}\+[A-Za-z0-9_-]{1,50}\+[A-Za-z0-9_-]{1,50}$'),
    CONSTRAINT fk_lms_publications_lms_configuration_id FOREIGN KEY(lms_configuration_id) REFERENCES lms_configurations (id) ON DELETE CASCADE,
    CONSTRAINT fk_lms_publications_course_id FOREIGN KEY(course_id) REFERENCES courses (id) ON DELETE CASCADE,
    CONSTRAINT fk_lms_publications_proved_job_id FOREIGN KEY(proved_job_id) REFERENCES lms_import_jobs (id) ON DELETE SET NULL
);

CREATE INDEX ix_lms_publications_course_id ON lms_publications (course_id);

CREATE INDEX ix_lms_publications_proved_job_id ON lms_publications (proved_job_id);

CREATE TABLE lms_block_identities (
    lms_configuration_id UUID NOT NULL,
    edx_course_key TEXT NOT NULL,
    url_name TEXT NOT NULL,
    block_type TEXT NOT NULL,
    source_id TEXT NOT NULL,
    source_path TEXT[] NOT NULL,
    position INTEGER NOT NULL,
    first_job_id UUID NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_lms_block_identities PRIMARY KEY (lms_configuration_id, edx_course_key, url_name),
    CONSTRAINT fk_lms_block_identities_lms_configuration_id_edx_course_key FOREIGN KEY(lms_configuration_id, edx_course_key) REFERENCES lms_publications (lms_configuration_id, edx_course_key) ON DELETE CASCADE,
    CONSTRAINT ck_lms_block_identities_block_type CHECK (block_type IN ('chapter', 'section', 'unit', 'component')),
    CONSTRAINT ck_lms_block_identities_source_path CHECK (source_path[cardinality(source_path)] = source_id)
);

