"""adopt: who is who, by title and by place, and how sure that is."""

from domain.adoption import Adoption, adopt
from domain.course import Chapter, Course
from domain.identities import blocks_of
from domain.matching import Certainty, Found
from domain.outline import Outline, OutlineBlock
from tests.domain.course_trees import CHAPTER, COMPONENT, SECTION, UNIT, course, names, outline


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


def test_a_title_in_other_capitals_says_more_than_the_position() -> None:
    before = course(A={"s": ["one", "two", "three"]})
    adoption = adopt(course(A={"s": ["Two", "ONE", "more"]}), outline(before))
    assert names(adoption)["unit A/s/Two"] == names(adopt(before, outline(before)))["unit A/s/two"]
    assert names(adoption)["unit A/s/ONE"] == names(adopt(before, outline(before)))["unit A/s/one"]
    assert (found(adoption)["Two"], Found.CAPITALS.certainty) == (Found.CAPITALS, Certainty.LIKELY)
    assert found(adoption)["more"] is Found.POSITION


def test_capitals_say_less_than_the_very_title_elsewhere() -> None:
    before = course(A={"s": ["go"]}, B={"x": ["y"]})
    adoption = adopt(course(A={"s": ["GO"]}, B={"x": ["y", "go"]}), outline(before))
    assert found(adoption)["go"] is Found.TITLE_ELSEWHERE
    assert "unit A/s/GO" not in names(adoption)


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
