"""Texts whose fate is known: these must arrive, those must be refused where the fault stands."""

import pytest

from adapters.openedx.olx.checks import html_findings_of
from adapters.openedx.olx.rules import Rule
from adapters.openedx.packaging import checked_package
from domain.course import Chapter, Course, Section, Unit
from domain.course_key import CourseKey
from domain.identities import Identities
from tests.arrival.alphabets import ILLEGAL, JSON_LIKE, MARKS, SCRIPTS, WHOLE_TAGS
from tests.arrival.arrived import expected_of
from tests.arrival.packages import packed
from tests.arrival.refusals import assert_placed, refusals
from tests.arrival.site import Site, new_key

over_sockets = pytest.mark.asyncio(loop_scope="module")


def course_of(*texts: str) -> Course:
    """A unit for each text, which is both its title and its content; the first is everywhere a title can be."""
    units = tuple(Unit(f"u{number}", f"x{text}", text) for number, text in enumerate(texts))
    title = f"x{texts[0]}"
    return Course("K1", title, "Arrival", "2026", (Chapter("c", title, (Section("s", title, units),)),), texts[0])


async def arrive(site: Site, course: Course, key: CourseKey | None = None) -> None:
    key, names = key or new_key(), Identities().covering(course)
    package = await packed(site.gateway, course, key, names)
    await site.send(course, key, package)
    package.close()
    assert site.arrived(key) == expected_of(course)
    assert (await site.verified(course, key, names)).complete


@over_sockets
@pytest.mark.parametrize(
    "texts",
    [SCRIPTS, MARKS, WHOLE_TAGS, ("a\rb", "a\r\nb", "a\n\nb", "\ta", " a ", "a\x85b\u2028c")],
    ids=["scripts", "marks", "tags", "line ends"],
)
async def test_arrives(site: Site, texts: tuple[str, ...]) -> None:
    course = course_of(*texts)
    assert refusals(course) == ()
    await arrive(site, course)


@pytest.mark.parametrize("character", ILLEGAL, ids=ascii)
@pytest.mark.parametrize("where", ["title", "content"])
def test_what_xml_cannot_carry_is_refused_where_it_stands(character: str, where: str) -> None:
    good, bad = "<p>é\n中</p>", f"<p>é\n中{character}</p>"
    unit = Unit("u", bad if where == "title" else good, bad if where == "content" else good)
    course = Course("K1", "K", "Arrival", "2026", (Chapter("c", "C", (Section("s", "S", (unit,)),)),))
    found = [refusal for refusal in refusals(course) if refusal.rule == "VALID_UTF8"]
    assert [refusal.path for refusal in found] == [f"chapters[0].sections[0].units[0].{where}"]
    assert (found[0].place.line, found[0].place.column) == (2, 2)
    assert_placed(course, found[0])


@pytest.mark.parametrize("content", ["<p", "a<!-- b", "<script>x", "<style>", '<a href="x'], ids=ascii)
def test_what_swallows_the_rest_of_a_unit_is_refused_where_it_begins(content: str) -> None:
    course = Course(
        "K1", "K", "Arrival", "2026", (Chapter("c", "C", (Section("s", "S", (Unit("u", "U", content),)),)),)
    )
    (refusal,) = refusals(course)
    assert refusal.path == "chapters[0].sections[0].units[0]"
    assert_placed(course, refusal)


@over_sockets
async def test_addresses_of_the_courses_own_files_arrive_and_are_proved(site: Site) -> None:
    """Studio shows them as /static/… when it exports the text, and stores what was sent."""
    key = new_key()
    own = f"https://studio.example.org/asset-v1:{key.org}+{key.course}+{key.run}+type@asset+block@a_b.png"
    await arrive(site, course_of(f"<img src='{own}?x=1'> {own} ]]&gt;", f'<a href="{own}">]]></a>'), key)


@pytest.mark.parametrize("before", ["<svg></svg>", "<math><mi>x</mi></math>"])
def test_tags_of_a_whole_page_are_warned_of_behind_a_picture_too(before: str) -> None:
    assert Rule.NO_DOCUMENT_TAGS in {finding.rule for finding in html_findings_of(f"{before}<html>x</html>")}


def test_what_is_compressed_too_well_is_refused_with_the_authors_place() -> None:
    """The port promises: «a fault names what is wrong with it, in the author's places»."""
    units = tuple(Unit(f"u{number}", f"U{number}", "x" * 1_048_000) for number in range(3))
    course = Course("K1", "K", "Arrival", "2026", (Chapter("c", "C", (Section("s", "S", units),)),))
    fault = checked_package(course, new_key(), Identities().covering(course)).failure()
    assert [violation.rule for violation in fault.violations] == ["COMPRESSION_RATIO"]
    assert fault.violations[0].path.startswith("chapters[0].sections[0].units")


@over_sockets
@pytest.mark.parametrize("title", JSON_LIKE, ids=ascii)
async def test_a_title_that_is_json_stays_as_it_was_written(site: Site, title: str) -> None:
    """The platform reads attributes as JSON, else as text (xmodule/xml_block.py, deserialize_field)."""
    unit = Unit("u", title, "<p>x</p>")
    await arrive(
        site, Course("K1", "K", "Arrival", "2026", (Chapter("c", title, (Section("s", title, (unit,)),)),))
    )
