"""How answers become bytes: JSON in UTF-8, whatever authors wrote into their courses."""

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from litestar import Response
from litestar.enums import MediaType
from returns.result import Failure, Result
from typing_extensions import override

from adapters.http.problems import ProblemError, problem_of
from domain.faults import Fault

T = TypeVar("T")
V = TypeVar("V")

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def json_bytes(value: object) -> bytes:
    """The value as JSON. Halves of surrogate pairs, which UTF-8 cannot carry, become U+FFFD."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
        return _LONE_SURROGATE.sub("\ufffd", text).encode()


class JsonAnswer(Response[V]):
    """An answer that any author's text can stand in."""

    @override
    def render(self, content: Any, media_type: str, enc_hook: Callable[[Any], Any] | None = None) -> bytes:
        """JSON by `json_bytes`; bytes are sent as they are."""
        return content if isinstance(content, bytes) else json_bytes(content)


def answer(view: V, status: int = 200, headers: dict[str, str] | None = None) -> Response[V]:
    """That view, as JSON."""
    return JsonAnswer(view, status_code=status, headers=headers, media_type=MediaType.JSON)


def answered(result: Result[T, Fault], view: Callable[[T], V], status: int = 200) -> Response[V]:
    """What a use case came to, in the caller's words; a fault becomes a problem."""
    return answer(view(value_of(result)), status)


def value_of(result: Result[T, Fault]) -> T:
    """The value; raises the problem that a fault is to callers."""
    if isinstance(result, Failure):
        raise ProblemError(problem_of(result.failure()))
    return result.unwrap()
