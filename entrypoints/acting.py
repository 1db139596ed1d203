"""The use cases as one caller has them: behind the guard of the domain and the wall of the store."""

from attrs import field, frozen

from adapters.http.use_cases import UseCases
from application.admitting import MayPublish
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
from application.following import CancelJob, GetJob, ListJobs
from application.guarding import Guard
from application.inspecting import DeleteCourse, GetCourseStatus
from application.keeping_courses import GetCourse, ListCourses, PutCourse, RemoveCourse
from application.keeping_rows import KeepRows
from application.organizing import PutMember, PutOrganization, RemoveMember
from application.planning import PlanPublish
from application.ports.journal import Journal, untold
from application.ports.lms import LmsGateways
from application.ports.outside import Clock, NewId
from application.ports.stores import TransactionsFor
from application.publishing import PublishCourse
from application.retrying import RetryJob
from application.reviewing import CheckCourse, PlanCourse, ValidateCourse
from domain.access import Actor


@frozen(kw_only=True)
class Ground:
    """What the use cases of all callers stand on; in memory as well, so that tests go through this very wiring."""

    transactions_for: TransactionsFor
    gateways: LmsGateways
    courses: Courses
    check: CheckCourse
    clock: Clock
    new_id: NewId
    journal: Journal = field(default=untold)

    def use_cases_for(self, actor: Actor) -> UseCases:
        """Made for each request; they hold nothing but references."""
        tx, guard, gateways, now = self.transactions_for(actor), Guard(actor), self.gateways, self.clock
        publish = PublishCourse(tx, gateways, now, self.new_id, guard, self.courses)
        return UseCases(
            put_organization=PutOrganization(tx, guard),
            put_member=PutMember(tx, guard),
            remove_member=RemoveMember(tx, guard),
            read_audit=ReadAudit(tx, guard),
            create_configuration=CreateConfiguration(tx, now, self.new_id, guard),
            change_configuration=ChangeConfiguration(tx, now, guard),
            delete_configuration=DeleteConfiguration(tx, guard),
            get_configuration=GetConfiguration(tx, guard),
            list_configurations=ListConfigurations(tx, guard),
            test_connection=TestConnection(tx, TryConnection(gateways, now), now, guard),
            put_course=PutCourse(tx, guard),
            keep_rows=KeepRows(tx, self.courses, guard),
            get_course=GetCourse(tx, guard, self.courses),
            remove_course=RemoveCourse(tx, guard),
            list_courses=ListCourses(tx, guard),
            validate_course=ValidateCourse(tx, self.check, guard, self.courses),
            plan_course=PlanCourse(tx, PlanPublish(tx, gateways), guard, self.courses),
            course_status=GetCourseStatus(tx, gateways, guard),
            delete_from_lms=DeleteCourse(tx, gateways, guard),
            may_publish=MayPublish(tx, guard, self.courses),
            publish_course=publish,
            get_job=GetJob(tx, guard),
            list_jobs=ListJobs(tx, guard),
            cancel_job=CancelJob(tx, now, self.new_id, guard, self.journal),
            retry_job=RetryJob(tx, publish, guard),
        )
