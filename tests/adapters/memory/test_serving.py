"""Allowances, kept answers and news in memory, held to their contracts."""

from uuid import uuid4

import pytest
from typing_extensions import override

from adapters.memory.clock import ManualClock
from adapters.memory.serving import MemoryIdempotency, MemoryJobEvents, MemoryRateLimits
from application.ports.serving import IdempotencyStore, JobEvents, RateLimits
from domain.identifiers import JobId
from tests.contracts.serving import IdempotencyContract, JobEventsContract, PassTime, RateLimitsContract, Write


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


class TestRateLimits(RateLimitsContract):
    @pytest.fixture
    @override
    def limits(self, clock: ManualClock) -> RateLimits:
        return MemoryRateLimits(clock)

    @pytest.fixture
    @override
    def pass_time(self, clock: ManualClock) -> PassTime:
        return _passing(clock)


class TestIdempotency(IdempotencyContract):
    @pytest.fixture
    @override
    def store(self, clock: ManualClock) -> IdempotencyStore:
        return MemoryIdempotency(clock)

    @pytest.fixture
    @override
    def pass_time(self, clock: ManualClock) -> PassTime:
        return _passing(clock)


class TestJobEvents(JobEventsContract):
    @pytest.fixture
    def memory_events(self) -> MemoryJobEvents:
        return MemoryJobEvents()

    @pytest.fixture
    @override
    def events(self, memory_events: MemoryJobEvents) -> JobEvents:
        return memory_events

    @pytest.fixture
    @override
    def job_ids(self) -> tuple[JobId, JobId]:
        return JobId(uuid4()), JobId(uuid4())

    @pytest.fixture
    @override
    def write(self, memory_events: MemoryJobEvents) -> Write:
        async def tell(job_id: JobId) -> None:
            memory_events.tell(job_id)

        return tell


def _passing(clock: ManualClock) -> PassTime:
    async def go(seconds: float) -> None:
        clock.advance(seconds)

    return go
