"""An LMS in memory, with every trouble that a real one can make, on demand.

lms = MemoryLms(clock)
lms.troubles.drops.add("lesson_1")            # silently loses that block at the next import
RunImport(transactions, MemoryGateways(lms), clock, clock.sleep, uuid4)
lms.courses[key].blocks                       # what learners would see
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TypeAlias, final

from attrs import define, evolve, field, frozen
from returns.result import Failure, Result, Success

from adapters.memory.package import Block, unpack
from adapters.memory.refusals import broken, gave_up, overrun, refused, unknown_client, unreachable
from application.ports.lms import Capability
from application.ports.outside import Clock
from domain.course_key import CourseKey
from domain.faults import AuthFault, ImportFault, LmsFault, NetworkFault
from domain.lms_configuration import Credentials
from domain.progress import Stage

Watch: TypeAlias = Callable[[str], Awaitable[None]]
"""Told the name of each call before it is answered; what it raises, the caller gets."""

STAGES = (Stage.QUEUED_IN_LMS, Stage.UNPACKING, Stage.CHECKING, Stage.UPDATING)
"""What an import says of itself, one stage each time it is asked; then it is done."""


@define
class Troubles:
    """What goes wrong. Counts are used up one by one, the rest stays until it is taken back."""

    unreachable: bool = False
    unknown_credentials: bool = False
    refuses_upload: str | None = None
    fails_import: str | None = None
    never_picks_up: bool = False
    tells_nothing: bool = False
    lost_answers: int = 0
    lost_uploads: int = 0
    cut_uploads: int = 0
    lost_progress: int = 0
    lost_verifications: int = 0
    busy: int = 0
    drops: set[str] = field(factory=set)
    mangles: set[str] = field(factory=set)
    forbidden_words: set[str] = field(factory=set)
    package_limit_bytes: int | None = None


@frozen
class HeldCourse:
    """A course run as the LMS has it: its blocks in order, by name."""

    blocks: dict[str, Block]
    modified_at: datetime
    enrollments: int = 0


@define
class HeldImport:
    """An import that arrived."""

    key: CourseKey
    task_id: str
    content: bytes
    asked: int = 0
    done: bool = False


@final
class MemoryLms:
    """The LMS itself; any number of gateways may talk to it at once (see `MemoryGateways`)."""

    def __init__(self, clock: Clock, capabilities: Iterable[Capability] = Capability) -> None:
        self.clock = clock
        self.capabilities = frozenset(capabilities)
        self.troubles = Troubles()
        self.stages: tuple[Stage, ...] = STAGES
        self.watch: Watch | None = None
        self.secret: str | None = None
        self.courses: dict[CourseKey, HeldCourse] = {}
        self.imports: dict[str, HeldImport] = {}

    def create(self, key: CourseKey) -> None:
        """An empty course run."""
        self.courses[key] = HeldCourse({}, self.clock())

    async def answer(self, call: str, credentials: Credentials) -> AuthFault | NetworkFault | None:
        """What any call ends in before it begins, or None. Any secret will do until `secret` is set."""
        if self.watch is not None:
            await self.watch(call)
        if self.troubles.unreachable:
            return unreachable()
        if self.troubles.busy > 0:
            self.troubles.busy -= 1
            return overrun()
        stranger = self.secret is not None and credentials.client_secret != self.secret
        return unknown_client() if stranger or self.troubles.unknown_credentials else None

    def receive(self, key: CourseKey, upload_name: str, content: bytes) -> Result[HeldImport, LmsFault]:
        """Takes a package in; nothing happens to the course yet. A fault may hide that it arrived."""
        if upload_name in self.imports:
            return Failure(refused(f"{upload_name} was uploaded before"))
        if self.troubles.refuses_upload is not None:
            return Failure(refused(self.troubles.refuses_upload))
        if self.troubles.lost_uploads > 0:
            self.troubles.lost_uploads -= 1
            return Failure(broken("The connection broke during the upload."))
        held = self.imports[upload_name] = HeldImport(key, f"task-{len(self.imports) + 1}", content)
        if self.troubles.lost_answers > 0:
            self.troubles.lost_answers -= 1
            return Failure(broken("The connection broke after the upload."))
        return Success(held)

    def find(self, key: CourseKey, upload_name: str) -> HeldImport | None:
        """The import of that course run that arrived under that name."""
        held = self.imports.get(upload_name)
        return held if held is not None and held.key == key else None

    def advance(self, held: HeldImport) -> Stage | ImportFault | None:
        """One step on with an import: its stage, why it failed, or None once it is done."""
        if held.done:
            return None
        if self.troubles.never_picks_up:
            return Stage.QUEUED_IN_LMS
        if held.asked < len(self.stages):
            held.asked += 1
            return self.stages[held.asked - 1]
        if self.troubles.fails_import is not None:
            return gave_up(held.task_id, self.troubles.fails_import)
        self._write(held.key, unpack(held.content))
        held.done = True
        return None

    def _write(self, key: CourseKey, blocks: Iterable[Block]) -> None:
        """The package replaces the course; dropped blocks take along what is in them."""
        kept: dict[str, Block] = {}
        for block in blocks:
            orphaned = block.parent is not None and block.parent not in kept
            if orphaned or block.name in self.troubles.drops:
                continue
            mangled = block.name in self.troubles.mangles and block.content is not None
            kept[block.name] = evolve(block, content=f"{block.content}<!-- mangled -->") if mangled else block
        before = self.courses.get(key)
        self.courses[key] = HeldCourse(kept, self.clock(), 0 if before is None else before.enrollments)
