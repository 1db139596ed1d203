"""Every action as a caller does it, and what the answer decides."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from uuid import uuid4

from attrs import evolve

from domain.access import Action, Decision
from tests import builders
from tests.access_scene import Scene
from tests.adapters.http.site import JSON, configuration_body, course_body, rows_body

Request: TypeAlias = tuple[str, str, dict[str, Any]]


def requests_of(scene: Scene) -> Mapping[Action, Sequence[Request]]:
    """Every action as a caller does it."""
    here = f"/v1/organizations/{scene.organization.id}"
    lms, course = f"/v1/lms-configurations/{scene.configuration.id}", f"/v1/courses/{scene.stored.id}"
    job, ids = f"/v1/import-jobs/{scene.job.id}", {"lms_configuration_id": str(scene.configuration.id)}
    member = f"{here}/members/{uuid4()}"
    rows, new = f"/v1/courses/{scene.rows.id}", builders.make_rows()
    anybodys = evolve(scene.rows, course=evolve(scene.rows.course, user_id=None))
    put = {"params": {"organization_id": str(scene.organization.id)}, "headers": JSON}
    return {
        Action.MIRROR_ORGANIZATIONS: (
            ("PUT", here, {"json": {"name": "Renamed"}}),
            ("PUT", member, {"json": {"role": "member"}}),
            ("DELETE", member, {}),
        ),
        Action.SEE_CONFIGURATIONS: (("GET", lms, {}), ("GET", f"{here}/lms-configurations", {})),
        Action.MANAGE_CONFIGURATIONS: (
            ("POST", f"{here}/lms-configurations", {"json": configuration_body(name="Second")}),
            ("PATCH", lms, {"json": {"name": "Third"}}),
            ("DELETE", lms, {}),
        ),
        Action.TEST_CONNECTION: (("POST", f"{lms}/test", {}),),
        Action.READ_AUDIT: (("GET", f"{here}/audit", {}),),
        Action.LIST_COURSES: (("GET", f"{here}/courses", {}),),
        Action.ADD_COURSE: (
            ("PUT", f"/v1/courses/{uuid4()}", {**put, "content": course_body(courseId="NEW1")}),
            ("PUT", f"/v1/courses/{new.id}/rows", {**put, "content": rows_body(new)}),
        ),
        Action.SEE_COURSE: (("GET", course, {}), ("GET", rows, {})),
        Action.CHANGE_COURSE: (
            ("PUT", course, {**put, "content": course_body(courseId="AI102")}),
            ("PUT", f"{rows}/rows", {**put, "content": rows_body(anybodys)}),
        ),
        Action.REMOVE_COURSE: (("DELETE", course, {}),),
        Action.PLAN_COURSE: (
            ("POST", f"{course}/validate", {}),
            ("POST", f"{course}/plan", {"json": ids}),
            ("POST", f"{rows}/validate", {}),
            ("POST", f"{rows}/plan", {"json": ids}),
        ),
        Action.PUBLISH_COURSE: (
            ("POST", "/v1/import-jobs", {"json": {"course_id": str(scene.stored.id), **ids}}),
            ("POST", "/v1/import-jobs", {"json": {"course_id": str(scene.rows.id), **ids}}),
        ),
        Action.SEE_JOB: (("GET", job, {}), ("GET", f"{job}/events", {})),
        Action.CANCEL_JOB: (("POST", f"{job}/cancel", {}),),
        Action.RETRY_JOB: (("POST", f"{job}/retry", {}),),
        Action.SEE_LMS_STATUS: (("GET", f"{course}/lms-status", {"params": ids}),),
        Action.DELETE_FROM_LMS: (("DELETE", f"{course}/lms", {"params": {**ids, "confirm": "true"}}),),
    }


def decision_of(status: int, problem: dict[str, Any]) -> Decision:
    """What an answer says about the right to ask."""
    if status == 404:
        return Decision.HIDDEN
    if status == 403:
        assert problem["code"] == "INSUFFICIENT_ROLE"
        return Decision.FORBIDDEN
    # Open edX, and so its double, deletes nothing; whoever is told so was let in.
    assert status < 300 or problem["code"] == "UNSUPPORTED_BY_LMS", problem
    return Decision.ALLOWED
