"""The rules of rudeness applied to requests, before a site as its proxy would be."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import attrs
from uvicorn.protocols.http.h11_impl import RequestResponseCycle

from .rudeness import Answer, CutRequest, CutResponse, Delay, Host, RejectTokens
from .web import AsgiApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from .simulator import Simulator


@attrs.frozen
class RudeMiddleware:
    """Stands before a site as its proxy would."""

    app: AsgiApp
    simulator: "Simulator"
    host: Host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or spoil it."""
        action = self.simulator.rudeness.choose(self.host, scope["method"], scope["path"])
        match action:
            case Answer():
                await _drain(receive)
                await _answer(action, self.simulator.date, send)
                return
            case CutRequest():
                await _read(receive, action.after_bytes)
                await _hang_up(send)
                return
            case CutResponse():
                await self.app(scope, receive, _cutting(send, action.after_bytes))
                return
            case Delay():
                await asyncio.sleep(action.seconds)
            case RejectTokens():
                self.simulator.accounts.reject_issued()
            case None:
                pass
        await self.app(scope, receive, send)


async def _answer(answer: Answer, date: tuple[str, str], send: Send) -> None:
    headers = [
        (date[0].lower().encode(), date[1].encode()),
        (b"content-type", answer.content_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    if answer.retry_after is not None:
        headers.append((b"retry-after", answer.retry_after.encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _drain(receive: Receive) -> None:
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)


async def _read(receive: Receive, wanted: int) -> None:
    seen, more = 0, True
    while more and seen < wanted:
        message = await receive()
        seen += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)


def _cutting(send: Send, after_bytes: int) -> Callable[[Message], Awaitable[None]]:
    async def cut(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            return
        await send({**message, "body": message.get("body", b"")[:after_bytes], "more_body": True})
        await _hang_up(send, politely=True)

    return cut


async def _hang_up(send: Send, *, politely: bool = False) -> None:
    """Close the connection under the answer.

    ASGI has no word for it, so the server's own connection is taken.
    """
    cycle = getattr(send, "__self__", None)
    if not isinstance(cycle, RequestResponseCycle):
        raise TypeError("connections can be cut only under uvicorn's h11 server")
    if politely:
        cycle.transport.close()
    else:
        cycle.transport.abort()
    while not cycle.disconnected:  # noqa: ASYNC110 - a few turns of the loop until uvicorn has noticed
        await asyncio.sleep(0)
