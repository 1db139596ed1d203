"""What people see of a job: how long each stage took, and what it rests from."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from adapters.terminal.following import follower, stage_name
from adapters.terminal.jobs import print_job
from domain.faults import FaultCode, NetworkFault
from domain.import_job import ActiveJob, ImportJob
from domain.progress import Stage
from domain.setbacks import Patience, Setbacks
from tests import builders

NOW = datetime.now(UTC)
REFUSED = NetworkFault(code=FaultCode.CONNECTION_REFUSED, message="The LMS at x refused the connection.")


def shown(job: ImportJob) -> dict[str, str]:
    target = io.StringIO()
    print_job(Console(file=target, width=200), job)
    return {line[:13].strip(): line[14:] for line in target.getvalue().splitlines()}


def test_every_stage_has_a_name_of_its_own() -> None:
    assert len({stage_name(stage) for stage in Stage}) == len(Stage)


def test_an_ended_job_tells_how_long_each_stage_took() -> None:
    facts = shown(builders.succeeded())
    assert "building the package 1.0 s" in facts["took"]
    assert "uploading 2.0 s" in facts["took"]


def test_a_resting_job_tells_why_and_until_when() -> None:
    job = builders.processing()
    facts = shown(job.set_back(builders.setbacks(job.order)))
    assert facts["setbacks"] == "2 times the LMS or the way to it failed"
    assert facts["the last"] == "NETWORK_ERROR: broken"
    assert "next try" in facts
    assert "setbacks" not in shown(job)


def test_breakdowns_of_ours_are_not_blamed_on_the_lms() -> None:
    job = builders.processing()
    assert shown(job.set_back(Setbacks().broken_down(NOW)))["setbacks"] == "once Courseport itself broke down"


def followed(*jobs: ImportJob, patience: Patience | None = None) -> list[str]:
    target = io.StringIO()
    with follower(Console(file=target, width=100), as_json=False, patience=patience or Patience()) as shows:
        for job in jobs:
            shows.show(job)
    return target.getvalue().splitlines()


def hit(job: ActiveJob, times: int, pause: timedelta = timedelta(minutes=5)) -> ActiveJob:
    """As often as that, and resting now."""
    setbacks = Setbacks()
    for _ in range(times):
        setbacks = setbacks.hit_by(REFUSED, NOW)
    return job.set_back(setbacks.until(NOW + pause))


def test_the_first_rest_is_explained_and_each_is_told_once_until_it_is_over() -> None:
    job = builders.processing()
    first, second, over = hit(job, 1), hit(job, 2), hit(job, 2, -timedelta(minutes=5))
    lines = followed(job, first, first, over, second, second, over)
    assert len(lines) == 6
    assert lines[1].startswith(
        "The LMS at x refused the connection. That may pass: it is tried again, until about "
    )
    assert lines[1].endswith(f"courseport jobs resume {job.id}")
    assert "CONNECTION_REFUSED: attempt 2 of 6 at" in lines[2]
    assert "CONNECTION_REFUSED: attempt 3 of 6 at" in lines[4]
    assert lines[0] == lines[3] == lines[5]


@pytest.mark.parametrize(("attempts", "rests"), [(2, 0), (3, 10), (4, 10 + 20)])
def test_until_when_it_is_tried_is_what_patience_allows(attempts: int, rests: int) -> None:
    """Each attempt is taken to last as long as the first, here 30 s; a rest has half of its length at least."""
    job, again_at = builders.processing(), NOW + timedelta(minutes=5)
    first = Setbacks().hit_by(REFUSED, job.progress.marks[-1].at + timedelta(seconds=30)).until(again_at)
    patience = Patience(faults=attempts, first_seconds=5, give_up_seconds=1e9)
    explained, _ = followed(job.set_back(first), patience=patience)
    worked = again_at + timedelta(seconds=30 * (attempts - 1) + 59)
    ends = {
        f"until about {(worked + timedelta(seconds=rested)).astimezone():%H:%M} "
        for rested in range(rests // 2, rests + 1)
    }
    assert any(end in explained for end in ends), (explained, ends)


def test_a_breakdown_is_no_fault_of_the_lms() -> None:
    job = builders.processing()
    lines = followed(job.set_back(Setbacks().broken_down(NOW).until(NOW + timedelta(minutes=5))))
    assert lines[0].startswith("Courseport itself broke down over the job. That may pass: it is tried again. ")
    assert "an unexpected error: trying again at" in lines[1]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_lines_are_json_whatever_the_output_can_carry(encoding: str) -> None:
    fault = NetworkFault(code=FaultCode.NETWORK_ERROR, message="«Реки» 🏞 \udcff")
    target = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="backslashreplace")
    job = builders.processing()
    with follower(Console(file=target), as_json=True) as shows:
        shows.show(job.set_back(Setbacks().hit_by(fault, NOW)))
    target.seek(0)
    told = json.loads(target.read())
    assert told["job"]["metadata"]["setbacks"]["last"]["message"] == fault.message
