"""The import job: a machine that takes every step there is, and proof that there are no others."""

from datetime import datetime
from typing import get_args

import hypothesis.strategies as st
import pytest
from attrs import evolve, fields
from attrs.exceptions import FrozenInstanceError
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.faults import JobFault
from domain.import_job import Failed, ImportJob, Pending, Processing, Succeeded, Uploading
from domain.progress import Stage
from tests import builders
from tests.faults import every_fault

STEPS = {
    Pending: {"reached", "start", "unchanged", "set_back", "fail"},
    Uploading: {"reached", "accepted", "never_arrived", "again", "set_back", "fail"},
    Processing: {"reached", "verified", "set_back", "fail"},
    Succeeded: set(),
    Failed: set(),
}
LEGAL = {
    ("pending", "uploading"),
    ("uploading", "processing"),
    ("processing", "succeeded"),
    ("pending", "failed"),
    ("uploading", "failed"),
    ("processing", "failed"),
}
"""The data model's section 6."""

NOTHING_TO_SEND = ("pending", "processing")
"""Ours: the LMS was found to hold this very package, so there is nothing to upload, only to read back."""

BUSY_WITH = {
    "pending": [Stage.QUEUED, Stage.BUILDING, Stage.PREPARING],
    "uploading": [Stage.UPLOADING],
    "processing": [Stage.QUEUED_IN_LMS, Stage.UNPACKING, Stage.CHECKING, Stage.UPDATING, Stage.READING_BACK],
}
PERCENT = st.integers(0, 100)
FAULTS = st.sampled_from(every_fault())


