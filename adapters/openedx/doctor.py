"""The connection doctor: every step of the way to a publish, tried one by one, for people who look for a fault."""

import ssl
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import final

from attrs import field, frozen
from returns.methods import unwrap_or_failure
from returns.result import Success

from adapters.openedx.addresses import Guard
from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.examination import Finding, Step, broken, doubtful, examine, fine
from adapters.openedx.failures import words_of
from adapters.openedx.questions import (
    ME,
    RUNS,
    TASKS,
    heartbeat,
    release_of,
    token_endpoint,
    username_of,
    worker_of,
)
from adapters.openedx.reachability import Reachability, addresses
from application.ports.outside import Clock
from domain.connection import Probe
from domain.faults import LmsFault

EXAMINATION_SECONDS = 9.0
_SKEW_SECONDS = 30


@final
@frozen
class Doctor:
    """Examines one connection. Changes nothing, and ends within 9 s whatever happens."""

    _client: LmsClient
    _tls: ssl.SSLContext
    _clock: Clock
    _guard: Guard = field(factory=Guard)

    async def examine(self, seconds: float = EXAMINATION_SECONDS) -> Sequence[Probe]:
        """A probe for each step; those that another's failure makes pointless are skipped."""
        return await examine(self._steps(), seconds)

    def _steps(self) -> Sequence[Step]:
        lms, studio = ("LMS heartbeat",), ("Studio heartbeat",)
        known = ("token", *studio)
        return (
            Step("addresses", partial(addresses, self._client.lms_url, self._client.studio_url)),
            *self._way_to(Site.LMS),
            *self._way_to(Site.STUDIO),
            Step("LMS and Studio not swapped", self._swapped, ("LMS TLS", "Studio TLS")),
            Step("token", self._token, lms),
            Step("who am I", self._me, ("token",)),
            Step("token accepted by Studio", self._runs, known),
            Step("right to create courses", self._staff, ("token accepted by Studio",)),
            Step("tasks API", self._tasks, known),
            Step("Studio worker", self._worker, studio),
            Step("clocks", self._clocks, (*lms, *studio)),
            Step("release", self._release, studio),
        )

    def _way_to(self, site: Site) -> Sequence[Step]:
        way = Reachability(site, self._client.url_of(site), self._tls, self._clock, self._guard)
        return (
            Step(f"{site} DNS", way.dns),
            Step(f"{site} TCP", way.tcp, (f"{site} DNS",)),
            Step(f"{site} TLS", way.tls, (f"{site} TCP",)),
            Step(f"{site} heartbeat", partial(self._heartbeat, site), (f"{site} TLS",)),
        )

    async def _heartbeat(self, site: Site) -> Finding:
        def judge(answer: Answer) -> Finding:
            if answer.status == 200 and "modulestore" in answer.fields():
                return fine("alive")
            if answer.status == 200:
                return broken(
                    f"something answers at the {site} URL, but not Open edX",
                    f"Check the {site} URL: host, port, path.",
                )
            ailing = [name for name, part in answer.fields().items() if _down(part)]
            what = f"; down: {', '.join(ailing)}" if ailing else ""
            return broken(
                f"answers {answer.status}{what}",
                f"Check that the {site} URL is right (and https:// where the site wants it); "
                "else the operator of the site must look at it.",
            )

        return await self._ask(heartbeat(site), judge)

    async def _swapped(self) -> Finding:
        lms = unwrap_or_failure(await self._client.send(token_endpoint(Site.LMS)))
        studio = unwrap_or_failure(await self._client.send(token_endpoint(Site.STUDIO)))
        if not isinstance(lms, Answer) or not isinstance(studio, Answer):
            return doubtful("cannot be told", "See the other findings first.")
        if lms.status == 404 and studio.status != 404:
            return broken(
                "the LMS URL leads to Studio and the Studio URL to the LMS", "Swap LMS URL and Studio URL."
            )
        if lms.status == 404:
            return broken(
                "there is no token endpoint at the LMS URL", "Enter the address of the LMS as the LMS URL."
            )
        if studio.status != 404:
            return broken(
                "the Studio URL leads to an LMS", "Enter the address of Studio (often studio.…) as the Studio URL."
            )
        return fine("each URL leads to its own site")

    async def _token(self) -> Finding:
        token = await self._client.sign_in()
        return fine("client ID and secret are good") if isinstance(token, Success) else _of(token.failure())

    async def _me(self) -> Finding:
        def judge(answer: Answer) -> Finding:
            name = username_of(answer)
            return fine(name) if name else _unexpected(answer)

        return await self._ask(ME, judge)

    async def _runs(self) -> Finding:
        def judge(answer: Answer) -> Finding:
            return fine("accepted") if answer.status in (200, 403) else _unexpected(answer)

        return await self._ask(RUNS, judge)

    async def _staff(self) -> Finding:
        def judge(answer: Answer) -> Finding:
            if answer.status == 200:
                return fine("staff: may create course runs and import into any")
            return doubtful(
                "not staff: may import only into course runs where the user is Admin or Staff",
                "To let courses be created, tick «Staff status» for this user in the LMS admin site ▸ Users; "
                "else create each run in Studio and add the user to its course team.",
            )

        return await self._ask(RUNS, judge)

    async def _tasks(self) -> Finding:
        def judge(answer: Answer) -> Finding:
            if answer.status == 200:
                return fine("reachable: failed imports can be explained")
            return doubtful(
                f"answers {answer.status}",
                "Imports work without it, but their failures cannot be explained: ask the operator to let "
                "/api/tasks/ through.",
            )

        return await self._ask(TASKS, judge)

    async def _worker(self) -> Finding:
        def judge(answer: Answer) -> Finding:
            works = worker_of(answer)
            if works is None:
                return doubtful("this site does not tell", "Imports that stay queued mean that no worker runs.")
            if works:
                return fine("a task went through it")
            return broken(
                "no task comes through: imports would stay queued for ever",
                "Ask the operator to start the CMS worker (Tutor: cms-worker).",
            )

        return await self._ask(heartbeat(Site.STUDIO, extended=True), judge)

    async def _clocks(self) -> Finding:
        skews: dict[Site, float] = {}
        for site in Site:
            answer = unwrap_or_failure(await self._client.send(heartbeat(site)))
            there = _date_of(answer) if isinstance(answer, Answer) else None
            if there is not None:
                skews[site] = (there - self._clock()).total_seconds()
        text = (
            ", ".join(f"{site} {round(skew):+d} s" for site, skew in skews.items())
            or "the sites do not tell the time"
        )
        if any(abs(skew) > _SKEW_SECONDS for skew in skews.values()):
            return doubtful(text, "Set the clocks by NTP, here and there: tokens are good for a time only.")
        return fine(text)

    async def _release(self) -> Finding:
        def judge(answer: Answer) -> Finding:
            return fine(release_of(answer) or "the pages do not tell")

        return await self._ask(token_endpoint(Site.STUDIO), judge)

    async def _ask(self, call: Call, judge: Callable[[Answer], Finding]) -> Finding:
        answer = unwrap_or_failure(await self._client.send(call))
        return judge(answer) if isinstance(answer, Answer) else _of(answer)


def _of(fault: LmsFault) -> Finding:
    cause = f" ({fault.cause})" if fault.cause else ""
    return broken(f"{fault.message}{cause}", fault.help)


def _unexpected(answer: Answer) -> Finding:
    return broken(
        f"answers {answer.status}: {words_of(answer) or 'no words'}", "Check that the OAuth user is active."
    )


def _down(part: object) -> bool:
    return isinstance(part, dict) and part.get("status") is False


def _date_of(answer: Answer) -> datetime | None:
    try:
        return parsedate_to_datetime(str(answer.headers.get("date", ""))).astimezone(UTC)
    except ValueError:
        return None
