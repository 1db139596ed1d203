"""Text that can be stored, everywhere and for every LMS; text that can be seen; and numbers in words."""

import re
from typing import Any

from attrs import Attribute

UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids; no LMS import format and no PostgreSQL text can carry all of them."""

SEEN = re.compile("[^\\s\u00ad\u200b-\u200f\u2060\ufeff]")
"""Any character but blanks and those of no width, which editors leave behind where a text was deleted."""


def counted(number: int, what: str) -> str:
    """`1 mistake`, `2 mistakes`: for words whose plural is an s."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def storable(_instance: object, attribute: "Attribute[Any]", value: Any) -> None:
    """An attrs validator: raises `ValueError` that names the first character which cannot be stored."""
    found = UNSTORABLE.search(value)
    if found is not None:
        raise ValueError(f"{attribute.name} holds U+{ord(found[0]):04X}, which cannot be stored; remove it")
