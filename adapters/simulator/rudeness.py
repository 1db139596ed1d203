"""Faults on demand: what a real site, its proxy and its network do on a bad day."""

from typing import Literal

import attrs

Host = Literal["lms", "studio"]


@attrs.frozen
class Answer:
    """Answer this instead; `retry_after` becomes a `Retry-After` header."""

    status: int
    body: bytes = b"<html><body>Service trouble</body></html>"
    content_type: str = "text/html"
    retry_after: str | None = None


@attrs.frozen
class Delay:
    """Wait so many seconds, then serve as usual."""

    seconds: float


@attrs.frozen
class CutRequest:
    """Break the connection after this many bytes of the request's body were read, and answer nothing."""

    after_bytes: int = 0


@attrs.frozen
class CutResponse:
    """Serve as usual, but break the connection after this many bytes of the response's body.

    The request took effect.
    """

    after_bytes: int = 0


@attrs.frozen
class RejectTokens:
    """Refuse every token issued so far, from this request on."""


Action = Answer | Delay | CutRequest | CutResponse | RejectTokens


@attrs.define
class Rule:
    """For the next `times` requests that match: do this. `host`, `method` None match all."""

    action: Action
    path_prefix: str = "/"
    host: Host | None = None
    method: str | None = None
    times: int = 1
    used: int = attrs.field(init=False, default=0)

    def takes(self, host: Host, method: str, path: str) -> bool:
        """Does it concern this request? Counts it if so."""
        fits = (
            self.used < self.times
            and self.host in (None, host)
            and self.method in (None, method)
            and path.startswith(self.path_prefix)
        )
        self.used += fits
        return fits


class Rudeness(list[Rule]):
    """The rules in force; the first that fits a request is applied to it."""

    def choose(self, host: Host, method: str, path: str) -> Action | None:
        """What to do to this request."""
        return next((rule.action for rule in self if rule.takes(host, method, path)), None)
