"""Import tasks as Studio keeps them: rows that appear when a worker starts, stages, artifacts.

Mirrors platform-facts 0.1, 1.5, 1.6.
"""

import asyncio
import hashlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import attrs

from .accounts import Clock
from .keys import CourseKey
from .olx_reader import Dropped
from .settings import Account

TOTAL_STEPS = 3
_LONGEST_NAME = 255


@attrs.frozen
class Artifact:
    """What a task left behind: here always the text of its error."""

    id: str
    created: datetime
    text: str
    name: str = "Error"


@attrs.define
class UserTask:
    """A row of the tasks API. Its own id is not the task_id that the import API gave."""

    task_id: str
    owner: str
    name: str
    created: datetime
    modified: datetime
    id: str = attrs.field(factory=lambda: str(uuid4()))
    state: str = "Pending"
    completed_steps: int = 0
    artifacts: list[Artifact] = attrs.field(factory=list)
    states: list[str] = attrs.field(factory=list)


@attrs.define
class ReceivedImport:
    """One upload that the import API accepted, and what became of it."""

    task_id: str
    course_key: CourseKey
    file_name: str
    sender: Account
    path: Path
    size: int
    sha256: str
    received_at: float
    task: UserTask | None = None
    drops: tuple[Dropped, ...] = ()
    ended: asyncio.Event = attrs.field(factory=asyncio.Event)

    @property
    def task_name(self) -> str:
        """The task's name, by which alone the tasks API lets one find it."""
        return f"Import of {self.course_key} from {self.file_name}"

    @property
    def name_fits(self) -> bool:
        """A longer name than the column kills the task before it has a row (platform-facts 1.3)."""
        return len(self.task_name) <= _LONGEST_NAME


@attrs.define
class TaskLog:
    """Every upload received and every task started, in order."""

    clock: Clock
    received: list[ReceivedImport] = attrs.field(factory=list)
    rows: list[UserTask] = attrs.field(factory=list)
    simultaneous: Counter[CourseKey] = attrs.field(factory=Counter)
    """The most imports of each course that were ever in flight at one time.

    A good client never makes it 2.
    """

    @property
    def unseen(self) -> bool:
        """Whether an import waits that no worker has picked up yet."""
        return any(each.task is None and not each.ended.is_set() for each in self.received)

    def receive(self, course_key: CourseKey, file_name: str, sender: Account, path: Path) -> ReceivedImport:
        """Note an accepted upload, whose task_id is new."""
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        size = path.stat().st_size
        received = ReceivedImport(str(uuid4()), course_key, file_name, sender, path, size, digest, self.clock())
        self.received.append(received)
        in_flight = sum(
            1 for other in self.received if other.course_key == course_key and not other.ended.is_set()
        )
        self.simultaneous[course_key] = max(self.simultaneous[course_key], in_flight)
        return received

    def start(self, received: ReceivedImport) -> UserTask:
        """Make the task's row: a worker has picked it up."""
        now = self._now()
        task = UserTask(received.task_id, received.sender.username, received.task_name, now, now)
        received.task = task
        self.rows.append(task)
        self.enter(task, "In Progress")
        return task

    def enter(self, task: UserTask, state: str) -> None:
        """The task comes to a new state."""
        task.state = state
        task.states.append(state)
        task.modified = self._now()

    def step_done(self, task: UserTask) -> None:
        """One of the three steps is behind it."""
        task.completed_steps += 1
        task.modified = self._now()

    def fail(self, task: UserTask, text: str) -> None:
        """The task ends badly and leaves an `Error` artifact."""
        task.artifacts.append(Artifact(str(uuid4()), self._now(), text))
        self.enter(task, "Failed")

    def find(self, task_id: str, task_name: str) -> UserTask | None:
        """The row of this task, if a worker made one and the name is right."""
        for task in self.rows:
            if task.task_id == task_id and task.name == task_name:
                return task
        return None

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)
