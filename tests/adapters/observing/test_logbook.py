"""Every event is one line, with job id, course key and correlation id, and never a secret."""

import json

import pytest
import structlog
from structlog.testing import capture_logs

from adapters.observing.logbook import write_down
from application.ports.journal import Happening, JobEvent
from domain.import_job import Failed, Succeeded
from tests import builders
from tests.application.house import InMemoryHouse


async def _told(house: InMemoryHouse) -> list[dict[str, object]]:
    with capture_logs() as lines:
        for event in house.journal.events:
            write_down(event)
    return [dict(line) for line in lines]


async def test_a_whole_job() -> None:
    house = await InMemoryHouse().open()
    house.lms.troubles.busy = 1
    job = await house.worked((await house.accepted()).job.id)
    assert isinstance(job, Succeeded)
    lines = await _told(house)
    for line in lines:
        assert line["job_id"] == str(job.id)
        assert line["course_key"] == str(job.order.course_key)
        assert line["correlation_id"]
    [rest] = [line for line in lines if "seconds" in line]
    assert (rest["log_level"], rest["code"], rest["faults"]) == ("warning", "NETWORK_ERROR", 1)
    last = lines[-1]
    assert (last["status"], last["stage"], last["percent"]) == ("succeeded", "ended", 100)
    assert isinstance(last["stages_seconds"], dict)
    assert "uploading" in last["stages_seconds"]
    json.dumps(lines)


async def test_a_failure_is_told_with_its_code() -> None:
    house = await InMemoryHouse().open()
    house.lms.troubles.unknown_credentials = True
    assert isinstance(await house.published(), Failed)
    last = (await _told(house))[-1]
    assert (last["log_level"], last["status"], last["code"]) == ("warning", "failed", "INVALID_CREDENTIALS")


@pytest.mark.parametrize("what", Happening)
@pytest.mark.parametrize("number", range(len(builders.jobs_in_every_state())))
def test_any_event_can_be_told_and_holds_no_secret(what: Happening, number: int) -> None:
    job = builders.jobs_in_every_state()[number]
    with capture_logs() as lines:
        write_down(JobEvent(what=what, job=job, run_id=job.id, seconds=1.5))
    text = json.dumps(lines)
    assert builders.SECRET not in text
    assert builders.CLIENT not in text


def test_capturing_leaves_nothing_behind() -> None:
    assert structlog.contextvars.get_contextvars() == {}
