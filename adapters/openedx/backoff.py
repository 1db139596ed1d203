"""How long to wait before trying again."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from attrs import field, frozen

from adapters.openedx.calls import Answer
from application.ports.outside import Clock


def _utc_now() -> datetime:
    return datetime.now(UTC)


@frozen(kw_only=True)
class Backoff:
    """Seconds: `first`, doubled with each retry (1, 2, 4 …), plus up to `jitter`, never above `ceiling`.

    A site's own Retry-After is obeyed up to `longest_retry_after`, however long it asks us to stay away.
    """

    first: float = 1.0
    jitter: float = 1.0
    ceiling: float = 30.0
    longest_retry_after: float = 60.0
    clock: Clock = field(default=_utc_now, repr=False)

    def asked_for(self, answer: Answer) -> float | None:
        """The wait that an answer's Retry-After asks for: seconds, or a moment by the site's own clock.

        None where it asks for nothing, or nobody can tell for what (RFC 9110, 10.2.3).
        """
        text = str(answer.headers.get("retry-after", "")).strip()
        if text.isascii() and text.isdecimal():
            return min(float(text), self.longest_retry_after)
        then = _moment(text)
        if then is None:
            return None
        now = _moment(str(answer.headers.get("date", ""))) or self.clock()
        return min(max((then - now).total_seconds(), 0.0), self.longest_retry_after)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


AT_ONCE = Backoff(first=0.0, jitter=0.0, ceiling=0.0, longest_retry_after=0.0)
"""No waiting at all: for tests."""
