"""A course as JSON: the data model's `CourseInput`, camelCase, dates as ISO 8601 in UTC.

For courses that are already ours (stored rows, versions of a job). What strangers hand in is read by
`adapters/course_input`, which names every mistake; this module trusts its input and raises on nonsense.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from domain.course import Chapter, Course, Section, Unit
from domain.languages import Language

Json: TypeAlias = dict[str, Any]


def course_to_json(course: Course) -> Json:
    """The course, whole; facts that the author did not give are left out, never null."""
    document = {
        "courseId": course.course_id,
        "title": course.title,
        "description": course.description,
        "org": course.org,
        "run": course.run,
        "startDate": _moment_to_json(course.start),
        "enrollmentStart": _moment_to_json(course.enrollment_start),
        "enrollmentEnd": _moment_to_json(course.enrollment_end),
        "language": course.language.value,
        "chapters": [_chapter_to_json(chapter) for chapter in course.chapters],
    }
    return {name: value for name, value in document.items() if value is not None}


def course_from_json(document: Mapping[str, Any]) -> Course:
    """The course that `course_to_json` made the document of, equal to it in every fact."""
    return Course(
        course_id=document["courseId"],
        title=document["title"],
        org=document["org"],
        run=document["run"],
        chapters=tuple(_chapter_from_json(chapter) for chapter in document["chapters"]),
        description=document.get("description"),
        language=Language(document["language"]),
        start=_moment_from_json(document.get("startDate")),
        enrollment_start=_moment_from_json(document.get("enrollmentStart")),
        enrollment_end=_moment_from_json(document.get("enrollmentEnd")),
    )


def _chapter_to_json(chapter: Chapter) -> Json:
    sections = [_section_to_json(section) for section in chapter.sections]
    return {"id": chapter.id, "title": chapter.title, "sections": sections}


def _section_to_json(section: Section) -> Json:
    return {"id": section.id, "title": section.title, "units": [_unit_to_json(unit) for unit in section.units]}


def _unit_to_json(unit: Unit) -> Json:
    document: Json = {"id": unit.id, "title": unit.title, "content": unit.content}
    return {**document, "assets": list(unit.assets)} if unit.assets else document


def _chapter_from_json(document: Mapping[str, Any]) -> Chapter:
    sections = tuple(_section_from_json(section) for section in document["sections"])
    return Chapter(document["id"], document["title"], sections)


def _section_from_json(document: Mapping[str, Any]) -> Section:
    units = tuple(
        Unit(unit["id"], unit["title"], unit["content"], tuple(unit.get("assets", ())))
        for unit in document["units"]
    )
    return Section(document["id"], document["title"], units)


def _moment_to_json(moment: datetime | None) -> str | None:
    """A moment without a zone stays without one: inventing a zone would move the date."""
    if moment is None or moment.tzinfo is None:
        return None if moment is None else moment.isoformat()
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment_from_json(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
