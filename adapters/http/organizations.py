"""Organizations and their members as a platform mirrors them here, and the trail of what was done."""

from datetime import datetime
from uuid import UUID

from attrs import frozen
from litestar import Controller, Response, delete, get, put
from litestar.params import FromPath

from adapters.http.answers import answered, value_of
from adapters.http.bodies import SMALL_BODY_BYTES, AnyRequest, json_body
from adapters.http.given import Given
from adapters.http.handlers import BODY, Use, problems
from adapters.http.json_text import parsed_object
from adapters.http.paging import Cursor, Cursors, Limit, PageEnd, by_number
from application.ports.stores import Membership, Page
from domain.access import Actor, Role, Service, System, User
from domain.audit import AuditEntry
from domain.identifiers import OrganizationId, UserId
from domain.organization import Organization

_TRAIL: Cursors[AuditEntry, int] = by_number("audit", lambda entry: entry.number)


@frozen(slots=False)
class OrganizationView:
    """A tenant."""

    id: UUID
    name: str


@frozen(slots=False)
class MemberView:
    """A user's role in an organization."""

    organization_id: UUID
    user_id: UUID
    role: Role


@frozen(slots=False)
class AuditEntryView:
    """Who did what to which thing, and when; `user_id` is null where no person did it."""

    at: datetime
    by: str
    user_id: UUID | None
    deed: str
    subject: UUID
    facts: dict[str, str]


@frozen(slots=False)
class AuditPage(PageEnd):
    """The latest first."""

    items: list[AuditEntryView]


class OrganizationController(Controller):
    """`/organizations/…`: mirrored by the platform's service, read by its admins."""

    path = "/organizations/{organization_id:uuid}"
    tags = ("organizations",)

    @put(
        summary="Make an organization known here",
        opt={BODY: "OrganizationInput"},
        request_max_body_size=SMALL_BODY_BYTES,
        responses=problems(403, 404, body=True),
    )
    async def put_organization(
        self, organization_id: FromPath[UUID], request: AnyRequest, use: Use
    ) -> Response[OrganizationView]:
        """For the platform's service token. The same call again changes nothing, or gives another name."""
        organization = _organization(OrganizationId(organization_id), await json_body(request))
        return answered(await use.put_organization(organization), _organization_view)

    @put(
        "/members/{user_id:uuid}",
        summary="Give a user a role",
        opt={BODY: "MemberInput"},
        request_max_body_size=SMALL_BODY_BYTES,
        responses=problems(403, 404, body=True),
    )
    async def put_member(
        self, organization_id: FromPath[UUID], user_id: FromPath[UUID], request: AnyRequest, use: Use
    ) -> Response[MemberView]:
        """For the platform's service token. One role in each organization; the new one replaces the old one."""
        membership = _membership(organization_id, user_id, await json_body(request))
        return answered(await use.put_member(membership), _member_view)

    @delete("/members/{user_id:uuid}", summary="Take a user's role away", responses=problems(403, 404))
    async def remove_member(self, organization_id: FromPath[UUID], user_id: FromPath[UUID], use: Use) -> None:
        """For the platform's service token. Also where the user was no member."""
        value_of(await use.remove_member(OrganizationId(organization_id), UserId(user_id)))

    @get("/audit", summary="Who did what", responses=problems(403, 404))
    async def read_audit(
        self, organization_id: FromPath[UUID], use: Use, limit: Limit = 50, cursor: Cursor = None
    ) -> Response[AuditPage]:
        """For admins and owners: configurations, courses, jobs and members, the latest first."""
        after = _TRAIL.read(cursor, organization_id)
        found = await use.read_audit(OrganizationId(organization_id), limit=limit, after=after)
        return answered(found, lambda page: _audit_page(page, organization_id))


def _organization(organization_id: OrganizationId, body: bytes) -> Organization:
    given = Given(parsed_object(body))
    name = given.required("name", str)
    given.validate(Organization, {"name": name})
    given.check()
    return Organization(organization_id, name or "")


def _membership(organization_id: UUID, user_id: UUID, body: bytes) -> Membership:
    given = Given(parsed_object(body))
    role = given.parsed("role", _role)
    given.check()
    return Membership(OrganizationId(organization_id), UserId(user_id), role or Role.MEMBER)


def _role(text: str) -> Role:
    if text not in list(Role):
        raise ValueError(f"must be one of {', '.join(Role)}")
    return Role(text)


def _organization_view(organization: Organization) -> OrganizationView:
    return OrganizationView(id=organization.id, name=organization.name)


def _member_view(membership: Membership) -> MemberView:
    return MemberView(membership.organization_id, membership.user_id, membership.role)


def _audit_page(page: Page[AuditEntry], organization_id: UUID) -> AuditPage:
    return AuditPage(**_TRAIL.end_of(page, organization_id), items=[_audit_entry(entry) for entry in page.items])


def _audit_entry(entry: AuditEntry) -> AuditEntryView:
    note = entry.note
    return AuditEntryView(
        at=entry.at,
        by=_kind(note.actor),
        user_id=note.actor.id if isinstance(note.actor, User) else None,
        deed=note.deed.value,
        subject=note.subject,
        facts=note.facts,
    )


def _kind(actor: Actor) -> str:
    match actor:
        case User():
            return "user"
        case Service():
            return "service"
        case System():
            return "system"
