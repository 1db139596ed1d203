"""Where one is while a lesson's content is read, and what was found there."""

from attrs import define, evolve, field, frozen

from domain.violations import Place, Violation

_SHOWN_TEXT = 60
_SHOWN_NAMES = 5
_SHOWN_NAME = 30


@define
class Findings:
    """Everything that stands against a publish: mistakes, and what the author has not finished."""

    violations: list[Violation] = field(factory=list)
    unfinished: list[str] = field(factory=list)


@frozen
class Spot:
    """A place in a lesson, such as `chapters[0].sections[2].content.examples[1]`. Findings go to a shared list."""

    place: Place
    findings: Findings

    def at(self, step: str | int) -> "Spot":
        """One step deeper: the field of that name, or the item of that index (from 0)."""
        joint = f"[{step}]" if isinstance(step, int) else f".{step[:_SHOWN_NAME]}"
        return evolve(self, place=evolve(self.place, path=self.place.path + joint))

    def refuse(self, rule: str, message: str) -> None:
        """A mistake here. It stops the publish."""
        self.findings.violations.append(Violation(rule, self.place, message))

    def refuse_shape(self, value: object, wanted: str) -> None:
        """The value here is nothing that can be published."""
        self.refuse("CONTENT_SHAPE_UNKNOWN", f"found {found(value)}; {wanted}")

    def leave_unfinished(self, why: str) -> None:
        """The author's work here is not done."""
        self.findings.unfinished.append(f"{self.place}: {why}")


def found(value: object) -> str:
    """What a JSON value is, in an author's words: one short line, whatever the value holds."""
    match value:
        case None:
            return "nothing (null)"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return f"the text {_shortened(value, _SHOWN_TEXT)}"
        case list():
            return f"a list of {len(value)}, the first being {_kind(value[0])}" if value else "an empty list"
        case dict():
            return f"an object with {_names(list(value))}" if value else "an empty object"
        case _:
            return _kind(value)


def _names(names: list[object]) -> str:
    told = ", ".join(_shortened(str(name), _SHOWN_NAME) for name in names[:_SHOWN_NAMES])
    more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
    return f"the field{'' if len(names) == 1 else 's'} {told}{more}"


def _kind(value: object) -> str:
    kinds = {
        str: "text",
        list: "a list",
        dict: "an object",
        int: "a number",
        float: "a number",
        type(None): "null",
    }
    return kinds.get(type(value), f"a {type(value).__name__}")


def _shortened(text: str, length: int) -> str:
    return repr(text if len(text) <= length else text[: length - 1] + "…")
