"""How far a job has come: a percentage that only grows, and when each stage was reached."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen


class Stage(StrEnum):
    """What a job is busy with, in order. The LMS's own stages stand between upload and reading back."""

    QUEUED = "queued"
    BUILDING = "building"
    PREPARING = "preparing"
    UPLOADING = "uploading"
    QUEUED_IN_LMS = "queued_in_lms"
    UNPACKING = "unpacking"
    CHECKING = "checking"
    UPDATING = "updating"
    READING_BACK = "reading_back"
    ENDED = "ended"


_SHARE = {
    Stage.QUEUED: (0, 0),
    Stage.BUILDING: (0, 5),
    Stage.PREPARING: (5, 10),
    Stage.UPLOADING: (10, 40),
    Stage.QUEUED_IN_LMS: (40, 45),
    Stage.UNPACKING: (45, 50),
    Stage.CHECKING: (50, 55),
    Stage.UPDATING: (55, 75),
    Stage.READING_BACK: (75, 99),
    Stage.ENDED: (0, 0),
}
"""Each stage's share of the whole, by what large courses were measured to spend (platform-facts 4)."""

_ORDER = {stage: position for position, stage in enumerate(Stage)}


@frozen
class StageMark:
    """When a stage was reached first."""

    stage: Stage
    at: datetime


@frozen
class Progress:
    """Percent done over the whole job, and the marks passed on the way. 100 means proved, nothing less."""

    percent: int
    marks: tuple[StageMark, ...]

    @classmethod
    def begun(cls, at: datetime) -> "Progress":
        """A job that waits for a worker."""
        return cls(0, (StageMark(Stage.QUEUED, at),))

    @property
    def stage(self) -> Stage:
        """The newest stage."""
        return self.marks[-1].stage

    def since(self, stage: Stage) -> datetime | None:
        """When that stage was reached first; None if it never was."""
        return next((mark.at for mark in self.marks if mark.stage is stage), None)

    def reached(self, stage: Stage, percent: int, at: datetime) -> "Progress":
        """Further on: `percent` is that of the stage itself. Never falls back, whatever is reported late."""
        low, high = _SHARE[stage]
        overall = low + (high - low) * min(max(percent, 0), 100) // 100
        marks = (*self.marks, StageMark(stage, at)) if _ORDER[stage] > _ORDER[self.stage] else self.marks
        return evolve(self, percent=max(self.percent, overall), marks=marks)

    def finished(self, at: datetime) -> "Progress":
        """Proved: the only way to 100."""
        return Progress(100, (*self.marks, StageMark(Stage.ENDED, at)))

    def ended(self, at: datetime) -> "Progress":
        """Ended without proof; the percentage stays where it was."""
        return evolve(self, marks=(*self.marks, StageMark(Stage.ENDED, at)))

    def durations(self) -> tuple[tuple[Stage, timedelta], ...]:
        """How long each stage took that has been left again, in order."""
        return tuple(
            (mark.stage, following.at - mark.at)
            for mark, following in zip(self.marks, self.marks[1:], strict=False)
        )
