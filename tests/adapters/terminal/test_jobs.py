"""What people see of a job: how long each stage took, and what it rests from."""

import io
from datetime import UTC, datetime, timedelta

from attrs import evolve
from rich.console import Console

from adapters.terminal.following import follower, stage_name
from adapters.terminal.jobs import print_job
from domain.import_job import ImportJob
from domain.progress import Stage
from tests import builders


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
    assert facts["setbacks"].startswith("2 faults")
    assert facts["the last"] == "NETWORK_ERROR: broken"
    assert "tried again" in facts
    assert "setbacks" not in shown(job)


def followed(*jobs: ImportJob) -> list[str]:
    target = io.StringIO()
    with follower(Console(file=target, width=100), as_json=False) as shows:
        for job in jobs:
            shows.show(job)
    return target.getvalue().splitlines()


def test_a_rest_is_shown_until_it_is_over() -> None:
    job = builders.processing()
    setbacks = builders.setbacks(job.order)
    later, earlier = (datetime.now(UTC) + timedelta(hours=hours) for hours in (1, -1))
    lines = followed(
        job, job.set_back(evolve(setbacks, again_at=later)), job.set_back(evolve(setbacks, again_at=earlier))
    )
    assert len(lines) == 3
    assert "NETWORK_ERROR: trying again at" in lines[1]
    assert lines[0] == lines[2]
