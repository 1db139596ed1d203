"""The state of one simulated site, and the face by which tests and the demo look at it and arrange it."""

import asyncio
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from typing import Any

import attrs

from .accounts import Accounts, Clock
from .import_worker import work
from .keys import CourseKey
from .modulestore import Course, new_course
from .package_files import default_grading_policy
from .rudeness import Rudeness
from .settings import Account, Settings
from .tasks import ReceivedImport, TaskLog
from .throttling import Throttle

_AUTHOR_ROLES = ("instructor", "staff")


@attrs.define
class Simulator:
    """One LMS and its Studio.

    Look at `courses` and `imports`; arrange with `create_course`, `add_account` and `grant`.
    """

    settings: Settings = attrs.field(factory=Settings)
    clock: Clock = time.time
    accounts: Accounts = attrs.field(init=False)
    courses: dict[CourseKey, Course] = attrs.field(init=False, factory=dict)
    tasks: TaskLog = attrs.field(init=False)
    rudeness: Rudeness = attrs.field(init=False, factory=Rudeness)
    throttle: Throttle = attrs.field(init=False)
    urls: dict[str, str] = attrs.field(init=False, factory=dict)
    queue: asyncio.Queue[ReceivedImport] = attrs.field(init=False, factory=asyncio.Queue)
    _roles: dict[tuple[str, str], str] = attrs.field(init=False, factory=dict)
    _folder: tempfile.TemporaryDirectory[str] | None = attrs.field(init=False, default=None)
    _workers: list[asyncio.Task[None]] = attrs.field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        """Let in the people of the settings."""
        self.accounts = Accounts(self.clock)
        self.accounts.add(self.settings.accounts)
        self.tasks = TaskLog(self.clock)
        self.throttle = Throttle(self.clock)

    @property
    def imports(self) -> list[ReceivedImport]:
        """Every upload that the import API accepted, in order, with its file's name, size and sha256."""
        return self.tasks.received

    @property
    def most_simultaneous_imports(self) -> Mapping[CourseKey, int]:
        """How many imports of each course were in flight at once at the worst.

        Above 1 a client is at fault.
        """
        return self.tasks.simultaneous

    @property
    def date(self) -> tuple[str, str]:
        """The `Date` header of every answer, by the site's own clock, which may be wrong."""
        return "Date", formatdate(self.clock() + self.settings.clock_skew, usegmt=True)

    @property
    def data_dir(self) -> Path:
        """Where uploads and work directories live while the site is up."""
        if self._folder is None:
            raise RuntimeError("the simulator is not running")
        return Path(self._folder.name)

    def create_course(self, key: str, title: str = "Course", creator: str = "publisher", **fields: Any) -> Course:
        """A new and empty course run, its creator enrolled, as `POST course_runs` makes it."""
        course_key = CourseKey.parse(key)
        course = new_course(course_key, title, fields, default_grading_policy(), self.clock())
        course.enrolled[creator] = datetime.fromtimestamp(self.clock(), UTC)
        self.courses[course_key] = course
        return course

    def course(self, key: str) -> Course:
        """The course of that key; KeyError when there is none."""
        return self.courses[CourseKey.parse(key)]

    def add_account(self, account: Account) -> None:
        """One more person, with an OAuth client."""
        self.accounts.add([account])

    def grant(self, username: str, role: str, place: str) -> None:
        """Give a role (`instructor`, `staff`, …) in a course (its key) or in a whole organisation (its name)."""
        self._roles[username, place] = role

    def may_author(self, user: Account, key: CourseKey) -> bool:
        """May this person write the course's content (platform-facts 1.2)?"""
        if not user.is_active:
            return False
        if user.is_staff or user.is_superuser:
            return True
        course = self.courses.get(key)
        if course is None:
            return False
        roles = (
            course.team.get(user.username),
            self._roles.get((user.username, str(key))),
            self._roles.get((user.username, key.org)),
        )
        return any(role in _AUTHOR_ROLES for role in roles)

    def start(self) -> None:
        """Begin to work off imports, on the running event loop."""
        self._folder = tempfile.TemporaryDirectory(prefix="simulated-openedx-")
        (self.data_dir / "uploads").mkdir()
        if self.settings.worker_alive:
            self._workers = [asyncio.create_task(work(self)) for _ in range(self.settings.import_workers)]

    async def stop(self) -> None:
        """Drop what is still in work and take the uploads away; courses and records stay readable."""
        for worker in self._workers:
            worker.cancel()
        ended = await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers = []
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome
