"""Import jobs as rows. Facts that a state does not have are NULL, and CHECKs in the database say the same."""

from datetime import datetime, timedelta
from typing import Any

import attrs
from sqlalchemy import RowMapping

from adapters.postgres.storable import storable
from application.fault_json import fault_from_json, fault_to_json
from domain.course_key import CourseKey
from domain.faults import JobFault
from domain.identifiers import ConfigurationId, CourseId, JobId, UserId
from domain.import_job import Failed, ImportJob, ImportOrder, Pending, Processing, Succeeded, Uploading
from domain.lms_configuration import Url
from domain.progress import Progress, Stage, StageMark
from domain.publication import CourseLinks, PackageFacts, PublishOptions, Verification, VerificationScope
from domain.setbacks import Setbacks


def order_values(order: ImportOrder) -> dict[str, Any]:
    """The columns that never change."""
    return {
        "id": order.id,
        "course_id": order.course_id,
        "lms_configuration_id": order.configuration_id,
        "edx_course_key": str(order.course_key),
        "created_at": order.created_at,
        "created_by": order.created_by,
    }


def state_values(job: ImportJob) -> dict[str, Any]:
    """The columns that each step writes anew."""
    match job:
        case Pending():
            return _values(job)
        case Uploading():
            known = _values(job, job.started_at, job.package, job.upload_name)
            return known if job.may_have_arrived else _with_metadata(known, may_have_arrived=False)
        case Processing():
            return _values(job, job.started_at, job.package, job.upload_name, job.task_id)
        case Failed():
            known = _values(job, job.started_at, job.package, job.upload_name, job.task_id)
            return {**known, **_ending(job.completed_at, job.duration), **ending_of(job.fault)}
        case Succeeded():
            known = _values(job, job.started_at, job.package, job.upload_name, job.task_id, job.verification)
            return {**known, **_ending(job.completed_at, job.duration), **_links(job.links)}


def _values(
    job: ImportJob,
    started_at: datetime | None = None,
    package: PackageFacts | None = None,
    upload_name: str | None = None,
    task_id: str | None = None,
    verification: Verification | None = None,
) -> dict[str, Any]:
    metadata = {
        "options": attrs.asdict(job.order.options),
        "stages": [[mark.stage.value, mark.at.isoformat()] for mark in job.progress.marks],
        "package": None if package is None else attrs.asdict(package),
        "upload_name": upload_name,
        "verification": None if verification is None else attrs.asdict(verification),
        "setbacks": None if job.setbacks == Setbacks() else _setbacks(job.setbacks),
    }
    return {
        "status": job.status,
        "progress_percent": job.progress.percent,
        "started_at": started_at,
        "edx_task_id": storable(task_id),
        "metadata": storable({name: value for name, value in metadata.items() if value is not None}),
    }


def _with_metadata(values: dict[str, Any], **more: object) -> dict[str, Any]:
    return {**values, "metadata": {**values["metadata"], **more}}


def _setbacks(setbacks: Setbacks) -> dict[str, Any]:
    return {
        "faults": setbacks.faults,
        "breakdowns": setbacks.breakdowns,
        "since": None if setbacks.since is None else setbacks.since.isoformat(),
        "last": None if setbacks.last is None else fault_to_json(setbacks.last),
        "again_at": None if setbacks.again_at is None else setbacks.again_at.isoformat(),
    }


def _ending(completed_at: datetime, duration: timedelta | None) -> dict[str, Any]:
    """Clocks of two machines may differ, so a job may seem to end before it began; it then took no time."""
    milliseconds = None if duration is None else max(duration // timedelta(milliseconds=1), 0)
    return {"completed_at": completed_at, "duration_ms": milliseconds}


def ending_of(fault: JobFault) -> dict[str, Any]:
    """The columns that say why a job failed."""
    return {
        "error_code": fault.code.value,
        "error_message": storable(fault.message),
        "error_details": storable(fault_to_json(fault)),
    }


def _links(links: CourseLinks) -> dict[str, Any]:
    studio_url = None if links.studio_url is None else links.studio_url.text
    return {"course_url": links.course_url.text, "studio_url": studio_url}


def job_of(row: RowMapping) -> ImportJob:
    """The job of a row, in the class of its state."""
    both: dict[str, Any] = {
        "order": _order_of(row),
        "progress": _progress_of(row),
        "setbacks": _setbacks_of(row["metadata"].get("setbacks")),
    }
    match row["status"]:
        case "pending":
            return Pending(**both)
        case "uploading":
            doubt = row["metadata"].get("may_have_arrived", True)
            return Uploading(**both, **_sent_of(row), may_have_arrived=doubt)
        case "processing":
            return Processing(**both, **_sent_of(row), task_id=row["edx_task_id"])
        case "succeeded":
            return Succeeded(**both, **_sent_of(row), task_id=row["edx_task_id"], **_proof_of(row))
        case "failed":
            fault = fault_from_json(row["error_details"])
            end = {"fault": fault, "completed_at": row["completed_at"], "task_id": row["edx_task_id"]}
            return Failed(**both, **_sent_of(row), **end)
        case unknown:
            raise ValueError(f"a job of a newer release? status {unknown!r}")


def _order_of(row: RowMapping) -> ImportOrder:
    options = dict(row["metadata"]["options"])
    scope = VerificationScope(options.pop("verification"))
    return ImportOrder(
        id=JobId(row["id"]),
        course_id=CourseId(row["course_id"]),
        configuration_id=ConfigurationId(row["lms_configuration_id"]),
        course_key=CourseKey.parse(row["edx_course_key"]),
        options=PublishOptions(**options, verification=scope),
        created_at=row["created_at"],
        created_by=None if row["created_by"] is None else UserId(row["created_by"]),
    )


def _progress_of(row: RowMapping) -> Progress:
    marks = (StageMark(Stage(stage), datetime.fromisoformat(at)) for stage, at in row["metadata"]["stages"])
    return Progress(row["progress_percent"], tuple(marks))


def _setbacks_of(kept: dict[str, Any] | None) -> Setbacks:
    if kept is None:
        return Setbacks()
    return Setbacks(
        faults=kept["faults"],
        breakdowns=kept["breakdowns"],
        since=_moment(kept["since"]),
        last=None if kept["last"] is None else fault_from_json(kept["last"]),
        again_at=_moment(kept["again_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _sent_of(row: RowMapping) -> dict[str, Any]:
    package = row["metadata"].get("package")
    return {
        "started_at": row["started_at"],
        "package": None if package is None else PackageFacts(**package),
        "upload_name": row["metadata"].get("upload_name"),
    }


def _proof_of(row: RowMapping) -> dict[str, Any]:
    studio_url = row["studio_url"]
    proof = dict(row["metadata"]["verification"])
    proof |= {
        "scope": VerificationScope(proof["scope"]),
        **{name: tuple(proof.get(name, ())) for name in ("missing", "changed", "unexpected")},
    }
    return {
        "completed_at": row["completed_at"],
        "links": CourseLinks(Url(row["course_url"]), None if studio_url is None else Url(studio_url)),
        "verification": Verification(**proof),
    }
