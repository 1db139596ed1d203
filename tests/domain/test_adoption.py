"""adopt: who is who, how sure that is, and that no name goes to another block by mistake."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.adoption import Adoption, Obstacle, adopt
from domain.course import Chapter, Course, Section, Unit
from domain.identities import BlockKind, blocks_of
from domain.matching import Certainty, Found
from domain.outline import Outline, OutlineBlock
from tests.measuring import cost_of

CHAPTER, SECTION, UNIT, COMPONENT = BlockKind


def course(**chapters: dict[str, list[str]]) -> Course:
    """`course(A={"s": ["u", "v"]})`; every title is the id, up to a `#` in it."""

    def title(part_id: str) -> str:
        return part_id.partition("#")[0]

    return Course(
        "C",
        "T",
        "O",
        "R",
        tuple(
            Chapter(c, title(c), tuple(Section(s, title(s), _units(units)) for s, units in inside.items()))
            for c, inside in chapters.items()
        ),
    )


def _units(ids: list[str]) -> tuple[Unit, ...]:
    return tuple(Unit(each, each.partition("#")[0], f"<p>{each}</p>") for each in ids)


def outline(course: Course, prefix: str = "lms") -> Outline:
    """The course as something else published it: other names, a number each."""
    numbers = (f"{prefix}{number}" for number in range(10**6))
    return Outline("T", tuple(_chapter(chapter, numbers) for chapter in course.chapters))


def _chapter(chapter: Chapter, numbers: Iterator[str]) -> OutlineBlock:
    name = next(numbers)
    return OutlineBlock(
        CHAPTER,
        name,
        chapter.title,
        tuple(
            OutlineBlock(
                SECTION, next(numbers), section.title, tuple(_unit(unit, numbers) for unit in section.units)
            )
            for section in chapter.sections
        ),
    )


def _unit(unit: Unit, numbers: Iterator[str]) -> OutlineBlock:
    name = next(numbers)
    return OutlineBlock(UNIT, name, unit.title, (OutlineBlock(COMPONENT, next(numbers), "Text"),))


def single(*texts: OutlineBlock, name: str = "v") -> Outline:
    """One chapter A ▸ section s ▸ unit u that shows these."""
    unit = OutlineBlock(UNIT, name, "u", texts)
    return Outline("T", (OutlineBlock(CHAPTER, "c", "A", (OutlineBlock(SECTION, "s", "s", (unit,)),)),))


def names(adoption: Adoption) -> dict[str, str]:
    """The names that are kept, by kind and the author's ids."""
    return {f"{each.kind.value} {'/'.join(each.path)}": each.block.name for each in adoption.kept}


def found(adoption: Adoption) -> dict[str, Found]:
    return {each.path[-1]: each.found for each in adoption.blocks if each.kind is not COMPONENT}


SMALL = course(A={"s": ["u", "v"], "t": ["w"]}, B={"x": ["y"]})


def test_the_same_course_is_found_whole_and_for_sure() -> None:
    adoption = adopt(SMALL, outline(SMALL))
    assert len(adoption.kept) == len(list(blocks_of(SMALL)))
    assert {each.found.certainty for each in adoption.blocks} == {Certainty.SURE}
    assert (adoption.new, adoption.unmatched, adoption.not_adoptable) == ((), (), ())
    assert names(adoption)["unit A/s/v"] == "lms4"
    assert names(adoption)["component A/s/v"] == "lms5"


def test_a_renamed_block_is_found_by_its_position_and_that_is_a_guess() -> None:
    renamed = course(A={"s": ["u", "other"], "t": ["w"]}, B={"x": ["y"]})
    adoption = adopt(renamed, outline(SMALL))
    assert found(adoption)["other"] is Found.POSITION
    assert Found.POSITION.certainty is Certainty.GUESS
    assert names(adoption)["unit A/s/other"] == "lms4"


def test_guesses_can_be_left_out_and_what_is_in_them_is_found_all_the_same() -> None:
    renamed = course(Z={"s": ["u", "other"], "t": ["w"]}, B={"x": ["y"]})
    adoption = adopt(renamed, outline(SMALL), guess=False)
    assert {"chapter Z", "unit Z/s/other", "component Z/s/other"}.isdisjoint(names(adoption))
    assert names(adoption)["unit Z/s/u"] == "lms2"
    assert [block.name for block in adoption.unmatched] == ["lms0", "lms4", "lms5"]
    assert len(adoption.new) == 3


