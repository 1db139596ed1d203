"""A lesson's content, in any of the shapes of the table in docs/platform-courses.md, as units."""

import json
from typing import Final

from adapters.catalogue.fields import check_fields, is_nothing
from adapters.catalogue.frame import Frame
from adapters.catalogue.pages import page_of
from adapters.catalogue.spot import Spot
from adapters.catalogue.structured import PARTS, parts_of
from adapters.catalogue.wording import Wording
from application.ports.rows import LessonRow
from domain.course import Unit

_WRAPPERS: Final = ("content", "body")
"""Fields that may hold a whole structured lesson; platforms keep their metadata beside it."""


def units_of(lesson: LessonRow, spot: Spot, words: Wording) -> tuple[Unit, ...]:
    """The lesson's units. None at all means that something was found against it, which is noted at the spot.

    A lesson of one page is one unit with the lesson's own UUID and title; the parts of a structured lesson have
    ids made of the lesson's UUID and their own.
    """
    told = len(spot.findings.violations) + len(spot.findings.unfinished)
    content, at = _content_of(lesson, spot)
    structured = _structured(content, at)
    units = _page(lesson, content, at) if structured is None else _parts(lesson, *structured, words)
    if len(spot.findings.violations) + len(spot.findings.unfinished) > told:
        return ()
    if not units:
        spot.refuse("LESSON_EMPTY", "learners would see nothing; write the lesson's content, or remove the lesson")
    return units


def _content_of(lesson: LessonRow, spot: Spot) -> tuple[object, Spot]:
    content = _unpacked(lesson.content)
    if is_nothing(content):
        return lesson.content_text, spot.at("content_text")
    return content, spot.at("content")


def _unpacked(content: object) -> object:
    """JSON that was stored as a text is what it says; every other text is itself."""
    if not isinstance(content, str) or content.strip()[:1] not in ("{", "["):
        return content
    try:
        value: object = json.loads(content)
    except (ValueError, RecursionError):
        return content
    objects = value if isinstance(value, list) else [value]
    return value if objects and all(isinstance(item, dict) for item in objects) else content


def _structured(content: object, spot: Spot) -> tuple[dict[str, object], Spot] | None:
    """The structured lesson that the content is, or that a field of it holds; None where it is none."""
    if not isinstance(content, dict):
        return None
    if not PARTS.isdisjoint(content):
        return content, spot
    for name in _WRAPPERS:
        inner = content.get(name)
        if isinstance(inner, dict) and not PARTS.isdisjoint(inner):
            check_fields(content, frozenset(_WRAPPERS), spot)
            return inner, spot.at(name)
    return None


def _page(lesson: LessonRow, content: object, spot: Spot) -> tuple[Unit, ...]:
    html = page_of(content, spot, Frame(titles=(lesson.title,)))
    return (Unit(str(lesson.id), lesson.title, html),) if html else ()


def _parts(lesson: LessonRow, content: dict[str, object], spot: Spot, words: Wording) -> tuple[Unit, ...]:
    parts = parts_of(content, lesson.title, spot, words)
    return tuple(Unit(f"{lesson.id}/{part.key}", part.title, part.html) for part in parts)
