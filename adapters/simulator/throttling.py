"""Calls counted by the minute (platform-facts 2, 4 and 6)."""

from collections import defaultdict

import attrs

from .accounts import Clock

_WINDOW = 60.0


@attrs.define
class Throttle:
    """Remembers when each caller called."""

    clock: Clock
    _calls: dict[tuple[str, str], list[float]] = attrs.field(factory=lambda: defaultdict(list))

    def over(self, what: str, who: str, rate: int) -> bool:
        """Count one call.

        True when it is the `rate`th within a minute (measured: the 120th of 120/m is refused).
        """
        now = self.clock()
        recent = [when for when in self._calls[what, who] if when > now - _WINDOW]
        if len(recent) + 1 >= rate:
            self._calls[what, who] = recent
            return True
        self._calls[what, who] = [*recent, now]
        return False

    def forget(self) -> None:
        """Let everybody call again, for tests that make more calls in a minute than a person would."""
        self._calls.clear()
