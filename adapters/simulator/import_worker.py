"""Studio's Celery worker: takes uploads from the queue and drives each import through its stages.

Mirrors platform-facts 1.5.
"""

import asyncio
import base64
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lxml import etree

from .archive import UnsafeArchive, find_root, unpack
from .importer import BlockNotWritten, SourceCourse, read_package, write_course
from .keys import CourseKey
from .modulestore import Course
from .tasks import ReceivedImport, UserTask

if TYPE_CHECKING:
    from .simulator import Simulator

T = TypeVar("T")
UNKNOWN_UNPACKING = "An Unknown error occurred during the unpacking step."
NO_COURSE_XML = "Could not find the course.xml file in the package."
NOT_ALLOWED = "Permission denied. You do not have write access to this course."
UNSAFE = "Unsafe archive file. Aborting import."
UNKNOWN = "Unknown error while importing course."
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
)


class _ImportFailed(Exception):
    """The import ends here with this `Error` text."""


async def work(simulator: "Simulator") -> None:
    """One worker: one import after the other, until cancelled."""
    while True:
        received = await simulator.queue.get()
        waited = simulator.clock() - received.received_at
        await asyncio.sleep(max(0.0, simulator.settings.pace.pick_up - waited))
        try:
            if received.name_fits:
                await _drive(simulator, received, simulator.tasks.start(received))
        finally:
            received.ended.set()


async def _drive(simulator: "Simulator", received: ReceivedImport, task: UserTask) -> None:
    work_dir = simulator.data_dir / "work" / _one_path_part(received.course_key)
    try:
        course, source = await _read(simulator, received, task, work_dir)
        _update(course, source, simulator.clock())
    except _ImportFailed as failed:
        simulator.tasks.fail(task, str(failed))
        return
    finally:
        await asyncio.to_thread(shutil.rmtree, work_dir, ignore_errors=True)
    await asyncio.sleep(simulator.settings.pace.updating)
    simulator.tasks.step_done(task)
    simulator.tasks.enter(task, "Succeeded")


async def _read(
    simulator: "Simulator", received: ReceivedImport, task: UserTask, work_dir: Path
) -> tuple[Course, SourceCourse]:
    """The course to write to, and the package as read."""
    tasks = simulator.tasks
    await asyncio.sleep(simulator.settings.pace.in_progress)
    if not simulator.may_author(received.sender, received.course_key):
        raise _ImportFailed(NOT_ALLOWED)
    course = simulator.courses.get(received.course_key)
    if course is None or not _can_make(work_dir):
        raise _ImportFailed(UNKNOWN_UNPACKING)
    root = await _unpack(simulator, received, task, work_dir)
    tasks.enter(task, "Updating")
    source = await _readable(lambda: read_package(root))
    received.drops = source.drops
    return course, source


async def _unpack(simulator: "Simulator", received: ReceivedImport, task: UserTask, work_dir: Path) -> Path:
    """Where the package's course.xml is, once unpacked.

    Two imports of one course share a directory and spoil each other. See platform-facts 0.7.
    """
    pace, tasks = simulator.settings.pace, simulator.tasks
    tasks.enter(task, "Unpacking")
    await _readable(lambda: unpack(received.path, received.file_name, work_dir))
    await asyncio.sleep(pace.unpacking)
    tasks.step_done(task)
    tasks.enter(task, "Verifying")
    root = await _in_thread(lambda: find_root(work_dir))
    if root is None:
        raise _ImportFailed(NO_COURSE_XML)
    await asyncio.sleep(pace.verifying)
    tasks.step_done(task)
    return root


async def _readable(read: Callable[[], T]) -> T:
    try:
        return await _in_thread(read)
    except UnsafeArchive as unsafe:
        raise _ImportFailed(UNSAFE) from unsafe
    except _UNREADABLE as reason:
        raise _ImportFailed(UNKNOWN) from reason


async def _in_thread(call: Callable[[], T]) -> T:
    """Run it in a thread. A thread cannot be stopped: who is cancelled waits until it is off the disk."""
    thread = asyncio.ensure_future(asyncio.to_thread(call))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        await asyncio.wait([thread])
        raise


def _update(course: Course, source: SourceCourse, now: float) -> None:
    """Write and publish; a failure on the way publishes what was written before it (platform-facts 0.3)."""
    try:
        write_course(course, source)
    except BlockNotWritten as failed:
        raise _ImportFailed(str(failed)) from failed
    except ValueError as failed:
        raise _ImportFailed(UNKNOWN) from failed
    finally:
        course.publish(now)


def _can_make(work_dir: Path) -> bool:
    """A course key of more than some 140 characters gives a name that no file system takes.

    Mirrors platform-facts 1.3.
    """
    try:
        work_dir.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return True


def _one_path_part(key: CourseKey) -> str:
    spelled = f"CourseLocator({key.org!r}, {key.number!r}, {key.run!r}, None, None)"
    return base64.urlsafe_b64encode(spelled.encode()).decode()
