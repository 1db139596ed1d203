"""Nothing to do: the LMS holds this very package, as reading it back shows."""

from attrs import frozen
from returns.result import Failure

from application.material import Material
from application.run import Run
from domain.import_job import Pending, Succeeded
from domain.progress import Stage
from domain.publication import PackageFacts


@frozen
class AlreadyThere:
    """Ends a job without an upload where the last proved package is this one and is still whole in the LMS."""

    _run: Run

    async def __call__(self, job: Pending, package: PackageFacts, material: Material) -> Succeeded | None:
        """The proved job; None where something must be sent, whatever the reason."""
        run = self._run
        last = material.last
        if job.order.options.force or last is None or last.package.sha256 != package.sha256:
            return None
        if material.leftover is not None:  # something was sent since, and may still be imported after we looked
            return None
        job, verified = await run.read_back(job, Stage.BUILDING, material)
        if isinstance(verified, Failure):  # the LMS cannot be asked now: sending will tell, with the right words
            return None
        proof = verified.unwrap()
        if not proof.complete or proof.unexpected:
            return None
        links = run.gateway.links(run.key)
        now = run.now()
        return await run.keep_proof(job.unchanged(last, now).verified(proof, links, now))
