"""The use cases as one caller has them: behind the guard of the domain and the wall of the database."""

from uuid import uuid4

from adapters.http.use_cases import UseCases
from adapters.openedx.olx.checks import check_course
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
from application.following import CancelJob, GetJob, ListJobs
from application.guarding import Guard
from application.inspecting import DeleteCourse, GetCourseStatus
from application.keeping_courses import GetCourse, ListCourses, PutCourse, RemoveCourse
from application.keeping_rows import KeepRows
from application.organizing import PutMember, PutOrganization, RemoveMember
from application.planning import PlanPublish
from application.publishing import PublishCourse
from application.retrying import RetryJob
from application.reviewing import PlanCourse, ValidateCourse
from domain.access import Actor, System
from domain.course import Course
from domain.course_rules import course_violations
from domain.violations import Violation
from entrypoints.wiring import House, now

OPERATOR: Actor = System()
"""Whoever may run our commands holds the keys and the database already; the audit trail calls them `system`."""


def operated(house: House) -> UseCases:
    """For the command line: what the API does for its callers, it does for the operator."""
    return use_cases_for(house, OPERATOR)


def use_cases_for(house: House, actor: Actor) -> UseCases:
    """Made for each request; they hold nothing but references."""
    tx, guard, gateways = house.transactions_for(actor), Guard(actor), house.gateways
    publish = PublishCourse(tx, gateways, now, uuid4, guard, house.courses)
    return UseCases(
        put_organization=PutOrganization(tx, guard),
        put_member=PutMember(tx, guard),
        remove_member=RemoveMember(tx, guard),
        read_audit=ReadAudit(tx, guard),
        create_configuration=CreateConfiguration(tx, now, uuid4, guard),
        change_configuration=ChangeConfiguration(tx, now, guard),
        delete_configuration=DeleteConfiguration(tx, guard),
        get_configuration=GetConfiguration(tx, guard),
        list_configurations=ListConfigurations(tx, guard),
        test_connection=TestConnection(tx, TryConnection(gateways, now), now, guard),
        put_course=PutCourse(tx, guard),
        keep_rows=KeepRows(tx, house.courses, guard),
        get_course=GetCourse(tx, guard, house.courses),
        remove_course=RemoveCourse(tx, guard),
        list_courses=ListCourses(tx, guard),
        validate_course=ValidateCourse(tx, _findings, guard, house.courses),
        plan_course=PlanCourse(tx, PlanPublish(tx, gateways), guard, house.courses),
        course_status=GetCourseStatus(tx, gateways, guard),
        delete_from_lms=DeleteCourse(tx, gateways, guard),
        may_publish=MayPublish(tx, guard, house.courses),
        publish_course=publish,
        get_job=GetJob(tx, guard),
        list_jobs=ListJobs(tx, guard),
        cancel_job=CancelJob(tx, now, uuid4, guard, house.engine.journal),
        retry_job=RetryJob(tx, publish, guard),
    )


def _findings(course: Course) -> tuple[Violation, ...]:
    return (*course_violations(course), *check_course(course))
