"""Which views each host has."""

from typing import TYPE_CHECKING

from . import (
    course_index_api,
    course_runs_api,
    enrollment_api,
    health_api,
    import_api,
    lms_blocks_api,
    lms_course_api,
    oauth_api,
    quality_api,
    tasks_api,
    units_api,
)
from .routing import Site

if TYPE_CHECKING:
    from .simulator import Simulator


def lms(simulator: "Simulator") -> Site:
    """The learners' host."""
    routes = (
        *oauth_api.ROUTES,
        *health_api.LMS_ROUTES,
        *lms_course_api.ROUTES,
        *lms_blocks_api.ROUTES,
        *enrollment_api.ROUTES,
    )
    return Site(simulator, routes, "Accept-Language, origin, Cookie")


def studio(simulator: "Simulator") -> Site:
    """The authors' host."""
    routes = (
        *health_api.STUDIO_ROUTES,
        *import_api.ROUTES,
        *tasks_api.ROUTES,
        *course_runs_api.ROUTES,
        *course_index_api.ROUTES,
        *units_api.ROUTES,
        *quality_api.ROUTES,
    )
    return Site(simulator, routes, "Accept-Language, Cookie, origin")
