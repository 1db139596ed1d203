"""RetryJob: what failed is tried again, as it was ordered."""

from typing import TypeAlias, final

from attrs import field, frozen
from returns.result import Failure, Result

from application.finding import find_job
from application.guarding import Guard, Refusal
from application.ports.stores import Transactions
from application.publishing import Accepted, PublishCourse, PublishFault, PublishRequest
from domain.access import Action
from domain.faults import ConflictFault, FaultCode
from domain.identifiers import JobId
from domain.import_job import Failed, ImportJob

RetryFault: TypeAlias = PublishFault | Refusal


@final
@frozen
class RetryJob:
    """Orders a new job with the options of a failed one, for the course as it is now. The old job stays."""

    _transactions: Transactions
    _publish: PublishCourse
    _guard: Guard = field(factory=Guard)

    async def __call__(self, job_id: JobId) -> Result[Accepted, RetryFault]:
        """The new job, already queued; IMPORT_IN_PROGRESS where the old one has not failed."""
        async with self._transactions() as tx:
            found = await find_job(tx, self._guard, Action.RETRY_JOB, job_id)
        if isinstance(found, Failure):
            return found
        job = found.unwrap()
        if not isinstance(job, Failed):
            return Failure(_not_failed(job))
        order = job.order
        return await self._publish(
            PublishRequest(order.course_id, order.configuration_id, order.options, self._guard.user_id)
        )


def _not_failed(job: ImportJob) -> ConflictFault:
    return ConflictFault(
        code=FaultCode.IMPORT_IN_PROGRESS,
        message=f"Only a failed job can be retried; this one is {job.status}.",
        help="Follow it to its end, or publish the course again.",
        job_id=job.id,
    )
