"""JSON that any output can carry."""

import codecs
import json
from typing import Any


def in_utf_8(encoding: str | None) -> bool:
    """Whether an output in that encoding can carry every script."""
    return encoding is not None and codecs.lookup(encoding).name == "utf-8"


def json_line(value: dict[str, Any], encoding: str | None) -> str:
    """The object on one line: readable where the output knows every script, else escaped as JSON has it."""
    if not in_utf_8(encoding):
        return json.dumps(value)
    # A lone surrogate has no UTF-8; its escape is JSON's own.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")
