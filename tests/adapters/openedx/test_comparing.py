"""Comparing outlines: nothing is found in an equal one, and whatever is spoilt is found."""

from collections import defaultdict

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from adapters.openedx.comparing import Findings, compare_components, compare_outline
from adapters.openedx.replies import OutlineBlock
from adapters.openedx.sent import SentCourse
from domain.course_key import CourseKey
from domain.identities import Identities
from tests.builders import make_course
from tests.measuring import cost_of

KEY = CourseKey("Acme", "AI101", "2026")
Spot = tuple[int, ...]


def as_found(sent: SentCourse) -> OutlineBlock:
    """The outline as Studio would show what was sent."""

    def block(usage: str, title: str) -> OutlineBlock:
        below = (block(child.usage, child.place.title) for child in sent.blocks if child.parent == usage)
        return OutlineBlock(usage, title, tuple(below))

    return block(sent.root, sent.title)


sizes = st.integers(1, 3)
courses = st.builds(make_course, chapters=sizes, sections=sizes, units=sizes)
sent_courses = courses.map(lambda course: SentCourse.of(course, KEY, Identities().covering(course)))


def without(root: OutlineBlock, usage: str) -> OutlineBlock:
    kept = tuple(without(child, usage) for child in root.children if child.usage != usage)
    return evolve(root, children=kept)


def renamed(root: OutlineBlock, usage: str) -> OutlineBlock:
    title = f"{root.title}!" if root.usage == usage else root.title
    return evolve(root, title=title, children=tuple(renamed(child, usage) for child in root.children))


def reversed_below(root: OutlineBlock, usage: str) -> OutlineBlock:
    children = tuple(reversed_below(child, usage) for child in root.children)
    return evolve(root, children=children[::-1] if root.usage == usage else children)


@given(sent_courses)
def test_an_equal_outline_has_no_findings(sent: SentCourse) -> None:
    everything = frozenset(block.usage for block in sent.blocks)
    assert compare_outline(sent, as_found(sent)) == Findings(in_place=everything)


@given(sent_courses, st.data())
def test_whatever_is_lost_is_named_once(sent: SentCourse, data: st.DataObject) -> None:
    lost = data.draw(st.sampled_from(sent.blocks))
    findings = compare_outline(sent, without(as_found(sent), lost.usage))
    assert findings.missing == (str(lost.place),)
    assert findings.changed == ()
    assert lost.usage not in findings.in_place


@given(sent_courses, st.data())
def test_whatever_is_renamed_is_named(sent: SentCourse, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(sent.blocks))
    findings = compare_outline(sent, renamed(as_found(sent), other.usage))
    assert findings.changed == (f"{other.place.path}.title «{other.place.title}»",)
    assert len(findings.in_place) == len(sent.blocks)


@given(sent_courses, st.data())
def test_whatever_is_turned_round_is_named(sent: SentCourse, data: st.DataObject) -> None:
    parents = [block for block in sent.blocks if sum(b.parent == block.usage for b in sent.blocks) > 1]
    if not parents:
        return
    turned = data.draw(st.sampled_from(parents))
    findings = compare_outline(sent, reversed_below(as_found(sent), turned.usage))
    assert findings.changed == (str(turned.children),)
    assert findings.missing == ()


@given(sent_courses)
def test_an_empty_course_misses_its_chapters(sent: SentCourse) -> None:
    """What a slip in course.xml leaves behind, reported as a success (platform-facts 0.2)."""
    findings = compare_outline(sent, OutlineBlock(sent.root, sent.title))
    chapters = [block for block in sent.blocks if block.parent == sent.root]
    assert findings.missing == tuple(str(chapter.place) for chapter in chapters)
    assert not findings.in_place


def test_a_component_too_many() -> None:
    course = make_course()
    (unit, *_) = SentCourse.of(course, KEY, Identities().covering(course)).units
    findings = compare_components(unit, [unit.component, "block-v1:Acme+AI101+2026+type@problem+block@x"])
    assert findings.changed == ("chapters[0].sections[0].units[0].content «Unit 0.0.0»",)
    assert findings.in_place == {unit.component}


@pytest.mark.unmeasured
@pytest.mark.parametrize(("sections", "units"), [(1, 1_000), (1_000, 1)], ids=["one section", "many sections"])
def test_four_times_as_many_blocks_take_about_four_times_as_long(sections: int, units: int) -> None:
    few = min(_seconds(sections, units) for _ in range(2))
    many = min(_seconds(4 * sections if sections > 1 else 1, 4 * units if units > 1 else 1) for _ in range(2))
    assert many < 10 * few, "never sixteen times"


def _seconds(sections: int, units: int) -> float:
    course = make_course(sections=sections, units=units)
    sent = SentCourse.of(course, KEY, Identities().covering(course))
    children: defaultdict[str, list[OutlineBlock]] = defaultdict(list)
    for block in reversed(sent.blocks):
        below = tuple(reversed(children[block.usage]))
        children[block.parent].append(OutlineBlock(block.usage, block.place.title, below))
    found = OutlineBlock(sent.root, sent.title, tuple(children[sent.root]))
    assert not compare_outline(sent, found).changed
    return cost_of(lambda: compare_outline(sent, found))
