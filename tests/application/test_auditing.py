"""The audit trail: every change leaves its note in the name of whoever made it; nothing else does."""

from uuid import uuid4

import pytest
from returns.result import Success

from adapters.memory.transactions import MemoryDatabase
from application.auditing import ReadAudit
from application.following import CancelJob
from application.guarding import Guard
from domain.access import Action, Decision
from domain.audit import AuditEntry, Deed
from tests import builders
from tests.access_attempts import Attempts
from tests.access_cases import AccessCase
from tests.access_scene import Scene, set_the_scene

DEEDS = {
    Action.MIRROR_ORGANIZATIONS: [Deed.ORGANIZATION_PUT, Deed.MEMBER_PUT, Deed.MEMBER_REMOVED],
    Action.MANAGE_CONFIGURATIONS: [
        Deed.CONFIGURATION_CREATED,
        Deed.CONFIGURATION_CHANGED,
        Deed.CONFIGURATION_DELETED,
    ],
    Action.TEST_CONNECTION: [Deed.CONNECTION_TESTED],
    Action.ADD_COURSE: [Deed.COURSE_PUT, Deed.COURSE_PUT],
    Action.CHANGE_COURSE: [Deed.COURSE_PUT, Deed.COURSE_PUT],
    Action.REMOVE_COURSE: [Deed.COURSE_REMOVED],
    Action.PUBLISH_COURSE: [Deed.JOB_ORDERED, Deed.JOB_ORDERED],
    Action.CANCEL_JOB: [Deed.JOB_CANCELLED],
    Action.RETRY_JOB: [Deed.JOB_ORDERED],
    Action.DELETE_FROM_LMS: [Deed.COURSE_LMS_DELETION_ASKED],
}
"""What each action leaves behind, a note for each attempt of `access_attempts.py`; looking leaves nothing."""


async def done(action: Action) -> tuple[Scene, list[AuditEntry]]:
    """The scene after a superadmin did that in it, and what was noted meanwhile, in order."""
    database = MemoryDatabase()
    scene = await set_the_scene(database.transactions, AccessCase(action, Decision.ALLOWED, superadmin=True))
    before = len(database.committed.audit)
    await Attempts(scene, database.transactions)(action)
    return scene, list(database.committed.audit[before:])


@pytest.mark.parametrize("action", Action)
async def test_every_change_leaves_its_note_and_looking_leaves_none(action: Action) -> None:
    scene, trail = await done(action)
    assert [entry.note.deed for entry in trail] == DEEDS.get(action, [])
    assert {entry.note.actor for entry in trail} <= {scene.actor}
    assert {entry.note.organization_id for entry in trail} <= {scene.organization.id}


@pytest.mark.parametrize("action", DEEDS)
async def test_no_note_holds_a_credential(action: Action) -> None:
    _, trail = await done(action)
    assert builders.SECRET not in repr(trail)
    assert builders.CLIENT not in repr(trail)


async def test_what_was_refused_leaves_no_note() -> None:
    database = MemoryDatabase()
    case = AccessCase(Action.CANCEL_JOB, Decision.ALLOWED, superadmin=True)
    scene = await set_the_scene(database.transactions, case)
    cancel = CancelJob(database.transactions, lambda: builders.at(9), uuid4, Guard(scene.actor))
    assert [isinstance(await cancel(scene.job.id), Success) for _ in range(2)] == [True, False]
    page = (await ReadAudit(database.transactions, Guard(scene.actor))(scene.organization.id)).unwrap()
    assert [entry.note.deed for entry in page.items].count(Deed.JOB_CANCELLED) == 1
