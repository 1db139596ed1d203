"""From bytes or text to JSON values: tells what is wrong with the text itself, and goes on where it can.

Python's own reader accepts more than JSON is (NaN, a name given twice) and fails in ways of its own (recursion,
numbers of thousands of digits); here each of these is a finding.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

from adapters.course_input.findings import Findings
from adapters.course_input.syntax_words import in_words
from domain.violations import Place

SIZE_LIMIT = 50_000_000
"""Bytes of JSON that are read by default."""

_FLOAT_DIGITS = 300
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"|(-?Infinity|NaN)', re.DOTALL)
"""Texts are matched so as to be skipped: a word inside of one is no number. Used on what parsed as JSON only."""


class JsonObject(dict[str, object]):
    """A JSON object that remembers which names it was given more than once (the last value is the one kept)."""

    repeated: tuple[str, ...] = ()


class Unreadable:
    """Stands for a value that JSON has no word for and whose mistake is told already."""


def parsed(data: bytes | str, findings: Findings, size_limit: int) -> object:
    """The value that the text holds, or None where it holds none that can be read; the findings say why."""
    if _too_large(data, findings, size_limit):
        return None
    if isinstance(data, bytes) and _of_wide_characters(data):
        advice = "the file is saved as UTF-16 or UTF-32; save it as UTF-8"
        findings.error("VALID_UTF8", Place(line=1, column=1), advice)
        return None
    text = data if isinstance(data, str) else _decoded(data, findings)
    try:
        return _loaded(text.removeprefix("\ufeff"), findings)
    except RecursionError:
        findings.error("NESTING_DEPTH", Place(), "lists or objects stand too deep inside each other to be read")
        return None


def _loaded(text: str, findings: Findings) -> object:
    """First by the letter of JSON; then with raw line breaks in texts, so that the rest is looked at too."""
    try:
        return _by_the_letter(text, findings, strict=True)
    except json.JSONDecodeError as first:
        _report_syntax(first, findings)
        try:
            return _by_the_letter(text, findings, strict=False)
        except json.JSONDecodeError as second:
            if second.pos != first.pos:
                _report_syntax(second, findings)
            return None


def _by_the_letter(text: str, findings: Findings, *, strict: bool) -> object:
    constants: list[str] = []

    def constant(word: str) -> Unreadable:
        constants.append(word)
        return Unreadable()

    value: object = json.loads(
        text, strict=strict, object_pairs_hook=_object, parse_int=_number, parse_constant=constant
    )
    if constants:
        _report_constants(text, findings)
    return value


def _object(pairs: list[tuple[str, object]]) -> JsonObject:
    value = JsonObject(pairs)
    if len(value) < len(pairs):
        value.repeated = tuple(name for name, times in Counter(n for n, _ in pairs).items() if times > 1)
    return value


def _report_syntax(problem: json.JSONDecodeError, findings: Findings) -> None:
    findings.error(
        "JSON_SYNTAX",
        Place(line=problem.lineno, column=problem.colno),
        f"this is not JSON: {in_words(problem)}; correct it there, or write the file with a JSON library",
    )


_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def _of_wide_characters(data: bytes) -> bool:
    """Whether it is UTF-16 or UTF-32: JSON begins with ASCII, of which every other byte there is zero."""
    return data.startswith(_BYTE_ORDER_MARKS) or b"\x00" in data[:2]


def _number(digits: str) -> int | float:
    """No field of a course is a number, so its value does not matter; its length must not (int() has a limit)."""
    return int(digits) if len(digits) < _FLOAT_DIGITS else float(digits)


def _too_large(data: bytes | str, findings: Findings, limit: int) -> bool:
    size = len(data)
    if isinstance(data, str) and limit // 4 < size <= limit:
        size = len(data.encode("utf-8", "surrogatepass"))
    if size <= limit:
        return False
    findings.error(
        "INPUT_SIZE_LIMIT",
        Place(),
        f"the JSON has {size:,} bytes or more; {limit:,} at most: refer to images by URL, or split the course",
    )
    return True


def _decoded(data: bytes, findings: Findings) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        before = data[data.rfind(b"\n", 0, problem.start) + 1 : problem.start]
        findings.error(
            "VALID_UTF8",
            Place(line=line, column=len(before.decode("utf-8")) + 1),
            f"the byte 0x{data[problem.start]:02X} is not UTF-8; save the file as UTF-8",
        )
        return data.decode("utf-8", "replace")


def _report_constants(text: str, findings: Findings) -> None:
    for word, line, column in _constants(text):
        findings.error(
            "JSON_SYNTAX",
            Place(line=line, column=column),
            f"{word} is not JSON; leave the field out, or write text",
        )


def _constants(text: str) -> Iterator[tuple[str, int, int]]:
    line, line_start, counted_to = 1, 0, 0
    for token in _TOKENS.finditer(text):
        if token[1] is None:
            continue
        line += text.count("\n", counted_to, token.start())
        line_start = max(line_start, text.rfind("\n", counted_to, token.start()) + 1)
        counted_to = token.start()
        yield token[1], line, token.start() - line_start + 1
