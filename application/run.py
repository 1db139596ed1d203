"""What the steps of one run of one job share."""

from datetime import datetime

from attrs import frozen

from application.leasing import Lease
from application.ports.lms import LmsGateway
from application.ports.outside import Clock, NewId, Sleep
from application.ports.stores import Transactions
from domain.course import Course
from domain.course_key import CourseKey
from domain.identities import Identities
from domain.lms_configuration import ConnectionSettings


@frozen(kw_only=True)
class Run:
    """One run of one job: the LMS it talks to, the lease it writes with, and what it is about."""

    gateway: LmsGateway
    lease: Lease
    transactions: Transactions
    clock: Clock
    sleep: Sleep
    new_id: NewId
    settings: ConnectionSettings
    course: Course
    key: CourseKey
    identities: Identities
    previous: Course | None

    def now(self) -> datetime:
        """The present moment."""
        return self.clock()

    async def pause(self) -> None:
        """Waits as long as the configuration wants between two questions to the LMS."""
        await self.sleep(self.settings.poll_interval_seconds)
