"""Reading a course back after its import, because «Succeeded» is a claim: broken blocks are dropped silently.

The outline is always compared whole. Texts are read unit by unit, which costs the LMS about half a second each, so
beyond 200 units only those that changed are read, and a sample (domain/sampling.py); few at a time, since many
parallel readers slow the platform for everybody (platform-facts 4).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeAlias, final

from attrs import define, evolve, field, frozen
from returns.methods import unwrap_or_failure
from returns.result import Failure, Result, Success

from adapters.openedx.calls import MEGABYTE, Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.comparing import Findings, compare_components, compare_outline, compare_unit
from adapters.openedx.course_settings import changed_grading, changed_settings
from adapters.openedx.courses import outline_call
from adapters.openedx.failures import LMS_TYPE, refused
from adapters.openedx.imports import AUTHOR_RIGHT
from adapters.openedx.pulse import PULSE_SECONDS, with_pulse
from adapters.openedx.replies import children_of, fewest_blocks, olx_of, outline_of
from adapters.openedx.sent import SentCourse, SentUnit
from domain.course import Course
from domain.faults import FaultCode, LmsFault, NetworkFault
from domain.publication import Verification, VerificationScope
from domain.sampling import texts_to_compare

Report: TypeAlias = Callable[[int], Awaitable[None]]

_OUTLINE_SECONDS = 300.0
_UNIT_SECONDS = 60.0
_UNIT_LIMIT = 32 * MEGABYTE
_AT_ONCE = 3
_OUTLINE_SHARE = 30
"""Percent of the whole that the outline counts for."""


@frozen
class _UnitRead:
    findings: Findings
    text_compared: bool


@final
@define
class ReadBack:
    """One verification, from the outline to the last text."""

    _client: LmsClient
    _sent: SentCourse
    _scope: VerificationScope
    _report: Report
    _pulse_seconds: float = PULSE_SECONDS
    _reads: dict[str, _UnitRead] = field(factory=dict, init=False)
    _told: int = field(default=0, init=False)

    async def run(self, previous: Course | None) -> Result[Verification, LmsFault]:
        """What was proved; a fault where the LMS could not be read, which proves nothing."""
        await self._tell(0)
        outline = await with_pulse(self._outline(), partial(self._tell, 0), self._pulse_seconds)
        if not isinstance(outline, Findings):
            return Failure(outline)
        settings = await changed_settings(self._client, self._sent.course, self._sent.key)
        outline = evolve(outline, changed=(*settings, *outline.changed))
        await self._tell(_OUTLINE_SHARE)
        readable = [unit for unit in self._sent.units if unit.usage in outline.in_place]
        chosen = texts_to_compare(self._sent.course, self._scope, previous)
        wanted = [unit for unit in readable if unit.source in chosen]
        unread = [unit for unit in readable if unit.source not in chosen]
        fault = await self._read(wanted)
        none_empty = await self._none_empty(len(readable)) if unread and fault is None else None
        if none_empty is False:
            fault, unread = await self._read(unread), []
        if fault is not None:
            return Failure(fault)
        await self._tell(100)
        return Success(self._verification(outline, unread, none_empty=bool(none_empty)))

    async def _tell(self, percent: int) -> None:
        self._told = max(self._told, percent)
        await self._report(self._told)

    async def _outline(self) -> Findings | LmsFault:
        call = outline_call(self._sent.key, seconds=_OUTLINE_SECONDS)
        answer = unwrap_or_failure(await self._client.send(call))
        if not isinstance(answer, Answer):
            return answer
        if answer.status != 200:
            return refused(call, answer, to="read the course's outline", right=AUTHOR_RIGHT)
        compared = await asyncio.to_thread(self._compared, answer)
        return _not_understood(call) if compared is None else compared

    def _compared(self, answer: Answer) -> Findings | None:
        """Of a large course this takes a while; None where it is no outline."""
        told = answer.json()
        found = outline_of(told)
        if found is None:
            return None
        findings = compare_outline(self._sent, found)
        return evolve(findings, changed=(*changed_grading(told), *findings.changed))

    async def _none_empty(self, units: int) -> bool | None:
        """Whether each unit has a component, by Studio's own statistics; None where they do not tell.

        They are one cheap call for what would be one call for each unit that is not read.
        """
        call = Call(
            site=Site.STUDIO,
            path=f"/api/courses/v1/quality/{self._sent.key}/",
            params={"all": "true"},
            operation="verify",
            seconds=_UNIT_SECONDS,
            retries=0,
        )
        answer = unwrap_or_failure(await self._client.send(call))
        if not isinstance(answer, Answer) or answer.status != 200:
            return None
        least = fewest_blocks(answer.json(), units)
        return None if least is None else least > 0

    async def _read(self, units: Sequence[SentUnit]) -> LmsFault | None:
        """Reads these units, a few at a time; ends with the first fault."""
        waiting, before = iter(units), len(self._reads)
        running: set[asyncio.Task[LmsFault | None]] = set()
        try:
            while True:
                while len(running) < _AT_ONCE and (unit := next(waiting, None)) is not None:
                    running.add(asyncio.create_task(self._unit(unit)))
                if not running:
                    return None
                finished, running = await asyncio.wait(
                    running, timeout=self._pulse_seconds, return_when=asyncio.FIRST_COMPLETED
                )
                if fault := next((fault for task in finished if (fault := task.result()) is not None), None):
                    return fault
                done = len(self._reads) - before
                await self._tell(_OUTLINE_SHARE + (99 - _OUTLINE_SHARE) * done // len(units))
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _unit(self, unit: SentUnit) -> LmsFault | None:
        read = await self._read_unit(unit)
        if not isinstance(read, _UnitRead):
            return read
        self._reads[unit.usage] = read
        return None

    async def _read_unit(self, unit: SentUnit) -> _UnitRead | LmsFault:
        call = _unit_call(f"/api/olx-export/v1/xblock/{unit.usage}/")
        answer = unwrap_or_failure(await self._client.send(call))
        if not isinstance(answer, Answer):
            return answer
        if answer.status == 200:
            findings = await asyncio.to_thread(_compared, self._sent, unit, answer)
            return _UnitRead(findings, text_compared=bool(findings.in_place))
        return await self._unit_without_text(unit, answer)

    async def _unit_without_text(self, unit: SentUnit, first: Answer) -> _UnitRead | LmsFault:
        """For sites that do not export OLX: at least the component is looked for."""
        if first.status != 404:
            return refused(
                _unit_call(f"/api/olx-export/v1/xblock/{unit.usage}/"),
                first,
                to="read the course",
                right=AUTHOR_RIGHT,
            )
        call = _unit_call(f"/api/contentstore/v1/container/vertical/{unit.usage}/children")
        answer = unwrap_or_failure(await self._client.send(call))
        if not isinstance(answer, Answer):
            return answer
        if answer.status != 200:
            return refused(call, answer, to="read the course", right=AUTHOR_RIGHT)
        return _UnitRead(compare_components(unit, children_of(answer.json())), text_compared=False)

    def _verification(self, outline: Findings, unread: Sequence[SentUnit], *, none_empty: bool) -> Verification:
        """Components that nobody looked at are not counted, neither as expected nor as in place."""
        reads = [self._reads[unit.usage] for unit in self._sent.units if unit.usage in self._reads]
        found = [read.findings for read in reads]
        unknown = 0 if none_empty else len(unread)
        return Verification(
            scope=self._scope,
            units_expected=len(self._sent.units),
            units_in_place=sum(unit.usage in outline.in_place for unit in self._sent.units),
            blocks_expected=len(self._sent.blocks) + len(self._sent.units) - unknown,
            blocks_in_place=len(outline.in_place)
            + sum(len(part.in_place) for part in found)
            + (len(unread) if none_empty else 0),
            texts_compared=sum(read.text_compared for read in reads),
            missing=(*outline.missing, *(place for part in found for place in part.missing)),
            changed=(*outline.changed, *(place for part in found for place in part.changed)),
            unexpected=outline.unexpected,
        )


def _compared(sent: SentCourse, unit: SentUnit, answer: Answer) -> Findings:
    return compare_unit(sent, unit, olx_of(answer.json()))


def _unit_call(path: str) -> Call:
    return Call(
        site=Site.STUDIO,
        path=path,
        operation="verify",
        seconds=_UNIT_SECONDS,
        limit=_UNIT_LIMIT,
        repeat_after_timeout=True,
    )


def _not_understood(call: Call) -> NetworkFault:
    return NetworkFault(
        code=FaultCode.NETWORK_ERROR,
        message=f"Studio's answer to {call.path} holds no course outline.",
        help="Check that the Studio URL is Studio's, and that its release is one that Courseport knows (Teak).",
        lms_type=LMS_TYPE,
        lasting=True,
    )