class Life(RuleBasedStateMachine):
    """One job from order to end, and how it changes on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.order = builders.make_order()
        self.job: ImportJob = Pending.ordered(self.order)
        self.path = ["pending"]
        self.seconds = 0

    def now(self) -> datetime:
        self.seconds += 1
        return builders.at(self.seconds)

    def step(self, job: ImportJob) -> None:
        assert job.progress.percent >= self.job.progress.percent
        assert type(job) is type(self.job) or (self.job.status, job.status) in {*LEGAL, NOTHING_TO_SEND}
        for fact in ("started_at", "package", "upload_name", "task_id"):
            before = getattr(self.job, fact, None)
            assert before is None or getattr(job, fact) == before, f"{fact} was lost on the way"
        assert job.setbacks.faults >= self.job.setbacks.faults, "a setback was forgotten"
        self.path.append(job.status)
        self.job = job

    @precondition(lambda self: isinstance(self.job, Pending | Uploading | Processing))
    @rule(which=st.integers(0, 4), percent=PERCENT)
    def reach(self, which: int, percent: int) -> None:
        assert isinstance(self.job, Pending | Uploading | Processing)
        stages = BUSY_WITH[self.job.status]
        self.step(self.job.reached(stages[which % len(stages)], percent, self.now()))

    @precondition(lambda self: isinstance(self.job, Pending))
    @rule()
    def start(self) -> None:
        assert isinstance(self.job, Pending)
        now = self.now()
        job = self.job.start(builders.FACTS, "cp-1.tar.gz", now)
        self.step(job)
        assert (job.started_at, job.package, job.upload_name) == (now, builders.FACTS, "cp-1.tar.gz")

    @precondition(lambda self: isinstance(self.job, Pending))
    @rule()
    def find_it_there(self) -> None:
        assert isinstance(self.job, Pending)
        last = builders.succeeded()
        job = self.job.unchanged(last, self.now())
        self.step(job)
        assert (job.package, job.upload_name, job.task_id) == (last.package, last.upload_name, last.task_id)
        assert not job.verified(builders.PROOF, builders.LINKS, self.now()).uploaded

    @precondition(lambda self: isinstance(self.job, Uploading))
    @rule()
    def upload_again(self) -> None:
        """After a proof that the first upload did not arrive; each has a name of its own."""
        assert isinstance(self.job, Uploading)
        doubtless = self.job.never_arrived()
        self.step(doubtless)
        again = doubtless.again(builders.FACTS, self.job.upload_name + "x")
        assert (doubtless.may_have_arrived, again.may_have_arrived) == (False, True)
        self.job = again

    @precondition(lambda self: isinstance(self.job, Pending | Uploading | Processing))
    @rule(fault=FAULTS)
    def set_back(self, fault: JobFault) -> None:
        assert isinstance(self.job, Pending | Uploading | Processing)
        self.step(self.job.set_back(self.job.setbacks.hit_by(fault, self.now())))

    @precondition(lambda self: isinstance(self.job, Uploading))
    @rule(task_id=st.none() | st.just("task-7"))
    def accept(self, task_id: str | None) -> None:
        assert isinstance(self.job, Uploading)
        job = self.job.accepted(task_id, self.now())
        self.step(job)
        assert job.task_id == task_id

    @precondition(lambda self: isinstance(self.job, Processing))
    @rule()
    def verify(self) -> None:
        assert isinstance(self.job, Processing)
        now = self.now()
        job = self.job.verified(builders.PROOF, builders.LINKS, now)
        assert (job.completed_at, job.duration) == (now, now - self.job.started_at)
        assert (job.verification, job.links) == (builders.PROOF, builders.LINKS)
        assert job.uploaded == ("uploading" in self.path)
        self.step(job)

    @precondition(lambda self: isinstance(self.job, Processing))
    @rule()
    def verify_without_proof(self) -> None:
        assert isinstance(self.job, Processing)
        with pytest.raises(ValueError, match="not a proof"):
            self.job.verified(evolve(builders.PROOF, missing=("chapters[0]",)), builders.LINKS, self.now())

    @precondition(lambda self: isinstance(self.job, Pending | Uploading | Processing))
    @rule(fault=FAULTS)
    def fail(self, fault: JobFault) -> None:
        assert isinstance(self.job, Pending | Uploading | Processing)
        started, percent, now = getattr(self.job, "started_at", None), self.job.progress.percent, self.now()
        job = self.job.fail(fault, now)
        self.step(job)
        assert (job.fault, job.completed_at, job.progress.percent) == (fault, now, percent)
        assert job.duration == (None if started is None else now - started)

    @rule()
    def look(self) -> None:
        """There is always something to do, also after the end."""

    @invariant()
    def the_order_never_changes(self) -> None:
        assert self.job.order is self.order
        assert self.job.id == self.order.id

    @invariant()
    def whole_means_proved(self) -> None:
        assert (self.job.progress.percent == 100) == isinstance(self.job, Succeeded)

    @invariant()
    def ended_is_a_stage_of_ended_jobs(self) -> None:
        assert (self.job.progress.stage is Stage.ENDED) == isinstance(self.job, Succeeded | Failed)

    @invariant()
    def no_step_but_those_of_its_state(self) -> None:
        assert steps_of(type(self.job)) == STEPS[type(self.job)]


def steps_of(state: type[ImportJob]) -> set[str]:
    """What can be done with a job in that state: its public methods."""
    names = [name for name in dir(state) if not name.startswith("_")]
    return {name for name in names if callable(getattr(state, name)) and name != "ordered"}


Life.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestLife = Life.TestCase


def test_every_state_is_one_of_the_data_models() -> None:
    states = get_args(ImportJob)
    assert {state.status for state in states} == {"pending", "uploading", "processing", "succeeded", "failed"}
    assert set(STEPS) == set(states)


def test_every_legal_step_leads_where_the_data_model_says() -> None:
    pending, uploading, processing = builders.pending(), builders.uploading(), builders.processing()
    fault, end = every_fault()[0], builders.at(60)
    taken = {
        (pending.status, pending.start(builders.FACTS, "x", end).status),
        (uploading.status, uploading.accepted(None, end).status),
        (processing.status, processing.verified(builders.PROOF, builders.LINKS, end).status),
        *((job.status, job.fail(fault, end).status) for job in (pending, uploading, processing)),
    }
    assert taken == LEGAL
    assert ("pending", pending.unchanged(builders.succeeded(), end).status) == NOTHING_TO_SEND


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        (Pending, set()),
        (Uploading, {"started_at", "package", "upload_name", "may_have_arrived"}),
        (Processing, {"started_at", "package", "upload_name", "task_id"}),
        (
            Succeeded,
            {"started_at", "package", "upload_name", "task_id", "completed_at", "links", "verification"},
        ),
        (Failed, {"started_at", "package", "upload_name", "task_id", "completed_at", "fault"}),
    ],
)
def test_facts_exist_only_where_they_are_true(state: type, facts: set[str]) -> None:
    assert {field.name for field in fields(state)} == {"order", "progress", "setbacks"} | facts


@pytest.mark.parametrize("job", builders.jobs_in_every_state(), ids=lambda job: job.status)
def test_nobody_changes_a_job_in_place(job: ImportJob) -> None:
    with pytest.raises(FrozenInstanceError):
        job.progress = builders.pending().progress  # type: ignore[misc]  # the mistake under test
    assert job == evolve(job)


def test_what_was_never_sent_took_no_time() -> None:
    refused = builders.pending().fail(every_fault()[0], builders.at(5))
    assert (refused.duration, refused.package, refused.upload_name, refused.task_id) == (None,) * 4
