"""`/api/tasks/v0/` on Studio, the only place where an import's error text is found (platform-facts 1.6)."""

from typing import Any

from .authentication import Access
from .dialects import Dialect
from .paging import page_reply
from .routing import route
from .tasks import TOTAL_STEPS, Artifact, UserTask
from .timestamps import iso
from .web import Refused, Reply, Request, json_reply


async def list_tasks(request: Request) -> Reply:
    """The caller's own tasks, newest first."""
    rows = list(reversed(_visible(request)))
    return page_reply(request, rows, lambda task: _task_view(request, task))


async def one_task(request: Request) -> Reply:
    """One task by its own id, which is not the task_id of the import API."""
    for task in _visible(request):
        if task.id == request.captured["id"]:
            return json_reply(_task_view(request, task))
    raise Refused(Dialect.DETAIL.error(404, "Not found."))


async def one_artifact(request: Request) -> Reply:
    """What a task left behind."""
    for task in _visible(request):
        for artifact in task.artifacts:
            if artifact.id == request.captured["id"]:
                return json_reply(_artifact_view(request, task, artifact))
    raise Refused(Dialect.DETAIL.error(404, "Not found."))


def _visible(request: Request) -> list[UserTask]:
    caller = request.caller
    return [task for task in request.site.tasks.rows if caller.is_superuser or task.owner == caller.username]


def _task_view(request: Request, task: UserTask) -> dict[str, Any]:
    return {
        "name": task.name,
        "state": task.state,
        "state_text": task.state,
        "completed_steps": task.completed_steps,
        "total_steps": TOTAL_STEPS,
        "attempts": 1,
        "created": iso(task.created),
        "modified": iso(task.modified),
        "artifacts": [f"{request.base_url}/api/tasks/v0/artifacts/{artifact.id}/" for artifact in task.artifacts],
    }


def _artifact_view(request: Request, task: UserTask, artifact: Artifact) -> dict[str, Any]:
    return {
        "name": artifact.name,
        "created": iso(artifact.created),
        "modified": iso(artifact.created),
        "status": f"{request.base_url}/api/tasks/v0/tasks/{task.id}/",
        "file": "",
        "text": artifact.text,
        "url": "",
    }


_READ = "GET, HEAD, OPTIONS"
ROUTES = (
    route("/api/tasks/v0/tasks/", Access.JWT, Dialect.DETAIL, _READ, GET=list_tasks),
    route("/api/tasks/v0/tasks/(?P<id>[^/]+)/", Access.JWT, Dialect.DETAIL, _READ, GET=one_task),
    route("/api/tasks/v0/artifacts/(?P<id>[^/]+)/", Access.JWT, Dialect.DETAIL, _READ, GET=one_artifact),
)
