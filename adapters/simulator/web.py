"""Requests and replies of the simulated sites: just enough HTTP to answer the way Django and DRF do."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import attrs

from .settings import Account

if TYPE_CHECKING:
    from .simulator import Simulator

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

HTML = "text/html; charset=utf-8"


@attrs.frozen
class Reply:
    """A whole answer. HTML pages come from Django itself and carry no `Allow`; JSON comes from the API.

    Mirrors platform-facts 6.
    """

    status: int
    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()


class Refused(Exception):
    """Ends a handler early with this reply."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class BodyTooLarge(Exception):
    """The request's body went over the proxy's limit."""


def json_reply(value: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """An API's answer."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, "application/json", headers)


def html_page(status: int, title: str, release_line: str) -> Reply:
    """A page of Django's own; even the 404 page tells the release line (platform-facts 4)."""
    text = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="openedx-release-line" content="{release_line}"></head>'
        f"<body><h1>{title}</h1></body></html>\n"
    )
    return Reply(status, text.encode(), HTML)


@attrs.define
class Request:
    """One request, its body not read yet."""

    site: "Simulator"
    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    base_url: str
    client: str
    receive: Receive
    captured: Mapping[str, str] = attrs.field(factory=dict)
    user: Account | None = None
    _query: dict[str, str] | None = None
    _body_ended: bool = False

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, the last of each name."""
        if self._query is None:
            self._query = dict(parse_qsl(self.query_string, keep_blank_values=True))
        return self._query

    @property
    def caller(self) -> Account:
        """Who asks; only for routes that let nobody in without a token."""
        if self.user is None:
            raise LookupError(f"{self.path} was opened to everybody")
        return self.user

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives; BodyTooLarge once the proxy's limit is passed."""
        seen = 0
        while not self._body_ended:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                self._body_ended = True
                raise ConnectionAbortedError(self.path)
            self._body_ended = not message.get("more_body", False)
            chunk: bytes = message.get("body", b"")
            seen += len(chunk)
            if seen > self.site.settings.proxy_body_limit:
                raise BodyTooLarge
            yield chunk

    async def body(self) -> bytes:
        """The whole body, for the small requests."""
        return b"".join([chunk async for chunk in self.chunks()])

    async def drain(self) -> None:
        """Read what is left of the body and forget it, so that the client can hear the answer."""
        while not self._body_ended:
            message = await self.receive()
            self._body_ended = message["type"] == "http.disconnect" or not message.get("more_body", False)

    async def form_or_json(self) -> dict[str, Any]:
        """The fields of a JSON or form body, as DRF reads them."""
        body = await self.body()
        if self.headers.get("content-type", "").startswith("application/json"):
            value = json.loads(body or b"{}")
            return value if isinstance(value, dict) else {}
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
