"""What passes by itself, and how long a job waits for it."""

from datetime import timedelta
from itertools import pairwise
from typing import Any, get_args
from uuid import UUID, uuid4

import hypothesis.strategies as st
import pytest
from attrs import evolve
from hypothesis import given

from domain.faults import FaultCode, JobFault, NetworkCode, NetworkFault, TimeoutFault
from domain.identifiers import JobId
from domain.setbacks import Patience, Setbacks, may_pass
from tests import builders
from tests.faults import every_fault

BROKEN = NetworkFault(code=FaultCode.NETWORK_ERROR, message="broken")
PASSING = {"NETWORK_ERROR", "CONNECTION_REFUSED", "TIMEOUT_ERROR", "UPLOAD_TIMEOUT"}


@pytest.mark.parametrize("fault", every_fault(), ids=lambda fault: fault.code.value)
def test_only_networks_and_single_calls_pass(fault: JobFault) -> None:
    assert may_pass(fault) == (fault.code.value in PASSING)


@pytest.mark.parametrize("code", get_args(NetworkCode))
def test_what_a_person_must_mend_does_not_pass(code: NetworkCode) -> None:
    assert may_pass(NetworkFault(code=code, message="x"))
    assert not may_pass(NetworkFault(code=code, message="x", lasting=True))


@pytest.mark.parametrize(
    ("status", "passes"),
    [(408, True), (425, True), (429, True), (502, True), (503, True), (504, True)]
    + [(status, False) for status in (200, 301, 400, 404, 409, 418, 500, 501)],
)
def test_statuses(status: int, passes: bool) -> None:
    assert may_pass(NetworkFault(code=FaultCode.NETWORK_ERROR, message="x", http_status=status)) is passes


def test_the_deadline_of_an_import_does_not_pass() -> None:
    for code in (FaultCode.POLL_TIMEOUT, FaultCode.IMPORT_TIMEOUT):
        assert not may_pass(TimeoutFault(code=code, message="x", duration_ms=1, operation="poll"))


def hit(times: int, every_seconds: float = 0) -> Setbacks:
    setbacks = Setbacks()
    for n in range(times):
        setbacks = setbacks.hit_by(BROKEN, builders.at(n * every_seconds))
    return setbacks


@given(st.uuids(version=4))
def test_pauses_grow_and_are_bounded_for_every_job(job_id: UUID) -> None:
    patience = Patience(faults=9, first_seconds=4, longest_seconds=60)
    for count in range(1, 9):
        pause = patience.after_fault(hit(count), JobId(job_id), builders.at(0))
        assert pause is not None
        highest = min(4 * 2 ** (count - 1), 60)
        assert highest / 2 <= pause.total_seconds() <= highest
    assert patience.after_fault(hit(9), JobId(job_id), builders.at(0)) is None


def test_jobs_do_not_come_back_together() -> None:
    pauses = {Patience().after_fault(hit(3), JobId(uuid4()), builders.at(0)) for _ in range(50)}
    assert len(pauses) > 40


def test_no_attempt_after_the_last_hour() -> None:
    patience, job_id = Patience(faults=1000, give_up_seconds=3600), JobId(uuid4())
    early, late = hit(3, 10), hit(3, 1799)
    assert patience.after_fault(early, job_id, builders.at(20)) is not None
    assert patience.after_fault(late, job_id, builders.at(3598)) is None


def test_the_first_setback_counts_for_the_hour_whatever_it_was() -> None:
    setbacks = Setbacks().broken_down(builders.at(0)).hit_by(BROKEN, builders.at(9))
    assert (setbacks.since, setbacks.faults, setbacks.breakdowns) == (builders.at(0), 1, 1)


def test_breakdowns_end_the_job_sooner() -> None:
    patience, setbacks = Patience(), Setbacks()
    pauses: list[timedelta | None] = []
    for n in range(3):
        setbacks = setbacks.broken_down(builders.at(n))
        pauses.append(patience.after_breakdown(setbacks, JobId(uuid4())))
    assert pauses[2] is None
    assert None not in pauses[:2]


def test_a_rest_is_over_with_the_next_setback() -> None:
    resting = hit(1).until(builders.at(50))
    assert resting.again_at == builders.at(50)
    assert resting.hit_by(BROKEN, builders.at(60)).again_at is None
    assert resting.broken_down(builders.at(60)).again_at is None


@pytest.mark.parametrize(
    "wrong", [{"faults": 0}, {"breakdowns": 0}, {"first_seconds": 0}, {"longest_seconds": -1}]
)
def test_patience_has_limits(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        evolve(Patience(), **wrong)


def test_counts_follow_each_other() -> None:
    counts = [hit(n).faults for n in range(5)]
    assert all(later == earlier + 1 for earlier, later in pairwise(counts))
