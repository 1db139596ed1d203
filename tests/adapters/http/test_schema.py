"""schemathesis over the whole schema: no 5xx, and every answer as documented."""

import asyncio
import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from adapters.http.app import create_app
from adapters.http.parts import ApiSettings
from application.ports.serving import Allowance
from tests.adapters.http.site import Site

_MANY = Allowance(1_000_000)
_SITE = Site(
    settings=ApiSettings(
        per_user=_MANY, publish_per_course=_MANY, tests_per_configuration=_MANY, status_per_job=_MANY
    )
)
asyncio.run(_SITE.fill())
# `make nightly` goes looking; `make test` repeats a few of each kind.
_EXAMPLES = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 12
schema = schemathesis.openapi.from_asgi("/schema", create_app(_SITE.parts()))


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=_EXAMPLES, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(case: Any) -> None:
    # What must not be said twice in a course, or what a cursor is, no JSON Schema can say.
    checks = [positive_data_acceptance]
    case.call_and_validate(headers={"Authorization": "Bearer super"}, excluded_checks=checks)
