"""Examples of problems for the document, each made by the code that answers with it."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Final, TypeAlias

from attrs import evolve, field, frozen
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from adapters.http import example_case as case
from adapters.http import example_faults as faults
from adapters.http.bodies import not_json, too_slow
from adapters.http.configuration_input import changed_configuration, new_configuration
from adapters.http.course_reading import not_kept
from adapters.http.course_views import COURSES
from adapters.http.courses import unconfirmed
from adapters.http.door import token_needed, too_often, unknown_parameters
from adapters.http.failing import NO_LONGER_ALLOWED, STORE_AWAY, internal_error, no_adapter, problem_of_litestar
from adapters.http.idempotent import key_busy, key_reused
from adapters.http.organization_input import membership_of, organization_of
from adapters.http.parts import ApiSettings
from adapters.http.problems import Problem, ProblemError, ProblemView, problem_of, problem_view
from adapters.http.publish_input import plan_request, publish_request
from application.absence import no_such_configuration, no_such_course, no_such_job, no_such_organization
from application.keeping_courses import unkeepable
from application.ports.serving import Allowance
from application.refusing import refusal
from application.row_rules import row_violations
from domain.access import Action
from domain.course_rules import course_violations
from domain.faults import Fault, FaultCode
from domain.lms_configuration import LmsType

CORRELATION_ID: Final = "5c1f7d0a9b3e4826a0d4c7e19f2b8356"

Some: TypeAlias = Iterable[Problem | ProblemError | Fault]


@frozen(kw_only=True)
class Asked:
    """What is known of an operation: its handler, its path, its parameters, the shape of its body, its answers."""

    handler: str
    path: str
    parameters: frozenset[str] = field(default=frozenset())
    shape: str | None = None
    statuses: frozenset[str] = field(default=frozenset())

    @property
    def asks_the_lms(self) -> bool:
        """Whether the answer hangs on an LMS."""
        return "504" in self.statuses


def problem_examples(asked: Asked, status: int) -> Mapping[str, ProblemView]:
    """The problems of that status, as far as they are worth an example, by their codes."""
    problems = (_problem(each) for each in _MADE_BY[status](asked))
    return {problem.code: problem_view(problem, CORRELATION_ID) for problem in problems}


def _problem(it: Problem | ProblemError | Fault) -> Problem:
    match it:
        case Problem():
            return it
        case ProblemError(problem=problem):
            return problem
        case _:
            return problem_of(it)


def _refusal_of(read: Callable[[], object]) -> ProblemError:
    try:
        read()
    except ProblemError as refused:
        return refused
    raise LookupError("nothing was wrong with it")


_MISTAKEN: Final[Mapping[str, Callable[[], object]]] = {
    "OrganizationInput": partial(organization_of, case.ORGANIZATION_ID, {"name": ""}),
    "MemberInput": partial(membership_of, case.ORGANIZATION_ID, case.AUTHOR, {"role": "teacher"}),
    "ConfigurationInput": partial(
        new_configuration,
        case.request_example("ConfigurationInput") | {"lms_url": "lms.example.org", "poll_interval_seconds": 60},
    ),
    "ConfigurationChanges": partial(
        changed_configuration, {"client_id": "courseport", "colour": "red"}, case.CONFIGURATION.settings
    ),
    "PublishInput": partial(publish_request, {"course_id": "AI101"}),
    "PlanInput": partial(plan_request, {"live": "yes"}),
}
"""Bodies with mistakes, by their shapes, and who reads them."""


def _mistaken(asked: Asked) -> Some:
    match asked.shape:
        case "CourseInput":
            yield not_kept((*course_violations(evolve(case.COURSE, title="")), case.RELATIVE_LINK))
        case "RowsInput":
            yield unkeepable(row_violations(evolve(case.ROWS, sections=())))
        case str(shape):
            yield _refusal_of(_MISTAKEN[shape])
        case None if "cursor" in asked.parameters:
            yield _refusal_of(partial(COURSES.read, "AAAA"))
        case None if "confirm" in asked.parameters:
            yield unconfirmed()
        case None:
            yield unknown_parameters(["colour"])
    if asked.handler in ("publish_course", "retry_job", "plan_course"):
        yield refusal(FaultCode.OLX_VALIDATION_ERROR, (case.LOCAL_IMAGE, case.RELATIVE_LINK))


def _unknown(asked: Asked) -> Some:
    yield token_needed()
    if asked.asks_the_lms:
        yield faults.UNKNOWN_CLIENT


_ACTIONS: Final[Mapping[str, Action]] = {
    "put_organization": Action.MIRROR_ORGANIZATIONS,
    "put_member": Action.MIRROR_ORGANIZATIONS,
    "remove_member": Action.MIRROR_ORGANIZATIONS,
    "read_audit": Action.READ_AUDIT,
    "create_configuration": Action.MANAGE_CONFIGURATIONS,
    "change_configuration": Action.MANAGE_CONFIGURATIONS,
    "delete_configuration": Action.MANAGE_CONFIGURATIONS,
    "test_connection": Action.TEST_CONNECTION,
    "put_course": Action.ADD_COURSE,
    "put_rows": Action.ADD_COURSE,
    "validate_course": Action.PLAN_COURSE,
    "plan_course": Action.PLAN_COURSE,
    "lms_status": Action.SEE_LMS_STATUS,
    "delete_from_lms": Action.DELETE_FROM_LMS,
    "publish_course": Action.PUBLISH_COURSE,
    "cancel_job": Action.CANCEL_JOB,
    "retry_job": Action.RETRY_JOB,
}


def _forbidden(asked: Asked) -> Some:
    yield faults.insufficient(_ACTIONS[asked.handler]) if asked.handler in _ACTIONS else NO_LONGER_ALLOWED
    if asked.asks_the_lms:
        yield faults.NOT_STAFF


def _absent(asked: Asked) -> Some:
    if "{organization_id}" in asked.path:
        yield no_such_organization(case.ORGANIZATION_ID)
    if "{course_id}" in asked.path or asked.handler == "publish_course":
        yield no_such_course(case.COURSE_ID)
    if "{job_id}" in asked.path:
        yield no_such_job(case.JOB_ID)
    if "{configuration_id}" in asked.path or asked.asks_the_lms or asked.handler == "publish_course":
        yield no_such_configuration(case.CONFIGURATION.id)


_COLLISIONS: Final[Mapping[str, Some]] = {
    "create_configuration": (faults.NAME_TAKEN,),
    "change_configuration": (faults.NAME_TAKEN,),
    "delete_configuration": (faults.LMS_IN_USE,),
    "remove_course": (faults.COURSE_IN_USE,),
    "plan_course": (faults.KEY_TAKEN,),
    "publish_course": (faults.PUBLISHED_ALREADY, faults.KEY_TAKEN, key_busy()),
    "cancel_job": (faults.NOT_CANCELLED,),
    "retry_job": (faults.NOT_FAILED, faults.KEY_TAKEN),
}
_ALLOWANCES: Final[Mapping[str, Allowance]] = {
    "publish_course": ApiSettings().publish_per_course,
    "retry_job": ApiSettings().publish_per_course,
    "test_connection": ApiSettings().tests_per_configuration,
    "get_job": ApiSettings().status_per_job,
    "follow_job": ApiSettings().status_per_job,
}


def _too_often(asked: Asked) -> Some:
    allowance = _ALLOWANCES.get(asked.handler, ApiSettings().per_user)
    yield too_often(allowance, allowance.seconds / allowance.count)


def _away(asked: Asked) -> Some:
    yield STORE_AWAY
    if asked.asks_the_lms:
        yield faults.UNREACHABLE


_MADE_BY: Final[Mapping[int, Callable[[Asked], Some]]] = {
    400: _mistaken,
    401: _unknown,
    403: _forbidden,
    404: _absent,
    408: lambda _: (too_slow(),),
    409: lambda asked: _COLLISIONS.get(asked.handler, ()),
    412: lambda _: (faults.NOT_READY,),
    413: lambda _: (problem_of_litestar(RequestEntityTooLarge()),),
    415: lambda _: (not_json(),),
    # That an LMS refuses what is only read from it was never seen.
    422: lambda asked: (key_reused(),) if asked.handler == "publish_course" else (),
    429: _too_often,
    500: lambda _: (internal_error(),),
    501: lambda asked: (faults.NOT_DELETED if asked.handler == "delete_from_lms" else no_adapter(LmsType.MOODLE),),
    503: _away,
    504: lambda _: (faults.TOO_SLOW,),
}
