"""Heartbeats and "who am I" (platform-facts 4, connection test)."""

import time

from .authentication import Access
from .dialects import Dialect
from .routing import route
from .web import Reply, Request, json_reply

_OK = {"status": True, "message": "OK"}


async def heartbeat(request: Request) -> Reply:
    """Whether document store and database answer; `?extended` also sends a task through the Celery worker.

    That one waits behind the imports that nobody has picked up yet, and then is given up.
    """
    answer: dict[str, object] = {"modulestore": _OK, "sql": _OK}
    alive = request.site.settings.worker_alive and not request.site.tasks.unseen
    if "extended" in request.query:
        started = time.perf_counter()
        message = f"{{'time': '{time.perf_counter() - started}'}}"
        answer["celery"] = {"status": alive, "message": message if alive else "The operation timed out."}
        return json_reply(answer, 200 if alive else 503)
    return json_reply(answer)


async def studio_api_heartbeat(request: Request) -> Reply:
    """The heartbeat of Studio's REST API, which asks nobody for a token."""
    return json_reply({"status": "heartbeat successful"})


async def me(request: Request) -> Reply:
    """The caller's own name."""
    return json_reply({"username": request.caller.username})


_HEARTBEAT = route("/heartbeat/?", Access.EVERYBODY, Dialect.DETAIL, GET=heartbeat)
_READ = "GET, HEAD, OPTIONS"
LMS_ROUTES = (_HEARTBEAT, route("/api/user/v1/me", Access.TOKEN, Dialect.DETAIL, _READ, GET=me))
STUDIO_ROUTES = (
    _HEARTBEAT,
    route("/api/contentstore/v0/heartbeat", Access.EVERYBODY, Dialect.DETAIL, _READ, GET=studio_api_heartbeat),
)
