"""What a CourseCatalogue promises, and a course with all that a platform's rows may be."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve

from application.ports.catalogue import CourseCatalogue
from application.ports.rows import CourseRow, LessonRow, PlatformCourse, SectionRow
from domain.identifiers import CourseId, OrganizationId
from tests import builders

CONTENTS: Sequence[object] = (
    None,
    "",
    "# Text «é» \u2028 🤖",
    '{"a": 1}',
    {"intro": "x", "sections": [{"title": "", "content": None}]},
    [{"type": "html", "html": "<p>a</p>"}, [], {}, True, 1, -1.5, None],
    7,
    False,
)


INDIA = timezone(timedelta(hours=5, minutes=30))


def platform_course(organization_id: OrganizationId, **changes: Any) -> PlatformCourse:
    """A finished course of two sections and a lesson of every sort, with all that rows may be."""
    course_id, first, second = (uuid4() for _ in range(3))
    defaults: dict[str, Any] = {
        "id": course_id,
        "title": "Узлы",
        "language": "ru",
        "status": "completed",
        "description": "Для всех",
        "organization_id": organization_id,
        "user_id": uuid4(),
    }
    lesson = LessonRow(id=uuid4(), section_id=first, title="Bowline", order_index=0, status="completed")
    versions = (
        evolve(lesson, content="old", updated_at=builders.at(0)),
        evolve(lesson, content="new", updated_at=builders.at(1), section_id=second, order_index=-3),
        evolve(lesson, content="tried", status="failed", updated_at=datetime(2026, 3, 1, 18, tzinfo=INDIA)),
        evolve(lesson, content=None, status="generating"),
    )
    shapes = tuple(
        evolve(lesson, id=uuid4(), content=content, content_text=f"{n}\n", order_index=n)
        for n, content in enumerate(CONTENTS)
    )
    return PlatformCourse(
        course=CourseRow(**(defaults | changes)),
        sections=(
            SectionRow(id=first, course_id=course_id, title="Loops", order_index=5),
            SectionRow(id=second, course_id=course_id, title="", order_index=-(2**63)),
        ),
        lessons=(*versions, *shapes),
    )


def same(found: PlatformCourse | None, wanted: PlatformCourse) -> bool:
    """Whether these are the same rows; their order means nothing."""
    assert found is not None
    assert found.course == wanted.course
    assert sorted(found.sections, key=str) == sorted(wanted.sections, key=str)
    assert sorted(found.lessons, key=_age) == sorted(wanted.lessons, key=_age)
    return True


def _age(lesson: LessonRow) -> tuple[object, ...]:
    return (lesson.id, lesson.status, lesson.updated_at or builders.at(-1))


class CatalogueContract:
    """What every reader of a platform's rows promises."""

    @pytest.fixture
    def catalogue(self, kept: PlatformCourse) -> CourseCatalogue:
        """A catalogue that holds this course, among others."""
        raise NotImplementedError

    @pytest.fixture
    def kept(self) -> PlatformCourse:
        """The course."""
        return platform_course(OrganizationId(uuid4()))

    async def test_reads_every_row_of_a_course(self, catalogue: CourseCatalogue, kept: PlatformCourse) -> None:
        for _ in range(2):
            assert same(await catalogue.rows(kept.id), kept)

    async def test_does_not_know_strangers(self, catalogue: CourseCatalogue) -> None:
        assert await catalogue.rows(CourseId(uuid4())) is None
