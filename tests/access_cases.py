"""Who may do what, as cases: one table, run against every wall.

Run against `domain/access.py` (tests/domain/test_access.py), the use cases over memory and over PostgreSQL
(tests/access_attempts.py), PostgreSQL alone under the API's role (tests/adapters/postgres/test_wall_in_sql.py),
and over HTTP. To run it against something else:

    @pytest.mark.parametrize("case", access_cases(), ids=str)
    async def test_access(case: AccessCase) -> None:
        scene = await set_the_scene(transactions, case)     # tests/access_scene.py: all that the case is about
        ... do case.action as scene.actor, to scene.stored, scene.configuration or scene.job ...
        assert outcome is case.answer

The table was written from the route table of the API and the owner's data model, not from the code. A case is a
person with a role in the organization that everything belongs to, or without one: `strange` is the owner of
*another* organization. In the middle of the table the course is the person's own; `gone` is its author, who has
left the organization. `A` is allowed (2xx), `F` forbidden (403, INSUFFICIENT_ROLE), `H` hidden (404).
"""

from collections.abc import Sequence

from attrs import frozen
from typing_extensions import override

from domain.access import Action, Decision, Role

TABLE = """
                         somebody else's course             one's own course                with a claim
                         owner admin instr member strange | owner admin instr member gone | super service
MIRROR_ORGANIZATIONS     F     F     F     F      H       | -     -     -     -      -    | A     A
SEE_CONFIGURATIONS       A     A     A     A      H       | -     -     -     -      -    | A     H
MANAGE_CONFIGURATIONS    A     A     F     F      H       | -     -     -     -      -    | A     H
TEST_CONNECTION          A     A     F     F      H       | -     -     -     -      -    | A     H
READ_AUDIT               A     A     F     F      H       | -     -     -     -      -    | A     H
LIST_COURSES             A     A     A     A      H       | -     -     -     -      -    | A     H
ADD_COURSE               A     A     A     F      H       | -     -     -     -      -    | A     H
SEE_COURSE               A     A     H     H      H       | A     A     A     A      H    | A     H
CHANGE_COURSE            A     A     H     H      H       | A     A     A     A      H    | A     H
REMOVE_COURSE            A     A     H     H      H       | A     A     A     A      H    | A     H
PLAN_COURSE              F     F     H     H      H       | A     A     A     A      H    | A     H
PUBLISH_COURSE           F     F     H     H      H       | A     A     A     F      H    | A     H
SEE_JOB                  A     A     H     H      H       | A     A     A     A      H    | A     H
CANCEL_JOB               F     F     H     H      H       | A     A     A     A      H    | A     H
RETRY_JOB                F     F     H     H      H       | A     A     A     F      H    | A     H
SEE_LMS_STATUS           A     A     A     H      H       | A     A     A     A      H    | A     H
DELETE_FROM_LMS          A     A     H     H      H       | A     A     F     F      H    | A     H
"""

_LETTERS = {"A": Decision.ALLOWED, "F": Decision.FORBIDDEN, "H": Decision.HIDDEN}
_ROLES: Sequence[Role | None] = (Role.OWNER, Role.ADMIN, Role.INSTRUCTOR, Role.MEMBER, None)


@frozen
class AccessCase:
    """Somebody who wants to do something, and what is answered.

    `role` is the one in the organization that the thing belongs to. A superadmin and the service have none.
    """

    action: Action
    expected: Decision
    role: Role | None = None
    owns: bool = False
    superadmin: bool = False
    service: bool = False

    @property
    def answer(self) -> Decision:
        """What a caller is told.

        A course that one does not see is put like a new one, and must be refused like a new one: mere members are
        told that they may not add courses, whether there is such a course or not.
        """
        if self.action is Action.CHANGE_COURSE and self.role is Role.MEMBER and not self.owns:
            return Decision.FORBIDDEN
        return self.expected

    @override
    def __str__(self) -> str:
        who = "service" if self.service else "superadmin" if self.superadmin else self.role or "stranger"
        own = "-own" if self.owns else ""
        return f"{self.action.name.lower()}-{who}{own}-{self.expected.value}"


def access_cases(*actions: Action) -> list[AccessCase]:
    """Every case of those actions; of all of them where none is named."""
    lines = TABLE.strip().splitlines()[2:]
    cases = [case for line in lines for case in _cases_of(line)]
    return [case for case in cases if not actions or case.action in actions]


def _cases_of(line: str) -> list[AccessCase]:
    others, own, claims = (part.split() for part in line.split("|"))
    action = Action[others.pop(0)]
    superadmin, service = (_LETTERS[letter] for letter in claims)
    return [
        *(AccessCase(action, _LETTERS[it], role) for it, role in zip(others, _ROLES, strict=True)),
        *(
            AccessCase(action, _LETTERS[it], role, owns=True)
            for it, role in zip(own, _ROLES, strict=True)
            if it != "-"
        ),
        AccessCase(action, superadmin, superadmin=True),
        AccessCase(action, service, service=True),
    ]
