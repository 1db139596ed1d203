"""What an access case is about, put into a store."""

from uuid import uuid4

from attrs import evolve, frozen

from application.ports.rows import PlatformCourse
from application.ports.stores import Membership, StoredCourse, Transactions
from domain.access import Action, Actor, Role, Service, User
from domain.audit import AuditNote, Deed
from domain.identifiers import UserId
from domain.identities import Identities
from domain.import_job import ImportJob
from domain.lms_configuration import LmsConfiguration
from domain.organization import Organization
from tests import builders
from tests.access_cases import AccessCase


@frozen(kw_only=True)
class Scene:
    """One organization with one of everything, and the actor. The course was published, and the job has failed.

    `rows` are those of a second course of the same owner.
    Only where it is about to be cancelled, the job still waits. `elsewhere` is another organization, of which a
    stranger is the owner.
    """

    actor: Actor
    organization: Organization
    elsewhere: Organization
    stored: StoredCourse
    rows: PlatformCourse
    configuration: LmsConfiguration
    job: ImportJob


async def set_the_scene(transactions: Transactions, case: AccessCase) -> Scene:
    """Keeps all that the case is about; `transactions` are ours, not the actor's."""
    user_id = UserId(uuid4())
    organization, elsewhere = builders.make_organization("Here"), builders.make_organization("Elsewhere")
    stored = builders.make_stored_course(organization)
    stored = evolve(stored, owner_id=user_id) if case.owns else stored
    rows = builders.make_rows(organization, user_id=stored.owner_id)
    # An LMS of its own: scenes that share a database would publish to the same course run otherwise.
    configuration = builders.make_configuration(organization, studio=f"https://{organization.id}.example.org")
    order = builders.make_order(course_id=stored.id, configuration_id=configuration.id)
    pending = builders.pending(order)
    job: ImportJob = pending if case.action is Action.CANCEL_JOB else builders.failed(order)
    names = Identities().covering(stored.course)
    async with transactions() as tx:
        for each in (organization, elsewhere):
            await tx.organizations.put(each)
        await tx.organizations.put_member(Membership(organization.id, UserId(uuid4()), Role.OWNER))
        await tx.organizations.put_member(Membership(elsewhere.id, user_id, Role.OWNER))
        if case.role is not None:
            await tx.organizations.put_member(Membership(organization.id, user_id, case.role))
        assert await tx.courses.add(stored)
        assert await tx.rows.add(rows)
        (await tx.configurations.add(configuration)).unwrap()
        (await tx.jobs.add(pending, stored.course)).unwrap()
        await tx.jobs.lease(job.id, token := uuid4())
        assert await tx.jobs.save(job, token)
        await tx.publications.claim(configuration.id, order.course_key, stored.id, names, job.id)
        await tx.audit.note(AuditNote(organization.id, Service(), Deed.COURSE_PUT, stored.id))
        await tx.commit()
    actor: Actor = Service() if case.service else User(user_id, superadmin=case.superadmin)
    return Scene(
        actor=actor,
        organization=organization,
        elsewhere=elsewhere,
        stored=stored,
        rows=rows,
        configuration=configuration,
        job=job,
    )
