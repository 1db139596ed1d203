"""Whatever Markdown is rendered to passes our own validation: every case of the tests beside this one."""

from collections.abc import Iterator
from types import ModuleType

from attrs import evolve

from adapters.catalogue.markdown import render_markdown
from adapters.openedx.olx.checks import check_course
from domain.course import Course, Unit
from domain.course_rules import course_violations
from tests.adapters.catalogue import test_markdown_course, test_tex
from tests.builders import make_course


def cases_of(module: ModuleType) -> Iterator[str]:
    """The Markdown of each parametrized case."""
    for test in vars(module).values():
        for mark in getattr(test, "pytestmark", ()):
            if mark.name == "parametrize" and mark.args[0] == ("markdown", "html"):
                yield from (case[0] for case in mark.args[1])


def course_of_pages(pages: list[str]) -> Course:
    course = make_course(chapters=1, sections=1, units=1)
    (chapter,) = course.chapters
    units = tuple(Unit(f"u{n}", f"Page {n}", html) for n, html in enumerate(pages))
    return evolve(course, chapters=(evolve(chapter, sections=(evolve(chapter.sections[0], units=units),)),))


def test_every_case_passes_validation() -> None:
    cases = [*cases_of(test_markdown_course), *cases_of(test_tex)]
    assert len(cases) >= 90
    course = course_of_pages([render_markdown(case) for case in cases])
    assert course_violations(course) == ()
    found = [cases[int(each.path.split("units[")[1].split("]")[0])] for each in check_course(course)]
    # A link to nowhere, as its author wrote it: told as a warning.
    assert found == ['<a href="?a=$x$">y</a>']
