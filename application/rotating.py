"""Sealing all credentials with today's key, so that older keys can be taken away."""

from typing import final

from attrs import frozen

from application.ports.stores import Transactions
from domain.identifiers import ConfigurationId

PAGE = 100
PASSES = 5


@frozen(kw_only=True)
class Rotation:
    """What was done. Where it is `complete`, a whole look at all configurations found today's key everywhere."""

    configurations: int
    resealed: int
    complete: bool


@final
@frozen
class RotateKeys:
    """Seals what an older key sealed, while everybody else goes on working.

    Each page is a transaction of its own: one that is killed has lost nothing, and the next one does only what is
    left. Credentials that somebody changes at the same instant stay as they are changed.
    """

    _transactions: Transactions

    async def __call__(self) -> Rotation:
        """Looks again until nothing is left to do, but not for ever: somebody may still seal with an old key."""
        configurations = resealed = 0
        for _ in range(PASSES):
            configurations, done, overtaken = await self._walk()
            resealed += done
            if done == overtaken == 0:
                return Rotation(configurations=configurations, resealed=resealed, complete=True)
        return Rotation(configurations=configurations, resealed=resealed, complete=False)

    async def _walk(self) -> tuple[int, int, int]:
        looked_at = resealed = overtaken = 0
        after: ConfigurationId | None = None
        while True:
            async with self._transactions() as tx:
                page = await tx.configurations.reseal(limit=PAGE, after=after)
                await tx.commit()
            looked_at += page.looked_at
            resealed += page.resealed
            overtaken += page.overtaken
            after = page.last
            if after is None:
                return looked_at, resealed, overtaken
