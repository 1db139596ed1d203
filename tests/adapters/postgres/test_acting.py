"""Transactions behind the wall: bound again after each commit, and never longer than they last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from returns.result import Success
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError
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
from application.configuring import ListConfigurations
from application.following import ListJobs
from application.guarding import Guard
from application.keeping_courses import ListCourses
from application.ports.stores import JobQuery, Kept, Publication, PublicationStore, WallError
from application.publishing import PublishCourse, PublishRequest
from domain.access import Action, Decision, Role, Service, System, User
from domain.faults import FaultCode
from domain.identifiers import UserId
from domain.import_job import Pending
from tests import builders
from tests.access_cases import AccessCase
from tests.access_scene import Scene, set_the_scene
from tests.contracts.jobs import keep
from tests.contracts.transactions import Ground, lay_ground

WHO = text("SELECT current_user, current_setting('courseport.user_id', true)")
SOMEBODY = User(UserId(uuid4()))


async def scene_of(transactions: PostgresTransactions, role: Role | None, *, owns: bool = True) -> Scene:
    return await set_the_scene(
        transactions, AccessCase(Action.PUBLISH_COURSE, Decision.ALLOWED, role=role, owns=owns)
    )


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


async def test_a_job_ordered_behind_the_wall_is_queued_once(
    postgres_transactions: PostgresTransactions, engine: AsyncEngine
) -> None:
    scene = await scene_of(postgres_transactions, Role.INSTRUCTOR)
    job = new_job(scene)
    async with postgres_transactions.acting_for(scene.actor)() as transaction:
        assert isinstance(await transaction.jobs.add(job, scene.stored.course), Success)
        await transaction.queue.enqueue(job.id)
        await transaction.queue.enqueue(job.id)
        await transaction.commit()
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT dedupe_key FROM pgqueuer"))).scalars().all()
    assert rows == [str(job.id)]


@pytest.mark.parametrize("sql", ["SELECT payload FROM pgqueuer", "SELECT * FROM pgqueuer_log"])
async def test_the_queue_is_not_read_behind_the_wall(engine: AsyncEngine, sql: str) -> None:
    async with engine.connect() as connection:
        bind(connection, SOMEBODY)
        with pytest.raises(ProgrammingError, match="permission denied"):
            await connection.execute(text(sql))


async def test_the_queue_shows_only_rows_of_jobs_that_one_sees(
    postgres_transactions: PostgresTransactions, engine: AsyncEngine
) -> None:
    ground = await lay_ground(postgres_transactions)
    job = ground.new_job()
    await keep(postgres_transactions, job, ground.stored.course)
    async with postgres_transactions() as transaction:
        await transaction.queue.enqueue(job.id)
        await transaction.commit()
    async with engine.connect() as connection:
        bind(connection, SOMEBODY)
        assert (await connection.execute(text("SELECT dedupe_key FROM pgqueuer"))).all() == []


async def test_a_running_job_that_one_may_not_see_is_in_the_way_without_a_name(
    postgres_transactions: PostgresTransactions,
) -> None:
    scene = await scene_of(postgres_transactions, Role.INSTRUCTOR)
    colleague = builders.make_stored_course(scene.organization)
    rival = builders.pending(builders.make_order(course_id=colleague.id, configuration_id=scene.configuration.id))
    async with postgres_transactions() as transaction:
        await transaction.courses.put(colleague)
        (await transaction.jobs.add(rival, colleague.course)).unwrap()
        await transaction.commit()
    async with postgres_transactions.acting_for(scene.actor)() as transaction:
        fault = (await transaction.jobs.add(new_job(scene), scene.stored.course)).failure()
    assert (fault.code, fault.job_id) == (FaultCode.IMPORT_IN_PROGRESS, None)


@pytest.mark.parametrize("actor", [SOMEBODY, Service()], ids=["stranger", "service"])
async def test_lists_hide_and_do_not_count(
    postgres_transactions: PostgresTransactions, actor: User | Service
) -> None:
    ground: Ground = await lay_ground(postgres_transactions)
    await keep(postgres_transactions, ground.new_job(), ground.stored.course)
    guard, transactions = Guard(actor), postgres_transactions.acting_for(actor)
    jobs = await ListJobs(transactions, guard)(JobQuery(organization_id=ground.organization.id))
    assert (jobs.items, jobs.total) == ((), 0)
    async with transactions() as transaction:
        page = await transaction.jobs.list(JobQuery())
        courses = await transaction.courses.list(ground.organization.id, limit=9)
    assert (page.total, courses.total) == (0, 0)


async def test_lists_are_ones_own_or_all(postgres_transactions: PostgresTransactions) -> None:
    shown = {}
    for role in (Role.INSTRUCTOR, Role.ADMIN):
        scene = await scene_of(postgres_transactions, role)
        colleague = builders.make_stored_course(scene.organization)
        rival = builders.pending(
            builders.make_order(course_id=colleague.id, configuration_id=scene.configuration.id)
        )
        async with postgres_transactions() as transaction:
            await transaction.courses.put(colleague)
            (await transaction.jobs.add(rival, colleague.course)).unwrap()
            await transaction.commit()
        guard, transactions = Guard(scene.actor), postgres_transactions.acting_for(scene.actor)
        here = scene.organization.id
        courses = (await ListCourses(transactions, guard)(here)).unwrap()
        jobs = await ListJobs(transactions, guard)(JobQuery(organization_id=here))
        configurations = (await ListConfigurations(transactions, guard)(here)).unwrap()
        shown[role] = (courses.total, jobs.total, configurations.total)
    assert shown == {Role.INSTRUCTOR: (2, 1, 1), Role.ADMIN: (3, 2, 1)}


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

        async def get(self, *arguments: Any) -> Publication | None:
            async with postgres_transactions() as others:
                await others.organizations.remove_member(scene.organization.id, user_id)
                await others.commit()
            return await self._publications.get(*arguments)

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


async def test_what_the_wall_holds_back_has_a_name_of_its_own(
    postgres_transactions: PostgresTransactions,
) -> None:
    scene = await scene_of(postgres_transactions, Role.MEMBER, owns=False)

    async def go_through() -> None:
        async with postgres_transactions.acting_for(scene.actor)() as transaction:
            await transaction.courses.add(builders.make_stored_course(scene.organization))

    with pytest.raises(WallError):
        await go_through()


async def test_rows_are_behind_the_wall_with_their_course(postgres_transactions: PostgresTransactions) -> None:
    scene = await scene_of(postgres_transactions, Role.INSTRUCTOR, owns=False)
    async with postgres_transactions.acting_for(scene.actor)() as transaction:
        card = await transaction.courses.card(scene.rows.id)
        assert card is not None
        assert (card.kept, card.title) == (Kept.ROWS, scene.rows.course.title)
        assert await transaction.rows.rows(scene.rows.id) is None


def new_job(scene: Scene) -> Pending:
    return builders.pending(
        builders.make_order(course_id=scene.stored.id, configuration_id=scene.configuration.id)
    )
