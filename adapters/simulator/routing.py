"""One simulated site as an ASGI app: finds the view, lets callers in, and dresses the answer as Django does."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from .authentication import Access, authenticate
from .dialects import Dialect
from .web import BodyTooLarge, Receive, Refused, Reply, Request, Scope, Send, html_page

if TYPE_CHECKING:
    from .simulator import Simulator

Handler = Callable[[Request], Awaitable[Reply]]
COURSE_KEY = r"[^/+]+(?:/|\+)[^/+]+(?:/|\+)[^/?]+"
"""What the platform's URLs take for a course key (platform-facts 1.1)."""


@attrs.frozen
class Route:
    """A view: where it is, which methods it has, who may come in, and how its errors look."""

    pattern: re.Pattern[str]
    handlers: Mapping[str, Handler]
    access: Access
    dialect: Dialect
    allow: str | None = None


def route(path: str, access: Access, dialect: Dialect, allow: str | None = None, **handlers: Handler) -> Route:
    """A view at this path (a pattern; `{key}` stands for a course key), one handler a method."""
    pattern = re.compile(path.replace("{key}", f"(?P<key>{COURSE_KEY})"))
    return Route(pattern, handlers, access, dialect, allow)


@attrs.define
class Site:
    """LMS or Studio."""

    simulator: "Simulator"
    routes: Sequence[Route]
    vary: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = self._request(scope, receive)
        try:
            reply = await self._answer(request)
            await request.drain()
        except ConnectionAbortedError:
            return
        await self._send(attrs.evolve(reply, headers=(*reply.headers, self.simulator.date)), request.method, send)

    def _request(self, scope: Scope, receive: Receive) -> Request:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        client = scope["client"][0] if scope.get("client") else ""
        return Request(
            site=self.simulator,
            method=scope["method"],
            path=scope["path"],
            query_string=scope["query_string"].decode("latin-1"),
            headers=headers,
            base_url=f"{scope['scheme']}://{headers.get('host', 'localhost')}",
            client=client,
            receive=receive,
        )

    async def _answer(self, request: Request) -> Reply:
        release = self.simulator.settings.release_line
        too_large = html_page(413, "Request Entity Too Large", release)
        if int(request.headers.get("content-length", "0")) > self.simulator.settings.proxy_body_limit:
            return too_large
        found = self._find(request.path)
        if found is None:
            return self._slash_or_nothing(request)
        view, request.captured = found
        try:
            reply = await self._enter(view, request)
        except Refused as refused:
            reply = refused.reply
        except BodyTooLarge:
            return too_large
        is_page = reply.content_type.startswith("text/html")
        allow = (("Allow", view.allow),) if view.allow and not is_page else ()
        return attrs.evolve(reply, headers=(*reply.headers, *allow, ("Vary", self.vary)))

    async def _enter(self, view: Route, request: Request) -> Reply:
        request.user = authenticate(request, view.access, view.dialect)
        method = "GET" if request.method == "HEAD" else request.method
        handler = view.handlers.get(method)
        if handler is None:
            raise Refused(view.dialect.error(405, f'Method "{request.method}" not allowed.'))
        return await handler(request)

    def _find(self, path: str) -> tuple[Route, dict[str, str]] | None:
        for view in self.routes:
            if match := view.pattern.fullmatch(path):
                return view, match.groupdict()
        return None

    def _slash_or_nothing(self, request: Request) -> Reply:
        """Django's APPEND_SLASH: a 301 that loses the body of a POST; otherwise the 404 page.

        Mirrors platform-facts 1.1.
        """
        if not request.path.endswith("/") and self._find(request.path + "/"):
            query = f"?{request.query_string}" if request.query_string else ""
            return Reply(301, b"", "text/html; charset=utf-8", (("Location", f"{request.path}/{query}"),))
        page = html_page(404, "Page not found", self.simulator.settings.release_line)
        return attrs.evolve(page, headers=(("Vary", self.vary),))

    @staticmethod
    async def _send(reply: Reply, method: str, send: Send) -> None:
        headers = [("Content-Type", reply.content_type), *reply.headers, ("Content-Length", str(len(reply.body)))]
        encoded = [(name.lower().encode(), value.encode("utf-8")) for name, value in headers]
        await send({"type": "http.response.start", "status": reply.status, "headers": encoded})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else reply.body})
