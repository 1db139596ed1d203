"""Every action as use cases do it: what tries it, bound to somebody and over any store."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import uuid4

from attrs import evolve, frozen
from returns.result import Result, Success

from adapters.catalogue.mapping import course_of
from adapters.memory.clock import ManualClock
from adapters.memory.gateway import MemoryGateways
from adapters.memory.lms import MemoryLms
from application.auditing import ReadAudit
from application.configuring import (
    ChangeConfiguration,
    CreateConfiguration,
    DeleteConfiguration,
    GetConfiguration,
    ListConfigurations,
)
from application.connecting import TestConnection, TryConnection
from application.courses import Courses
from application.following import CancelJob, GetJob
from application.guarding import Guard
from application.inspecting import DeleteCourse, GetCourseStatus
from application.keeping_courses import GetCourse, ListCourses, PutCourse, RemoveCourse
from application.keeping_rows import KeepRows
from application.looking_up import GetOrganization, ListMembers
from application.organizing import PutMember, PutOrganization, RemoveMember
from application.planning import PlanPublish
from application.ports.lms import Capability
from application.ports.stores import Membership, Page, Transactions
from application.publishing import PublishCourse, PublishRequest
from application.retrying import RetryJob
from application.reviewing import PlanCourse, ValidateCourse
from domain.access import Action, Decision, Role
from domain.course_rules import course_violations
from domain.faults import Fault, FaultCode, MissingFault, PermissionFault
from domain.identifiers import CourseId, UserId
from tests import builders
from tests.access_scene import Scene

Trials: TypeAlias = Mapping[Action, tuple[Callable[[], Awaitable[Result[Any, Fault]]], ...]]


def decision_of(result: Result[Any, Fault]) -> Decision:
    """How a use case has decided: a fault of another kind comes from somebody who was let in."""
    match None if isinstance(result, Success) else result.failure():
        case MissingFault():
            return Decision.HIDDEN
        case PermissionFault(code=FaultCode.INSUFFICIENT_ROLE):
            return Decision.FORBIDDEN
        case _:
            return Decision.ALLOWED


def shows_nothing(result: Result[Any, Fault]) -> bool:
    """Whether the answer is a refusal or an empty list."""
    if not isinstance(result, Success):
        return True
    answer = result.unwrap()
    return isinstance(answer, Page) and not answer.items and not answer.total


@frozen
class Attempts:
    """The use cases of the scene's actor; the transactions are theirs too, where the store knows such a thing."""

    scene: Scene
    transactions: Transactions

    async def __call__(self, action: Action) -> Sequence[Result[Any, Fault]]:
        """Tries the action in every way there is, one after another."""
        trials = {**self._of_the_organization(), **self._of_courses(), **self._of_jobs()}
        return [await trial() for trial in trials[action]]

    def _of_the_organization(self) -> Trials:
        tx, guard, clock = self.transactions, Guard(self.scene.actor), self._clock
        here, lms = self.scene.organization, self.scene.configuration
        member = Membership(here.id, UserId(uuid4()), Role.MEMBER)
        second, third = builders.make_settings("Second"), builders.make_settings("Third")
        return {
            Action.MIRROR_ORGANIZATIONS: (
                lambda: PutOrganization(tx, guard)(evolve(here, name="Renamed")),
                lambda: PutMember(tx, guard)(member),
                lambda: RemoveMember(tx, guard)(here.id, member.user_id),
                lambda: GetOrganization(tx, guard)(here.id),
                lambda: ListMembers(tx, guard)(here.id),
            ),
            Action.SEE_CONFIGURATIONS: (
                lambda: GetConfiguration(tx, guard)(lms.id),
                lambda: ListConfigurations(tx, guard)(here.id),
            ),
            Action.MANAGE_CONFIGURATIONS: (
                lambda: CreateConfiguration(tx, clock, uuid4, guard)(here.id, second, lms.credentials),
                lambda: ChangeConfiguration(tx, clock, guard)(lms.id, third, lms.credentials),
                lambda: DeleteConfiguration(tx, guard)(lms.id),
            ),
            Action.TEST_CONNECTION: (
                lambda: TestConnection(tx, TryConnection(self._gateways, clock), clock, guard)(lms.id),
            ),
            Action.READ_AUDIT: (lambda: ReadAudit(tx, guard)(here.id),),
        }

    def _of_courses(self) -> Trials:
        tx, guard = self.transactions, Guard(self.scene.actor)
        here, course, lms = self.scene.organization.id, self.scene.stored.id, self.scene.configuration.id
        plan, courses, rows = PlanPublish(tx, self._gateways), self._courses, self.scene.rows
        keep, anybodys = KeepRows(tx, courses, guard), evolve(rows, course=evolve(rows.course, user_id=None))
        return {
            Action.LIST_COURSES: (lambda: ListCourses(tx, guard)(here),),
            Action.ADD_COURSE: (
                lambda: PutCourse(tx, guard)(CourseId(uuid4()), here, builders.make_course("NEW1")),
                lambda: keep(builders.make_rows(), here),
            ),
            Action.SEE_COURSE: (
                lambda: GetCourse(tx, guard)(course),
                lambda: GetCourse(tx, guard, courses)(rows.id),
            ),
            Action.CHANGE_COURSE: (
                lambda: PutCourse(tx, guard)(course, here, builders.make_course("AI102")),
                lambda: keep(anybodys, here),
            ),
            Action.REMOVE_COURSE: (lambda: RemoveCourse(tx, guard)(course),),
            Action.PLAN_COURSE: (
                lambda: ValidateCourse(tx, course_violations, guard)(course),
                lambda: PlanCourse(tx, plan, guard)(course, lms),
                lambda: ValidateCourse(tx, course_violations, guard, courses)(rows.id),
                lambda: PlanCourse(tx, plan, guard, courses)(rows.id, lms),
            ),
            Action.SEE_LMS_STATUS: (lambda: GetCourseStatus(tx, self._gateways, guard)(course, lms),),
            Action.DELETE_FROM_LMS: (lambda: DeleteCourse(tx, self._gateways, guard)(course, lms),),
        }

    def _of_jobs(self) -> Trials:
        tx, guard, clock, job_id = self.transactions, Guard(self.scene.actor), self._clock, self.scene.job.id
        request = PublishRequest(self.scene.stored.id, self.scene.configuration.id)
        publish = PublishCourse(tx, self._gateways, clock, uuid4, guard, self._courses)
        of_rows = PublishRequest(self.scene.rows.id, self.scene.configuration.id)
        return {
            Action.PUBLISH_COURSE: (lambda: publish(request), lambda: publish(of_rows)),
            Action.SEE_JOB: (lambda: GetJob(tx, guard)(job_id),),
            Action.CANCEL_JOB: (lambda: CancelJob(tx, clock, uuid4, guard)(job_id),),
            Action.RETRY_JOB: (lambda: RetryJob(tx, publish, guard)(job_id),),
        }

    @property
    def _courses(self) -> Courses:
        return Courses(course_of)

    @property
    def _clock(self) -> ManualClock:
        return ManualClock(builders.at(3600))

    @property
    def _gateways(self) -> MemoryGateways:
        return MemoryGateways(MemoryLms(self._clock, set(Capability) - {Capability.DELETE_COURSE}))
