"""A platform's course as its tables hold it: one class a table, one field a column."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from domain.identifiers import CourseId

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

    `content` is the JSONB value as JSON has it (str, dict, list, …); its shapes stand in the docstring of
    `adapters/catalogue`.
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
class PlatformCourse:
    """All rows of one course. Of a lesson there may be several versions; the order of rows means nothing."""

    course: CourseRow
    sections: tuple[SectionRow, ...] = ()
    lessons: tuple[LessonRow, ...] = ()

    @property
    def id(self) -> CourseId:
        """The course's own id, here and on the platform."""
        return CourseId(self.course.id)
