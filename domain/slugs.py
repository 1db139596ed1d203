"""Any script → an ASCII slug, as LMS identifiers want it. The only home of unidecode."""

import re

from unidecode import unidecode

SLUG_BASE_LENGTH = 40
"""Characters kept of a title, so that a suffix still fits (data model, section 10)."""

_NOT_ALLOWED = re.compile(r"[^a-z0-9_-]")
_RUNS = re.compile(r"_{2,}")


def slugify(text: str, *, fallback: str = "item") -> str:
    """A lower-case slug of `[a-z0-9_-]`, 1 to 40 characters; `fallback` where nothing of the text is left.

    Characters that no script table knows (emoji, lone surrogates) vanish rather than fail.
    """
    ascii_text = unidecode(text.encode("utf-8", "ignore").decode("utf-8"), errors="ignore").lower()
    slug = _RUNS.sub("_", _NOT_ALLOWED.sub("_", ascii_text)).strip("_")
    return slug[:SLUG_BASE_LENGTH].strip("_") or fallback
