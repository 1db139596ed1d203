"""adopt, whatever there is: every block is accounted for once, and large courses take no undue work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.adoption import adopt
from domain.course import Chapter, Course, Section, Unit
from domain.identities import blocks_of
from domain.matching import Found
from tests.domain.course_trees import course, outline
from tests.measuring import cost_of

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
