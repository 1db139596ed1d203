"""The site of `site.py` over PostgreSQL, so that both walls stand."""

from attrs import define, evolve
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.http.parts import ApiParts
from adapters.postgres.idempotency_store import PostgresIdempotency
from adapters.postgres.rate_limits import PostgresRateLimits
from adapters.postgres.transactions import PostgresTransactions
from application.ports.stores import Transactions
from domain.access import Actor
from tests.adapters.http.site import Site


@define
class PostgresSite(Site):
    """The same site over another store."""

    store: PostgresTransactions | None = None
    engine: AsyncEngine | None = None

    @override
    def transactions(self) -> Transactions:
        assert self.store is not None
        return self.store

    @override
    def acting_for(self, actor: Actor) -> Transactions:
        assert self.store is not None
        return self.store.acting_for(actor)

    @override
    def parts(self) -> ApiParts:
        assert self.engine is not None
        parts = Site.parts(self)
        return evolve(
            parts, rate_limits=PostgresRateLimits(self.engine), idempotency=PostgresIdempotency(self.engine)
        )
