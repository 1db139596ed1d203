"""Who may do what, over HTTP: the table of tests/access_cases.py, every route of every action."""

import pytest

from adapters.http.app import create_app
from domain.access import Action
from tests.access_cases import AccessCase, access_cases
from tests.access_scene import set_the_scene
from tests.adapters.http.access_requests import decision_of, requests_of
from tests.adapters.http.site import Site, client_of


@pytest.mark.parametrize("case", access_cases(), ids=str)
async def test_access(case: AccessCase) -> None:
    site = Site()
    scene = await set_the_scene(site.database.transactions, case)
    site.people["actor"] = scene.actor
    async with client_of(create_app(site.parts())) as site.client:
        for method, path, more in requests_of(scene)[case.action]:
            answer = await site.call(method, path, by="actor", **more)
            problem = answer.json() if answer.status_code >= 400 else {}
            assert decision_of(answer.status_code, problem) is case.answer, f"{method} {path}: {answer.text}"


def test_every_action_has_its_requests() -> None:
    assert {case.action for case in access_cases()} == set(Action)
