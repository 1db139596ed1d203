"""Configurations and courses over HTTP: what the walk does not show."""

import json
from uuid import uuid4

from tests import builders
from tests.adapters.http.site import JSON, Site, configuration_body, course_body


async def test_a_name_is_taken_once(site: Site) -> None:
    path = f"/v1/organizations/{site.organization.id}/lms-configurations"
    assert (await site.call("POST", path, by="admin", json=configuration_body())).status_code == 201
    taken = await site.call("POST", path, by="admin", json=configuration_body())
    assert (taken.status_code, taken.json()["code"]) == (409, "LMS_CONFIG_CONFLICT")


async def test_a_change_changes_what_is_given_and_nothing_else(site: Site) -> None:
    path = f"/v1/lms-configurations/{site.configuration.id}"
    before = (await site.call("GET", path, by="admin")).json()
    site.clock.advance(5)
    changed = await site.call("PATCH", path, by="admin", json={"max_retries": 5, "description": None})
    assert changed.status_code == 200
    differs = {name for name, value in changed.json().items() if before[name] != value}
    assert differs == {"max_retries", "description", "updated_at"}
    kept = site.database.committed.configurations[site.configuration.id].credentials
    assert kept == site.configuration.credentials


async def test_credentials_are_changed_together(site: Site) -> None:
    path = f"/v1/lms-configurations/{site.configuration.id}"
    half = await site.call("PATCH", path, by="admin", json={"client_id": "new"})
    assert (half.status_code, half.json()["errors"][0]["path"]) == (400, "client_secret")
    both = {"client_id": "new-client", "client_secret": builders.SECRET}
    assert (await site.call("PATCH", path, by="admin", json=both)).status_code == 200
    assert site.database.committed.configurations[site.configuration.id].credentials.client_id == "new-client"


async def test_null_is_no_name(site: Site) -> None:
    path = f"/v1/lms-configurations/{site.configuration.id}"
    answer = await site.call("PATCH", path, by="admin", json={"name": None})
    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (400, "REQUIRED")


async def test_inactive_connections_are_shown_to_whoever_asks_for_them(site: Site) -> None:
    path = f"/v1/lms-configurations/{site.configuration.id}"
    await site.call("PATCH", path, by="admin", json={"is_active": False})
    listed = f"/v1/organizations/{site.organization.id}/lms-configurations"
    assert (await site.call("GET", listed, by="member")).json()["total"] == 0
    every = (await site.call("GET", listed, by="member", params={"include_inactive": "true"})).json()
    assert [each["is_active"] for each in every["items"]] == [False]


async def test_nothing_is_removed_under_a_running_job(site: Site) -> None:
    await site.publish()
    for path, by in (
        (f"/v1/lms-configurations/{site.configuration.id}", "admin"),
        (f"/v1/courses/{site.stored.id}", "author"),
    ):
        refused = await site.call("DELETE", path, by=by)
        assert (refused.status_code, refused.json()["code"]) == (409, "IMPORT_IN_PROGRESS")


async def test_things_are_removed(site: Site) -> None:
    for path, by in (
        (f"/v1/courses/{site.stored.id}", "author"),
        (f"/v1/lms-configurations/{site.configuration.id}", "admin"),
    ):
        assert (await site.call("DELETE", path, by=by)).status_code == 204
        assert (await site.call("GET", path, by=by)).status_code == 404


async def test_a_course_comes_back_as_it_was_put(site: Site) -> None:
    path, where = f"/v1/courses/{uuid4()}", {"organization_id": str(site.organization.id)}
    await site.call("PUT", path, params=where, content=course_body(title="Ж 课程 🤖"), headers=JSON)
    assert (await site.call("GET", path)).json()["course"] == json.loads(course_body(title="Ж 课程 🤖"))
    listed = await site.call("GET", f"/v1/organizations/{site.organization.id}/courses")
    assert {each["title"] for each in listed.json()["items"]} == {"Ж 课程 🤖", "Основы ИИ 🤖"}


async def test_an_lms_that_fails_is_told_as_the_data_model_says(site: Site) -> None:
    job = (await site.publish()).json()["job_id"]
    await site.run(job)
    site.lms.troubles.unreachable = True
    ids = {"lms_configuration_id": str(site.configuration.id)}
    answer = await site.call("GET", f"/v1/courses/{site.stored.id}/lms-status", params=ids)
    assert answer.status_code in (503, 504)
    tried = await site.call("POST", f"/v1/lms-configurations/{site.configuration.id}/test", by="admin")
    assert (tried.status_code, tried.json()["success"]) == (200, False)


async def test_the_lms_deletes_only_with_confirmation_and_open_edx_not_at_all(site: Site) -> None:
    await site.run((await site.publish()).json()["job_id"])
    path, ids = f"/v1/courses/{site.stored.id}/lms", {"lms_configuration_id": str(site.configuration.id)}
    assert (await site.call("DELETE", path, by="admin", params=ids)).status_code == 400
    answer = await site.call("DELETE", path, by="admin", params={**ids, "confirm": "true"})
    assert (answer.status_code, answer.json()["code"]) == (501, "UNSUPPORTED_BY_LMS")
    assert answer.json()["help"]


async def test_findings_of_the_lms_are_shown_before_a_publish(site: Site) -> None:
    site.lms.troubles.forbidden_words.add("Unit")
    plan = {"lms_configuration_id": str(site.configuration.id)}
    answer = await site.call("POST", f"/v1/courses/{site.stored.id}/plan", json=plan)
    assert (answer.status_code, answer.json()["code"]) == (400, "OLX_VALIDATION_ERROR")
    assert answer.json()["errors"][0]["path"].startswith("chapters[0].sections[0].units[0]")
