"""The one JSON form of an import job: the data model's `LmsImportJob`, field by field.

What is only true in some states is null in the others. `metadata` holds what has no field of its own: package,
upload name, stage, durations, verification, and what went wrong on the way without ending it.
"""

from datetime import datetime, timedelta
from typing import Any

from application.fault_json import fault_to_json
from application.ports.stores import ListedJob
from domain.import_job import Failed, ImportJob, Pending, Processing, Succeeded, Uploading
from domain.publication import PackageFacts, Verification
from domain.setbacks import Setbacks


def job_to_json(job: ImportJob) -> dict[str, Any]:
    """The job as callers see it."""
    order = job.order
    begun = None if isinstance(job, Pending) else job
    ended = job if isinstance(job, Succeeded | Failed) else None
    return {
        "id": str(order.id),
        "course_id": str(order.course_id),
        "lms_configuration_id": str(order.configuration_id),
        "edx_course_key": str(order.course_key),
        "edx_task_id": job.task_id if isinstance(job, Processing | Succeeded | Failed) else None,
        "status": job.status,
        "progress_percent": job.progress.percent,
        "started_at": None if begun is None or begun.started_at is None else _iso(begun.started_at),
        "completed_at": None if ended is None else _iso(ended.completed_at),
        "duration_ms": None if ended is None or ended.duration is None else _milliseconds(ended.duration),
        **_fault(job),
        "course_url": str(job.links.course_url) if isinstance(job, Succeeded) else None,
        "studio_url": _studio_url(job),
        "metadata": _metadata(job),
        "created_at": _iso(order.created_at),
        "created_by": None if order.created_by is None else str(order.created_by),
    }


def listed_to_json(listed: ListedJob) -> dict[str, Any]:
    """The job with the names that the history shows."""
    return {**job_to_json(listed.job), "course_title": listed.course_title, "lms_name": listed.lms_name}


def _studio_url(job: ImportJob) -> str | None:
    if isinstance(job, Succeeded) and job.links.studio_url is not None:
        return str(job.links.studio_url)
    return None


def _fault(job: ImportJob) -> dict[str, Any]:
    if not isinstance(job, Failed):
        return {"error_code": None, "error_message": None, "error_details": None}
    return {
        "error_code": job.fault.code.value,
        "error_message": job.fault.message,
        "error_details": fault_to_json(job.fault),
    }


def _metadata(job: ImportJob) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "stage": job.progress.stage.value,
        "stages_ms": {stage.value: _milliseconds(spent) for stage, spent in job.progress.durations()},
    }
    if isinstance(job, Uploading | Processing | Succeeded | Failed) and job.package is not None:
        metadata["package"] = _package(job.package)
        metadata["upload_name"] = job.upload_name
    if isinstance(job, Succeeded):
        metadata["verification"] = verification_to_json(job.verification)
    if job.setbacks != Setbacks():
        metadata["setbacks"] = _setbacks(job.setbacks)
    return metadata


def _setbacks(setbacks: Setbacks) -> dict[str, Any]:
    return {
        "faults": setbacks.faults,
        "breakdowns": setbacks.breakdowns,
        "last": None if setbacks.last is None else fault_to_json(setbacks.last),
        "again_at": None if setbacks.again_at is None else _iso(setbacks.again_at),
    }


def _package(facts: PackageFacts) -> dict[str, Any]:
    return {"sha256": facts.sha256, "size": facts.size, "members": facts.members}


def verification_to_json(proof: Verification) -> dict[str, Any]:
    """What was proved, in figures and in one line."""
    return {
        "summary": proof.summary(),
        "scope": proof.scope.value,
        "units_expected": proof.units_expected,
        "units_in_place": proof.units_in_place,
        "blocks_expected": proof.blocks_expected,
        "blocks_in_place": proof.blocks_in_place,
        "texts_compared": proof.texts_compared,
        "missing": list(proof.missing),
        "changed": list(proof.changed),
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _milliseconds(span: timedelta) -> int:
    return int(span / timedelta(milliseconds=1))
