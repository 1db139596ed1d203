"""Removing what is kept here: nothing goes before somebody has agreed to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

from returns.result import Failure, Result

from adapters.http.use_cases import UseCases
from domain.faults import Fault
from entrypoints.actors import operated
from entrypoints.commands.terminal import FAILED, OK, agreed, err, print_json, tell_fault
from entrypoints.settings import load_settings
from entrypoints.wiring import open_house

Remove: TypeAlias = Callable[[UseCases], Awaitable[Result[None, Fault]]]


def remove_if_agreed(question: str, what: UUID, remove: Remove, *, yes: bool, as_json: bool) -> int:
    """Removes it where `yes` was said or the person there says so; the exit code."""
    if not yes and not agreed(question):
        err().print("Nothing was removed.")
        return FAILED
    return asyncio.run(_removed(what, remove, as_json=as_json))


async def _removed(what: UUID, remove: Remove, *, as_json: bool) -> int:
    async with open_house(load_settings()) as house:
        done = await remove(operated(house))
    if isinstance(done, Failure):
        return tell_fault(done.failure(), as_json=as_json)
    if as_json:
        print_json({"removed": str(what)})
    else:
        err().print("Removed.")
    return OK
