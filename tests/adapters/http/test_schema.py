"""schemathesis over the whole schema: no 5xx, and every answer as documented."""

import asyncio
import os
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from adapters.http.app import create_app
from adapters.http.parts import ApiSettings
from application.ports.serving import Allowance
from tests.adapters.http.site import Site, client_of

_MANY = Allowance(1_000_000)
_SITE = Site(
    settings=ApiSettings(
        per_user=_MANY, publish_per_course=_MANY, tests_per_configuration=_MANY, status_per_job=_MANY
    )
)


async def _filled() -> Mapping[str, str]:
    """The ids of what is there, by the names that parameters have: a job that is done, among others."""
    await _SITE.fill()
    ids = {
        "organization_id": str(_SITE.organization.id),
        "course_id": str(_SITE.stored.id),
        "configuration_id": str(_SITE.configuration.id),
        "lms_configuration_id": str(_SITE.configuration.id),
        "user_id": str(_SITE.user_id("member")),
    }
    async with client_of(create_app(_SITE.parts())) as _SITE.client:
        job_id = (await _SITE.publish()).json()["job_id"]
    await _SITE.run(job_id)
    return {**ids, "job_id": job_id}


_KNOWN = asyncio.run(_filled())
_ENDING = {"remove_course", "delete_configuration", "change_configuration", "delete_from_lms"}
"""After these the others would find nothing any more; or, of the last, what Open edX cannot do, which is a 501."""

# `make nightly` goes looking; `make test` repeats a few of each kind.
_EXAMPLES = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 12
schema = schemathesis.openapi.from_asgi("/schema", create_app(_SITE.parts()))

_SUPER = {"Authorization": "Bearer super"}


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=_EXAMPLES, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(case: Any) -> None:
    # What must not be said twice in a course, or what a cursor is, no JSON Schema can say.
    checks = [positive_data_acceptance]
    case.call_and_validate(headers=_SUPER, excluded_checks=checks)
    if case.operation.definition.raw["operationId"] not in _ENDING:
        about_what_is_there(case)
        case.call_and_validate(headers=_SUPER, excluded_checks=[*checks, negative_data_rejection])


def about_what_is_there(case: Any) -> None:
    """Ids made up by chance lead nowhere, and an answer of 404 shows little."""
    for place in (case.path_parameters, case.query, case.body):
        if isinstance(place, dict):
            place |= {name: _KNOWN[name] for name in place.keys() & _KNOWN.keys()}
