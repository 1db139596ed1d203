"""What a JobStore promises of a job and of what decides who may see it: the same as three looks would find."""

from uuid import uuid4

import pytest

from application.ports.stores import Membership, Transactions
from domain.access import Role
from domain.identifiers import JobId, UserId
from tests import builders
from tests.contracts.jobs import keep
from tests.contracts.transactions import Ground, StoreContract


class JobSightContract(StoreContract):
    """One look."""

    async def test_of_a_strange_job_there_is_nothing_to_see(self, transactions: Transactions) -> None:
        async with transactions() as transaction:
            assert await transaction.jobs.seen(JobId(uuid4()), UserId(uuid4())) is None

    @pytest.mark.parametrize("role", [None, *Role])
    async def test_job_card_and_role(self, transactions: Transactions, ground: Ground, role: Role | None) -> None:
        job, user = ground.new_job(), UserId(uuid4())
        await keep(transactions, job, ground.stored.course)
        elsewhere = builders.make_organization("Elsewhere")
        async with transactions() as transaction:
            await transaction.organizations.put(elsewhere)
            await transaction.organizations.put_member(Membership(elsewhere.id, user, Role.OWNER))
            await transaction.organizations.put_member(
                Membership(ground.organization.id, UserId(uuid4()), Role.ADMIN)
            )
            if role is not None:
                await transaction.organizations.put_member(Membership(ground.organization.id, user, role))
            await transaction.commit()
        async with transactions() as transaction:
            seen = await transaction.jobs.seen(job.id, user)
            assert seen is not None
            assert (seen.job, seen.role) == (job, role)
            assert seen.course == await transaction.courses.card(ground.stored.id)

    async def test_nobody_has_no_role(self, transactions: Transactions, ground: Ground) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        async with transactions() as transaction:
            seen = await transaction.jobs.seen(job.id, None)
        assert seen is not None
        assert (seen.job, seen.role) == (job, None)
        assert seen.course is not None
