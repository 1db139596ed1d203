"""All contracts of application/ports/stores.py in one place, for those who implement them.

    class TestOrganizations(Mine, stores.OrganizationStoreContract): ...

where `Mine(stores.StoreContract)` gives the fixtures `transactions` and `queued` (and `moment`, where the store
does not go by the machine's clock).
"""

from tests.contracts.adoptions import AdoptionContract
from tests.contracts.audit import AuditLogContract
from tests.contracts.changing_addresses import ChangingAddressesContract
from tests.contracts.configuration_lists import ConfigurationListContract
from tests.contracts.configurations import ConfigurationStoreContract
from tests.contracts.course_lists import CourseListContract
from tests.contracts.courses import CourseStoreContract
from tests.contracts.job_lists import IdleJobsContract, JobHistoryContract
from tests.contracts.job_sight import JobSightContract
from tests.contracts.jobs import JobLeaseContract, JobStoreContract
from tests.contracts.members import MembershipContract
from tests.contracts.one_lms import OneLmsContract
from tests.contracts.organizations import OrganizationStoreContract
from tests.contracts.publications import PublicationStoreContract
from tests.contracts.queue import JobQueueContract
from tests.contracts.resealing import ResealingContract
from tests.contracts.rows import RowStoreContract
from tests.contracts.runs import PlacesContract, RunStoreContract
from tests.contracts.transactions import Moment, Queued, StoreContract, TransactionsContract

__all__ = [
    "AdoptionContract",
    "AuditLogContract",
    "ChangingAddressesContract",
    "ConfigurationListContract",
    "ConfigurationStoreContract",
    "CourseListContract",
    "CourseStoreContract",
    "IdleJobsContract",
    "JobHistoryContract",
    "JobLeaseContract",
    "JobQueueContract",
    "JobSightContract",
    "JobStoreContract",
    "MembershipContract",
    "Moment",
    "OneLmsContract",
    "OrganizationStoreContract",
    "PlacesContract",
    "PublicationStoreContract",
    "Queued",
    "ResealingContract",
    "RowStoreContract",
    "RunStoreContract",
    "StoreContract",
    "TransactionsContract",
]
