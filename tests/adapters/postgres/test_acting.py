"""Transactions behind the wall: bound again after each commit, and never longer than they last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.memory.clock import ManualClock
from adapters.memory.gateway import MemoryGateways
from adapters.memory.lms import MemoryLms
from adapters.postgres.acting import API_ROLE, bind
from adapters.postgres.engine import PoolSettings, create_engine
from adapters.postgres.migrating import migrate
from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import PgQueuerJobQueue
from adapters.vault.vault import Vault
from application.guarding import Guard
from application.ports.stores import Holder, PublicationStore
from application.publishing import PublishCourse, PublishRequest
from domain.access import Role, System, User
from domain.faults import FaultCode
from tests.adapters.postgres.scenes import SOMEBODY, scene_of

WHO = text("SELECT current_user, current_setting('courseport.user_id', true)")


async def test_every_transaction_of_a_connection_is_bound(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        bind(connection, SOMEBODY)
        for end in (connection.commit, connection.rollback, connection.commit):
            assert tuple((await connection.execute(WHO)).one()) == (API_ROLE, str(SOMEBODY.id))
            await end()


async def test_a_pooled_connection_goes_back_as_it_came(database_url: str) -> None:
    engine = create_engine(database_url, PoolSettings(size=1, overflow=0))
    async with engine.connect() as connection:
        bind(connection, SOMEBODY)
        await connection.execute(WHO)
        await connection.commit()
    async with engine.connect() as connection:
        user, user_id = (await connection.execute(WHO)).one()
    await engine.dispose()
    assert user != API_ROLE
    assert not user_id


async def test_ourselves_are_not_bound(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        bind(connection, System())
        assert (await connection.execute(WHO)).one()[0] != API_ROLE


async def test_after_a_commit_the_wall_still_stands(postgres_transactions: PostgresTransactions) -> None:
    scene = await scene_of(postgres_transactions, Role.MEMBER, owns=False)
    async with postgres_transactions.acting_for(scene.actor)() as transaction:
        assert await transaction.configurations.face(scene.configuration.id) is not None
        await transaction.commit()
        assert await transaction.courses.get(scene.stored.id) is None
        assert await transaction.configurations.face(scene.configuration.id) is not None


async def test_an_owner_who_is_no_superuser_builds_the_same_wall(empty_database_url: str, vault: Vault) -> None:
    """As on managed servers, where an operator has made the API's role and the owner a member of it."""
    name = f"owner_{uuid4().hex[:8]}"
    superuser = create_engine(empty_database_url)
    async with superuser.begin() as connection:
        await connection.execute(text(f"CREATE ROLE {name} LOGIN"))
        await connection.execute(text(f"GRANT {API_ROLE} TO {name}"))
        await connection.execute(text(f"ALTER SCHEMA public OWNER TO {name}"))
    await superuser.dispose()
    owner = create_engine(make_url(empty_database_url).set(username=name).render_as_string(hide_password=False))
    await migrate(owner)
    transactions = PostgresTransactions(owner, vault, PgQueuerJobQueue)
    scene = await scene_of(transactions, Role.MEMBER, owns=False)
    async with transactions() as transaction:
        assert await transaction.configurations.get(scene.configuration.id) == scene.configuration
    async with transactions.acting_for(scene.actor)() as transaction:
        assert await transaction.configurations.face(scene.configuration.id) == scene.configuration.public
        assert await transaction.configurations.get(scene.configuration.id) is None
        assert await transaction.courses.get(scene.stored.id) is None
    await owner.dispose()


async def test_a_role_that_is_lost_at_the_last_instant_is_a_refusal(
    postgres_transactions: PostgresTransactions,
) -> None:
    """After the guard has asked for the last time, and before the job is written."""
    scene = await scene_of(postgres_transactions, Role.INSTRUCTOR)
    assert isinstance(scene.actor, User)
    user_id = scene.actor.id

    class LeavingPublications:
        def __init__(self, publications: PublicationStore) -> None:
            self._publications = publications

        async def holder(self, *arguments: Any) -> Holder | None:
            async with postgres_transactions() as others:
                await others.organizations.remove_member(scene.organization.id, user_id)
                await others.commit()
            return await self._publications.holder(*arguments)

    @asynccontextmanager
    async def leaving() -> AsyncIterator[Any]:
        async with postgres_transactions.acting_for(scene.actor)() as transaction:
            transaction.publications = LeavingPublications(transaction.publications)  # type: ignore[misc,assignment]  # a double
            yield transaction

    clock = ManualClock()
    gateways = MemoryGateways(MemoryLms(clock))
    publish = PublishCourse(leaving, gateways, clock, uuid4, Guard(scene.actor))
    refused = await publish(PublishRequest(scene.stored.id, scene.configuration.id))
    assert refused.failure().code is FaultCode.COURSE_NOT_FOUND
