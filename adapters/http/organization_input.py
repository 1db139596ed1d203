"""What a platform says about its organizations and their people, turned into the domain's."""

from uuid import UUID

from adapters.http.given import Given, sure
from application.ports.stores import Membership
from domain.access import Role
from domain.identifiers import OrganizationId, UserId
from domain.organization import Organization


def organization_of(organization_id: UUID, body: dict[str, object]) -> Organization:
    """The organization of that id; raises the problem with all mistakes."""
    given = Given(body)
    name = given.required("name", str)
    given.validate(Organization, {"name": name})
    given.check()
    return Organization(OrganizationId(organization_id), sure(name))


def membership_of(organization_id: UUID, user_id: UUID, body: dict[str, object]) -> Membership:
    """The user's role there; raises the problem with all mistakes."""
    given = Given(body)
    role = given.parsed("role", _role)
    given.check()
    return Membership(OrganizationId(organization_id), UserId(user_id), sure(role))


def _role(text: str) -> Role:
    if text not in list(Role):
        raise ValueError(f"must be one of {', '.join(Role)}")
    return Role(text)
