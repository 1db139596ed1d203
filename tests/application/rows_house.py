"""The house of the use cases with a platform in it, whose courses are rows."""

from uuid import uuid4

from attrs import define, evolve, field
from returns.result import Failure

from adapters.catalogue.mapping import course_of
from adapters.memory.catalogue import MemoryCatalogue
from adapters.memory.gateway import MemoryGateways
from application.courses import Courses
from application.guarding import Guard
from application.keeping_rows import KeepRows, KeptRows
from application.ports.catalogue import MapCourse
from application.ports.rows import PlatformCourse
from application.ports.stores import Membership
from application.publishing import PublishCourse, PublishRequest
from domain.access import Role, User
from domain.course import Course
from domain.faults import Fault
from domain.identifiers import CourseId, JobId, UserId
from domain.publication import PublishOptions
from tests.application.house import InMemoryHouse


@define
class RowsHouse(InMemoryHouse):
    """The house with a platform in it."""

    platform: MemoryCatalogue = field(factory=MemoryCatalogue)
    map_course: MapCourse = course_of

    @property
    def courses(self) -> Courses:
        return Courses(self.map_course, self.platform)

    def publisher(self, guard: Guard | None = None) -> PublishCourse:
        gateways = MemoryGateways(self.lms)
        transactions = self.database.transactions
        return PublishCourse(transactions, gateways, self.clock, self.new_id, guard or Guard(), self.courses)

    async def keep(self, rows: PlatformCourse, guard: Guard | None = None) -> KeptRows:
        kept = await KeepRows(self.database.transactions, self.courses, guard or Guard())(
            rows, self.organization.id
        )
        return kept.unwrap()

    async def order(self, course_id: CourseId, options: PublishOptions | None = None) -> JobId:
        request = PublishRequest(course_id, self.configuration.id, options or PublishOptions())
        return (await self.publisher()(request)).unwrap().job.id

    async def refusal(self, course_id: CourseId, guard: Guard | None = None) -> Fault:
        answer = await self.publisher(guard)(PublishRequest(course_id, self.configuration.id))
        assert isinstance(answer, Failure)
        fault: Fault = answer.failure()
        return fault

    async def ordered_course(self, job_id: JobId) -> Course:
        async with self.database.transactions() as tx:
            return await tx.jobs.course_of(job_id)

    async def person(self, role: Role) -> User:
        user = User(UserId(uuid4()))
        async with self.database.transactions() as tx:
            await tx.organizations.put_member(Membership(self.organization.id, user.id, role))
            await tx.commit()
        return user


def retitled(rows: PlatformCourse, title: str) -> PlatformCourse:
    """The same course with another title, and with its first lesson's title changed."""
    first, *others = rows.lessons
    return evolve(
        rows,
        course=evolve(rows.course, title=title),
        lessons=(evolve(first, title=f"{title}: {first.title}"), *others),
    )
