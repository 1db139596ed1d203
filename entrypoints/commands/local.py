"""Where the command line keeps its courses and connections: one organization of its own."""

from uuid import uuid5

from application.ports.stores import StoredCourse, Transactions
from domain.course import Course
from domain.identifiers import CourseId, OrganizationId
from domain.lms_configuration import LmsConfiguration
from domain.organization import Organization
from entrypoints.commands.target import LOCAL_ORGANIZATION

LOCAL_NAME = "local"


async def keep(transactions: Transactions, configuration: LmsConfiguration, course: Course) -> CourseId:
    """Stores both under ids that the same file and the same flags lead to again: so history stays together."""
    course_id = course_id_for(LOCAL_ORGANIZATION, course)
    async with transactions() as tx:
        await tx.organizations.put(Organization(LOCAL_ORGANIZATION, LOCAL_NAME))
        await tx.courses.put(
            StoredCourse(id=course_id, organization_id=LOCAL_ORGANIZATION, owner_id=None, course=course)
        )
        # The credentials that were kept stay unseen: they may be what nobody can open any more.
        face = await tx.configurations.face(configuration.id)
        if face is None:
            (await tx.configurations.add(configuration)).unwrap()
        else:
            known = LmsConfiguration(public=face, credentials=configuration.credentials)
            changed = known.changed(configuration.settings, None, configuration.public.updated_at)
            (await tx.configurations.update(changed)).unwrap()
        await tx.commit()
    return course_id


def course_id_for(organization_id: OrganizationId, course: Course) -> CourseId:
    """The id under which the command line keeps a course that is given without one."""
    return CourseId(uuid5(organization_id, f"{course.org}+{course.course_id}+{course.run}"))


async def make_known(transactions: Transactions, organization_id: OrganizationId) -> None:
    """Puts the command line's own organization before something is put into it; others must be there already."""
    if organization_id != LOCAL_ORGANIZATION:
        return
    async with transactions() as tx:
        if await tx.organizations.get(organization_id) is None:
            await tx.organizations.put(Organization(organization_id, LOCAL_NAME))
            await tx.commit()
