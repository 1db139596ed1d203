"""Organizations and their members as a platform mirrors them here, and the trail of what was done."""

from uuid import UUID

from litestar import Controller, Response, delete, get, put
from litestar.params import FromPath

from adapters.http.answers import answered, value_of
from adapters.http.bodies import SMALL_BODY_BYTES, AnyRequest, json_body
from adapters.http.handlers import BODY, Use, problems
from adapters.http.json_text import parsed_object
from adapters.http.organization_input import membership_of, organization_of
from adapters.http.organization_views import (
    TRAIL,
    AuditPage,
    MemberView,
    OrganizationView,
    audit_page,
    member_view,
    organization_view,
)
from adapters.http.paging import Cursor, Limit
from domain.identifiers import OrganizationId, UserId


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
        organization = organization_of(organization_id, parsed_object(await json_body(request)))
        return answered(await use.put_organization(organization), organization_view)

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
        membership = membership_of(organization_id, user_id, parsed_object(await json_body(request)))
        return answered(await use.put_member(membership), member_view)

    @delete("/members/{user_id:uuid}", summary="Take a user's role away", responses=problems(403, 404))
    async def remove_member(self, organization_id: FromPath[UUID], user_id: FromPath[UUID], use: Use) -> None:
        """For the platform's service token. Also where the user was no member."""
        value_of(await use.remove_member(OrganizationId(organization_id), UserId(user_id)))

    @get("/audit", summary="Who did what", responses=problems(403, 404))
    async def read_audit(
        self, organization_id: FromPath[UUID], use: Use, limit: Limit = 50, cursor: Cursor = None
    ) -> Response[AuditPage]:
        """For admins and owners: configurations, courses, jobs and members, the latest first."""
        after = TRAIL.read(cursor, organization_id)
        found = await use.read_audit(OrganizationId(organization_id), limit=limit, after=after)
        return answered(found, lambda page: audit_page(page, organization_id))
