"""What is wrong with a JSON text, in the words of an author who wrote it by hand."""

from json import JSONDecodeError
from typing import Final

_WORDS: Final = {
    "Expecting value": "a value is missing here, or is written as JSON has none (texts stand in quotes)",
    "Expecting property name enclosed in double quotes": "a name in double quotes must stand here, with no comma "
    "after the last field",
    "Illegal trailing comma before end of object": "no comma may stand after the last field",
    "Illegal trailing comma before end of array": "no comma may stand after the last element",
    "Expecting ',' delimiter": "a comma, or the closing bracket, is missing before this",
    "Expecting ':' delimiter": "a colon is missing before this",
    "Unterminated string starting at": "the text that begins here has no closing quote",
    "Invalid control character at": "a line break, tab or other control character stands raw inside a text, where "
    "\\n, \\t or \\u00… must be written",
    "Invalid \\escape": "this backslash escapes nothing; where it is meant as text, write two",
    "Invalid \\uXXXX escape": "four hexadecimal digits must follow \\u",
    "Extra data": "something follows after the end of the course",
}
"""Python's messages in an author's words; those that are not here are told as they are."""


def in_words(problem: JSONDecodeError) -> str:
    """What is wrong at the problem's place."""
    if not problem.doc.strip():
        return "the file is empty"
    return _WORDS.get(problem.msg, problem.msg)
