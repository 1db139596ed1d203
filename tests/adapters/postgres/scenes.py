"""People before the wall: a scene of tests/access_scene.py by role alone."""

from uuid import uuid4

from adapters.postgres.transactions import PostgresTransactions
from domain.access import Action, Decision, Role, User
from domain.identifiers import UserId
from domain.import_job import Pending
from tests import builders
from tests.access_cases import AccessCase
from tests.access_scene import Scene, set_the_scene

SOMEBODY = User(UserId(uuid4()))


async def scene_of(transactions: PostgresTransactions, role: Role | None, *, owns: bool = True) -> Scene:
    return await set_the_scene(
        transactions, AccessCase(Action.PUBLISH_COURSE, Decision.ALLOWED, role=role, owns=owns)
    )


def new_job(scene: Scene) -> Pending:
    return builders.pending(
        builders.make_order(course_id=scene.stored.id, configuration_id=scene.configuration.id)
    )
