"""What the log tells, and what it leaves to those who show it."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from adapters.observing.logbook import write_down
from application.ports.journal import Happening, JobEvent
from domain.import_job import ImportJob
from entrypoints.logs import ENGINE, configure_logs, not_logged
from tests import builders


@pytest.fixture(autouse=True)
def afterwards_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def put_off(job: ImportJob) -> None:
    write_down(JobEvent(what=Happening.PUT_OFF, job=job, run_id=job.id, seconds=5))


def test_a_rest_that_is_shown_is_not_logged_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("warning")
    ours, other = builders.processing(), builders.processing()
    with not_logged(ours.id):
        put_off(ours)
        put_off(other)
        structlog.get_logger().error("a run died of an unexpected error", job_id=str(ours.id))
    put_off(ours)
    assert [(line["level"], line["job_id"]) for line in told(capsys)] == [
        ("warning", str(other.id)),
        ("error", str(ours.id)),
        ("warning", str(ours.id)),
    ]


@pytest.mark.parametrize(
    ("error", "traced"), [(ConnectionRefusedError("refused"), False), (ValueError("bug"), True)]
)
def test_a_database_that_is_away_is_a_line_of_the_engine_and_a_bug_is_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, traced: bool
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    configure_logs("warning")
    try:
        raise error
    except type(error):
        logging.getLogger(ENGINE).exception("%s failed", "it")
    first, *more = capsys.readouterr().err.splitlines()
    assert first.startswith(f"ERROR {ENGINE}: it failed")
    assert bool(more) is traced


def test_who_asks_for_more_gets_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info")
    job = builders.processing()
    with not_logged(job.id):
        put_off(job)
    assert len(told(capsys)) == 1
