"""Seats for event streams: each holds a connection for a quarter of an hour, so there are so many and no more."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

from adapters.http.problems import RequestCode, refused

COME_AGAIN_SECONDS = 15


@final
class Seats:
    """The streams that are open in this process."""

    def __init__(self, *, each: int, together: int) -> None:
        self._each = each
        self._together = together
        self._taken: Counter[str] = Counter()

    @contextmanager
    def one_for(self, who: str) -> Iterator[None]:
        """A seat for as long as the block lasts; raises the 429 where that one, or the process, has no more."""
        if self._taken[who] >= self._each:
            raise _none_left(f"You follow {self._each} jobs at once already, and no more are allowed.")
        if self._taken.total() >= self._together:
            raise _none_left("As many follow jobs here as this process allows.")
        self._taken[who] += 1
        try:
            yield
        finally:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]


def _none_left(detail: str) -> Exception:
    return refused(
        RequestCode.RATE_LIMITED,
        detail,
        "Close streams that are no longer watched, or ask for the job itself now and then.",
        {"Retry-After": str(COME_AGAIN_SECONDS)},
    )
