"""What a job is about, as the store knows it. It is large: loaded where it is needed, and let go afterwards.

A worker follows a thousand imports at once; it must not hold a thousand courses meanwhile.
"""

from attrs import frozen

from application.ports.stores import Transaction
from domain.course import Course
from domain.identities import Identities
from domain.import_job import Failed, ImportOrder, Succeeded


@frozen(kw_only=True)
class Material:
    """The course as it was ordered, and the names of its blocks.

    `previous` is the course that was last proved in this course run. `last` is the job that proved it, as long as
    nothing was sent since: afterwards it no longer says what the LMS holds. `leftover` is the job that sent
    something since then, and failed.
    """

    course: Course
    identities: Identities
    previous: Course | None
    last: Succeeded | None
    leftover: Failed | None


async def load_material(order: ImportOrder, tx: Transaction) -> Material:
    """All of it, as it stands now."""
    course = await tx.jobs.course_of(order.id)
    published = await tx.publications.get(order.configuration_id, order.course_key)
    settled = published is not None and published.settled
    last = await tx.jobs.get(published.proved_by) if published and published.proved_by and settled else None
    sent = await tx.jobs.get(published.claimed_by) if published and published.claimed_by else None
    return Material(
        course=course,
        identities=(published.identities if published else Identities()).covering(course),
        previous=published.proved if published else None,
        last=last if isinstance(last, Succeeded) else None,
        leftover=sent if isinstance(sent, Failed) else None,
    )
