"""Text that PostgreSQL can keep.

Neither text nor JSONB holds U+0000 or a lone surrogate. An LMS's own words and titles in findings may; losing such
a character there is better than losing the news that a job failed. Courses are not passed through here: they are
kept to the letter, and `VALID_UTF8` keeps such characters out of them.
"""

import re
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """The same text, or JSON document, with U+FFFD for every character that PostgreSQL cannot keep."""
    match value:
        case str():
            return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            return {storable(name): storable(each) for name, each in value.items()}
        case list() | tuple():
            return [storable(each) for each in value]
        case _:
            return value
