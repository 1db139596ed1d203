"""Who may do what: roles, what each may do, and the one table that says so.

The same cases are run against this table, the use cases, the HTTP API and PostgreSQL's policies
(`tests/access_cases.py`). A thing that one may not see does not exist for one: HIDDEN is answered like absence.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import ClassVar, TypeAlias

from attrs import frozen

from domain.identifiers import UserId


class Role(StrEnum):
    """What a user is in one organization; a higher role may do all that a lower one may."""

    OWNER = "owner"
    ADMIN = "admin"
    INSTRUCTOR = "instructor"
    MEMBER = "member"

    def reaches(self, least: "Role") -> bool:
        """Whether it is that role or a higher one."""
        return _RANK[self] >= _RANK[least]


_RANK = {Role.MEMBER: 1, Role.INSTRUCTOR: 2, Role.ADMIN: 3, Role.OWNER: 4}


class Action(StrEnum):
    """Everything that somebody may want to do; the value is what problems and logs call it."""

    MIRROR_ORGANIZATIONS = "mirror organizations"
    SEE_CONFIGURATIONS = "see LMS configurations"
    MANAGE_CONFIGURATIONS = "manage LMS configurations"
    TEST_CONNECTION = "test a connection"
    READ_AUDIT = "read the audit trail"
    LIST_COURSES = "list courses"
    ADD_COURSE = "add a course"
    SEE_COURSE = "see the course"
    CHANGE_COURSE = "change the course"
    REMOVE_COURSE = "remove the course"
    PLAN_COURSE = "validate and plan the course"
    PUBLISH_COURSE = "publish the course"
    SEE_JOB = "see the job"
    CANCEL_JOB = "cancel the job"
    RETRY_JOB = "retry the job"
    SEE_LMS_STATUS = "see the course in the LMS"
    DELETE_FROM_LMS = "delete the course from the LMS"


@frozen
class User:
    """A person, by the platform's id; a superadmin may do everything in every organization."""

    kind: ClassVar = "user"
    id: UserId
    superadmin: bool = False


@frozen
class Service:
    """A platform that mirrors its organizations and their members here, and does nothing else."""

    kind: ClassVar = "service"


@frozen
class System:
    """We ourselves: the worker, and the operator at the command line."""

    kind: ClassVar = "system"


Actor: TypeAlias = User | Service | System
"""Whoever does something; `kind` is what the audit trail calls them."""


class Decision(Enum):
    """What is answered to somebody who wants to do something."""

    ALLOWED = "allowed"
    HIDDEN = "hidden"
    """It is not there, as far as they know: 404."""
    FORBIDDEN = "forbidden"
    """They see it, but may not do that: 403, INSUFFICIENT_ROLE."""


@frozen
class _Rule:
    """The least role that sees the thing, that may do this to it, and that may where the course is its own."""

    sees: Role
    may: Role | None
    owner_may: Role | None = None


_RULES: Mapping[Action, _Rule] = {
    Action.MIRROR_ORGANIZATIONS: _Rule(sees=Role.MEMBER, may=None),
    Action.SEE_CONFIGURATIONS: _Rule(sees=Role.MEMBER, may=Role.MEMBER),
    Action.MANAGE_CONFIGURATIONS: _Rule(sees=Role.MEMBER, may=Role.ADMIN),
    Action.TEST_CONNECTION: _Rule(sees=Role.MEMBER, may=Role.ADMIN),
    Action.READ_AUDIT: _Rule(sees=Role.MEMBER, may=Role.ADMIN),
    # Whoever may not see all courses gets a list of their own.
    Action.LIST_COURSES: _Rule(sees=Role.MEMBER, may=Role.MEMBER),
    Action.ADD_COURSE: _Rule(sees=Role.MEMBER, may=Role.INSTRUCTOR),
    Action.SEE_COURSE: _Rule(sees=Role.ADMIN, may=Role.ADMIN, owner_may=Role.MEMBER),
    Action.CHANGE_COURSE: _Rule(sees=Role.ADMIN, may=Role.ADMIN, owner_may=Role.MEMBER),
    Action.REMOVE_COURSE: _Rule(sees=Role.ADMIN, may=Role.ADMIN, owner_may=Role.MEMBER),
    Action.PLAN_COURSE: _Rule(sees=Role.ADMIN, may=None, owner_may=Role.MEMBER),
    Action.PUBLISH_COURSE: _Rule(sees=Role.ADMIN, may=None, owner_may=Role.INSTRUCTOR),
    Action.SEE_JOB: _Rule(sees=Role.ADMIN, may=Role.ADMIN, owner_may=Role.MEMBER),
    Action.CANCEL_JOB: _Rule(sees=Role.ADMIN, may=None, owner_may=Role.MEMBER),
    # A retry is a publish.
    Action.RETRY_JOB: _Rule(sees=Role.ADMIN, may=None, owner_may=Role.INSTRUCTOR),
    Action.SEE_LMS_STATUS: _Rule(sees=Role.INSTRUCTOR, may=Role.INSTRUCTOR, owner_may=Role.MEMBER),
    Action.DELETE_FROM_LMS: _Rule(sees=Role.ADMIN, may=Role.ADMIN),
}


def decide(actor: Actor, action: Action, role: Role | None, *, owns: bool = False) -> Decision:
    """Whether the actor may do that, with that role in the thing's organization.

    `owns`: the course that it is about is the actor's own. Owning helps members only: who has left the
    organization has left its courses behind.
    """
    match actor:
        case System() | User(superadmin=True):
            return Decision.ALLOWED
        case Service():
            return Decision.ALLOWED if action is Action.MIRROR_ORGANIZATIONS else Decision.HIDDEN
        case User():
            return Decision.HIDDEN if role is None else _decide(_RULES[action], role, owns=owns)


def _decide(rule: _Rule, role: Role, *, owns: bool) -> Decision:
    if rule.may is not None and role.reaches(rule.may):
        return Decision.ALLOWED
    if owns and rule.owner_may is not None and role.reaches(rule.owner_may):
        return Decision.ALLOWED
    return Decision.FORBIDDEN if owns or role.reaches(rule.sees) else Decision.HIDDEN
