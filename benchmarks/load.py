"""Load: so many callers at once over connections that stay open, each asking again as soon as it was answered.

Plain sockets and no HTTP library, so that the generator costs little of the two cores that it shares with what it
measures; it is still part of every figure here, and the same part of each.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias

from attrs import frozen

Ask: TypeAlias = Callable[[], Awaitable[None]]
"""One question and its answer; raises where it was not the answer that was hoped for."""


@frozen
class Load:
    """What came of it. Latencies are milliseconds."""

    what: str
    per_second: float
    median: float
    p99: float
    asked: int

    def row(self, beside: Sequence["Load"]) -> str:
        """One row of a table, with its rate as a part of that of each yardstick."""
        ratios = " | ".join(f"{self.per_second / each.per_second:.3f}" for each in beside)
        return f"| {self.what} | {self.per_second:,.0f} | {self.median:.1f} | {self.p99:.1f} | {ratios} |"


async def bear(what: str, callers: Sequence[Ask], *, seconds: float, at_most: int | None = None) -> Load:
    """All callers at once for that long, or until so many questions were answered."""
    took: list[float] = []
    began = time.perf_counter()

    async def keep_asking(ask: Ask) -> None:
        while time.perf_counter() - began < seconds and (at_most is None or len(took) <= at_most - len(callers)):
            asked = time.perf_counter()
            await ask()
            took.append((time.perf_counter() - asked) * 1000)

    await asyncio.gather(*(keep_asking(ask) for ask in callers))
    lasted = time.perf_counter() - began
    cuts = statistics.quantiles(took, n=100)
    return Load(what, len(took) / lasted, cuts[49], cuts[98], len(took))


def median(loads: Sequence[Load]) -> Load:
    """The one in the middle of several rounds of one thing: a machine has its moods."""
    return sorted(loads, key=lambda load: load.per_second)[len(loads) // 2]


@frozen
class Line:
    """One connection to a server on loopback, for one request after the other."""

    _reader: asyncio.StreamReader
    _writer: asyncio.StreamWriter

    async def ask(self, request: bytes, status: int) -> bytes:
        """The body of the answer; `AssertionError` for another status than that one."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        body = await self._reader.readexactly(length)
        assert int(head[9:12]) == status, (head, body)
        return body


@asynccontextmanager
async def lines(port: int, count: int) -> AsyncIterator[Sequence[Line]]:
    """So many connections, for as long as the block lasts."""
    pairs = [await asyncio.open_connection("127.0.0.1", port, limit=1 << 24) for _ in range(count)]
    try:
        yield [Line(*pair) for pair in pairs]
    finally:
        for _, writer in pairs:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for _, writer in pairs))


def request(method: str, path: str, token: str = "", body: bytes = b"") -> bytes:
    """An HTTP/1.1 request."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    head += [f"Authorization: Bearer {token}"] if token else []
    head += ["Content-Type: application/json"] if body else []
    return "\r\n".join([*head, "", ""]).encode() + body


def asking(line: Line, requests: Iterator[bytes], status: int) -> Ask:
    """A caller who takes the next of these requests each time."""

    async def ask() -> None:
        await line.ask(next(requests), status)

    return ask
