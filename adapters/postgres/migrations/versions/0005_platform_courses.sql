-- One statement a paragraph.

ALTER TABLE courses
    ALTER COLUMN content DROP NOT NULL,
    ALTER COLUMN language DROP NOT NULL,
    ADD COLUMN kept TEXT DEFAULT 'whole' NOT NULL,
    ADD COLUMN course_code TEXT,
    ADD CONSTRAINT ck_courses_kept CHECK (kept IN ('whole', 'rows', 'elsewhere')),
    ADD CONSTRAINT ck_courses_content CHECK ((kept = 'whole') = (content IS NOT NULL)),
    ADD CONSTRAINT ck_courses_language CHECK (kept <> 'whole' OR language IS NOT NULL),
    ADD CONSTRAINT ck_courses_course_code CHECK (course_code ~ '^[A-Za-z0-9_-]{1,50}$')

CREATE OR REPLACE VIEW course_cards WITH (security_barrier) AS
SELECT id, organization_id, user_id, title, language, created_at, updated_at, kept, course_code FROM courses
WHERE courseport_superadmin()
    OR organization_id IN (SELECT courseport_organizations('instructor'))
    OR (user_id = courseport_user() AND organization_id IN (SELECT courseport_organizations('member')))

CREATE TABLE sections (
    course_id UUID NOT NULL,
    id UUID NOT NULL,
    title TEXT NOT NULL,
    order_index BIGINT NOT NULL,
    CONSTRAINT pk_sections PRIMARY KEY (course_id, id),
    CONSTRAINT fk_sections_course_id FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE
)

CREATE TABLE lessons (
    course_id UUID NOT NULL,
    id UUID NOT NULL,
    version INTEGER NOT NULL,
    section_id UUID NOT NULL,
    title TEXT NOT NULL,
    order_index BIGINT NOT NULL,
    status TEXT NOT NULL,
    content JSONB,
    content_text TEXT,
    updated_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_lessons PRIMARY KEY (course_id, id, version),
    CONSTRAINT fk_lessons_course_id_section_id FOREIGN KEY (course_id, section_id)
        REFERENCES sections (course_id, id) ON DELETE CASCADE
)

CREATE INDEX ix_lessons_course_id_section_id ON lessons (course_id, section_id)

GRANT SELECT, INSERT, UPDATE, DELETE ON sections, lessons TO courseport_api

ALTER TABLE sections ENABLE ROW LEVEL SECURITY

ALTER TABLE lessons ENABLE ROW LEVEL SECURITY

-- Whoever may see a course may change it, too: its owner, and the organization's admins and owners.
CREATE POLICY sections_course ON sections FOR ALL TO courseport_api
USING (EXISTS (SELECT FROM courses WHERE courses.id = sections.course_id))

CREATE POLICY lessons_course ON lessons FOR ALL TO courseport_api
USING (EXISTS (SELECT FROM courses WHERE courses.id = lessons.course_id))
