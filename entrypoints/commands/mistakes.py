"""Mistakes in what was asked: gathered, so that all are told at once, each by its flag."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, final

from attrs import AttrsInstance, fields

from domain.lms_configuration import Url
from entrypoints.commands.terminal import UsageError

T = TypeVar("T")

_VALUE_LAST = re.compile(r"(must be [<>]=? -?\d+): (-?\d+)$")


@final
class Mistakes:
    """What was found wrong so far; `check` raises it."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, mistake: str) -> None:
        """One more."""
        self._found.append(mistake)

    def of(self, attempt: Callable[[], T]) -> T | None:
        """What it gives; None where it raises a `UsageError`, which is noted."""
        try:
            return attempt()
        except UsageError as error:
            self.add(str(error))
            return None

    def url(self, flag: str, text: str) -> Url | None:
        """The URL; None where it is none."""
        try:
            return Url(text)
        except ValueError as error:
            self.add(f"{flag} {error}")
            return None

    def values(self, kind: type[AttrsInstance], given: Mapping[str, Any], flags: Mapping[str, str]) -> None:
        """Asks the domain's own validators about each value; `flags` names those not called as the field."""
        for attribute in fields(kind):
            value = given.get(attribute.name)
            if attribute.validator is None or value is None:
                continue
            flag = flags.get(attribute.name, f"--{attribute.name.replace('_', '-')}")
            try:
                attribute.validator(None, attribute.evolve(name=flag), value)
            except ValueError as error:
                self.add(_VALUE_LAST.sub(r"\1, not \2", str(error.args[0]).replace(f"'{flag}'", flag)))

    def check(self) -> None:
        """Raises `UsageError` with all of them, a line each, where there are any."""
        if self._found:
            raise UsageError("\n".join(self._found))

    def sure(self, value: T | None) -> T:
        """What was read without a mistake; `UsageError` as `check`."""
        self.check()
        if value is None:
            raise ValueError("nothing was found wrong with what is not there")
        return value
