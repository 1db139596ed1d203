"""The first half of an import: build the package and hand it to the LMS, once."""

from datetime import datetime, timedelta

from attrs import evolve, frozen
from returns.result import Failure, Result, Success

from application.already_there import AlreadyThere
from application.ports.lms import Package
from application.run import Run
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
from domain.import_job import EndedJob, Failed, Pending, Processing, Uploading
from domain.progress import Stage
from domain.violations import errors_among

LOST_ANSWER_GRACE = timedelta(seconds=30)
"""How long an import whose answer was lost is looked for before the upload is taken as never arrived.

The LMS lists an import only once a worker has picked it up (platform-facts 0.1).
"""

_REPORT_EVERY = timedelta(seconds=1)


@frozen
class HandOver:
    """Brings a job from wherever it is before the LMS has it to the point where it does."""

    _run: Run

    async def begin(self, job: Pending) -> Processing | EndedJob:
        """Builds, checks, prepares the course run; then claims the run and begins the upload, in that order.

        Where the LMS is found to hold this very package, nothing is sent and the job ends proved.
        """
        run = self._run
        job = await run.lease.save(job.reached(Stage.BUILDING, 0, run.now()))
        built = await self._build()
        if isinstance(built, Failure):
            return job.fail(built.failure(), run.now())
        package = built.unwrap()
        try:
            done = await AlreadyThere(run)(job, package.facts)
            return done if done is not None else await self._send(job, package)
        finally:
            package.close()

    async def _send(self, job: Pending, package: Package) -> Processing | Failed:
        run = self._run
        permitted = await self._may_overwrite(job)
        if isinstance(permitted, Failure):
            return job.fail(permitted.failure(), run.now())
        job = await run.lease.save(job.reached(Stage.PREPARING, 0, run.now()))
        prepared = await run.gateway.prepare(run.course, run.key)
        if isinstance(prepared, Failure):
            return job.fail(prepared.failure(), run.now())
        started = await self._claim(job.start(package.facts, self._upload_name(job), run.now()))
        if isinstance(started, Failure):
            return job.fail(started.failure(), run.now())
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

    async def resume(self, job: Uploading) -> Processing | Failed:
        """Goes on after a run that ended during the upload: asks before sending anything a second time."""
        run = self._run
        found = await self._find(job)
        if isinstance(found, Failure):
            return job.fail(found.failure(), run.now())
        arrived = found.unwrap()
        if arrived is not None:
            return arrived
        built = await self._build()
        if isinstance(built, Failure):
            return job.fail(built.failure(), run.now())
        package = built.unwrap()
        try:
            again = evolve(job, package=package.facts, upload_name=self._upload_name(job))
            return await self._upload(await run.lease.save(again), package)
        finally:
            package.close()

    async def _build(self) -> Result[Package, ValidationFault]:
        run = self._run
        errors = errors_among(course_violations(run.course))
        if errors:
            return Failure(
                ValidationFault(
                    code=FaultCode.INVALID_COURSE_INPUT,
                    message="The course has mistakes and was not published.",
                    help="Correct every finding of severity error, then publish again.",
                    violations=errors,
                )
            )
        return await run.gateway.package(run.course, run.key, run.identities)

    def _upload_name(self, job: Pending | Uploading) -> str:
        """Unique per upload, so that this import can be told from every other; short, as the LMS needs it."""
        return f"cp-{job.id.hex[:12]}-{self._run.new_id().hex[:8]}.tar.gz"

    async def _claim(self, job: Uploading) -> Result[Uploading, ConflictFault]:
        """The names given and the upload begun are kept together, before the LMS gets anything."""
        run = self._run
        order = job.order
        async with run.transactions() as tx:
            await run.lease.write(tx, job)
            claimed = await tx.publications.claim(
                order.configuration_id, order.course_key, order.course_id, run.identities, job.id
            )
            if isinstance(claimed, Failure):
                return claimed
            await tx.commit()
        return Success(job)

    async def _upload(self, job: Uploading, package: Package) -> Processing | Failed:
        run = self._run
        report = _UploadProgress(run, job)
        uploaded = await run.gateway.upload(run.key, package, job.upload_name, report)
        if isinstance(uploaded, Success):
            return await run.lease.save(job.accepted(uploaded.unwrap().task_id, run.now()))
        fault = uploaded.failure()
        if not isinstance(fault, NetworkFault | TimeoutFault):
            return job.fail(fault, run.now())
        found = await self._find(job)
        arrived = found.unwrap() if isinstance(found, Success) else None
        return job.fail(fault, run.now()) if arrived is None else arrived

    async def _find(self, job: Uploading) -> Result[Processing | None, LmsFault]:
        """The job with its import, where the LMS turns out to have it."""
        run = self._run
        deadline = run.now() + LOST_ANSWER_GRACE
        while True:
            found = await run.gateway.find_import(run.key, job.upload_name)
            ticket = found.unwrap() if isinstance(found, Success) else None
            if ticket is not None:
                return Success(await run.lease.save(job.accepted(ticket.task_id, run.now())))
            if run.now() >= deadline:
                return Failure(found.failure()) if isinstance(found, Failure) else Success(None)
            await run.lease.save(job)
            await run.pause()


class _UploadProgress:
    """Writes the bytes sent into the job, at most once a second; the write also keeps the lease alive."""

    def __init__(self, run: Run, job: Uploading) -> None:
        self._run = run
        self._job = job
        self._written_at: datetime | None = None

    async def __call__(self, sent: int, total: int) -> None:
        now = self._run.now()
        if self._written_at is not None and now - self._written_at < _REPORT_EVERY:
            return
        self._written_at = now
        percent = 100 * sent // max(total, 1)
        await self._run.lease.save(self._job.reached(Stage.UPLOADING, percent, now))
