"""A platform's course as its tables hold it: one class a table, one field a column."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from domain.lms_configuration import DEFAULT_RUN

COMPLETED = "completed"
"""The only status that lets a course or a lesson be published."""


@frozen(kw_only=True)
class CourseRow:
    """A row of `courses`. `language` is whatever the platform wrote; the mapping judges it."""

    id: UUID
    title: str
    language: str | None
    status: str
    description: str | None = None
    organization_id: UUID | None = None
    user_id: UUID | None = None


@frozen(kw_only=True)
class SectionRow:
    """A row of `sections`: a chapter to be. `order_index` may have gaps, ties and negative numbers."""

    id: UUID
    course_id: UUID
    title: str
    order_index: int


@frozen(kw_only=True)
class LessonRow:
    """A row of `lessons`, or one version of it: rows of one id are versions, told apart by `updated_at`.

    `content` is the JSONB value as JSON has it (str, dict, list, …); its shapes stand in the package's docstring.
    """

    id: UUID
    section_id: UUID
    title: str
    order_index: int
    status: str
    content: object = None
    content_text: str | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class CatalogueConfig:
    """Where courses are published by default: the LMS configuration's `default_org` and `default_run`."""

    org: str
    run: str = DEFAULT_RUN


@frozen(kw_only=True)
class CatalogueRows:
    """Rows of one or several courses, as read from one place."""

    courses: tuple[CourseRow, ...]
    sections: tuple[SectionRow, ...]
    lessons: tuple[LessonRow, ...]

    def of(self, course_id: UUID) -> "CatalogueRows":
        """The rows of that course alone."""
        sections = tuple(section for section in self.sections if section.course_id == course_id)
        inside = {section.id for section in sections}
        return CatalogueRows(
            courses=tuple(course for course in self.courses if course.id == course_id),
            sections=sections,
            lessons=tuple(lesson for lesson in self.lessons if lesson.section_id in inside),
        )
