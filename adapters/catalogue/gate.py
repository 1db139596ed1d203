"""What of a platform's course may be published: completed lessons, each in its newest completed version."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from attrs import frozen

from application.ports.rows import COMPLETED, LessonRow


@frozen
class Candidate:
    """One lesson: the row that counts, whether it may be published, whether its versions contradict each other.

    A platform that generates a lesson anew has several rows of one id. The newest completed one is the lesson, all
    of it; attempts that are pending or have failed, older or newer, neither replace it nor hold the course back. A
    lesson without any completed row is unfinished, and its newest row stands for it. Rows without `updated_at` are
    older than any with one; completed rows of one moment that differ cannot be told apart: `contested`.
    """

    row: LessonRow
    completed: bool
    contested: bool = False


def candidates(lessons: Sequence[LessonRow]) -> tuple[Candidate, ...]:
    """One for each lesson id, by `order_index` and then by id: titles and the order of rows never matter."""
    versions: defaultdict[UUID, list[LessonRow]] = defaultdict(list)
    for lesson in lessons:
        versions[lesson.id].append(lesson)
    chosen = (_chosen(rows) for rows in versions.values())
    return tuple(sorted(chosen, key=lambda candidate: (candidate.row.order_index, candidate.row.id)))


def _chosen(rows: list[LessonRow]) -> Candidate:
    completed = [row for row in rows if row.status == COMPLETED]
    newest, *older = sorted(completed or rows, key=_age, reverse=True)
    contested = any(_moment(row) == _moment(newest) and row != newest for row in older)
    return Candidate(newest, bool(completed), contested and bool(completed))


def _moment(row: LessonRow) -> datetime:
    """A moment without a zone is taken for UTC, as PostgreSQL's own `timestamp` columns usually are."""
    if row.updated_at is None:
        return datetime.min.replace(tzinfo=UTC)
    return row.updated_at if row.updated_at.tzinfo else row.updated_at.replace(tzinfo=UTC)


def _age(row: LessonRow) -> tuple[object, ...]:
    """Newest last; beyond the moment only so that the order of the rows does not show in the answer."""
    return (_moment(row), -row.order_index, row.title, row.status, row.section_id)
