"""A first publish into a run that is there: block by block, what stays, what comes and what goes."""

from domain.course import Chapter, Course, Section, Unit
from domain.identities import BlockKind, Identities
from domain.outline import Outline, OutlineBlock
from domain.plan import Change, PublishPlan, plan_publish
from domain.taking_over import over_what_is_there

CHAPTER, SECTION, UNIT, COMPONENT = BlockKind
COURSE = Course("C", "C", "O", "r", (Chapter("c", "One", (Section("s", "Two", (Unit("u", "Three", "x"),)),)),))
NAMES = Identities().covering(COURSE)


def _seen(*chapters: OutlineBlock) -> PublishPlan:
    return over_what_is_there(plan_publish(Identities(), None, COURSE), Outline("C", chapters), NAMES)


def _told(plan: PublishPlan) -> list[tuple[str, str, str]]:
    return [(next(iter(b.changes)).value, b.kind.value, b.place.title) for b in plan.blocks]


def _chapter(name: str, *children: OutlineBlock) -> OutlineBlock:
    return OutlineBlock(CHAPTER, name, f"there {name}", children)


def test_an_empty_run_loses_nothing() -> None:
    assert _seen() == plan_publish(Identities(), None, COURSE)


def test_what_has_the_same_kind_and_name_is_written_over() -> None:
    assert _told(_seen(_chapter("one")))[0] == ("overwritten", "chapter", "One")
    assert _told(_seen(OutlineBlock(SECTION, "one", "x")))[0] == ("new", "chapter", "One")


def test_what_nobody_sends_goes_with_all_that_hangs_under_it() -> None:
    unit = OutlineBlock(UNIT, "old_unit", "Old unit", (OutlineBlock(COMPONENT, "old_html", "Old text"),))
    plan = _seen(_chapter("old", OutlineBlock(SECTION, "old_section", "Old section", (unit,))))
    assert _told(plan)[3:] == [
        ("retired", "chapter", "there old"),
        ("retired", "section", "Old section"),
        ("retired", "unit", "Old unit"),
    ]


def test_a_unit_of_ours_under_a_chapter_that_goes_stays() -> None:
    unit = OutlineBlock(UNIT, "three", "Three", (OutlineBlock(COMPONENT, "three_html", "Three"),))
    plan = _seen(_chapter("old", OutlineBlock(SECTION, "two", "Two", (unit,))))
    assert {block.name for block in plan.having(Change.OVERWRITTEN)} == {"two", "three"}
    assert {block.name for block in plan.having(Change.RETIRED)} == {"old"}


def test_beside_our_text_a_quiz_goes_even_one_that_is_called_like_the_text() -> None:
    beside = (
        OutlineBlock(COMPONENT, "three_html", "Three"),
        OutlineBlock(COMPONENT, "three_html", "Quiz", foreign=True),
        OutlineBlock(COMPONENT, "nameless", "", foreign=True),
    )
    section = OutlineBlock(SECTION, "two", "Two", (OutlineBlock(UNIT, "three", "Three", beside),))
    plan = _seen(_chapter("one", section))
    assert [block.place.title for block in plan.having(Change.RETIRED)] == ["Quiz", "nameless"]
    assert not plan.having(Change.NEW)
