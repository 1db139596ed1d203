"""What application/ports/serving.py promises, for those who implement it."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import uuid4

import pytest

from application.ports.serving import (
    Allowance,
    Busy,
    Claimed,
    IdempotencyStore,
    JobEvents,
    KeptAnswer,
    RateLimits,
)
from domain.identifiers import JobId

PassTime: TypeAlias = Callable[[float], Awaitable[None]]
Write: TypeAlias = Callable[[JobId], Awaitable[None]]

_DAY = 24 * 3600.0


class RateLimitsContract(ABC):
    @pytest.fixture
    @abstractmethod
    def limits(self) -> RateLimits: ...

    @pytest.fixture
    @abstractmethod
    def pass_time(self) -> PassTime: ...

    async def test_what_is_allowed_is_there_and_no_more(self, limits: RateLimits) -> None:
        bucket = uuid4().hex
        waits = [await limits.take(bucket, Allowance(3, 60)) for _ in range(4)]
        assert waits[:3] == [0.0] * 3
        assert 19 < waits[3] <= 20

    async def test_time_brings_it_back_one_by_one(self, limits: RateLimits, pass_time: PassTime) -> None:
        bucket = uuid4().hex
        for _ in range(3):
            await limits.take(bucket, Allowance(3, 60))
        await pass_time(21)
        assert await limits.take(bucket, Allowance(3, 60)) == 0.0
        assert await limits.take(bucket, Allowance(3, 60)) > 0

    async def test_rest_does_not_pile_up(self, limits: RateLimits, pass_time: PassTime) -> None:
        bucket = uuid4().hex
        await limits.take(bucket, Allowance(2, 60))
        await pass_time(3000)
        assert [await limits.take(bucket, Allowance(2, 60)) > 0 for _ in range(3)] == [False, False, True]

    async def test_a_refusal_costs_nothing(self, limits: RateLimits, pass_time: PassTime) -> None:
        bucket = uuid4().hex
        for _ in range(10):
            await limits.take(bucket, Allowance(1, 60))
        await pass_time(61)
        assert await limits.take(bucket, Allowance(1, 60)) == 0.0

    async def test_buckets_are_apart(self, limits: RateLimits) -> None:
        assert [await limits.take(uuid4().hex, Allowance(1, 60)) for _ in range(3)] == [0.0] * 3

    async def test_however_many_take_at_once_no_more_get_it(self, limits: RateLimits) -> None:
        bucket = uuid4().hex
        waits = await asyncio.gather(*(limits.take(bucket, Allowance(5, 60)) for _ in range(20)))
        assert sum(wait == 0 for wait in waits) == 5


class IdempotencyContract(ABC):
    @pytest.fixture
    @abstractmethod
    def store(self) -> IdempotencyStore: ...

    @pytest.fixture
    @abstractmethod
    def pass_time(self) -> PassTime: ...

    async def test_the_first_claims_the_second_waits_later_ones_get_the_answer(
        self, store: IdempotencyStore
    ) -> None:
        owner = uuid4()
        claimed = await store.claim(owner, "k", "f")
        assert isinstance(claimed, Claimed)
        assert await store.claim(owner, "k", "f") == Busy()
        answer = KeptAnswer("f", 202, "/there", b'{"\xd0\x96": 1}')
        await store.keep(claimed.claim, answer)
        assert await store.claim(owner, "k", "f") == answer
        assert await store.claim(owner, "k", "another") == answer

    async def test_keys_belong_to_their_owners(self, store: IdempotencyStore) -> None:
        assert isinstance(await store.claim(uuid4(), "k", "f"), Claimed)
        assert isinstance(await store.claim(uuid4(), "k", "f"), Claimed)

    async def test_a_released_key_is_free_at_once(self, store: IdempotencyStore) -> None:
        owner = uuid4()
        claimed = await store.claim(owner, "k", "f")
        assert isinstance(claimed, Claimed)
        await store.release(claimed.claim)
        assert isinstance(await store.claim(owner, "k", "f"), Claimed)

    async def test_an_answer_lasts_a_day(self, store: IdempotencyStore, pass_time: PassTime) -> None:
        owner = uuid4()
        claimed = await store.claim(owner, "k", "f")
        assert isinstance(claimed, Claimed)
        await store.keep(claimed.claim, KeptAnswer("f", 202, "", b"{}"))
        await pass_time(_DAY - 60)
        assert isinstance(await store.claim(owner, "k", "f"), KeptAnswer)
        await pass_time(120)
        assert isinstance(await store.claim(owner, "k", "f"), Claimed)

    async def test_a_claim_lasts_a_minute(self, store: IdempotencyStore, pass_time: PassTime) -> None:
        owner = uuid4()
        lost = await store.claim(owner, "k", "f")
        assert isinstance(lost, Claimed)
        await pass_time(61)
        newer = await store.claim(owner, "k", "f")
        assert isinstance(newer, Claimed)
        await store.keep(lost.claim, KeptAnswer("f", 202, "", b"late"))
        await store.release(lost.claim)
        assert await store.claim(owner, "k", "f") == Busy()

    async def test_however_many_claim_at_once_one_gets_it(self, store: IdempotencyStore) -> None:
        owner = uuid4()
        answers = await asyncio.gather(*(store.claim(owner, "k", "f") for _ in range(10)))
        assert sum(isinstance(answer, Claimed) for answer in answers) == 1


class JobEventsContract(ABC):
    @pytest.fixture
    @abstractmethod
    def events(self) -> JobEvents: ...

    @pytest.fixture
    @abstractmethod
    def job_ids(self) -> tuple[JobId, JobId]:
        """Two jobs that are there."""

    @pytest.fixture
    @abstractmethod
    def write(self) -> Write: ...

    async def test_what_is_written_is_told_and_then_it_is_silent(
        self, events: JobEvents, write: Write, job_ids: tuple[JobId, JobId]
    ) -> None:
        async with events.subscribe(job_ids[0]) as changes:
            await write(job_ids[0])
            assert await changes.wait(10)
            assert not await changes.wait(0.05)

    async def test_other_jobs_are_not_told(
        self, events: JobEvents, write: Write, job_ids: tuple[JobId, JobId]
    ) -> None:
        async with events.subscribe(job_ids[0]) as changes:
            await write(job_ids[1])
            assert not await changes.wait(0.2)

    async def test_all_subscribers_are_told(
        self, events: JobEvents, write: Write, job_ids: tuple[JobId, JobId]
    ) -> None:
        async with events.subscribe(job_ids[0]) as one, events.subscribe(job_ids[0]) as other:
            await write(job_ids[0])
            assert await one.wait(10)
            assert await other.wait(10)
        async with events.subscribe(job_ids[0]) as again:
            assert not await again.wait(0.05)
