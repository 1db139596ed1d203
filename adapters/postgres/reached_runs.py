"""Which course runs of its organization a configuration leads to: in its LMS, else in one it led to before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, Subquery, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from adapters.postgres.publication_tables import lms_publications
from adapters.postgres.tables import lms_configurations
from domain.identifiers import ConfigurationId

_RUN, _ASKED = lms_publications.c, lms_configurations.alias("asked")
_WAY, _THERE = lms_configurations.alias("way"), lms_publications.alias("there")
_HERE = _RUN.site == _ASKED.c.site
# All the organization's ways to that LMS know its former addresses, whichever of them it was that moved.
_LEFT = (
    select(func.min(func.array_position(_WAY.c.former_sites, _RUN.site)))
    .where(_WAY.c.organization_id == _ASKED.c.organization_id, _WAY.c.site == _ASKED.c.site)
    .correlate(_ASKED, lms_publications)
    .scalar_subquery()
)
_HELD_HERE = exists().where(_THERE.c.edx_course_key == _RUN.edx_course_key, _THERE.c.site == _ASKED.c.site)


def site_of(configuration_id: ConfigurationId) -> ScalarSelect[str]:
    """The LMS that the configuration leads to today."""
    return select(_ASKED.c.site).where(_ASKED.c.id == configuration_id).scalar_subquery()


def organization_of(configuration_id: ConfigurationId) -> ScalarSelect[UUID]:
    """Whose configuration it is."""
    return select(_ASKED.c.organization_id).where(_ASKED.c.id == configuration_id).scalar_subquery()


def reached_by(configuration_id: ConfigurationId, keys: Sequence[str] | Select[Any]) -> Subquery:
    """Each run of these keys once: `here` where it is in the LMS of today, else in the last LMS that was left.

    What is held in the LMS of today by somebody else is not reached at all.
    """
    asked = and_(_ASKED.c.id == configuration_id, _ASKED.c.organization_id == _RUN.organization_id)
    return (
        select(lms_publications, _HERE.label("here"))
        .select_from(lms_publications.join(_ASKED, asked))
        .where(_RUN.edx_course_key.in_(keys), or_(_HERE, and_(_LEFT.is_not(None), ~_HELD_HERE)))
        .ext(distinct_on(_RUN.edx_course_key))
        .order_by(_RUN.edx_course_key, _LEFT)
        .subquery("runs")
    )
