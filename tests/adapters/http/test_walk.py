"""The whole way of a course over HTTP: from an organization that nobody knew to an import that is proved."""

from uuid import uuid4

from tests.adapters.http.site import Site, configuration_body, course_body


async def test_from_nothing_to_a_proved_import(site: Site) -> None:
    organization, course = f"/v1/organizations/{uuid4()}", f"/v1/courses/{uuid4()}"
    author = str(site.user_id("stranger"))

    put = await site.call("PUT", organization, by="service", json={"name": "New"})
    assert (put.status_code, put.json()["name"]) == (200, "New")
    member = await site.call("PUT", f"{organization}/members/{author}", by="service", json={"role": "admin"})
    assert (member.status_code, member.json()["role"]) == (200, "admin")

    made = await site.call(
        "POST", f"{organization}/lms-configurations", by="stranger", json=configuration_body(name="Campus")
    )
    assert made.status_code == 201
    configuration = made.headers["location"]
    assert (await site.call("GET", configuration, by="stranger")).json() == made.json()
    tried = (await site.call("POST", f"{configuration}/test", by="stranger")).json()
    assert tried["success"]
    assert tried["details"]["steps"]

    where = {"organization_id": organization.rpartition("/")[2]}
    headers = {"Content-Type": "application/json"}
    kept = await site.call("PUT", course, by="stranger", params=where, content=course_body(), headers=headers)
    assert (kept.status_code, kept.json()["created"], kept.json()["owner_id"]) == (201, True, author)
    again = await site.call("PUT", course, by="stranger", params=where, content=course_body(), headers=headers)
    assert (again.status_code, again.json()["created"]) == (200, False)

    assert (await site.call("POST", f"{course}/validate", by="stranger")).json()["valid"]
    ids = {"lms_configuration_id": made.json()["id"]}
    plan = await site.call("POST", f"{course}/plan", by="stranger", json={**ids, "live": True})
    assert (plan.json()["first"], plan.json()["creates_run"]) == (True, True)
    assert (plan.json()["unsettled"], plan.json()["published_elsewhere"]) == (False, False)

    body = {"course_id": kept.json()["id"], **ids, "options": {"run_override": "spring"}}
    accepted = await site.call("POST", "/v1/import-jobs", by="stranger", json=body)
    assert accepted.status_code == 202
    assert accepted.json()["edx_course_key"] == "course-v1:Acme+AI101+spring"
    job = accepted.headers["location"]
    assert (await site.call("GET", job, by="stranger")).json()["status"] == "pending"
    await site.run(accepted.json()["job_id"])
    assert (await site.call("GET", job, by="stranger")).json()["status"] == "succeeded"

    events = await site.call("GET", f"{job}/events", by="stranger")
    assert "event: ended\n" in events.text
    status = (await site.call("GET", f"{course}/lms-status", by="stranger", params=ids)).json()
    assert (status["exists"], status["edx_course_key"]) == (True, "course-v1:Acme+AI101+spring")
    history = (await site.call("GET", "/v1/import-jobs", by="stranger")).json()
    assert [(each["id"], each["lms_name"]) for each in history["items"]] == [(accepted.json()["job_id"], "Campus")]
    trail = (await site.call("GET", f"{organization}/audit", by="stranger")).json()
    assert trail["items"][0]["deed"] == "job.ordered"
    assert trail["total"] == len(trail["items"])
