"""`COURSEPORT_WORKER_…`: every value of the engine can be set, and nonsense is refused before work begins."""

import environ
import pytest

from adapters.queue.settings import WorkerSettings
from application.turns import TurnLimits
from domain.setbacks import Patience
from entrypoints.commands.terminal import UsageError
from entrypoints.settings import Settings, load_settings
from entrypoints.worker_settings import WorkerEnvironment


def given(**values: str) -> WorkerEnvironment:
    variables = {f"COURSEPORT_WORKER_{name}": value for name, value in values.items()}
    settings: Settings = environ.to_config(Settings, environ=variables)
    return settings.worker


def test_without_variables_all_values_are_those_of_the_parts() -> None:
    worker = given()
    assert worker.engine() == WorkerSettings()
    assert worker.patience() == Patience()
    assert worker.limits() == TurnLimits()
    assert worker.metrics_port == 0


def test_every_value_arrives() -> None:
    worker = given(
        CONCURRENCY="7",
        BATCH="3",
        DEQUEUE="1.5",
        HEARTBEAT="9",
        SWEEP="11",
        SWEEP_GRACE="40",
        DRAIN="2",
        CONNECTIONS="6",
        UPLOADS_PER_LMS="2",
        IMPORTS_PER_LMS="3",
        READINGS_PER_LMS="5",
        ATTEMPTS="4",
        BREAKDOWNS="2",
        RETRY_FIRST="0.5",
        RETRY_LONGEST="8",
        GIVE_UP="90",
        RUNS="12",
        LONGEST="1800",
        METRICS_PORT="9464",
    )
    assert worker.engine() == WorkerSettings(
        concurrency=7,
        batch=3,
        dequeue_seconds=1.5,
        heartbeat_seconds=9,
        sweep_seconds=11,
        sweep_grace_seconds=40,
        drain_seconds=2,
        connections=6,
    )
    assert worker.limits() == TurnLimits(uploads=2, imports=3, readings=5)
    assert worker.patience() == Patience(
        faults=4,
        breakdowns=2,
        first_seconds=0.5,
        longest_seconds=8,
        give_up_seconds=90,
        runs=12,
        whole_seconds=1800,
    )
    assert worker.metrics_port == 9464


@pytest.mark.parametrize(
    ("name", "value"), [("CONCURRENCY", "1"), ("HEARTBEAT", "0"), ("ATTEMPTS", "0"), ("IMPORTS_PER_LMS", "0")]
)
def test_nonsense_is_refused(name: str, value: str) -> None:
    worker = given(**{name: value})
    with pytest.raises(UsageError, match="COURSEPORT_WORKER"):
        (worker.engine(), worker.patience(), worker.limits())


def test_text_where_a_number_belongs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSEPORT_WORKER_ATTEMPTS", "many")
    with pytest.raises(UsageError, match="many"):
        load_settings()
