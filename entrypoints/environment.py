"""Reading `COURSEPORT_…` variables: what cannot be meant is said with the name of the variable."""

import math
import os
from collections.abc import Callable, Mapping
from typing import TypeVar

import environ

from entrypoints.commands.terminal import UsageError

T = TypeVar("T")

_PREFIX = "COURSEPORT_"
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def read_environment(kind: type[T]) -> T:
    """What the variables of this process say; raises `UsageError` with every one that cannot be meant."""
    given = {name: text for name, text in os.environ.items() if name.startswith(_PREFIX)}
    try:
        config: T = environ.to_config(kind, environ=given)
    except ValueError:
        raise UsageError("; ".join(_mistakes(kind, given))) from None
    return config


def whole(least: int, most: int | None = None) -> Callable[[str | int], int]:
    """The converter of whole numbers in that range."""

    def convert(text: str | int) -> int:
        try:
            value = int(text)
        except ValueError:
            raise ValueError(f"must be a whole number, not {text!r}") from None
        if value < least or (most is not None and value > most):
            span = f"at least {least}" if most is None else f"between {least} and {most}"
            raise ValueError(f"must be {span}, not {value}")
        return value

    return convert


def number(text: str | float) -> float:
    """The converter of numbers."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"must be a number, not {text!r}")
    return value


def yes_or_no(text: str | bool) -> bool:
    """The converter of switches. A word that is neither is not taken for no: it was meant to say something."""
    word = str(text).strip().lower()
    if word not in _YES + _NO:
        raise ValueError(f"must be yes or no, not {text!r}")
    return word in _YES


def _mistakes(kind: type[T], given: Mapping[str, str]) -> list[str]:
    """Each variable alone, as a converter knows its text, but not its name."""
    found = []
    for name, text in sorted(given.items()):
        try:
            environ.to_config(kind, environ={name: text})
        except ValueError as error:
            found.append(f"{name} {error}")
    return found
