"""Who acts in an installation: the callers of the API, and the operator at the command line."""

from uuid import uuid4

from adapters.http.use_cases import UseCases
from adapters.openedx.olx.checks import check_course
from application.guarding import Guard
from application.ports.stores import Transactions
from domain.access import Actor, System
from domain.course import Course
from domain.course_rules import course_violations
from domain.violations import Violation
from entrypoints.acting import Ground
from entrypoints.wiring import House, now

OPERATOR: Actor = System()
"""Whoever may run our commands holds the keys and the database already; the audit trail calls them `system`."""


def operated(house: House) -> UseCases:
    """For the command line: what the API does for its callers, it does for the operator."""
    return use_cases_for(house, OPERATOR)


def as_operator(house: House) -> tuple[Transactions, Guard]:
    """What use cases are made with that the command line alone has."""
    return house.transactions_for(OPERATOR), Guard(OPERATOR)


def use_cases_for(house: House, actor: Actor) -> UseCases:
    """What that one may do here; cheap, made for each request."""
    ground = Ground(
        transactions_for=house.transactions_for,
        gateways=house.gateways,
        courses=house.courses,
        check=_findings,
        clock=now,
        new_id=uuid4,
        journal=house.engine.journal,
    )
    return ground.use_cases_for(actor)


def _findings(course: Course) -> tuple[Violation, ...]:
    return (*course_violations(course), *check_course(course))
