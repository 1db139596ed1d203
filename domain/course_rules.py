"""What makes a course publishable anywhere: structure, lengths, identifiers, dates, text that can be stored.

Rules of one LMS (URL names, HTML, assets) belong to its adapter; these hold for all. Limits are the data model's,
section 8 and 12.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from domain.course import Chapter, Course, Section, Unit
from domain.course_key import KEY_LENGTH_LIMIT, PART_PATTERN
from domain.text import SEEN, UNSTORABLE
from domain.violations import Place, Violation

TITLE_LENGTH = 255

_ID_SHOWN = 80

_EMPTY_CHAPTER = "this chapter has no section; add at least one, or remove the chapter"
_EMPTY_SECTION = "this section has no unit; add at least one, or remove the section"


def course_violations(course: Course) -> tuple[Violation, ...]:
    """Every mistake in the course itself, in reading order. Empty means: an LMS adapter may look at it."""
    return (
        *_identifiers(course),
        *_dates(course),
        *_text(Place("title", course.title), course.title, "title"),
        *_legal_characters(Place("description"), course.description or "", "description"),
        *_filled(Place(""), course.chapters, "MIN_ONE_CHAPTER", "the course has no chapter; add at least one"),
        *_distinct(course.chapters, "chapters", "the course"),
        *(finding for c, chapter in enumerate(course.chapters) for finding in _chapter(f"chapters[{c}]", chapter)),
    )


class _Titled(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...


def _chapter(path: str, chapter: Chapter) -> Iterator[Violation]:
    place = Place(path, chapter.title)
    yield from _named(place, chapter)
    yield from _filled(place, chapter.sections, "MIN_ONE_SEQUENTIAL", _EMPTY_CHAPTER)
    yield from _distinct(chapter.sections, f"{path}.sections", "this chapter")
    for s, section in enumerate(chapter.sections):
        yield from _section(f"{path}.sections[{s}]", section)


def _section(path: str, section: Section) -> Iterator[Violation]:
    place = Place(path, section.title)
    yield from _named(place, section)
    yield from _filled(place, section.units, "MIN_ONE_VERTICAL", _EMPTY_SECTION)
    yield from _distinct(section.units, f"{path}.units", "this section")
    for u, unit in enumerate(section.units):
        yield from _unit(f"{path}.units[{u}]", unit)


def _unit(path: str, unit: Unit) -> Iterator[Violation]:
    yield from _named(Place(path, unit.title), unit)
    yield from _legal_characters(Place(f"{path}.content", unit.title), unit.content, "content")


def _named(place: Place, part: _Titled) -> Iterator[Violation]:
    yield from _text(Place(f"{place.path}.title", place.title), part.title, "title")
    if not part.id.strip():
        yield Violation("ID_REQUIRED", Place(f"{place.path}.id", place.title), "give it an id that never changes")
    yield from _legal_characters(Place(f"{place.path}.id", place.title), part.id, "id")


def _text(place: Place, text: str, name: str) -> Iterator[Violation]:
    if not SEEN.search(text):
        yield Violation(
            "TITLE_REQUIRED", place, f"the {name} is empty, and learners would see a blank line; write one"
        )
    if len(text) > TITLE_LENGTH:
        yield Violation(
            "TITLE_TOO_LONG", place, f"the {name} has {len(text)} characters; shorten it to {TITLE_LENGTH}"
        )
    yield from _legal_characters(place, text, name)


def _legal_characters(place: Place, text: str, name: str) -> Iterator[Violation]:
    """At most the first illegal character of a text: the rest is usually the same slip again."""
    found = UNSTORABLE.search(text)
    if found is None:
        return
    before = text[: found.start()]
    line, column = before.count("\n") + 1, found.start() - before.rfind("\n")
    count = len(UNSTORABLE.findall(text))
    kind = "a lone surrogate" if "\ud800" <= found[0] <= "\udfff" else "a control character"
    more = f" (and {count - 1} more)" if count > 1 else ""
    yield Violation(
        "VALID_UTF8",
        Place(place.path, place.title, line, column),
        f"the {name} holds {kind}, U+{ord(found[0]):04X}{more}, which no LMS can store; remove it",
    )


def _filled(place: Place, children: Sequence[object], rule: str, message: str) -> Iterator[Violation]:
    if not children:
        yield Violation(rule, place, message)


def _distinct(children: Iterable[_Titled], path: str, parent: str) -> Iterator[Violation]:
    first_at: dict[str, int] = {}
    for index, child in enumerate(children):
        if not child.id.strip():
            continue
        first = first_at.setdefault(child.id, index)
        if first != index:
            yield Violation(
                "DUPLICATE_ID",
                Place(f"{path}[{index}].id", child.title),
                f"the id {child.id[:_ID_SHOWN]!r} is that of {path}[{first}] in {parent} too; give each its own",
            )


def _identifiers(course: Course) -> Iterator[Violation]:
    for name, part in (("courseId", course.course_id), ("org", course.org), ("run", course.run)):
        if not PART_PATTERN.fullmatch(part):
            yield Violation(
                "IDENTIFIER_PATTERN",
                Place(name),
                f"must be 1–50 letters A–Z, a–z, digits, '_' or '-', not {part[:_ID_SHOWN]!r}",
            )
    length = len(course.course_id) + len(course.org) + len(course.run)
    if length > KEY_LENGTH_LIMIT:
        yield Violation(
            "COURSE_KEY_LENGTH",
            Place("courseId"),
            f"org, courseId and run have {length} characters together; {KEY_LENGTH_LIMIT} at most",
        )


def _dates(course: Course) -> Iterator[Violation]:
    start, end = course.enrollment_start, course.enrollment_end
    for name, moment in (("startDate", course.start), ("enrollmentStart", start), ("enrollmentEnd", end)):
        if moment is not None and moment.utcoffset() is None:
            yield Violation("DATE_WITHOUT_ZONE", Place(name), "say which time zone is meant, such as Z for UTC")
    if start is None or end is None or (start.utcoffset() is None) != (end.utcoffset() is None):
        return
    if start > end:
        yield Violation(
            "DATES_IN_ORDER",
            Place("enrollmentEnd"),
            "enrolment ends before it starts; swap or correct the dates",
        )
