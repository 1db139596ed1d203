"""What a ConfigurationStore promises of lists and of deletion."""

from uuid import uuid4

import pytest
from returns.result import Success

from application.ports.stores import Transactions
from domain.faults import FaultCode
from domain.identifiers import ConfigurationId
from tests import builders
from tests.contracts.jobs import keep, save
from tests.contracts.transactions import Ground, StoreContract


class ConfigurationListContract(StoreContract):
    """Lists of LMS configurations, and how they leave."""

    async def test_lists_by_name_page_by_page(self, transactions: Transactions, ground: Ground) -> None:
        names = ["A", "C", "B"]
        async with transactions() as transaction:
            for name in names:
                await transaction.configurations.add(builders.make_configuration(ground.organization, name))
            await transaction.commit()
        async with transactions() as transaction:
            first = await transaction.configurations.list(ground.organization.id, include_inactive=False, limit=3)
            gone = next(face.id for face in first.items if face.settings.name == "B")
            await transaction.configurations.delete(gone)
            await transaction.configurations.add(builders.make_configuration(ground.organization, "AA"))
            rest = await transaction.configurations.list(
                ground.organization.id, include_inactive=False, limit=3, after="C"
            )
        assert [item.settings.name for item in first.items] == ["A", "B", "C"]
        assert [item.settings.name for item in rest.items] == [ground.configuration.settings.name]
        assert (first.total, first.has_more) == (4, True)
        assert (rest.total, rest.has_more) == (4, False)

    async def test_lists_inactive_ones_on_demand(self, transactions: Transactions, ground: Ground) -> None:
        asleep = builders.make_configuration(ground.organization, "Asleep", is_active=False)
        async with transactions() as transaction:
            await transaction.configurations.add(asleep)
            await transaction.commit()
        async with transactions() as transaction:
            listed = transaction.configurations.list
            awake = await listed(ground.organization.id, include_inactive=False, limit=9)
            everybody = await listed(ground.organization.id, include_inactive=True, limit=9)
        assert (awake.items, awake.total) == ((ground.configuration.public,), 1)
        assert (everybody.items, everybody.total) == ((asleep.public, ground.configuration.public), 2)

    async def test_lists_nothing_of_other_organizations(self, transactions: Transactions, ground: Ground) -> None:
        other = builders.make_organization("Other")
        async with transactions() as transaction:
            await transaction.organizations.put(other)
            page = await transaction.configurations.list(other.id, include_inactive=True, limit=9)
        assert (page.items, page.total, page.has_more) == ((), 0, False)

    async def test_a_list_has_no_credentials_and_nothing_prints_them(
        self, transactions: Transactions, ground: Ground
    ) -> None:
        async with transactions() as transaction:
            page = await transaction.configurations.list(ground.organization.id, include_inactive=True, limit=9)
            whole = await transaction.configurations.get(ground.configuration.id)
        assert page.items == (ground.configuration.public,)
        for shown in (repr(page), str(page), repr(whole), str(whole), repr(transaction)):
            assert builders.SECRET not in shown
            assert builders.CLIENT not in shown

    @pytest.mark.parametrize("state", ["pending", "uploading", "processing"])
    async def test_is_not_deleted_while_a_job_runs(
        self, transactions: Transactions, ground: Ground, state: str
    ) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        await save(transactions, next(j for j in builders.jobs_in_every_state(job.order) if j.status == state))
        async with transactions() as transaction:
            refused = await transaction.configurations.delete(ground.configuration.id)
        assert refused.failure().code is FaultCode.IMPORT_IN_PROGRESS
        async with transactions() as transaction:
            assert await transaction.configurations.get(ground.configuration.id) == ground.configuration

    async def test_is_deleted_with_its_history(self, transactions: Transactions, ground: Ground) -> None:
        job = ground.new_job()
        await keep(transactions, job, ground.stored.course)
        await save(transactions, builders.failed(job.order))
        async with transactions() as transaction:
            assert isinstance(await transaction.configurations.delete(ground.configuration.id), Success)
            await transaction.commit()
        async with transactions() as transaction:
            assert await transaction.configurations.get(ground.configuration.id) is None
            assert await transaction.jobs.get(job.id) is None
            assert await transaction.courses.get(ground.stored.id) == ground.stored

    async def test_deletion_is_undone_without_commit(self, transactions: Transactions, ground: Ground) -> None:
        async with transactions() as transaction:
            assert isinstance(await transaction.configurations.delete(ground.configuration.id), Success)
        async with transactions() as transaction:
            assert await transaction.configurations.get(ground.configuration.id) == ground.configuration

    async def test_deletion_of_a_stranger_is_refused(self, transactions: Transactions) -> None:
        async with transactions() as transaction:
            refused = await transaction.configurations.delete(ConfigurationId(uuid4()))
        assert refused.failure().code is FaultCode.LMS_CONFIG_NOT_FOUND
