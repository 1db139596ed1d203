"""The import job: one frozen class per state, so that an illegal step does not type-check.

    Pending ──start──▶ Uploading ──accepted──▶ Processing ──verified──▶ Succeeded
       └────────────────── fail ───────────────────┴───────────────────▶ Failed

A cancelled job is a Failed one whose code says so. Facts such as `started_at`, `task_id` or links are attributes
only of the states in which they are true. Time is handed in, never read.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeAlias

from attrs import evolve, field, frozen

from domain.course_key import CourseKey
from domain.faults import JobFault
from domain.identifiers import ConfigurationId, CourseId, JobId, UserId
from domain.progress import Progress, Stage
from domain.publication import CourseLinks, PackageFacts, PublishOptions, Verification
from domain.setbacks import Setbacks


@frozen(kw_only=True)
class ImportOrder:
    """What was asked for; it never changes while the job runs."""

    id: JobId
    course_id: CourseId
    configuration_id: ConfigurationId
    course_key: CourseKey
    options: PublishOptions
    created_at: datetime
    created_by: UserId | None = None


@frozen(kw_only=True)
class _Job:
    order: ImportOrder
    progress: Progress
    setbacks: Setbacks = field(factory=Setbacks)

    @property
    def id(self) -> JobId:
        """The job's own id."""
        return self.order.id


@frozen(kw_only=True)
class _Active(_Job):
    def set_back(self, setbacks: Setbacks) -> Self:
        """The same job, with what went wrong counted."""
        return evolve(self, setbacks=setbacks)


@frozen(kw_only=True)
class Pending(_Active):
    """Accepted and queued; the package is being built and checked, the LMS has got nothing yet."""

    status: ClassVar = "pending"

    @classmethod
    def ordered(cls, order: ImportOrder) -> "Pending":
        """A new job."""
        return cls(order=order, progress=Progress.begun(order.created_at))

    def reached(self, stage: Stage, percent: int, at: datetime) -> "Pending":
        """The same job, further on."""
        return evolve(self, progress=self.progress.reached(stage, percent, at))

    def start(self, package: PackageFacts, upload_name: str, at: datetime) -> "Uploading":
        """The upload begins: from here on the LMS may have the package, under this unique file name."""
        return Uploading(
            order=self.order,
            setbacks=self.setbacks,
            progress=self.progress.reached(Stage.UPLOADING, 0, at),
            started_at=at,
            package=package,
            upload_name=upload_name,
        )

    def unchanged(self, last: "Succeeded", at: datetime) -> "Processing":
        """The LMS has this very package from an earlier job and needs no second one; it is only read back."""
        return Processing(
            order=self.order,
            setbacks=self.setbacks,
            progress=self.progress.reached(Stage.READING_BACK, 0, at),
            started_at=at,
            package=last.package,
            upload_name=last.upload_name,
            task_id=last.task_id,
        )

    def fail(self, fault: JobFault, at: datetime) -> "Failed":
        """The job ends before anything was sent."""
        return Failed(
            order=self.order,
            setbacks=self.setbacks,
            progress=self.progress.ended(at),
            fault=fault,
            completed_at=at,
        )


@frozen(kw_only=True)
class Uploading(_Active):
    """The package is on its way. Whether the LMS got it is only known once it answered.

    `may_have_arrived` until it is proved that nothing whole was sent under this name.
    """

    status: ClassVar = "uploading"
    started_at: datetime
    package: PackageFacts
    upload_name: str
    may_have_arrived: bool = True

    def reached(self, stage: Stage, percent: int, at: datetime) -> "Uploading":
        """The same job, further on."""
        return evolve(self, progress=self.progress.reached(stage, percent, at))

    def never_arrived(self) -> "Uploading":
        """It is proved that the LMS did not get the package: it may be sent again without asking."""
        return evolve(self, may_have_arrived=False)

    def again(self, package: PackageFacts, upload_name: str) -> "Uploading":
        """One more upload, under a name of its own."""
        return evolve(self, package=package, upload_name=upload_name, may_have_arrived=True)

    def accepted(self, task_id: str | None, at: datetime) -> "Processing":
        """The LMS has the package.

        `task_id` is None where its answer was lost and the import was found again by its file name.
        """
        return Processing(
            order=self.order,
            setbacks=self.setbacks,
            progress=self.progress.reached(Stage.QUEUED_IN_LMS, 0, at),
            started_at=self.started_at,
            package=self.package,
            upload_name=self.upload_name,
            task_id=task_id,
        )

    def fail(self, fault: JobFault, at: datetime) -> "Failed":
        """The upload failed, or a person cancelled it."""
        return Failed(
            order=self.order,
            setbacks=self.setbacks,
            progress=self.progress.ended(at),
            fault=fault,
            completed_at=at,
            started_at=self.started_at,
            package=self.package,
            upload_name=self.upload_name,
        )


@frozen(kw_only=True)
class Processing(_Active):
    """The LMS is importing, or has imported and is being read back."""

    status: ClassVar = "processing"
    started_at: datetime
    package: PackageFacts
    upload_name: str
    task_id: str | None

    def reached(self, stage: Stage, percent: int, at: datetime) -> "Processing":
        """The same job, further on."""
        return evolve(self, progress=self.progress.reached(stage, percent, at))

    def verified(self, proof: Verification, links: CourseLinks, at: datetime) -> "Succeeded":
        """The course was read back and is whole. Raises `ValueError` for a proof that is not one."""
        if not proof.complete:
            raise ValueError(f"not a proof: {proof.summary()}")
        return Succeeded(
            order=self.order,
            setbacks=self.setbacks,
            progress=self.progress.finished(at),
            started_at=self.started_at,
            package=self.package,
            upload_name=self.upload_name,
            task_id=self.task_id,
            completed_at=at,
            links=links,
            verification=proof,
        )

    def fail(self, fault: JobFault, at: datetime) -> "Failed":
        """The LMS failed on it, it took too long, or what arrived is not what was sent."""
        return Failed(
            order=self.order,
            setbacks=self.setbacks,
            progress=self.progress.ended(at),
            fault=fault,
            completed_at=at,
            started_at=self.started_at,
            package=self.package,
            upload_name=self.upload_name,
            task_id=self.task_id,
        )


@frozen(kw_only=True)
class Succeeded(_Job):
    """Every block arrived, as read back from the LMS."""

    status: ClassVar = "succeeded"
    started_at: datetime
    package: PackageFacts
    upload_name: str
    task_id: str | None
    completed_at: datetime
    links: CourseLinks
    verification: Verification

    @property
    def uploaded(self) -> bool:
        """Whether this job sent anything; if not, the LMS held this very package already."""
        return self.progress.since(Stage.UPLOADING) is not None

    @property
    def duration(self) -> timedelta:
        """From the start of the upload to the end of the proof."""
        return self.completed_at - self.started_at


@frozen(kw_only=True)
class Failed(_Job):
    """It ended without proof; `fault` says why and what to do. Facts of states it never reached are None."""

    status: ClassVar = "failed"
    fault: JobFault
    completed_at: datetime
    started_at: datetime | None = None
    package: PackageFacts | None = None
    upload_name: str | None = None
    task_id: str | None = None

    @property
    def duration(self) -> timedelta | None:
        """From the start of the upload to the end; None where nothing was sent."""
        return None if self.started_at is None else self.completed_at - self.started_at


ActiveJob: TypeAlias = Pending | Uploading | Processing
EndedJob: TypeAlias = Succeeded | Failed
ImportJob: TypeAlias = ActiveJob | EndedJob
