"""What one sees behind the wall of the queue, of lists and of rows, and what running into it is called."""

import pytest
from returns.result import Success
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.postgres.acting import bind
from adapters.postgres.transactions import PostgresTransactions
from application.configuring import ListConfigurations
from application.following import ListJobs
from application.guarding import Guard
from application.keeping_courses import ListCourses
from application.ports.stores import JobQuery, Kept, WallError
from domain.access import Role, Service, User
from domain.faults import FaultCode
from tests import builders
from tests.adapters.postgres.scenes import SOMEBODY, new_job, scene_of
from tests.contracts.jobs import keep
from tests.contracts.transactions import Ground, lay_ground


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
