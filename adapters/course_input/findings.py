"""Collects mistakes of shape while a course is read, and remembers which of its values were replaced for it."""

from attrs import define, field

from domain.violations import Place, Severity, Violation

FINDINGS_LIMIT = 10_000
"""More than this nobody reads; the rest is only counted, so that a hostile input cannot fill the memory."""

_SHOWN_LENGTH = 60


@define
class Findings:
    """What was found so far. A *replaced* value is one that the course holds an empty stand-in for."""

    found: list[Violation] = field(factory=list)
    left_out: int = 0
    _replaced: set[str] = field(factory=set)

    def error(self, rule: str, place: Place, message: str) -> None:
        """A mistake that stops a publish."""
        self._add(Violation(rule, place, message))

    def warning(self, rule: str, place: Place, message: str) -> None:
        """A mistake that is shown and lets a publish pass."""
        self._add(Violation(rule, place, message, Severity.WARNING))

    def replaced(self, rule: str, place: Place, message: str) -> None:
        """A mistake that makes the value at its place unusable: what later checks see there is a stand-in."""
        self.error(rule, place, message)
        self.stood_in_for(place.path)

    def stood_in_for(self, path: str) -> None:
        """The value there is a stand-in, and its mistake is told elsewhere."""
        self._replaced.add(path)

    def explains(self, path: str) -> bool:
        """Whether the value at the path, or anything above it, is a stand-in: complaints about it are echoes."""
        while path:
            if path in self._replaced:
                return True
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return False

    @property
    def too_many(self) -> bool:
        """Whether nobody would read further: what follows is not looked at, nor are its stand-ins kept."""
        return self.left_out > 0

    def _add(self, finding: Violation) -> None:
        if len(self.found) < FINDINGS_LIMIT:
            self.found.append(finding)
        else:
            self.left_out += 1


def shown(value: object) -> str:
    """A value as a message may show it: quoted, on one line, short, and printable whatever it holds."""
    if isinstance(value, str):
        short = value[:_SHOWN_LENGTH] + ("…" if len(value) > _SHOWN_LENGTH else "")
        return repr(short)
    return kind_of(value)


def kind_of(value: object) -> str:
    """What a JSON value is, in an author's words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "no value that JSON has a word for"
