"""PostgreSQL keeps every promise of application/ports/stores.py: the contracts, inherited."""

from typing import cast

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.postgres.transactions import PostgresTransactions
from adapters.queue.job_queue import job_id_of
from application.ports.stores import Transactions
from tests.contracts import stores


class OnPostgres(stores.StoreContract):
    """What the contracts need."""

    @pytest.fixture
    @override
    def transactions(self, postgres_transactions: PostgresTransactions) -> Transactions:
        return postgres_transactions

    @pytest.fixture
    @override
    def queued(self, engine: AsyncEngine) -> stores.Queued:
        async def read() -> list[object]:
            async with engine.connect() as connection:
                raw = cast(asyncpg.Connection, (await connection.get_raw_connection()).driver_connection)
                rows = await raw.fetch("SELECT payload FROM pgqueuer WHERE status = 'queued' ORDER BY id")
                return [job_id_of(row["payload"]) for row in rows]

        return cast(stores.Queued, read)


class TestOrganizations(OnPostgres, stores.OrganizationStoreContract): ...


class TestMembers(OnPostgres, stores.MembershipContract): ...


class TestCourses(OnPostgres, stores.CourseStoreContract): ...


class TestCourseList(OnPostgres, stores.CourseListContract): ...


class TestRows(OnPostgres, stores.RowStoreContract): ...


class TestAudit(OnPostgres, stores.AuditLogContract): ...


class TestConfigurations(OnPostgres, stores.ConfigurationStoreContract): ...


class TestResealing(OnPostgres, stores.ResealingContract): ...


class TestConfigurationLists(OnPostgres, stores.ConfigurationListContract): ...


class TestJobs(OnPostgres, stores.JobStoreContract): ...


class TestJobSight(OnPostgres, stores.JobSightContract): ...


class TestJobLeases(OnPostgres, stores.JobLeaseContract): ...


class TestJobHistory(OnPostgres, stores.JobHistoryContract): ...


class TestIdleJobs(OnPostgres, stores.IdleJobsContract): ...


class TestRuns(OnPostgres, stores.RunStoreContract): ...


class TestPlaces(OnPostgres, stores.PlacesContract): ...


class TestPublications(OnPostgres, stores.PublicationStoreContract): ...


class TestAdoptions(OnPostgres, stores.AdoptionContract): ...


class TestOneLms(OnPostgres, stores.OneLmsContract): ...


class TestChangingAddresses(OnPostgres, stores.ChangingAddressesContract): ...


class TestJobQueue(OnPostgres, stores.JobQueueContract): ...


class TestTransactions(OnPostgres, stores.TransactionsContract): ...
