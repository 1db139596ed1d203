"""LMS connections of an organization. Credentials go in and never come out."""

from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery

from adapters.http.answers import answer, answered, value_of
from adapters.http.bodies import SMALL_BODY_BYTES, AnyRequest, json_body
from adapters.http.configuration_input import changed_configuration, new_configuration
from adapters.http.configuration_views import (
    CONFIGURATIONS,
    ConfigurationPage,
    ConfigurationView,
    ConnectionTestView,
    configuration_page,
    configuration_view,
    connection_test_view,
)
from adapters.http.door import take
from adapters.http.handlers import BODY, Parts, Use, problems
from adapters.http.json_text import parsed_object
from adapters.http.paging import Cursor, Limit
from domain.identifiers import ConfigurationId, OrganizationId

TAGS = ("LMS configurations",)


class OrganizationConfigurations(Controller):
    """`/organizations/…/lms-configurations`."""

    path = "/organizations/{organization_id:uuid}/lms-configurations"
    tags = TAGS

    @get(summary="List LMS configurations", responses=problems(404))
    async def list_configurations(
        self,
        organization_id: FromPath[UUID],
        use: Use,
        include_inactive: FromQuery[bool] = False,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response[ConfigurationPage]:
        """By name, for every member."""
        question = (organization_id, include_inactive)
        page = await use.list_configurations(
            OrganizationId(organization_id),
            include_inactive=include_inactive,
            limit=limit,
            after=CONFIGURATIONS.read(cursor, *question),
        )
        return answered(page, lambda found: configuration_page(found, *question))

    @post(
        summary="Add an LMS configuration",
        opt={BODY: "ConfigurationInput"},
        request_max_body_size=SMALL_BODY_BYTES,
        responses=problems(403, 404, 409, body=True),
    )
    async def create_configuration(
        self, organization_id: FromPath[UUID], request: AnyRequest, use: Use, parts: Parts
    ) -> Response[ConfigurationView]:
        """For admins and owners. The name must be free; the credentials are kept encrypted and never shown."""
        settings, credentials = new_configuration(parsed_object(await json_body(request)), parts.refuse_url)
        made = value_of(await use.create_configuration(OrganizationId(organization_id), settings, credentials))
        return answer(configuration_view(made), 201, {"Location": f"/v1/lms-configurations/{made.id}"})


class ConfigurationController(Controller):
    """`/lms-configurations/…`."""

    path = "/lms-configurations/{configuration_id:uuid}"
    tags = TAGS

    @get(summary="Get an LMS configuration", responses=problems(404))
    async def get_configuration(self, configuration_id: FromPath[UUID], use: Use) -> Response[ConfigurationView]:
        """For every member."""
        return answered(await use.get_configuration(ConfigurationId(configuration_id)), configuration_view)

    @patch(
        summary="Change an LMS configuration",
        opt={BODY: "ConfigurationChanges"},
        request_max_body_size=SMALL_BODY_BYTES,
        responses=problems(403, 404, 409, body=True),
    )
    async def change_configuration(
        self, configuration_id: FromPath[UUID], request: AnyRequest, use: Use, parts: Parts
    ) -> Response[ConfigurationView]:
        """For admins and owners. What is not given stays; new credentials are given both or not at all."""
        own_id = ConfigurationId(configuration_id)
        body = parsed_object(await json_body(request))
        current = value_of(await use.get_configuration(own_id)).settings
        settings, credentials = changed_configuration(body, current, parts.refuse_url)
        return answered(await use.change_configuration(own_id, settings, credentials), configuration_view)

    @delete(summary="Remove an LMS configuration", responses=problems(403, 404, 409))
    async def delete_configuration(self, configuration_id: FromPath[UUID], use: Use) -> None:
        """For admins and owners; refused while one of its jobs is active.

        Its history goes with it. The names of blocks stay, for another connection to the same LMS.
        """
        value_of(await use.delete_configuration(ConfigurationId(configuration_id)))

    @post("/test", status_code=200, summary="Try the connection", responses=problems(403, 404, 501))
    async def test_connection(
        self, configuration_id: FromPath[UUID], use: Use, parts: Parts
    ) -> Response[ConnectionTestView]:
        """For admins and owners: every step to the LMS, tried one by one, within ten seconds."""
        own_id = ConfigurationId(configuration_id)
        value_of(await use.get_configuration(own_id))
        await take(parts.rate_limits, f"test:{own_id}", parts.settings.tests_per_configuration)
        return answered(await use.test_connection(own_id), connection_test_view)
