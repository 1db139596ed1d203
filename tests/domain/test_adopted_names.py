"""adopt: which names of the LMS are kept, and that none goes to another block by mistake."""

from domain.adoption import Obstacle, adopt
from domain.outline import Outline, OutlineBlock
from tests.domain.course_trees import CHAPTER, COMPONENT, UNIT, course, names, outline, single

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
