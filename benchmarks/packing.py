"""How fast a package is built, beside the same package through Python's own gzip."""

import time
from collections.abc import Callable

from adapters.openedx.olx.archive import fastest, with_zlib
from adapters.openedx.olx.package import build_package
from benchmarks.courses import course_of
from benchmarks.figures import Figure
from domain.course_key import CourseKey
from domain.identities import Identities


def measure() -> list[Figure]:
    """2,000 units; the best of three runs each, taken in turns."""
    course = course_of(2_000)
    key = CourseKey("Courseport", "bench", "bench")
    names = Identities().covering(course)

    def seconds(compressor: Callable[..., object]) -> float:
        began = time.perf_counter()
        build_package(course, key, names, compressor=compressor).close()  # type: ignore[arg-type] # either of the two
        return time.perf_counter() - began

    ours, yardstick = (
        min(times) for times in zip(*((seconds(fastest), seconds(with_zlib)) for _ in range(3)), strict=True)
    )
    return [Figure("package of 2,000 units (18 MB of HTML)", ours, "the same through Python's gzip", yardstick)]
