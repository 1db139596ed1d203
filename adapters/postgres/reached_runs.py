"""Which course runs of its organization a configuration leads to: in its LMS, else in one it led to before."""

from uuid import UUID

from sqlalchemy import ScalarSelect, Subquery, and_, any_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from adapters.postgres.publication_tables import lms_publications
from adapters.postgres.tables import lms_configurations
from domain.identifiers import ConfigurationId

_RUN, _ASKED = lms_publications.c, lms_configurations.alias("asked")
_HERE = _RUN.site == _ASKED.c.site
_BEFORE = _RUN.site == any_(_ASKED.c.former_sites)


def site_of(configuration_id: ConfigurationId) -> ScalarSelect[str]:
    """The LMS that the configuration leads to today."""
    return select(_ASKED.c.site).where(_ASKED.c.id == configuration_id).scalar_subquery()


def organization_of(configuration_id: ConfigurationId) -> ScalarSelect[UUID]:
    """Whose configuration it is."""
    return select(_ASKED.c.organization_id).where(_ASKED.c.id == configuration_id).scalar_subquery()


def reached_by(configuration_id: ConfigurationId) -> Subquery:
    """Each run once: `here` where it is in the LMS of today, else in the last LMS before that had it."""
    asked = and_(_ASKED.c.id == configuration_id, _ASKED.c.organization_id == _RUN.organization_id)
    return (
        select(lms_publications, _HERE.label("here"))
        .select_from(lms_publications.join(_ASKED, asked))
        .where(or_(_HERE, _BEFORE))
        .ext(distinct_on(_RUN.edx_course_key))
        .order_by(_RUN.edx_course_key, _HERE.desc(), func.array_position(_ASKED.c.former_sites, _RUN.site))
        .subquery("runs")
    )