def test_no_position_is_guessed_where_the_numbers_differ() -> None:
    grown = course(A={"s": ["u", "other", "more"], "t": ["w"]}, B={"x": ["y"]})
    adoption = adopt(grown, outline(SMALL))
    assert "unit A/s/other" not in names(adoption)
    assert [(each.kind, each.name) for each in adoption.unmatched] == [(UNIT, "lms4"), (COMPONENT, "lms5")]
    assert len(adoption.new) == 4


def test_a_title_that_is_there_once_is_found_in_another_section_of_another_chapter() -> None:
    moved = course(A={"s": ["u"], "t": ["w"]}, B={"x": ["y", "v"]})
    adoption = adopt(moved, outline(SMALL))
    assert found(adoption)["v"] is Found.TITLE_ELSEWHERE
    assert names(adoption)["unit B/x/v"] == "lms4"


def test_a_title_elsewhere_says_more_than_the_position() -> None:
    moved = course(A={"s": ["u", "new"], "t": ["w"]}, B={"x": ["y", "v"]})
    adoption = adopt(moved, outline(SMALL))
    assert names(adoption)["unit B/x/v"] == "lms4"
    assert "unit A/s/new" not in names(adoption)


def test_a_title_that_others_have_too_is_not_looked_for_elsewhere() -> None:
    before = course(A={"s": ["Intro#1", "a"]}, B={"t": ["Intro#2", "b"]})
    after = course(A={"s": ["Intro#1", "a"]}, B={"t": ["b"]}, C={"n": ["Intro#3"]})
    adoption = adopt(after, outline(before))
    assert "unit C/n/Intro#3" not in names(adoption)
    assert len(adoption.unmatched) == 2


def test_equal_titles_are_told_apart_by_their_order() -> None:
    twins = course(A={"s": ["Same#1", "x", "Same#2"]})
    adoption = adopt(twins, outline(twins))
    assert found(adoption)["Same#2"] is Found.TITLE_AND_ORDER
    assert names(adoption)["unit A/s/Same#1"] < names(adoption)["unit A/s/Same#2"]


def test_a_title_says_nothing_where_it_is_not_there_as_often_on_both_sides() -> None:
    before = course(A={"s": ["Same#1", "Same#2", "x"]})
    after = course(A={"s": ["Same#1", "Same#2", "Same#3", "x", "y"]})
    adoption = adopt(after, outline(before))
    assert {path for path in names(adoption) if path.startswith("unit")} == {"unit A/s/x"}


def test_white_space_and_the_form_of_accents_make_no_other_title() -> None:
    there = Outline("T", (OutlineBlock(CHAPTER, "n", "  Cafe\u0301\n  life "),))
    adoption = adopt(Course("C", "T", "O", "R", (Chapter("c", "Café life", ()),)), there)
    assert found(adoption) == {"c": Found.TITLE}


def test_blank_titles_are_not_a_title_in_common() -> None:
    there = Outline("T", tuple(OutlineBlock(CHAPTER, f"n{n}", "") for n in range(2)))
    ours = Course("C", "T", "O", "R", tuple(Chapter(f"c{n}", " ", ()) for n in range(2)))
    assert set(found(adopt(ours, there)).values()) == {Found.POSITION}


def test_kinds_are_never_mixed() -> None:
    """A section straight under the course, as the platform lets it be, is no chapter."""
    there = Outline("T", (OutlineBlock(SECTION, "n", "A"),))
    adoption = adopt(course(A={}), there)
    assert adoption.blocks == ()
    assert [block.name for block in adoption.unmatched] == ["n"]


ONE = course(A={"s": ["u"]})


def test_only_a_single_text_is_adopted() -> None:
    text, second = OutlineBlock(COMPONENT, "t1", "Text"), OutlineBlock(COMPONENT, "t2", "Text")
    quiz = OutlineBlock(COMPONENT, "q", "Quiz", foreign=True)
    assert names(adopt(ONE, single(text)))["component A/s/u"] == "t1"
    assert names(adopt(ONE, single(text, quiz)))["component A/s/u"] == "t1"
    for shown in ((), (text, second), (quiz,)):
        adoption = adopt(ONE, single(*shown))
        assert "component A/s/u" not in names(adoption)
        assert len(adoption.unmatched) == len(shown)


