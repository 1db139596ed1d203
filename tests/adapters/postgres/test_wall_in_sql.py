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
from domain.access import Action, Decision, Role, User
from tests import builders
from tests.access_cases import AccessCase, access_cases
from tests.access_scene import Scene, set_the_scene

ORDER = """
    INSERT INTO lms_import_jobs (course_id, lms_configuration_id, edx_course_key, course_digest)
    SELECT :course, :lms, 'course-v1:A+B+C', course_digest FROM lms_import_jobs WHERE id = :job RETURNING id
"""

A_LESSON = "INSERT INTO lessons (course_id, id, version, section_id, title, order_index, status)"

STATEMENTS: Mapping[Action, tuple[str, ...]] = {
    Action.MIRROR_ORGANIZATIONS: (
        "UPDATE organizations SET name = 'x' WHERE id = :here RETURNING id",
        "INSERT INTO organizations (id, name) VALUES (:new, 'x') RETURNING id",
        "INSERT INTO organization_members VALUES (:here, :new, 'owner') RETURNING role",
        "UPDATE organization_members SET role = 'owner' WHERE organization_id = :here RETURNING role",
        "DELETE FROM organization_members WHERE organization_id = :here RETURNING role",
    ),
    Action.SEE_CONFIGURATIONS: (
        "SELECT id, name, lms_url FROM lms_configurations WHERE id = :lms",
        "SELECT held FROM courseport_holder(:lms, :key)",
    ),
    Action.MANAGE_CONFIGURATIONS: (
        "UPDATE lms_configurations SET client_secret = 'x' WHERE id = :lms RETURNING id",
        """INSERT INTO lms_configurations
            (organization_id, name, lms_url, studio_url, site, client_id, client_secret, default_org)
            VALUES (:here, 'New', 'https://lms', 'https://studio', 'studio', 'x', 'y', 'Acme') RETURNING id""",
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
    Action.SEE_COURSE: (
        "SELECT content FROM courses WHERE id = :course",
        "SELECT title FROM sections WHERE course_id = :rows",
        "SELECT content FROM lessons WHERE course_id = :rows",
    ),
    Action.CHANGE_COURSE: (
        "UPDATE courses SET title = 'x' WHERE id = :course RETURNING id",
        "INSERT INTO sections VALUES (:rows, :new, 't', 1) RETURNING id",
        "UPDATE sections SET title = 'x' WHERE course_id = :rows RETURNING id",
        "DELETE FROM sections WHERE course_id = :rows RETURNING id",
        "UPDATE lessons SET content = '1' WHERE course_id = :rows RETURNING id",
        "DELETE FROM lessons WHERE course_id = :rows RETURNING id",
        f"{A_LESSON} VALUES (:rows, :new, 0, :section, 't', 1, 'completed') RETURNING id",
    ),
    Action.REMOVE_COURSE: ("DELETE FROM courses WHERE id = :course RETURNING id",),
    Action.PUBLISH_COURSE: (ORDER,),
    Action.SEE_JOB: (
        "SELECT metadata FROM lms_import_jobs WHERE id = :job",
        "SELECT content FROM course_versions",
        "SELECT url_name FROM lms_block_identities WHERE edx_course_key = :key",
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


def parameters_of(sql: str, scene: Scene) -> dict[str, Any]:
    """What the statement's names stand for in the scene."""
    person = scene.actor if isinstance(scene.actor, User) else None
    known: dict[str, Any] = {
        "here": scene.organization.id,
        "course": scene.stored.id,
        "rows": scene.rows.id,
        "section": scene.rows.sections[0].id,
        "lms": scene.configuration.id,
        "job": scene.job.id,
        "key": str(scene.job.order.course_key),
        "new": uuid4(),
        "user": person.id if person else None,
        "kind": "superadmin" if person and person.superadmin else "user",
    }
    return {name: known[name] for name in text(sql).compile().params}


async def run(connection: AsyncConnection, sql: str, scene: Scene) -> int:
    """How many rows it was about; 0 where the database refused it."""
    try:
        return (await connection.execute(text(sql), parameters_of(sql, scene))).rowcount
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


NOTE = """
    INSERT INTO audit_entries (organization_id, actor_kind, actor_id, deed, subject_id)
    VALUES (:here, {}, 'course.put', :course)
"""

LIES = {
    "a note in another's name": NOTE.format("'user', :new"),
    "a note as the service": NOTE.format("'service', NULL"),
    "a note as ourselves": NOTE.format("'system', NULL"),
    "a note as superadmin": NOTE.format("'superadmin', :user"),
    "a course in another's name": """
        INSERT INTO courses (organization_id, user_id, title, language, content)
        VALUES (:here, :new, 't', 'ru', '{}')""",
    "one's course given away": "UPDATE courses SET user_id = :new WHERE id = :course",
    "one's section given away": "UPDATE sections SET course_id = :new WHERE course_id = :rows",
    "one's job moved": "UPDATE lms_import_jobs SET course_id = :new WHERE id = :job",
    "an order for a foreign LMS": ORDER.replace(":lms", ":foreign"),
}


@pytest.mark.parametrize("lie", LIES)
async def test_what_is_ones_own_to_do_is_done_truthfully(
    postgres_transactions: PostgresTransactions, engine: AsyncEngine, lie: str
) -> None:
    """An author, who may put courses, order jobs and have that noted; and who has an LMS elsewhere."""
    case = AccessCase(Action.PUBLISH_COURSE, Decision.ALLOWED, role=Role.INSTRUCTOR, owns=True)
    scene = await set_the_scene(postgres_transactions, case)
    foreign = builders.make_configuration(scene.elsewhere)
    async with postgres_transactions() as transaction:
        (await transaction.configurations.add(foreign)).unwrap()
        await transaction.commit()
    sql = LIES[lie].replace(":foreign", f"'{foreign.id}'")
    async with engine.connect() as connection:
        bind(connection, scene.actor)
        with pytest.raises(ProgrammingError, match=r"row-level security|permission denied"):
            await connection.execute(text(sql), parameters_of(sql, scene))


async def test_an_author_may_do_all_that_truthfully(
    postgres_transactions: PostgresTransactions, engine: AsyncEngine
) -> None:
    case = AccessCase(Action.PUBLISH_COURSE, Decision.ALLOWED, role=Role.INSTRUCTOR, owns=True)
    scene = await set_the_scene(postgres_transactions, case)
    async with engine.connect() as connection:
        bind(connection, scene.actor)
        for sql in (NOTE.format("'user', :user"), *STATEMENTS[Action.ADD_COURSE], ORDER):
            assert await run(connection, sql, scene) == 1
