"""Steps that need each other, tried at once where they do not, and all of it over in time."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from attrs import frozen

from domain.connection import Probe, ProbeOutcome

_STOPS = frozenset({ProbeOutcome.FAILED, ProbeOutcome.SKIPPED})


@frozen
class Finding:
    """What a step found, and what to do about it."""

    outcome: ProbeOutcome
    text: str
    advice: str = ""


Look: TypeAlias = Callable[[], Awaitable[Finding]]


@frozen
class Step:
    """One thing to look at; pointless where one of those named in `needs`, all earlier steps, failed."""

    name: str
    look: Look
    needs: tuple[str, ...] = ()


def fine(text: str) -> Finding:
    """Nothing to do."""
    return Finding(ProbeOutcome.OK, text)


def doubtful(text: str, advice: str) -> Finding:
    """It works, but."""
    return Finding(ProbeOutcome.WARNING, text, advice)


def broken(text: str, advice: str) -> Finding:
    """It does not work."""
    return Finding(ProbeOutcome.FAILED, text, advice)


async def examine(steps: Sequence[Step], seconds: float) -> tuple[Probe, ...]:
    """A probe for each step, in their order, within that many seconds; what did not end by then failed."""
    tasks: dict[str, asyncio.Task[Probe]] = {}
    for step in steps:
        tasks[step.name] = asyncio.create_task(_taken(step, {need: tasks[need] for need in step.needs}))
    try:
        await asyncio.wait(tasks.values(), timeout=seconds)
        return tuple(task.result() if task.done() else _unfinished(name, seconds) for name, task in tasks.items())
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


async def _taken(step: Step, needs: Mapping[str, asyncio.Task[Probe]]) -> Probe:
    for name, task in needs.items():
        if (await asyncio.shield(task)).outcome in _STOPS:
            return Probe(
                name=step.name, outcome=ProbeOutcome.SKIPPED, duration_ms=0, finding=f"pointless without: {name}"
            )
    started = time.monotonic()
    finding = await step.look()
    return Probe(
        name=step.name,
        outcome=finding.outcome,
        duration_ms=round((time.monotonic() - started) * 1000),
        finding=finding.text,
        advice=finding.advice,
    )


def _unfinished(name: str, seconds: float) -> Probe:
    return Probe(
        name=name,
        outcome=ProbeOutcome.FAILED,
        duration_ms=round(seconds * 1000),
        finding=f"did not end within {seconds:.0f} s",
        advice="The site, or the network to it, is very slow: try again, and ask the operator where it stays so.",
    )
