"""The first half of an import: build the package and hand it to the LMS, once."""

import asyncio
from datetime import datetime, timedelta

from attrs import frozen
from returns.result import Failure, Result, Success

from application.already_there import AlreadyThere
from application.doubting import LookForImport
from application.leftovers import AwaitLeftover
from application.material import Material
from application.ports.lms import Package
from application.ports.stores import Transaction
from application.refusing import refusal
from application.run import Halted, Run
from domain.course_rules import course_violations
from domain.faults import (
    ConflictFault,
    FaultCode,
    ImportFault,
    LmsFault,
    NetworkFault,
    TimeoutFault,
    ValidationFault,
)
from domain.identities import Identities
from domain.import_job import Pending, Processing, Succeeded, Uploading
from domain.progress import Stage
from domain.violations import errors_among

_REPORT_EVERY = timedelta(seconds=1)


@frozen
class HandOver:
    """Brings a job from wherever it is before the LMS has it to the point where it does."""

    _run: Run

    async def begin(self, job: Pending) -> Processing | Succeeded | Halted:
        """Builds, checks, prepares the course run; then claims the run and begins the upload, in that order.

        A run that became another course's in the meantime is left alone. Where the LMS is found to hold this very
        package, nothing is sent and the job ends proved.
        """
        run = self._run
        await run.await_turns(job, run.turns.importing, run.turns.uploading)
        job = await run.lease.save(job.reached(Stage.BUILDING, 0, run.now()))
        taken = await run.held_by_another()
        if taken is not None:
            return Halted(job, taken)
        material = await run.load()
        built = await self._build(material)
        if isinstance(built, Failure):
            return Halted(job, built.failure())
        package = built.unwrap()
        try:
            done = await AlreadyThere(run)(job, package.facts, material)
            return done if done is not None else await self._send(job, package, material)
        finally:
            package.close()

    async def _send(self, job: Pending, package: Package, material: Material) -> Processing | Halted:
        run = self._run
        in_the_way = await AwaitLeftover(run)(job, material.leftover)
        if in_the_way is not None:
            return Halted(job, in_the_way)
        await run.await_turns(job, run.turns.uploading)
        permitted = await self._may_overwrite(job)
        if isinstance(permitted, Failure):
            return Halted(job, permitted.failure())
        job = await run.lease.save(job.reached(Stage.PREPARING, 0, run.now()))
        prepared = await run.gateway.prepare(material.course, run.key)
        if isinstance(prepared, Failure):
            return Halted(job, prepared.failure())
        uploading = job.start(package.facts, self._upload_name(job), run.now())
        started = await self._claim(uploading, material.identities)
        if isinstance(started, Failure):
            return Halted(job, started.failure())
        return await self._upload(started.unwrap(), package)

    async def _may_overwrite(self, job: Pending) -> Result[None, LmsFault]:
        """Asked before the first attempt to prepare: afterwards the course run may be there because we made it."""
        run = self._run
        if job.order.options.overwrite_existing or job.progress.since(Stage.PREPARING) is not None:
            return Success(None)
        status = await run.gateway.status(run.key)
        if isinstance(status, Failure):
            return Failure(status.failure())
        if not status.unwrap().exists:
            return Success(None)
        return Failure(
            ImportFault(
                code=FaultCode.IMPORT_REJECTED,
                message=f"{run.key} exists in the LMS already, and the publish was told not to overwrite it.",
                help="Choose another run or course code, or allow overwriting.",
            )
        )

    async def resume(self, job: Uploading) -> Processing | Halted:
        """Goes on after a run that ended during the upload.

        Asks before sending anything a second time, unless it is proved that nothing whole was sent.
        """
        run = self._run
        known = await LookForImport(run)(job) if job.may_have_arrived else job
        if isinstance(known, Processing):
            return known
        if not isinstance(known, Uploading):
            return Halted(job, known)
        await run.await_turns(job, run.turns.importing, run.turns.uploading)
        material = await run.load()
        built = await self._build(material)
        if isinstance(built, Failure):
            return Halted(job, built.failure())
        package = built.unwrap()
        try:
            # Claimed once more: nothing is sent to a run that is not this course's, whatever happened in between.
            again = await self._claim(job.again(package.facts, self._upload_name(job)), material.identities)
            if isinstance(again, Failure):
                return Halted(job, again.failure())
            return await self._upload(again.unwrap(), package)
        finally:
            package.close()

    async def _build(self, material: Material) -> Result[Package, ValidationFault]:
        run = self._run
        errors = errors_among(await asyncio.to_thread(course_violations, material.course))
        if errors:
            return Failure(refusal(FaultCode.INVALID_COURSE_INPUT, errors))
        return await run.gateway.package(material.course, run.key, material.identities)

    def _upload_name(self, job: Pending | Uploading) -> str:
        """Unique per upload, so that this import can be told from every other; short, as the LMS needs it."""
        return f"cp-{job.id.hex[:12]}-{self._run.new_id().hex[:8]}.tar.gz"

    async def _claim(self, job: Uploading, identities: Identities) -> Result[Uploading, ConflictFault]:
        """The names given and the upload begun are kept together, before the LMS gets anything."""
        run, order = self._run, job.order

        async def claim(tx: Transaction) -> Result[None, ConflictFault]:
            await run.lease.write(tx, job)
            claimed = await tx.publications.claim(
                order.configuration_id, order.course_key, order.course_id, identities, job.id
            )
            if isinstance(claimed, Success):
                await tx.commit()
            return claimed

        claimed = await run.lease.transact(claim)
        if isinstance(claimed, Failure):
            return claimed
        run.lease.tell(job)
        return Success(job)

    async def _upload(self, job: Uploading, package: Package) -> Processing | Halted:
        run = self._run
        report = _UploadProgress(run, job)
        uploaded = await run.gateway.upload(run.key, package, job.upload_name, report)
        await run.turns.uploading.give_back()
        if isinstance(uploaded, Success):
            return await run.lease.save(job.accepted(uploaded.unwrap().task_id, run.now()))
        fault = uploaded.failure()
        if not isinstance(fault, NetworkFault | TimeoutFault):
            return Halted(job, fault)
        if report.incomplete or _never_sent(fault):
            return Halted(job.never_arrived(), fault)
        known = await LookForImport(run)(job)
        if isinstance(known, Processing):
            return known
        return Halted(known, fault) if isinstance(known, Uploading) else Halted(job, known)


def _never_sent(fault: NetworkFault | TimeoutFault) -> bool:
    """Nobody was there to take it, or it was turned away at the door."""
    if isinstance(fault, TimeoutFault):
        return False
    return fault.code in (FaultCode.CONNECTION_REFUSED, FaultCode.DNS_ERROR) or fault.http_status == 429


class _UploadProgress:
    """Writes the bytes sent into the job, at most once a second; the write also keeps the lease alive."""

    def __init__(self, run: Run, job: Uploading) -> None:
        self._run = run
        self._job = job
        self._written_at: datetime | None = None
        self.incomplete = True
        """Whether the last attempt ended before its last byte was handed to the network: a proof of absence."""

    async def __call__(self, sent: int, total: int) -> None:
        self.incomplete = sent < total
        now = self._run.now()
        if self._written_at is not None and now - self._written_at < _REPORT_EVERY:
            return
        self._written_at = now
        percent = 100 * sent // max(total, 1)
        await self._run.lease.save(self._job.reached(Stage.UPLOADING, percent, now))
