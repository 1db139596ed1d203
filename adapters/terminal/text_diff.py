"""What changed in a text, in rows short enough to be read, however long its lines are."""

import difflib
import re
from collections.abc import Iterator, Sequence

ROWS_COMPARED = 1_000
"""Rows of each text that are compared, from the first that differs: comparing takes the square of them."""

ROWS_SHOWN = 200
"""Of one text; nobody reads more in a plan."""

LONGEST_ROW = 100
"""Characters of a line that is shown as it is."""

LONGEST_SHOWN = 300
"""Characters of any row that is shown; of a longer one, those around what differs."""

ONLY_LINE_BREAKS = "… only line breaks differ"

_ENDS = re.compile(r"(?<=>)(?=<)|(?<=[.!?…] )|(?<=[。！？])")
"""Where a row may end inside a longer line: between two tags, and after a sentence. For the eye only."""


def diff_rows(before: str, after: str) -> Iterator[str]:
    """Rows that went (`-`), came (`+`) or stand beside them (a blank), under headings of where that is (`@@`)."""
    old, new = _rows(before), _rows(after)
    first = max(_in_common(old, new) - 1, 0)
    window = slice(first, first + ROWS_COMPARED)
    rows = list(difflib.unified_diff(old[window], new[window], lineterm="", n=1))[2:]
    left_out = max(len(rows) - ROWS_SHOWN, len(old) - window.stop, len(new) - window.stop)
    shown = _short(rows[:ROWS_SHOWN])
    yield from (_counted_from(row, first) if row.startswith("@@") else row for row in shown)
    if left_out > 0:
        yield "… and more"
    elif not rows and before != after:
        yield ONLY_LINE_BREAKS


def _rows(text: str) -> Sequence[str]:
    """The text's lines; those that are too long for one look in pieces."""
    return [
        row for line in text.splitlines() for row in (_ENDS.split(line) if len(line) > LONGEST_ROW else [line])
    ]


def _short(rows: Sequence[str]) -> Iterator[str]:
    """The rows, none longer than can be read: of one that replaces another, the place where they part is shown."""
    for index, row in enumerate(rows):
        if len(row) <= LONGEST_SHOWN:
            yield row
            continue
        other = rows[index - 1 : index] if row[0] == "+" else rows[index + 1 : index + 2]
        replaced = bool(other) and {row[0], other[0][0]} == {"+", "-"}
        start = max(_in_common(row[1:], other[0][1:]) - LONGEST_SHOWN // 2, 0) if replaced else 0
        piece = row[1 + start : 1 + start + LONGEST_SHOWN]
        yield f"{row[0]}{'…' if start else ''}{piece}{'…' if len(row) > 1 + start + len(piece) else ''}"


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many rows, or characters, two texts begin with in common."""
    differing = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def _counted_from(heading: str, first: int) -> str:
    """The heading in numbers of the whole text: `@@ -3,2 +3,2 @@`."""
    return re.sub(r"(?<=[-+])\d+", lambda number: str(int(number[0]) + first), heading)
