"""A worker that kills or stops itself at a named point of a job's life; at the point `never` it is a healthy one.

    python -m tests.end_to_end.dying_worker POINT KILL|STOP [JOB]     begins once it reads a line

It wires the real use cases, watched where they meet the LMS and the database. Given a job, it leaves all others to
others. Its engine takes the dead for dead after 2 s, and its jobs live `HASTE` times as fast as the world around.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from inspect import iscoroutinefunction
from typing import Any, TypeAlias
from uuid import UUID

import attrs
from typing_extensions import override

from application.ports.lms import LmsGateway, LmsGateways, UploadReport
from application.ports.stores import Transaction, Transactions
from domain.identifiers import JobId
from domain.import_job import ImportJob
from domain.lms_configuration import LmsConfiguration
from entrypoints.engine import Engine, now
from entrypoints.logs import configure_logs
from entrypoints.settings import load_settings
from entrypoints.wiring import open_house

HASTE = 4
NEVER = "never"
SOON_SECONDS = 0.2
STARTED = now()

At: TypeAlias = Callable[[str], None]


class Fate:
    """Strikes once, when the process comes to the point."""

    def __init__(self, point: str, how: str) -> None:
        self._point, self._signal = point, {"KILL": signal.SIGKILL, "STOP": signal.SIGSTOP}[how]

    def __call__(self, point: str) -> None:
        if point == self._point:
            self._point = NEVER
            say(f"at {point}")
            os.kill(os.getpid(), self._signal)


class Watched:
    """Anything whose coroutine methods are points of their own: before and after."""

    def __init__(self, inner: object, at: At) -> None:
        self._inner, self._at = inner, at

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._watched(name, found) if iscoroutinefunction(found) else found

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        async def watched(*arguments: Any, **named: Any) -> Any:
            self._at(f"before {name}")
            answer = await call(*arguments, **named)
            self._at(f"after {name}")
            return answer

        return watched


class WatchedGateway(Watched):
    """The LMS; an upload has points in between."""

    async def upload(self, key: Any, package: Any, name: str, report: UploadReport) -> Any:
        async def watched(sent: int, total: int) -> None:
            await report(sent, total)
            self._at("upload begun" if sent < total else "upload nearly done")

        return await self._watched("upload", self._inner.upload)(key, package, name, watched)  # type: ignore[attr-defined]  # it is a gateway


class WatchedTransaction(Watched):
    """Commits are points named after what they keep."""

    _kept = "nothing"

    @property
    def jobs(self) -> Any:
        return WatchedJobs(self._inner.jobs, self)  # type: ignore[attr-defined]  # it is a transaction

    @property
    def runs(self) -> Any:
        return WatchedRuns(self._inner.runs, self)  # type: ignore[attr-defined]  # it is a transaction

    async def commit(self) -> None:
        self._at(f"before commit {self._kept}")
        await self._inner.commit()  # type: ignore[attr-defined]  # it is a transaction
        self._at(f"after commit {self._kept}")

    def keeps(self, what: str) -> None:
        self._kept = what


@attrs.frozen
class WatchedJobs:
    """Tells the transaction what it is about."""

    _inner: Any
    _transaction: WatchedTransaction

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def save(self, job: ImportJob, run_id: UUID) -> Any:
        self._transaction.keeps(job.progress.stage.value)
        return await self._inner.save(job, run_id)


@attrs.frozen
class WatchedRuns:
    """Tells the transaction that a run takes the job."""

    _inner: Any
    _transaction: WatchedTransaction

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def begin(self, job_id: JobId, run_id: UUID) -> Any:
        self._transaction.keeps("taken")
        return await self._inner.begin(job_id, run_id)


def watched_gateways(gateways: LmsGateways, at: At) -> Any:
    @asynccontextmanager
    async def opened(configuration: LmsConfiguration) -> AsyncIterator[LmsGateway | WatchedGateway]:
        async with gateways(configuration) as gateway:
            yield WatchedGateway(gateway, at)

    return opened


def watched_transactions(transactions: Transactions, at: At) -> Any:
    @asynccontextmanager
    async def begun() -> AsyncIterator[Transaction | WatchedTransaction]:
        async with transactions() as transaction:
            yield WatchedTransaction(transaction, at)

    return begun


@attrs.frozen(kw_only=True)
class PickyEngine(Engine):
    """Runs one job and no other, where it is told to."""

    only: str | None

    @override
    async def _run(self, job_id: JobId, run_id: UUID) -> float | None:
        if self.only not in (None, str(job_id)):
            return SOON_SECONDS
        say(f"has {job_id}")
        return await super()._run(job_id, run_id)


def hasty_clock() -> datetime:
    return STARTED + HASTE * (now() - STARTED)


async def hasty_sleep(seconds: float) -> None:
    await asyncio.sleep(seconds / HASTE)


async def main(point: str, how: str, only: str | None = None) -> None:
    at = Fate(point, how)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = load_settings()
    configure_logs(settings.log_level)
    async with open_house(settings) as house:
        engine = house.engine
        parts = {each.name: getattr(engine, each.name) for each in attrs.fields(Engine)}
        parts["settings"] = attrs.evolve(
            engine.settings, heartbeat_seconds=2, dequeue_seconds=0.5, sweep_seconds=2, sweep_grace_seconds=8
        )
        parts["run_import"] = attrs.evolve(
            engine.run_import,
            transactions=watched_transactions(house.transactions, at),
            gateways=watched_gateways(house.gateways, at),
            clock=hasty_clock,
            sleep=hasty_sleep,
        )
        say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        await PickyEngine(**parts, only=only).work(stop)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
