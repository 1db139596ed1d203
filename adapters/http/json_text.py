"""Strict JSON for small bodies, and a look at large ones before anybody builds objects of them."""

import json
import re
from collections import Counter
from typing import Final

from adapters.http.problems import RequestCode, invalid, refused
from domain.violations import Place, Violation

CONTAINERS_LIMIT: Final = 200_000
"""Lists and objects in one course: 100,000 units and more, while Open edX has trouble with a few thousand."""

VALUES_LIMIT: Final = 1_000_000
"""Values separated by commas in one course."""

_TOKENS_LIMIT: Final = 4 * VALUES_LIMIT

# A text that never ends is a token, too: were it none, each quote in it would be tried to the body's end anew.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|([\[{])|(,)', re.DOTALL)


def parsed_object(body: bytes) -> dict[str, object]:
    """The JSON object that the body is; raises the problem that it is otherwise.

    Stricter than Python's reader: no NaN, no name given twice, no number of a thousand digits.
    """
    try:
        value: object = json.loads(
            body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number, parse_int=_number
        )
    except UnicodeDecodeError as error:
        raise invalid([Violation("VALID_UTF8", Place(), f"byte {error.start} is not UTF-8")]) from None
    except json.JSONDecodeError as error:
        place = Place(line=error.lineno, column=error.colno)
        raise invalid([Violation("JSON_SYNTAX", place, f"this is not JSON: {error.msg}")]) from None
    except RecursionError:
        raise invalid(
            [Violation("NESTING_DEPTH", Place(), "lists or objects stand too deep in each other")]
        ) from None
    if not isinstance(value, dict):
        raise invalid([Violation("WRONG_TYPE", Place(), "the body must be a JSON object: { … }")])
    return value


def refuse_bombs(body: bytes) -> None:
    """Raises the 413 of a body whose few bytes would become gigabytes of objects. Blocks: call it in a thread.

    Texts do not count, whatever is in them; a quick count over everything decides most cases at once.
    """
    if body.count(b"[") + body.count(b"{") <= CONTAINERS_LIMIT and body.count(b",") <= VALUES_LIMIT:
        return
    containers = values = 0
    for tokens, token in enumerate(_TOKEN.finditer(body), 1):
        containers += token[1] is not None
        values += token[2] is not None
        # Most tokens are texts. More of them than names and values can be are no JSON, and not worth the walk.
        if containers > CONTAINERS_LIMIT or values > VALUES_LIMIT or tokens > _TOKENS_LIMIT:
            raise refused(
                RequestCode.PAYLOAD_TOO_LARGE,
                f"The course has more than {CONTAINERS_LIMIT:,} lists and objects, or {VALUES_LIMIT:,} values.",
                "Split it into several courses.",
            )


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = sorted(name for name, given in times.items() if given > 1)[:10]
        raise invalid([Violation("DUPLICATE_FIELD", Place(name[:80]), "given more than once") for name in twice])
    return value


def _no_number(word: str) -> object:
    raise invalid([Violation("JSON_SYNTAX", Place(), f"{word} is not JSON")])


def _number(digits: str) -> int:
    if len(digits) > 18:
        raise invalid([Violation("INVALID_VALUE", Place(), f"a number of {len(digits)} digits is too large")])
    return int(digits)
