"""What is said where there is no such thing: one sentence for each, whoever asked."""

from domain.faults import FaultCode, MissingFault
from domain.identifiers import ConfigurationId, CourseId, JobId, OrganizationId


def no_such_course(course_id: CourseId) -> MissingFault:
    """COURSE_NOT_FOUND."""
    return MissingFault(
        code=FaultCode.COURSE_NOT_FOUND,
        message=f"There is no course {course_id}.",
        help="Check the id, or put the course first.",
    )


def no_such_configuration(configuration_id: ConfigurationId) -> MissingFault:
    """LMS_CONFIG_NOT_FOUND."""
    return MissingFault(
        code=FaultCode.LMS_CONFIG_NOT_FOUND,
        message=f"There is no active LMS configuration {configuration_id} here.",
        help="List the organization's configurations and choose an active one.",
    )


def no_such_job(job_id: JobId) -> MissingFault:
    """JOB_NOT_FOUND."""
    return MissingFault(
        code=FaultCode.JOB_NOT_FOUND,
        message=f"There is no import job {job_id}.",
        help="List the jobs of the course.",
    )


def no_such_organization(organization_id: OrganizationId) -> MissingFault:
    """ORGANIZATION_NOT_FOUND."""
    return MissingFault(
        code=FaultCode.ORGANIZATION_NOT_FOUND,
        message=f"There is no organization {organization_id}.",
        help="Check the id; organizations are mirrored here by the platform that keeps them.",
    )
