"""Rows that no table keeps, or that hang together wrongly, are refused with every place."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from returns.result import Success

from application.keeping_rows import KeepRows
from application.ports.rows import LessonRow, PlatformCourse, SectionRow
from application.row_rules import DEPTH_LIMIT, LARGEST_INDEX
from domain.faults import ValidationFault
from tests.application.rows_house import RowsHouse
from tests.builders import make_rows


@pytest.fixture
async def house() -> RowsHouse:
    return await RowsHouse().open()


def broken(rows: PlatformCourse, **changes: Any) -> PlatformCourse:
    return evolve(rows, lessons=(evolve(rows.lessons[0], **changes),))


def deep(levels: int) -> object:
    value: object = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"title": "nul \0"}, "title"),
        ({"content_text": "\ud800"}, "content_text"),
        ({"content": {"body": ["\udfff"]}}, "content"),
        ({"content": {"nul \0": 1}}, "content"),
        ({"content": [float("nan")]}, "content"),
        ({"content": float("inf")}, "content"),
        ({"content": deep(DEPTH_LIMIT + 1)}, "content"),
        ({"content": deep(100_000)}, "content"),
        ({"order_index": LARGEST_INDEX + 1}, "order_index"),
        ({"updated_at": datetime.max.replace(tzinfo=UTC)}, ""),
        ({"updated_at": datetime.fromisoformat("0001-01-01T00:00:00+14:00")}, "updated_at"),
    ],
)
async def test_what_no_table_keeps_is_named_with_its_place(
    house: RowsHouse, changes: dict[str, Any], path: str
) -> None:
    rows = broken(make_rows(), **changes)
    before = house.database.committed
    kept = await KeepRows(house.database.transactions, house.courses)(rows, house.organization.id)
    if not path:
        assert isinstance(kept, Success)
        return
    fault = kept.failure()
    assert isinstance(fault, ValidationFault)
    assert [finding.path for finding in fault.violations] == [f"lessons[{rows.lessons[0].id}].{path}"]
    assert house.database.committed is before


async def test_rows_that_hang_together_wrongly_are_named(house: RowsHouse) -> None:
    rows = make_rows()
    section: SectionRow = rows.sections[0]
    lesson: LessonRow = rows.lessons[0]
    strange = evolve(
        rows,
        course=evolve(rows.course, title="\0", status="\0", language="\0", description="\0"),
        sections=(section, section, evolve(section, id=UUID(int=7), course_id=UUID(int=8), title="\ud900")),
        lessons=(evolve(lesson, section_id=UUID(int=9)),),
    )
    fault = (await KeepRows(house.database.transactions, house.courses)(strange, house.organization.id)).failure()
    assert isinstance(fault, ValidationFault)
    assert [finding.rule for finding in fault.violations] == [
        *["VALID_UTF8"] * 4,
        "DUPLICATE_ROW",
        "VALID_UTF8",
        "ROW_WITHOUT_PARENT",
        "ROW_WITHOUT_PARENT",
    ]
