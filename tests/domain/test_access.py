"""Roles and what they may do: the shared table, and what must hold whatever the table says."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Action, Actor, Decision, Role, Service, System, User, decide
from domain.identifiers import UserId
from tests.access_cases import AccessCase, access_cases

RANKED = [Role.MEMBER, Role.INSTRUCTOR, Role.ADMIN, Role.OWNER]
SOMEBODY = User(UserId(uuid4()))


@pytest.mark.parametrize("case", access_cases(), ids=str)
def test_decides_as_the_table_says(case: AccessCase) -> None:
    actor: Actor = Service() if case.service else User(UserId(uuid4()), superadmin=case.superadmin)
    assert decide(actor, case.action, case.role, owns=case.owns) is case.expected


def test_the_table_has_a_line_for_every_action() -> None:
    assert {case.action for case in access_cases()} == set(Action)


def test_roles_are_ordered() -> None:
    reached = [[role.reaches(least) for least in RANKED] for role in RANKED]
    assert reached == [[n <= m for n in range(4)] for m in range(4)]


@given(st.sampled_from(Action), st.booleans())
def test_a_higher_role_is_never_worse_off(action: Action, owns: bool) -> None:
    worth = {Decision.HIDDEN: 0, Decision.FORBIDDEN: 1, Decision.ALLOWED: 2}
    decisions = [worth[decide(SOMEBODY, action, role, owns=owns)] for role in (None, *RANKED)]
    assert decisions == sorted(decisions)


@given(st.sampled_from(Action), st.sampled_from(RANKED))
def test_owning_never_harms(action: Action, role: Role) -> None:
    worth = {Decision.HIDDEN: 0, Decision.FORBIDDEN: 1, Decision.ALLOWED: 2}
    assert worth[decide(SOMEBODY, action, role, owns=True)] >= worth[decide(SOMEBODY, action, role)]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("owns", [True, False])
def test_strangers_see_nothing_and_the_system_may_everything(action: Action, owns: bool) -> None:
    assert decide(SOMEBODY, action, None, owns=owns) is Decision.HIDDEN
    assert decide(System(), action, None, owns=owns) is Decision.ALLOWED
