"""The second wall by itself: plain SQL under the API's role, as an injected statement would run."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import literal_column, select, table, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.postgres.acting import bind
from adapters.postgres.transactions import PostgresTransactions
from domain.access import Action, Decision, User
from tests.access_cases import AccessCase, access_cases
from tests.access_scene import Scene, set_the_scene

ORDER = """
    INSERT INTO lms_import_jobs (course_id, lms_configuration_id, edx_course_key, course_digest)
    SELECT :course, :lms, 'course-v1:A+B+C', course_digest FROM lms_import_jobs WHERE id = :job RETURNING id
"""

STATEMENTS: Mapping[Action, tuple[str, ...]] = {
    Action.MIRROR_ORGANIZATIONS: (
        "UPDATE organizations SET name = 'x' WHERE id = :here RETURNING id",
        "INSERT INTO organizations (id, name) VALUES (:new, 'x') RETURNING id",
        "INSERT INTO organization_members VALUES (:here, :new, 'owner') RETURNING role",
        "UPDATE organization_members SET role = 'owner' WHERE organization_id = :here RETURNING role",
        "DELETE FROM organization_members WHERE organization_id = :here RETURNING role",
    ),
    Action.SEE_CONFIGURATIONS: ("SELECT id, name, lms_url FROM lms_configurations WHERE id = :lms",),
    Action.MANAGE_CONFIGURATIONS: (
        "UPDATE lms_configurations SET client_secret = 'x' WHERE id = :lms RETURNING id",
        """INSERT INTO lms_configurations
            (organization_id, name, lms_url, studio_url, client_id, client_secret, default_org)
            VALUES (:here, 'New', 'https://lms', 'https://studio', 'x', 'y', 'Acme') RETURNING id""",
        "DELETE FROM lms_configurations WHERE id = :lms RETURNING id",
    ),
    Action.TEST_CONNECTION: (
        """UPDATE lms_configurations SET last_connection_test = now(), last_connection_status = 'failed'
            WHERE id = :lms RETURNING id""",
    ),
    Action.READ_AUDIT: ("SELECT id FROM audit_entries WHERE organization_id = :here",),
    Action.ADD_COURSE: (
        """INSERT INTO courses (organization_id, user_id, title, language, content)
            VALUES (:here, :user, 't', 'ru', '{}') RETURNING id""",
    ),
    Action.SEE_COURSE: ("SELECT content FROM courses WHERE id = :course",),
    Action.CHANGE_COURSE: ("UPDATE courses SET title = 'x' WHERE id = :course RETURNING id",),
    Action.REMOVE_COURSE: ("DELETE FROM courses WHERE id = :course RETURNING id",),
    Action.PUBLISH_COURSE: (ORDER,),
    Action.SEE_JOB: (
        "SELECT metadata FROM lms_import_jobs WHERE id = :job",
        "SELECT content FROM course_versions",
        "SELECT url_name FROM lms_block_identities WHERE lms_configuration_id = :lms",
    ),
    Action.CANCEL_JOB: ("UPDATE lms_import_jobs SET run_token = :new WHERE id = :job RETURNING id",),
    Action.RETRY_JOB: (ORDER,),
    Action.SEE_LMS_STATUS: (
        "SELECT title FROM course_cards WHERE id = :course",
        "SELECT edx_course_key FROM lms_publications WHERE course_id = :course",
        "SELECT client_secret FROM course_cards, courseport_credentials(:lms) WHERE course_cards.id = :course",
    ),
    # It is done in the LMS; what the database holds back is the note that has to come first.
    Action.DELETE_FROM_LMS: (
        """INSERT INTO audit_entries (organization_id, actor_kind, actor_id, deed, subject_id)
            VALUES (:here, :kind, :user, 'course.lms_deletion_asked', :course)""",
    ),
}
"""Not here: LIST_COURSES, which is SEE_COURSE many times over, and PLAN_COURSE, which is forbidden to admins
though they may read all that it reads."""


def in_sql() -> list[tuple[AccessCase, str]]:
    return [(case, sql) for case in access_cases(*STATEMENTS) for sql in STATEMENTS[case.action]]


async def run(connection: AsyncConnection, sql: str, scene: Scene) -> int:
    """How many rows it was about; 0 where the database refused it."""
    person = scene.actor if isinstance(scene.actor, User) else None
    known: dict[str, Any] = {
        "here": scene.organization.id,
        "course": scene.stored.id,
        "lms": scene.configuration.id,
        "job": scene.job.id,
        "new": uuid4(),
        "user": person.id if person else None,
        "kind": "superadmin" if person and person.superadmin else "user",
    }
    statement = text(sql)
    parameters = {name: known[name] for name in statement.compile().params}
    try:
        return (await connection.execute(statement, parameters)).rowcount
    except ProgrammingError as error:
        if "row-level security" not in str(error):
            raise
        return 0


@pytest.mark.parametrize(("case", "sql"), in_sql(), ids=str)
async def test_policies_decide_as_the_table_says(
    postgres_transactions: PostgresTransactions, engine: AsyncEngine, case: AccessCase, sql: str
) -> None:
    scene = await set_the_scene(postgres_transactions, case)
    async with engine.connect() as connection:
        bind(connection, scene.actor)
        rows = await run(connection, sql, scene)
    assert (rows > 0) is (case.expected is Decision.ALLOWED)


@pytest.mark.parametrize("case", access_cases(Action.SEE_CONFIGURATIONS), ids=str)
@pytest.mark.parametrize("column", ["client_id", "client_secret", "*"])
async def test_nobody_reads_credentials(
    postgres_transactions: PostgresTransactions, engine: AsyncEngine, case: AccessCase, column: str
) -> None:
    scene = await set_the_scene(postgres_transactions, case)
    async with engine.connect() as connection:
        bind(connection, scene.actor)
        with pytest.raises(ProgrammingError, match="permission denied"):
            await connection.execute(select(literal_column(column)).select_from(table("lms_configurations")))
