"""The figures that operators see are those that happened."""

import pytest

from adapters.observing.metrics import Metrics
from application.ports.journal import Happening, JobEvent
from domain.import_job import Failed, Succeeded
from tests import builders
from tests.adapters.observing.scraped import figures
from tests.application.house import InMemoryHouse


async def _counted(house: InMemoryHouse) -> dict[tuple[str, ...], float]:
    metrics = Metrics()
    for event in house.journal.events:
        metrics.note(event)
    return figures(metrics)


async def test_a_job_that_rested_once() -> None:
    house = await InMemoryHouse().open()
    house.lms.troubles.busy = 1
    assert isinstance(await house.worked((await house.accepted()).job.id), Succeeded)
    seen = await _counted(house)
    assert seen["courseport_jobs_ended_total", "", "succeeded"] == 1
    assert seen["courseport_job_retries_total", "NETWORK_ERROR"] == 1
    assert seen["courseport_job_runs_total",] == 2
    assert seen["courseport_stage_seconds_count", "uploading"] == 1
    assert seen["courseport_lease_losses_total",] == 0


async def test_a_failed_job_by_its_code() -> None:
    house = await InMemoryHouse().open()
    house.lms.troubles.refuses_upload = "no"
    assert isinstance(await house.published(), Failed)
    assert (await _counted(house))["courseport_jobs_ended_total", "IMPORT_REJECTED", "failed"] == 1


def test_what_else_may_happen() -> None:
    metrics, job = Metrics(), builders.processing()
    for what in Happening:
        if what is not Happening.ENDED:
            metrics.note(JobEvent(what=what, job=job, run_id=job.id, seconds=2.0))
    seen = figures(metrics)
    assert seen["courseport_lease_losses_total",] == 1
    assert seen["courseport_job_breakdowns_total",] == 1
    assert seen["courseport_turn_wait_seconds_sum",] == 2


def test_requests_by_outcome() -> None:
    metrics = Metrics()
    for outcome in ("200", "200", "DNS_ERROR"):
        metrics.request("Studio", "poll", outcome, 0.2)
    seen = figures(metrics)
    assert seen["courseport_lms_request_seconds_count", "poll", "200", "Studio"] == 2
    assert seen["courseport_lms_request_seconds_count", "poll", "DNS_ERROR", "Studio"] == 1


def test_the_census_replaces_the_one_before() -> None:
    metrics = Metrics()
    metrics.census({"pending": 3}, {"queued": 2, "picked": 1})
    metrics.census({"pending": 1}, {"queued": 0})
    seen = figures(metrics)
    assert seen["courseport_jobs", "pending"] == 1
    assert seen["courseport_queue_rows", "queued"] == 0
    assert ("courseport_queue_rows", "picked") not in seen


@pytest.mark.parametrize("number", range(len(builders.jobs_in_every_state())))
def test_no_label_names_a_course_a_person_or_a_job(number: int) -> None:
    metrics, job = Metrics(), builders.jobs_in_every_state()[number]
    if isinstance(job, Succeeded | Failed):
        metrics.note(JobEvent(what=Happening.ENDED, job=job, run_id=job.id))
    labels = " ".join(part for key in figures(metrics) for part in key[1:])
    for secret in (str(job.id), str(job.order.course_key), str(job.order.created_by)):
        assert secret not in labels