def test_names_that_we_cannot_use_are_told_and_what_is_in_them_is_found() -> None:
    adoption = adopt(ONE, single(OutlineBlock(COMPONENT, "t", "Text"), name="Блок.1"))
    assert [(each.block.name, each.obstacle) for each in adoption.not_adoptable] == [("Блок.1", Obstacle.PATTERN)]
    assert names(adoption)["component A/s/u"] == "t"
    long = adopt(ONE, single(name="n" * 101))
    assert [each.obstacle for each in long.not_adoptable] == [Obstacle.PATTERN]
    assert not adopt(ONE, single(name="n" * 100)).not_adoptable


def test_a_name_that_two_blocks_share_stays_with_the_first() -> None:
    """The platform keeps names apart by type; the ledger has one list."""
    adoption = adopt(ONE, single(name="c"))
    assert [(each.kind, each.obstacle) for each in adoption.not_adoptable] == [(UNIT, Obstacle.REPEATED)]
    assert [entry.name for entry in adoption.identities.entries].count("c") == 1


def test_no_new_block_gets_a_name_that_the_lms_has_already() -> None:
    """Its work would appear in another block."""
    before = course(A={"s": ["u", "gone"]})
    taken = Outline("T", tuple(OutlineBlock(CHAPTER, name, name) for name in ("A", "new", "new_html", "u")))
    for there in (taken, outline(before)):
        adoption = adopt(course(A={"s": ["u", "new", "more"]}), there)
        ledger = adoption.identities.covering(course(A={"s": ["u", "new", "more"]}))
        fresh = {entry.name for entry in ledger.entries if not entry.retired} - set(names(adoption).values())
        assert fresh.isdisjoint({block.name for block in there.blocks()})


TITLES = st.sampled_from(["Same", "a", "b", "c", "d"])
TREES = st.lists(
    st.tuples(TITLES, st.lists(st.tuples(TITLES, st.lists(TITLES, max_size=3)), max_size=3)), max_size=3
)


def tree(chapters: list[tuple[str, list[tuple[str, list[str]]]]]) -> Course:
    return Course(
        "C",
        "T",
        "O",
        "R",
        tuple(
            Chapter(
                f"c{c}",
                title,
                tuple(
                    Section(f"s{s}", name, tuple(Unit(f"u{u}", unit, "") for u, unit in enumerate(units)))
                    for s, (name, units) in enumerate(sections)
                ),
            )
            for c, (title, sections) in enumerate(chapters)
        ),
    )


@given(TREES, TREES)
def test_whatever_there_is_every_block_is_accounted_for_once(
    ours: list[tuple[str, list[tuple[str, list[str]]]]], theirs: list[tuple[str, list[tuple[str, list[str]]]]]
) -> None:
    mine, there = tree(ours), outline(tree(theirs))
    adoption = adopt(mine, there)
    assert adoption == adopt(mine, there)
    assert len(adoption.blocks) + len(adoption.new) == len(list(blocks_of(mine)))
    assert len(adoption.blocks) + len(adoption.unmatched) == len(list(there.blocks()))
    assert all(each.kind is each.block.kind for each in adoption.blocks)
    assert len({each.block.name for each in adoption.blocks}) == len(adoption.blocks)
    ledger = adoption.identities.covering(mine)
    kept = {(each.kind, each.path): each.block.name for each in adoption.kept}
    assert all(ledger.name_of(*source) == name for source, name in kept.items())
    given_names = [entry.name for entry in ledger.entries]
    assert len(given_names) == len(set(given_names))
    assert set(given_names) >= {block.name for block in there.blocks()}


@given(TREES)
def test_nothing_is_left_over_of_the_same_course(ours: list[tuple[str, list[tuple[str, list[str]]]]]) -> None:
    mine = tree(ours)
    adoption = adopt(mine, outline(mine))
    assert (adoption.new, adoption.unmatched) == ((), ())
    assert all(each.found is not Found.POSITION for each in adoption.blocks)


@pytest.mark.unmeasured
def test_eight_thousand_units_take_work_in_proportion() -> None:
    small, large = (min(_seconds(units) for _ in range(2)) for units in (2_000, 8_000))
    assert large < 10 * small, "four times the blocks should take about four times as long, never sixteen"


def _seconds(units: int) -> float:
    sections = {f"Same#{n}": [f"Same#{u}" for u in range(10)] for n in range(units // 10)}
    mine = course(A=sections)
    theirs = outline(course(A={**sections, "Same#more": ["x"]}))
    return cost_of(lambda: adopt(mine, theirs).identities.covering(mine))
