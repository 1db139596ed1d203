"""Names are given once and for ever: single stories of authors. The machine beside this tells all the others."""

import pytest
from attrs import evolve

from domain.course import Chapter, Course, Section, Unit
from domain.identities import BlockKind, Identities
from tests.builders import make_course
from tests.domain.course_trees import course
from tests.measuring import cost_of


def unit_name(identities: Identities, *path: str) -> str:
    return identities.name_of(BlockKind.UNIT, path)


def test_names_come_from_titles_in_any_script() -> None:
    names = Identities().covering(make_course())
    assert names.name_of(BlockKind.CHAPTER, ("c0",)) == "glava_0"
    assert names.name_of(BlockKind.UNIT, ("c0", "s0", "u0")) == "unit_0_0_0"
    assert names.name_of(BlockKind.COMPONENT, ("c0", "s0", "u0")) == "unit_0_0_0_html"


def test_no_block_gets_the_name_of_the_course_itself() -> None:
    names = Identities().covering(course(Course={"course": ["Course", "other"]}))
    given = [entry.name for entry in names.entries]
    assert sorted(name for name in given if name.startswith("course")) == [
        "course_1",
        "course_2",
        "course_3",
        "course_html",
    ]
    assert names.covering(course(Course={"course": ["Course", "other"]})) == names


def test_covering_again_changes_nothing() -> None:
    names = Identities().covering(make_course(chapters=2))
    assert names.covering(make_course(chapters=2)) == names


def test_a_title_does_not_matter_once_a_name_is_given() -> None:
    before = Identities().covering(course(c={"s": ["u"]}))
    renamed = Course("C", "T", "O", "R", (Chapter("c", "X", (Section("s", "Y", (Unit("u", "Z", "new"),)),)),))
    assert before.covering(renamed) == before


def test_a_unit_keeps_its_name_in_another_section_of_another_chapter() -> None:
    before = Identities().covering(course(c0={"s0": ["a", "b"]}, c1={"s1": ["c"]}))
    after = before.covering(course(c0={"s0": ["b"]}, c1={"s1": ["c", "a"]}))
    assert unit_name(after, "c1", "s1", "a") == unit_name(before, "c0", "s0", "a")
    assert not any(entry.retired for entry in after.entries)


def test_the_units_of_a_section_that_got_a_new_id_keep_their_names() -> None:
    before = Identities().covering(course(c={"s0": ["a", "b"], "s1": ["c"]}))
    after = before.covering(course(c={"new": ["a", "b"], "s1": ["c"]}))
    assert unit_name(after, "c", "new", "a") == unit_name(before, "c", "s0", "a")
    assert {entry.name for entry in after.entries if entry.retired} == {"s0"}


def test_parents_tell_repeated_ids_apart_when_sections_change_chapters() -> None:
    before = Identities().covering(course(c0={"s0": ["u", "v"], "s1": ["u", "v"]}, c1={"s2": ["w"]}))
    after = before.covering(course(c0={"s1": ["v", "u"]}, c1={"s2": ["w"], "s0": ["u", "v"]}))
    assert unit_name(after, "c1", "s0", "u") == unit_name(before, "c0", "s0", "u")
    assert unit_name(after, "c0", "s1", "u") == unit_name(before, "c0", "s1", "u")


def test_a_repeated_id_that_cannot_be_told_apart_gets_a_new_name() -> None:
    before = Identities().covering(course(c={"s0": ["u"], "s1": ["u"]}))
    after = before.covering(course(c={"s2": ["u"], "s3": ["u"]}))
    old, new = {"u", "u_1"}, {unit_name(after, "c", "s2", "u"), unit_name(after, "c", "s3", "u")}
    assert not old & new


