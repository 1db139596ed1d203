"""One exchange with the LMS or with Studio: what is asked, with how much patience, and what came back."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Literal

from attrs import field, frozen
from httpx import AsyncByteStream, Headers

from domain.faults import Operation

MEGABYTE = 1_000_000


class Site(StrEnum):
    """The two hosts of one Open edX; people know them by these names."""

    LMS = "LMS"
    STUDIO = "Studio"


@frozen
class Body:
    """A request's body, made anew for each attempt, so that a repeated call never sends a consumed stream."""

    content_type: str
    length: int
    open: Callable[[], AsyncByteStream]


@frozen(kw_only=True)
class Call:
    """One request. `seconds` bounds each attempt from its first byte to its last, `limit` the answer's bytes.

    `repeatable` says that a second one does no harm; without it only what provably did not arrive is repeated.
    Statuses in `answers` come back as they are; 401, 429, 502–504 and redirects otherwise end as faults.
    """

    site: Site
    path: str
    method: Literal["GET", "POST"] = "GET"
    params: Mapping[str, str] = field(factory=dict)
    data: Mapping[str, str] | None = field(default=None, repr=False)
    json: Mapping[str, object] | None = None
    body: Body | None = None
    operation: Operation = "connect"
    seconds: float = 30.0
    limit: int = 4 * MEGABYTE
    authorized: bool = True
    repeatable: bool = True
    repeat_after_timeout: bool = False
    retries: int | None = None
    answers: frozenset[int] = frozenset()


@frozen
class Answer:
    """What came back, read to its end."""

    status: int
    headers: Headers = field(repr=False)
    content: bytes = field(repr=False)

    def json(self) -> object:
        """The body as JSON; None where it is none (Django's own pages are HTML, platform-facts 6)."""
        try:
            parsed: object = json.loads(self.content)
        except ValueError:
            return None
        return parsed

    def fields(self) -> Mapping[str, object]:
        """The body as a JSON object; empty where it is none."""
        parsed = self.json()
        return parsed if isinstance(parsed, dict) else {}

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.content.decode("utf-8", "replace")
