"""JSON text → objects, each with the line it starts at. Python's own reader keeps no places; this one does."""

import json
from collections import Counter
from collections.abc import Generator, Iterator

from attrs import field, frozen

from adapters.catalogue.spot import found
from domain.violations import Place, Violation

Fields = dict[str, object]

_BLANK = " \t\n\r"


class _TwiceError(ValueError):
    """A field that an object gives twice: one of them would be lost in silence."""


def _unrepeated(pairs: list[tuple[str, object]]) -> Fields:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise _TwiceError(f"an object gives the field {twice[:30]!r} twice")
    return fields


_DECODER = json.JSONDecoder(object_pairs_hook=_unrepeated)


@frozen
class LocatedRow:
    """One object, the table it is for, and where it stands."""

    table: str
    place: Place
    values: Fields


@frozen
class JsonRows:
    """Takes text apart into rows; what cannot be read is noted in `mistakes`, with its file and line."""

    mistakes: list[Violation] = field(factory=list)

    def of_lines(self, text: str, table: str, file: str) -> Iterator[LocatedRow]:
        """JSON lines: one object a line, blank lines are nothing."""
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip(_BLANK):
                place = Place(file, line=number)
                yield from self._row(self._loaded(line.strip(_BLANK), place), table, place)

    def of_document(self, text: str, tables: dict[str, str], file: str) -> Iterator[LocatedRow]:
        """One object whose fields are tables: `{"courses": […], "sections": […], "lessons": […]}`.

        `tables` maps names of fields to tables, so that `course` may stand for one row of `courses`.
        """
        line, counted = 1, 0
        try:
            for name, value, offset in _members(text):
                line, counted = line + text.count("\n", counted, offset), offset
                place = Place(file, line=line)
                if name in tables:
                    yield from self._row(value, tables[name], place)
                else:
                    self.refuse(place, f"there is no table {name[:30]!r}; known are {', '.join(tables)}")
        except json.JSONDecodeError as problem:
            self.refuse(Place(file, line=problem.lineno, column=problem.colno), f"this is not JSON: {problem.msg}")
        except RecursionError:
            self.refuse(Place(file), "objects or lists stand too deep inside each other to be read")
        except ValueError:
            self.refuse(Place(file), "a number has too many digits to be read")

    def refuse(self, place: Place, message: str) -> None:
        """A mistake in the text itself."""
        self.mistakes.append(Violation("ROW_SYNTAX", place, message))

    def _row(self, value: object, table: str, place: Place) -> Iterator[LocatedRow]:
        if isinstance(value, dict):
            yield LocatedRow(table, place, value)
        elif value is not _UNREADABLE:
            self.refuse(place, f"found {found(value)}; a row is an object: {{ … }}")

    def _loaded(self, line: str, place: Place) -> object:
        try:
            value = _whole(line)
        except json.JSONDecodeError as problem:
            self.refuse(
                Place(place.path, line=place.line, column=problem.colno), f"this is not JSON: {problem.msg}"
            )
        except RecursionError:
            self.refuse(place, "objects or lists stand too deep inside each other to be read")
        except ValueError:
            self.refuse(place, "a number has too many digits to be read")
        else:
            return value
        return _UNREADABLE


_UNREADABLE = object()


def _decoded(text: str, position: int) -> tuple[object, int]:
    """The value that begins there, and where it ends."""
    try:
        return _DECODER.raw_decode(text, position)
    except _TwiceError as twice:
        raise json.JSONDecodeError(str(twice), text, position) from None


def _whole(text: str) -> object:
    """The value that all of the text is."""
    value, end = _decoded(text, 0)
    if text[end:].strip(_BLANK):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def _members(text: str) -> Iterator[tuple[str, object, int]]:
    """Field name, value and offset of each row in the document: of a list's items one by one."""
    position = _expect(text, 0, "{")
    while text[position : position + 1] != "}":
        name, position = _decoded(text, position)
        if not isinstance(name, str):
            raise json.JSONDecodeError("Expecting a field name in quotes", text, position)
        position = _expect(text, _skip(text, position), ":")
        if text[position : position + 1] == "[":
            position = yield from _items(name, text, position)
        else:
            value, end = _decoded(text, position)
            yield name, value, position
            position = end
        position = _separator(text, position, "}")
    if text[position + 1 :].strip(_BLANK):
        raise json.JSONDecodeError("Extra data", text, _skip(text, position + 1))


def _items(name: str, text: str, position: int) -> Generator[tuple[str, object, int], None, int]:
    """The items of a list; returns where the list ends."""
    position = _skip(text, position + 1)
    while text[position : position + 1] != "]":
        value, end = _decoded(text, position)
        yield name, value, position
        position = _separator(text, end, "]")
    return position + 1


def _separator(text: str, position: int, closing: str) -> int:
    """Past a comma, or at the closing bracket."""
    position = _skip(text, position)
    if text[position : position + 1] == closing:
        return position
    position = _expect(text, position, ",")
    if text[position : position + 1] == closing:
        raise json.JSONDecodeError("Expecting another item after the comma", text, position)
    return position


def _expect(text: str, position: int, character: str) -> int:
    position = _skip(text, position)
    if text[position : position + 1] != character:
        raise json.JSONDecodeError(f"Expecting {character!r}", text, position)
    return _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANK:
        position += 1
    return position
