"""Text that can be stored: everywhere, and for every LMS."""

import re
from typing import Any

from attrs import Attribute

UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids; no LMS import format and no PostgreSQL text can carry all of them."""


def storable(_instance: object, attribute: "Attribute[Any]", value: Any) -> None:
    """An attrs validator: raises `ValueError` that names the first character which cannot be stored."""
    found = UNSTORABLE.search(value)
    if found is not None:
        raise ValueError(f"{attribute.name} holds U+{ord(found[0]):04X}, which cannot be stored; remove it")
