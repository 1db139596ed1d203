"""`/api/courses/v0/import/{key}/` on Studio: hand a package in, and ask how it goes.

Mirrors platform-facts 1.1 to 1.5.
"""

from uuid import uuid4

from .authentication import Access
from .dialects import Dialect
from .multipart_upload import NotMultipart, save_upload
from .routing import route
from .studio_access import key_of, require_author
from .web import Refused, Reply, Request, html_page, json_reply

_IMPORTABLE = (".tar.gz", ".zip")
_PARSED_BY_DRF = ("multipart/form-data", "application/json", "application/x-www-form-urlencoded")


async def take_package(request: Request) -> Reply:
    """Queue an import. Every mistake of the client's is a 500, most of them without a word.

    Mirrors platform-facts 0.4.
    """
    key = key_of(request)
    require_author(request, key)
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith(_PARSED_BY_DRF):
        raise _internal_error(f'Unsupported media type "{content_type}" in request.')
    target = request.site.data_dir / "uploads" / uuid4().hex
    try:
        file_name = await save_upload(request.chunks(), content_type, "course_data", target)
    except NotMultipart:
        file_name = None
    if file_name is None or not file_name.endswith(_IMPORTABLE):
        target.unlink(missing_ok=True)
        raise _internal_error("")
    received = request.site.tasks.receive(key, file_name, request.caller, target)
    request.site.queue.put_nowait(received)
    return json_reply({"task_id": received.task_id})


async def tell_state(request: Request) -> Reply:
    """The state of an import; a 500 until a worker has picked it up, and for whatever does not fit.

    Mirrors platform-facts 0.1.
    """
    key = key_of(request)
    require_author(request, key)
    for parameter in ("task_id", "filename"):
        if parameter not in request.query:
            raise _internal_error(f"'{parameter}'")
    name = f"Import of {key} from {request.query['filename']}"
    task = request.site.tasks.find(request.query["task_id"], name)
    if task is None:
        raise _internal_error("'NoneType' object has no attribute 'state'")
    return json_reply({"state": task.state})


async def broken_options(request: Request) -> Reply:
    """OPTIONS breaks the view (platform-facts 1.1)."""
    return html_page(500, "Server Error (500)", request.site.settings.release_line)


def _internal_error(message: str) -> Refused:
    return Refused(Dialect.DEVELOPER.error(500, message, "internal_error"))


ROUTES = (
    route(
        "/api/courses/v0/import/{key}/",
        Access.TOKEN,
        Dialect.DEVELOPER,
        "GET, POST, HEAD, OPTIONS",
        POST=take_package,
        GET=tell_state,
        OPTIONS=broken_options,
    ),
)
