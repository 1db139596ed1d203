"""The in-memory stores and LMS, held to the contracts of the ports."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from attrs import evolve
from typing_extensions import override

from adapters.memory.catalogue import MemoryCatalogue
from adapters.memory.clock import ManualClock
from adapters.memory.gateway import MemoryGateways
from adapters.memory.lms import MemoryLms
from adapters.memory.transactions import MemoryDatabase
from application.ports.catalogue import CourseCatalogue
from application.ports.lms import Capability, LmsGateway
from application.ports.rows import PlatformCourse
from application.ports.stores import Transactions
from domain.identifiers import JobId
from domain.lms_configuration import Credentials
from tests import builders
from tests.contracts import stores
from tests.contracts.catalogue import CatalogueContract
from tests.contracts.lms_gateway import WRONG_SECRET, LmsGatewayContract


class InMemory(stores.StoreContract):
    """A fresh database for each test, on a clock that moves a second each time it is asked for a moment."""

    @pytest.fixture
    def clock(self) -> ManualClock:
        return ManualClock()

    @pytest.fixture
    def database(self, clock: ManualClock) -> MemoryDatabase:
        return MemoryDatabase(clock)

    @pytest.fixture
    @override
    def transactions(self, database: MemoryDatabase) -> Transactions:
        return database.transactions

    @pytest.fixture
    @override
    def queued(self, database: MemoryDatabase) -> stores.Queued:
        async def read() -> list[JobId]:
            return database.queued()

        return read

    @pytest.fixture
    @override
    def moment(self, clock: ManualClock) -> stores.Moment:
        def between() -> datetime:
            now = clock.advance(1)
            clock.advance(1)
            return now

        return between


class TestTransactions(InMemory, stores.TransactionsContract): ...


class TestOrganizations(InMemory, stores.OrganizationStoreContract): ...


class TestMembers(InMemory, stores.MembershipContract): ...


class TestCourses(InMemory, stores.CourseStoreContract): ...


class TestCourseList(InMemory, stores.CourseListContract): ...


class TestRows(InMemory, stores.RowStoreContract): ...


class TestCatalogue(CatalogueContract):
    @pytest.fixture
    @override
    def catalogue(self, kept: PlatformCourse) -> CourseCatalogue:
        return MemoryCatalogue({kept.id: kept})


class TestAudit(InMemory, stores.AuditLogContract): ...


class TestConfigurations(InMemory, stores.ConfigurationStoreContract): ...


class TestResealing(InMemory, stores.ResealingContract): ...


class TestConfigurationList(InMemory, stores.ConfigurationListContract): ...


class TestJobs(InMemory, stores.JobStoreContract): ...


class TestJobSight(InMemory, stores.JobSightContract): ...


class TestJobLease(InMemory, stores.JobLeaseContract): ...


class TestJobHistory(InMemory, stores.JobHistoryContract): ...


class TestIdleJobs(InMemory, stores.IdleJobsContract): ...


class TestRuns(InMemory, stores.RunStoreContract): ...


class TestPlaces(InMemory, stores.PlacesContract): ...


class TestPublications(InMemory, stores.PublicationStoreContract): ...


class TestAdoptions(InMemory, stores.AdoptionContract): ...


class TestOneLms(InMemory, stores.OneLmsContract): ...


class TestChangingAddresses(InMemory, stores.ChangingAddressesContract): ...


class TestQueue(InMemory, stores.JobQueueContract): ...


class TestGateway(LmsGatewayContract):
    """The LMS in memory, which can do everything that an LMS may be able to do."""

    @pytest.fixture
    def lms(self) -> MemoryLms:
        lms = MemoryLms(ManualClock())
        lms.secret = builders.SECRET
        return lms

    @pytest.fixture
    @override
    async def gateway(self, lms: MemoryLms) -> AsyncIterator[LmsGateway]:
        async with MemoryGateways(lms)(builders.make_configuration(builders.make_organization())) as gateway:
            yield gateway

    @pytest.fixture
    @override
    async def stranger(self, lms: MemoryLms) -> AsyncIterator[LmsGateway]:
        configuration = builders.make_configuration(builders.make_organization())
        wrong = evolve(configuration, credentials=Credentials(builders.CLIENT, WRONG_SECRET))
        async with MemoryGateways(lms)(wrong) as gateway:
            yield gateway


class TestGatewayOfLittle(TestGateway):
    """The same promises from an LMS that can do as little as possible."""

    @pytest.fixture
    @override
    def lms(self) -> MemoryLms:
        lms = MemoryLms(ManualClock(), capabilities=[Capability.CREATE_COURSE])
        lms.secret = builders.SECRET
        return lms
