"""Which course runs a configuration leads to: those in its LMS, else those it took along from another address."""

from sqlalchemy import ScalarSelect, Subquery, and_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from adapters.postgres.job_tables import lms_publications
from adapters.postgres.tables import lms_configurations
from domain.course_key import CourseKey
from domain.identifiers import ConfigurationId

_RUN = lms_publications.c
_ASKED, _KEEPING = lms_configurations.alias("asked"), lms_configurations.alias("keeping")
_HERE_FIRST = (_RUN.site == _ASKED.c.site).desc().nulls_last()


def site_of(configuration_id: ConfigurationId) -> ScalarSelect[str]:
    """The LMS that the configuration leads to today."""
    return select(_ASKED.c.site).where(_ASKED.c.id == configuration_id).scalar_subquery()


def runs_of(configuration_id: ConfigurationId) -> Subquery:
    """The organization's runs that the configuration leads to, each with the configuration that keeps it."""
    ours = and_(_KEEPING.c.id == _RUN.lms_configuration_id, _KEEPING.c.organization_id == _ASKED.c.organization_id)
    return (
        select(_RUN.lms_configuration_id, _RUN.edx_course_key, _RUN.course_id, _RUN.claimed_at)
        .select_from(lms_publications.join(_ASKED, _ASKED.c.id == configuration_id).join(_KEEPING, ours))
        .where(or_(_RUN.site == _ASKED.c.site, _RUN.lms_configuration_id == configuration_id))
        .ext(distinct_on(_RUN.edx_course_key))
        .order_by(_RUN.edx_course_key, _HERE_FIRST)
        .subquery("runs")
    )


def keeper_of(configuration_id: ConfigurationId, key: CourseKey) -> ScalarSelect[ConfigurationId]:
    """The configuration that keeps that run of the organization."""
    runs = runs_of(configuration_id).c
    return select(runs.lms_configuration_id).where(runs.edx_course_key == str(key)).scalar_subquery()


def keeper_anywhere(configuration_id: ConfigurationId, key: CourseKey) -> ScalarSelect[ConfigurationId]:
    """The same, whichever organization published there: the first at that LMS has the run."""
    return (
        select(_RUN.lms_configuration_id)
        .select_from(lms_publications.join(_ASKED, _ASKED.c.id == configuration_id))
        .where(_RUN.edx_course_key == str(key))
        .where(or_(_RUN.site == _ASKED.c.site, _RUN.lms_configuration_id == configuration_id))
        .order_by(_HERE_FIRST)
        .limit(1)
        .scalar_subquery()
    )
