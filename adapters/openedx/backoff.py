"""How long to wait before trying again."""

from attrs import frozen

from adapters.openedx.calls import Answer


@frozen(kw_only=True)
class Backoff:
    """Seconds: `first`, doubled with each retry (1, 2, 4 …), plus up to `jitter`, never above `ceiling`.

    A site's own Retry-After is obeyed up to `longest_retry_after`.
    """

    first: float = 1.0
    jitter: float = 1.0
    ceiling: float = 30.0
    longest_retry_after: float = 60.0

    def asked_for(self, answer: Answer) -> float | None:
        """The wait that a 429 or 503 asks for, where it does so in seconds."""
        text = str(answer.headers.get("retry-after", ""))
        return min(float(text), self.longest_retry_after) if text.isdecimal() else None


AT_ONCE = Backoff(first=0.0, jitter=0.0, ceiling=0.0, longest_retry_after=0.0)
"""No waiting at all: for tests."""
