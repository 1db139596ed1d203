"""What all handlers have in common: what they are handed, and which problems they may answer with."""

from typing import Any, TypeAlias

from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import SkipValidation

from adapters.http.bodies import AnyRequest
from adapters.http.course_reading import CourseReader
from adapters.http.door import actor_of
from adapters.http.parts import ApiParts
from adapters.http.problems import MEDIA_TYPE, ProblemView
from adapters.http.use_cases import UseCases

Use: TypeAlias = NamedDependency[SkipValidation[UseCases]]
Parts: TypeAlias = NamedDependency[SkipValidation[ApiParts]]
Reader: TypeAlias = NamedDependency[SkipValidation[CourseReader]]

BODY = "body"
"""In a handler's `opt`: the name of its body's shape in `request_shapes.py`."""

_ALWAYS = (400, 401, 429, 500, 503)
_OF_BODIES = (408, 413, 415)
LMS = (403, 404, 422, 501, 504)
"""What talking to an LMS can end in, beside the usual."""

_SAYS = {
    400: "Something in the request is not what it must be; `errors` names each place.",
    401: "No token, or one that is not accepted; or the LMS did not accept our credentials (see `code`).",
    403: "You see it, but your role does not let you do that.",
    404: "There is no such thing, or none that you may see.",
    408: "The body took too long.",
    409: "It collides with something that is there already.",
    412: "The course is not finished.",
    413: "The body is too large.",
    415: "The body must be JSON in UTF-8.",
    422: "The LMS refused it, or the idempotency key was used for another request.",
    429: "Too often; `Retry-After` says when to come again.",
    500: "A failure of ours; the log knows it by the correlation id.",
    501: "This LMS cannot do that.",
    503: "The LMS, or a part of ours, cannot be reached now.",
    504: "The LMS did not answer in time.",
}


def problems(*statuses: int, body: bool = False) -> dict[int, ResponseSpec]:
    """The `responses` of a handler: those statuses, and those that every route may answer with."""
    every = {*_ALWAYS, *statuses, *(_OF_BODIES if body else ())}
    return {
        status: ResponseSpec(
            ProblemView, generate_examples=False, description=_SAYS[status], media_type=MEDIA_TYPE
        )
        for status in sorted(every)
    }


def dependencies(parts: ApiParts) -> dict[str, Provide]:
    """`use`: the use cases of whoever is asking; `parts`: the application's parts; `reader`: its one reader."""
    reader = CourseReader(parts.read_course, parts.read_rows, parts.settings.courses_read_at_once)

    def use(request: AnyRequest) -> Any:
        return parts.use_cases_for(actor_of(request))

    return {
        "use": Provide(use, sync_to_thread=False),
        "parts": Provide(lambda: parts, sync_to_thread=False),
        "reader": Provide(lambda: reader, sync_to_thread=False),
    }
