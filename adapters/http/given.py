"""Takes the fields of a JSON object one by one and remembers everything that is wrong with them."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, final, overload
from uuid import UUID

import attrs

from adapters.http.problems import invalid
from domain.violations import Place, Violation

T = TypeVar("T")
D = TypeVar("D")

_KINDS: dict[type, str] = {str: "text", int: "a whole number", bool: "true or false", dict: "an object"}


@final
class Given:
    """What a caller gave. Values are never repeated in findings: some of them are secrets.

    given = Given(parsed_object(body))
    role = given.parsed("role", Role)
    given.check()        # raises the problem with all findings, unknown fields among them
    """

    def __init__(self, fields: dict[str, object], above: str = "") -> None:
        self._fields = fields
        self._above = above
        self._taken: set[str] = set()
        self._findings: list[Violation] = []
        self._inner: list[Given] = []

    def has(self, name: str) -> bool:
        """Whether the field is there, be it null."""
        self._taken.add(name)
        return name in self._fields

    @overload
    def take(self, name: str, kind: type[T]) -> T | None: ...
    @overload
    def take(self, name: str, kind: type[T], default: D) -> T | D: ...
    def take(self, name: str, kind: type[T], default: D | None = None) -> T | D | None:
        """The field's value, or the default where it is absent or null."""
        self._taken.add(name)
        value = self._fields.get(name)
        if value is None:
            return default
        if kind is int and isinstance(value, float) and value.is_integer():
            value = int(value)  # 2.0 is a whole number in JSON
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(name, "WRONG_TYPE", f"must be {_KINDS.get(kind, kind.__name__)}")
            return default
        return value

    def required(self, name: str, kind: type[T]) -> T | None:
        """The field's value; None only together with a finding."""
        self._taken.add(name)
        if self._fields.get(name) is None:
            self.wrong(name, "REQUIRED", "must be given")
            return None
        return self.take(name, kind)

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        """A required text, read by a constructor of the domain; its `ValueError` is the finding."""
        text = self.required(name, str)
        return None if text is None else self._parse(name, text, parse)

    def parsed_or(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """The same for a text that may be absent."""
        text = self.take(name, str)
        parsed = None if text is None else self._parse(name, text, parse)
        return default if parsed is None else parsed

    def inner(self, name: str) -> "Given":
        """The fields of an object that may be absent; checked together with this one."""
        fields = self.take(name, dict)
        given = Given(fields or {}, f"{self._above}{name}.")
        self._inner.append(given)
        return given

    def validate(self, cls: type[attrs.AttrsInstance], values: dict[str, Any]) -> None:
        """Asks the validators of the domain's class about each value, so that all are named, not the first one."""
        for attribute in attrs.fields(cls):
            value = values.get(attribute.name)
            if attribute.validator is None or value is None:
                continue
            try:
                attribute.validator(None, attribute, value)
            except (ValueError, TypeError) as error:
                self.wrong(attribute.name, "INVALID_VALUE", str(error.args[0] if error.args else error))

    def wrong(self, name: str, rule: str, message: str) -> None:
        """One more finding."""
        self._findings.append(Violation(rule, Place(f"{self._above}{name}"), message))

    def check(self) -> None:
        """Raises the problem, if there is any: all findings, and all fields that nobody asked for."""
        findings = tuple(self._all_findings())
        if findings:
            raise invalid(findings)

    def _all_findings(self) -> Iterable[Violation]:
        yield from self._findings
        for name in sorted(self._fields.keys() - self._taken)[:20]:
            yield Violation(
                "UNKNOWN_FIELD", Place(f"{self._above}{name[:80]}"), "there is no such field; remove it"
            )
        for given in self._inner:
            yield from given._all_findings()  # noqa: SLF001 - its own kind

    def _parse(self, name: str, text: str, parse: Callable[[str], T]) -> T | None:
        try:
            return parse(text)
        except ValueError as error:
            self.wrong(name, "INVALID_VALUE", str(error))
            return None


def uuid(text: str) -> UUID:
    """A UUID in its usual form: 32 hexadecimal digits with hyphens; raises `ValueError` for other spellings."""
    if len(text) != 36:
        raise ValueError("must be a UUID such as 7b0c8a52-1f0e-4c79-9b53-0d6a5a3c9d11")
    return UUID(text)


def sure(value: T | None) -> T:
    """What `Given.check` has vouched for."""
    if value is None:
        raise ValueError("this value was checked before")
    return value
