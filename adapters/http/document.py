"""The OpenAPI 3.1 document: what Litestar reads off the handlers, and what it cannot know.

Bodies are read by hand (unknown fields and all mistakes are named), so their shapes are added here; and headers,
security, answers of a second kind, and examples.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeAlias

from litestar import Litestar
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ControllerRouterHandler

from adapters.http.examples import put_examples
from adapters.http.handlers import BODY
from adapters.http.idempotent import HEADER as IDEMPOTENCY_HEADER
from adapters.http.idempotent import REPLAYED
from adapters.http.request_shapes import REQUEST_SHAPES

Json: TypeAlias = dict[str, Any]

ABOUT = (
    "Publishes structured courses into learning management systems and proves that they arrived. Every refusal "
    "is a problem (RFC 9457) with a `code`, the places of all mistakes in `errors`, and what to do in `help`."
)
_TEXT = {"type": "string"}
_HEADERS: Json = {
    "X-Correlation-ID": {"description": "Finds the request in the logs.", "schema": _TEXT},
}
_LATER: Json = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
_LOCATION: Json = {"Location": {"description": "Where the new thing is.", "schema": _TEXT}}
_SAYS = {
    "200": "Here it is.",
    "201": "It is new.",
    "202": "A worker will do it; `Location` says where to follow it.",
    "204": "It is done; there is nothing more to say.",
}
"""What success comes to; problems tell their own story (`handlers.py`)."""

_EVENT: Json = {
    "type": "object",
    "description": "One event of the stream: until version 3.2, OpenAPI has no other word for that.",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string", "enum": ["progress", "setback", "ended"]},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/JobView"},
            "description": "The whole job.",
        },
    },
}


def document(handlers: Sequence[ControllerRouterHandler], dependencies: dict[str, Provide]) -> Json:
    """The document of these handlers. They are registered with an application of their own that serves nobody."""
    config = OpenAPIConfig(
        title="Courseport",
        version=_version(),
        description=ABOUT,
        use_handler_docstrings=True,
        render_plugins=[JsonRenderPlugin()],
        operation_id_creator=lambda handler, _method, _path: handler.handler_name,
    )
    described = Litestar(handlers, dependencies=dependencies, openapi_config=config, logging_config=None)
    drawn: Json = described.openapi_schema.to_schema()
    components = drawn["components"]
    components["schemas"] |= REQUEST_SHAPES
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    shapes = _bodies(described)
    for path, method, operation in _operations(drawn):
        _complete(operation, path, shapes.get((path, method)))
    _special(drawn["paths"])
    put_examples(_operations(drawn))
    return drawn


def _bodies(app: Litestar) -> dict[tuple[str, str], str]:
    return {
        (route.path_format, method.lower()): handler.opt[BODY]
        for route in app.routes
        for handler in getattr(route, "route_handlers", ())
        if BODY in handler.opt
        for method in handler.http_methods
    }


def _operations(drawn: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in drawn["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield path, method, operation


def _complete(operation: Json, path: str, shape: str | None) -> None:
    if path.startswith("/v1/"):
        operation["security"] = [{"bearer": []}]
    if shape is not None:
        schema = {"$ref": f"#/components/schemas/{shape}"}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    for status, answer in operation["responses"].items():
        created = status == "202" or (status == "201" and path.endswith("lms-configurations"))
        more = _LATER if status in ("429", "503") else _LOCATION if created else {}
        answer["headers"] = {**_HEADERS, **more}
        answer["description"] = _SAYS.get(status, answer["description"])


def _special(paths: Json) -> None:
    """What some operations have that no other has."""
    publish = paths["/v1/import-jobs"]["post"]
    key = {"type": "string", "pattern": "^[!-~]{1,255}$"}
    advice = "The same key with the same request within 24 hours: the same answer, and one job."
    publish.setdefault("parameters", []).append(
        {"name": IDEMPOTENCY_HEADER, "in": "header", "required": False, "schema": key, "description": advice}
    )
    publish["responses"]["202"]["headers"][REPLAYED] = {"description": "`true` on a repeat.", "schema": _TEXT}
    for path in ("/v1/courses/{course_id}", "/v1/courses/{course_id}/rows"):
        answers = paths[path]["put"]["responses"]
        answers["201"] = {**deepcopy(answers["200"]), "description": _SAYS["201"]}
    for parameter in paths["/v1/courses/{course_id}/lms"]["delete"]["parameters"]:
        if parameter["name"] == "confirm":
            parameter |= {"required": True, "schema": {"type": "boolean", "enum": [True]}}
    follow = paths["/v1/import-jobs/{job_id}/events"]["get"]
    follow.setdefault("parameters", []).append(
        {
            "name": "Last-Event-ID",
            "in": "header",
            "required": False,
            "schema": _TEXT,
            "description": "The `id` of the last event that was seen.",
        }
    )
    follow["responses"]["200"]["content"] = {"text/event-stream": {"schema": _EVENT}}
    follow["responses"]["204"] = {"description": "It has ended, and you know that already.", "headers": _HEADERS}


def _version() -> str:
    try:
        return version("courseport")
    except PackageNotFoundError:
        return "0"
