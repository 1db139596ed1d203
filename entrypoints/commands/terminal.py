"""How commands speak: people read standard error and output, programs read JSON on standard output."""

import sys
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias, TypeVar

from cyclopts import Parameter
from returns.result import Failure, Result
from rich.console import Console

from adapters.terminal.findings import shown
from adapters.terminal.json_lines import json_line
from application.fault_json import fault_to_json
from domain.faults import ConflictFault, Fault, NotReadyFault

T = TypeVar("T")

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


class UsageError(Exception):
    """The command cannot be carried out as it was given; its text says what to change. Exit code 2."""


class TroubleError(Exception):
    """Something outside stands in the way; its text says what, where, and what to do. Exit code 1."""


Flag: TypeAlias = Annotated[bool, Parameter(negative="", show_default=False)]
AsJson: TypeAlias = Annotated[
    bool, Parameter(name="--json", negative="", show_default=False, help="For programs: JSON on standard output.")
]
Yes: TypeAlias = Annotated[
    bool, Parameter(name="--yes", negative="", show_default=False, help="Do it without asking.")
]


def out() -> Console:
    """Results."""
    return Console(file=sys.stdout, highlight=False)


def err() -> Console:
    """Notes about what is going on."""
    return Console(file=sys.stderr, highlight=False)


def agreed(question: str) -> bool:
    """Whether the person there says yes; an end of input is no answer, and so a no. `UsageError` where nobody is.

    Not for use inside an event loop, where a question could not be interrupted.
    """
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Nobody can be asked here: say --yes.")
    console = err()
    try:
        answer = console.input(f"{question} [y/N] ", markup=False)
    except EOFError:
        console.print()
        return False
    return answer.strip().lower() in ("y", "yes")


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on one line; text that the output cannot carry stays escaped."""
    print(json_line(value, sys.stdout.encoding), flush=True)  # noqa: T201 - the command's output


def tell(
    outcome: Result[T, Fault],
    to_json: Callable[[T], dict[str, Any]],
    show: Callable[[Console, T], None],
    *,
    as_json: bool,
) -> int:
    """What came of it: for programs as JSON, for people as `show` has it, or why nothing did; the exit code."""
    if isinstance(outcome, Failure):
        return tell_fault(outcome.failure(), as_json=as_json)
    if as_json:
        print_json(to_json(outcome.unwrap()))
    else:
        show(out(), outcome.unwrap())
    return OK


def tell_fault(fault: Fault, *, as_json: bool) -> int:
    """Says what failed, why, and what to do next; the exit code for it."""
    if as_json:
        print_json({"event": "failed", "error": fault_to_json(fault)})
        return FAILED
    console = err()
    console.print(shown(f"{fault.code.value}: {fault.message}", "red"), soft_wrap=True)
    for each in fault.unfinished if isinstance(fault, NotReadyFault) else ():
        console.print(shown(f"– {each}"), soft_wrap=True)
    running = fault.job_id if isinstance(fault, ConflictFault) else None
    follow = f"{running} (courseport jobs watch {running})" if running else None
    for name, text in (("cause", fault.cause), ("job", follow), ("what to do", fault.help)):
        if text:
            console.print(shown(f"{name}: {text}"), soft_wrap=True)
    return FAILED
