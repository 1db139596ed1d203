"""Letters and their accents: in one character, or apart. Both look alike, but searches miss and ids part.

What Unicode itself never writes in one character, such as the Bengali «ড়», may stand either way: keyboards of
those languages give the one, the composed form (NFC) is the other, and no author can do anything about it.
"""

import unicodedata

from adapters.openedx.olx.rules import Mark

WRITTEN_APART = "writes accents apart from their letters; save it in Unicode's composed form (NFC)"
"""What is wrong with a text of that kind, and what to do."""


def first_apart(text: str) -> Mark | None:
    """Where the first letter stands whose accents are written apart from it; None where there is none."""
    if unicodedata.is_normalized("NFC", text):
        return None
    either_way = {ord(char): form for char in set(text) if len(form := unicodedata.normalize("NFC", char)) > 1}
    for number, line in enumerate(text.split("\n"), start=1):
        if not unicodedata.is_normalized("NFC", line.translate(either_way)):
            return Mark(number, _column(line, either_way))
    return None


_LONGEST = 32
"""Marks on one letter that are looked at to tell the column; no script has as many."""


def _column(line: str, either_way: dict[int, str]) -> int:
    start = 0
    for index, char in enumerate(line):
        if unicodedata.combining(char) or _joins_a_syllable(char):
            letter = line[start : index + 1] if index - start < _LONGEST else ""
            if not unicodedata.is_normalized("NFC", letter.translate(either_way)):
                return start + 1
        else:
            start = index
            if not unicodedata.is_normalized("NFC", char.translate(either_way)):
                return start + 1
    return 1


def _joins_a_syllable(char: str) -> bool:
    """Vowels and finals of Korean syllables, which compose without being marks."""
    return "\u1160" <= char <= "\u11ff"
