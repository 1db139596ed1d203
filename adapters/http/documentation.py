"""`/schema` and the page that shows it, which is ours and works offline: it loads nothing from elsewhere."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from adapters.http.answers import json_bytes
from adapters.http.document import Json

_OPEN = {"open": True}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_PAGE = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
_KINDS = {"docs.html": "text/html", "docs.js": "text/javascript", "docs.css": "text/css"}


def documentation_routes(describe: Callable[[], Json], *, with_page: bool) -> Sequence[HTTPRouteHandler]:
    """`/schema` (also `/schema/openapi.json`), and `/docs` where it is wanted. The document is drawn once."""

    @cache
    def drawn() -> bytes:
        return json_bytes(describe())

    @get(["/schema", "/schema/openapi.json"], opt=_OPEN, include_in_schema=False)
    async def schema() -> Response[bytes]:
        return Response(
            drawn(), media_type="application/vnd.oai.openapi+json", headers={"Cache-Control": "no-cache"}
        )

    @get("/docs", opt=_OPEN, include_in_schema=False)
    async def page() -> Response[bytes]:
        return _file("docs.html")

    @get("/docs/docs.js", opt=_OPEN, include_in_schema=False)
    async def script() -> Response[bytes]:
        return _file("docs.js")

    @get("/docs/docs.css", opt=_OPEN, include_in_schema=False)
    async def style() -> Response[bytes]:
        return _file("docs.css")

    return [schema, page, script, style] if with_page else [schema]


def _file(name: str) -> Response[bytes]:
    content = (files("adapters.http") / "page" / name).read_bytes()
    return Response(content, media_type=_KINDS[name], headers=_PAGE)
