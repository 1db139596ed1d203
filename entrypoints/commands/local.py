"""Where the command line keeps its courses and connections: one organization of its own."""

from uuid import uuid5

from application.ports.stores import StoredCourse, Transactions
from domain.course import Course
from domain.identifiers import CourseId
from domain.lms_configuration import LmsConfiguration
from domain.organization import Organization
from entrypoints.commands.target import LOCAL_ORGANIZATION


async def keep(transactions: Transactions, configuration: LmsConfiguration, course: Course) -> CourseId:
    """Stores both under ids that the same file and the same flags lead to again: so history stays together."""
    course_id = CourseId(uuid5(LOCAL_ORGANIZATION, f"{course.org}+{course.course_id}+{course.run}"))
    async with transactions() as tx:
        await tx.organizations.put(Organization(LOCAL_ORGANIZATION, "local"))
        await tx.courses.put(
            StoredCourse(id=course_id, organization_id=LOCAL_ORGANIZATION, owner_id=None, course=course)
        )
        known = await tx.configurations.get(configuration.id)
        if known is None:
            (await tx.configurations.add(configuration)).unwrap()
        else:
            changed = known.changed(
                configuration.settings, configuration.credentials, configuration.public.updated_at
            )
            (await tx.configurations.update(changed)).unwrap()
        await tx.commit()
    return course_id
