"""What serving many callers from many processes needs: allowances, answers kept for repeats, news of a job."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias
from uuid import UUID

from attrs import field, frozen

from domain.identifiers import JobId


@frozen
class Allowance:
    """So many in so many seconds; what was not used in between may be used at once."""

    count: int
    seconds: float = 60.0


class RateLimits(Protocol):
    """Counts what callers do, over all processes of the installation."""

    async def take(self, bucket: str, allowance: Allowance) -> float:
        """Takes one from the bucket: 0.0 where it was there, else the seconds until the next one is.

        However many take at the same instant, no more than allowed get 0.0. A refusal costs nothing.
        """
        ...


@frozen
class KeptAnswer:
    """An answer as it was given, to be given again; `fingerprint` is that of the request it answered."""

    fingerprint: str
    status: int
    location: str
    body: bytes = field(repr=False)


@frozen
class Claimed:
    """The key is the caller's now: the request is to be carried out, then kept or released."""

    claim: UUID


@frozen
class Busy:
    """An equal key is being carried out at this moment."""


IdempotencyAnswer: TypeAlias = Claimed | Busy | KeptAnswer


class IdempotencyStore(Protocol):
    """Answers of requests that carried an idempotency key, for 24 hours, over all processes."""

    async def claim(self, owner: UUID, key: str, fingerprint: str) -> IdempotencyAnswer:
        """However many claim one key of one owner at the same instant, one of them gets `Claimed`.

        A claim that was neither kept nor released within a minute belongs to a process that is gone: it may be
        claimed again. A kept answer is told whatever the fingerprint; comparing is the caller's business.
        """
        ...

    async def keep(self, claim: UUID, answer: KeptAnswer) -> None:
        """Keeps the answer for 24 hours from the claim; no effect where the claim was lost meanwhile."""
        ...

    async def release(self, claim: UUID) -> None:
        """Forgets the claim, so that the key may be used again at once."""
        ...


class Changes(Protocol):
    """News of one job since it was subscribed to."""

    async def wait(self, seconds: float) -> bool:
        """True as soon as the job may have been written since the last call (or since subscribing).

        False once that many seconds passed in silence. News that come close together may be told once.
        """
        ...


class JobEvents(Protocol):
    """Tells when jobs are written, whichever process writes them."""

    def subscribe(self, job_id: JobId) -> AbstractAsyncContextManager[Changes]:
        """News of that job for as long as the context lasts; nothing written after entering it is missed."""
        ...