def test_a_retired_name_comes_back_with_its_source_also_elsewhere() -> None:
    before = Identities().covering(course(c={"s0": ["a", "b"], "s1": ["c"]}))
    without = before.covering(course(c={"s0": ["b"], "s1": ["c"]}))
    assert {entry.name for entry in without.entries if entry.retired} == {"a", "a_html"}
    again = without.covering(course(c={"s0": ["b"], "s1": ["c", "a"]}))
    assert unit_name(again, "c", "s1", "a") == unit_name(before, "c", "s0", "a")


def test_a_retired_name_is_not_given_to_a_new_section_s_unit_of_an_id_in_use_elsewhere() -> None:
    before = Identities().covering(course(c={"s0": ["u1", "u2"], "s1": ["u1", "u2"]}))
    without = before.covering(course(c={"s1": ["u1", "u2"]}))
    after = without.covering(course(c={"s1": ["u1", "u2"], "s9": ["u1", "u2"]}))
    assert unit_name(after, "c", "s9", "u1") not in {entry.name for entry in before.entries}
    back = after.covering(course(c={"s0": ["u1"], "s1": ["u1", "u2"], "s9": ["u1", "u2"]}))
    assert unit_name(back, "c", "s0", "u1") == unit_name(before, "c", "s0", "u1")


def test_a_retired_name_is_not_given_to_another_block_of_the_same_title() -> None:
    before = Identities().covering(course(c={"s": ["a", "b"]}))
    without = before.covering(course(c={"s": ["b"]}))
    twin = Chapter("c", "c", (Section("s", "s", (Unit("b", "b", ""), Unit("other", "a", ""))),))
    after = without.covering(evolve(course(), chapters=(twin,)))
    assert unit_name(after, "c", "s", "other") == "a_1"


def test_a_block_that_is_not_covered_has_no_name() -> None:
    names = Identities().covering(course(c={"s": ["a"]}))
    with pytest.raises(KeyError):
        unit_name(names, "c", "s", "b")


@pytest.mark.unmeasured
def test_ten_thousand_equal_titles_take_work_in_proportion() -> None:
    small, large = (min(_seconds_for_equal_titles(units) for _ in range(2)) for units in (2_500, 10_000))
    assert large < 10 * small, "four times the blocks should take about four times as long, never sixteen"


def _seconds_for_equal_titles(units: int) -> float:
    """For a first publish, and for a second in which every unit is another one."""
    first = course(c={"s": [f"a{n}" for n in range(units)]})
    twins = evolve(first, chapters=(Chapter("c", "c", (_same_title(units, "a"),)),))
    others = evolve(first, chapters=(Chapter("c", "c", (_same_title(units, "b"),)),))
    names = Identities().covering(twins).covering(others)
    assert len({entry.name for entry in names.entries}) == 4 * units + 2
    return cost_of(lambda: Identities().covering(twins).covering(others))


def _same_title(units: int, prefix: str) -> Section:
    return Section("s", "s", tuple(Unit(f"{prefix}{n}", "same", "") for n in range(units)))


def test_repeated_ids_of_a_new_section_do_not_inherit_those_of_a_removed_one() -> None:
    before = Identities().covering(course(c={"s3": ["u1", "u2"], "s4": ["u1", "u2"]}))
    after = before.covering(course(c={"s4": ["u1", "u2"], "s9": ["u1", "u2"]}))
    assert unit_name(after, "c", "s4", "u1") == unit_name(before, "c", "s4", "u1")
    given = {entry.name for entry in before.entries}
    assert unit_name(after, "c", "s9", "u1") not in given
    assert unit_name(after, "c", "s9", "u2") not in given


def test_a_section_that_moves_takes_its_units_of_repeated_ids_along() -> None:
    before = Identities().covering(course(c0={"s3": ["u1"], "s4": ["u1"]}, c1={"s5": ["u1"]}))
    after = before.covering(course(c0={"s4": ["u1"]}, c1={"s5": ["u1"], "s3": ["u1"]}))
    assert unit_name(after, "c1", "s3", "u1") == unit_name(before, "c0", "s3", "u1")
