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

_ENDS = re.compile(r"(?<=>)(?=<)|(?<=[.!?…] )|(?<=[。！？])")
"""Where a row may end inside a longer line: between two tags, and after a sentence. For the eye only."""


def diff_rows(before: str, after: str) -> Iterator[str]:
    """Rows that went (`-`), came (`+`) or stand beside them (a blank), under headings of where that is (`@@`)."""
    old, new = _rows(before), _rows(after)
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    first = max(same - 1, 0)
    window = slice(first, first + ROWS_COMPARED)
    rows = list(difflib.unified_diff(old[window], new[window], lineterm="", n=1))[2:]
    left_out = max(len(rows) - ROWS_SHOWN, len(old) - window.stop, len(new) - window.stop)
    yield from (_counted_from(row, first) if row.startswith("@@") else row for row in rows[:ROWS_SHOWN])
    if left_out > 0:
        yield "… and more"


def _rows(text: str) -> Sequence[str]:
    """The text's lines; those that are too long for one look in pieces."""
    return [
        row for line in text.splitlines() for row in (_ENDS.split(line) if len(line) > LONGEST_ROW else [line])
    ]


def _counted_from(heading: str, first: int) -> str:
    """The heading in numbers of the whole text: `@@ -3,2 +3,2 @@`."""
    return re.sub(r"(?<=[-+])\d+", lambda number: str(int(number[0]) + first), heading)
