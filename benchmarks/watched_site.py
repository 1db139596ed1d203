"""The simulated site as a process of its own that notes when each import is asked after.

    python -m benchmarks.watched_site WORKERS IMPORT_SECONDS

Prints its addresses as a line of JSON; on SIGTERM what it saw (`Seen`), as another.
"""

import asyncio
import json
import signal
import sys
import time
from collections import defaultdict
from itertools import pairwise

from attrs import asdict, define, field, frozen
from typing_extensions import override

from adapters.simulator import Pace, Settings, Simulator, serve
from adapters.simulator.rudeness import Action, Host, Rudeness

_IMPORTS = "/api/courses/v0/import/"


@frozen
class Seen:
    """`intervals` are the seconds between two questions after one import, as the LMS saw them, by size."""

    intervals: tuple[float, ...]
    uploads: int
    bytes_uploaded: int
    twice_at_once: int
    """Courses that ever had two imports in flight at the same time."""


@define(order=False)
class Polls(Rudeness):
    """Rude to nobody: only takes note of who asks."""

    asked: dict[str, list[float]] = field(factory=lambda: defaultdict(list))

    @override
    def choose(self, host: Host, method: str, path: str) -> Action | None:
        """Called for each request."""
        if method == "GET" and path.startswith(_IMPORTS):
            self.asked[path].append(time.monotonic())
        return super().choose(host, method, path)

    def intervals(self) -> tuple[float, ...]:
        """Between neighbours."""
        return tuple(sorted(b - a for times in self.asked.values() for a, b in pairwise(times)))


async def _serve(workers: int, import_seconds: float) -> None:
    stage = import_seconds / 4
    pace = Pace(pick_up=1.0, in_progress=stage, unpacking=stage, verifying=stage, updating=stage)
    simulator, polls = Simulator(Settings(pace=pace, import_workers=workers)), Polls()
    simulator.rudeness = polls
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with serve(simulator) as site:
        _say({"lms_url": site.lms_url, "studio_url": site.studio_url})
        await ended.wait()
        at_once = simulator.most_simultaneous_imports.values()
        seen = Seen(
            polls.intervals(),
            uploads=len(simulator.imports),
            bytes_uploaded=sum(received.size for received in simulator.imports),
            twice_at_once=sum(most > 1 for most in at_once),
        )
        _say(asdict(seen))


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2])))
