"""Progress only grows, whatever is reported and in which order; 100 is for what was proved."""

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.progress import Progress, Stage
from tests.builders import NOON, at

WORKING: list[Stage] = list(Stage)[:-1]
REPORTS = st.lists(st.tuples(st.sampled_from(WORKING), st.integers(-50, 250)), max_size=30)


@given(REPORTS)
def test_it_only_grows_and_never_reaches_the_end_by_itself(reports: list[tuple[Stage, int]]) -> None:
    order = list(Stage)
    progress = Progress.begun(NOON)
    for n, (stage, percent) in enumerate(reports):
        further = progress.reached(stage, percent, at(n))
        assert progress.percent <= further.percent <= 99
        assert order.index(progress.stage) <= order.index(further.stage)
        assert further.marks[: len(progress.marks)] == progress.marks
        progress = further
    stages = [mark.stage for mark in progress.marks]
    assert stages == sorted(set(stages), key=order.index)
    assert [mark.at for mark in progress.marks] == sorted(mark.at for mark in progress.marks)


@given(REPORTS)
def test_only_a_proof_makes_it_whole(reports: list[tuple[Stage, int]]) -> None:
    progress = Progress.begun(NOON)
    for stage, percent in reports:
        progress = progress.reached(stage, percent, NOON)
    assert progress.finished(at(9)).percent == 100
    assert progress.ended(at(9)).percent == progress.percent
    for ended in (progress.finished(at(9)), progress.ended(at(9))):
        assert (ended.stage, ended.marks[-1].at) == (Stage.ENDED, at(9))


@pytest.mark.parametrize("stage", WORKING)
def test_a_stage_begins_where_the_one_before_ends(stage: Stage) -> None:
    following = WORKING[(WORKING.index(stage) + 1) :][:1]
    whole = Progress.begun(NOON).reached(stage, 100, NOON).percent
    assert [Progress.begun(NOON).reached(s, 0, NOON).percent for s in following] in ([whole], [])


def test_halfway_through_the_upload() -> None:
    assert Progress.begun(NOON).reached(Stage.UPLOADING, 50, NOON).percent == 25


def test_a_late_report_of_an_earlier_stage_changes_nothing() -> None:
    updating = Progress.begun(NOON).reached(Stage.UPDATING, 50, at(1))
    assert updating.reached(Stage.CHECKING, 100, at(2)) == updating
    assert updating.reached(Stage.UPDATING, 10, at(2)) == updating


def test_a_stage_that_was_left_has_a_duration() -> None:
    progress = Progress.begun(NOON).reached(Stage.BUILDING, 0, at(2)).reached(Stage.BUILDING, 80, at(3))
    progress = progress.reached(Stage.UPLOADING, 0, at(5)).finished(at(11))
    assert progress.durations() == (
        (Stage.QUEUED, timedelta(seconds=2)),
        (Stage.BUILDING, timedelta(seconds=3)),
        (Stage.UPLOADING, timedelta(seconds=6)),
    )


def test_it_knows_when_a_stage_was_reached_first() -> None:
    progress = Progress.begun(NOON).reached(Stage.BUILDING, 0, at(2)).reached(Stage.BUILDING, 80, at(3))
    assert progress.since(Stage.QUEUED) == NOON
    assert progress.since(Stage.BUILDING) == at(2)
    assert progress.since(Stage.UPLOADING) is None
