"""What Open edX would refuse, lose or mangle in an author's course.

This is the first of two walls: the finished archive is read back and checked again by others.

Structure, lengths and illegal characters are the domain's rules and are not said again. Content that is no HTML
(quizzes, code sandboxes, …) cannot occur here: a unit's content is HTML by its type.
"""

from collections.abc import Iterator

from adapters.openedx.olx.asset_checks import asset_findings
from adapters.openedx.olx.html_checks import html_findings
from adapters.openedx.olx.html_reader import tokens_of
from adapters.openedx.olx.rules import HtmlFinding, Rule, in_order
from adapters.openedx.olx.unicode_forms import WRITTEN_APART, first_apart
from domain.course import Chapter, Course, Section, Unit
from domain.violations import Place, Severity, Violation


def check_course(course: Course) -> tuple[Violation, ...]:
    """Every finding in reading order, on courses with mistakes too. Takes time linear in the course's size.

    Those inside a unit's HTML carry its line and column there.
    """
    return tuple(_course(course))


def html_findings_of(html: str) -> tuple[HtmlFinding, ...]:
    """Every finding about one unit's HTML in reading order, not yet placed in a course."""
    tokens = tokens_of(html)
    return tuple(in_order((*html_findings(html, tokens), *asset_findings(tokens))))


def _course(course: Course) -> Iterator[Violation]:
    yield from _composed(Place("title"), course.title, "title")
    yield from _composed(Place("description"), course.description or "", "description")
    for c, chapter in enumerate(course.chapters):
        yield from _chapter(f"chapters[{c}]", chapter)


def _chapter(path: str, chapter: Chapter) -> Iterator[Violation]:
    yield from _names(path, chapter)
    for s, section in enumerate(chapter.sections):
        yield from _names(f"{path}.sections[{s}]", section)
        for u, unit in enumerate(section.units):
            yield from _unit(f"{path}.sections[{s}].units[{u}]", unit)


def _unit(path: str, unit: Unit) -> Iterator[Violation]:
    yield from _names(path, unit)
    place = Place(path, unit.title)
    for finding in html_findings_of(unit.content):
        yield finding.placed(place)


def _names(path: str, part: Chapter | Section | Unit) -> Iterator[Violation]:
    yield from _composed(Place(f"{path}.title", part.title), part.title, "title")
    yield from _composed(Place(f"{path}.id", part.title), part.id, "id")


def _composed(place: Place, text: str, name: str) -> Iterator[Violation]:
    if first_apart(text) is not None:
        message = f"the {name} {WRITTEN_APART}"
        yield Violation(Rule.MIXED_UNICODE_FORMS.value, place, message, Severity.WARNING)
