"""The journal in memory: everything that was told, in order."""

from typing import final

from attrs import define, field

from application.ports.journal import Happening, JobEvent


@final
@define
class MemoryJournal:
    """The port `Journal`, for those who want to read it afterwards."""

    events: list[JobEvent] = field(factory=list)

    def __call__(self, event: JobEvent) -> None:
        """Takes note."""
        self.events.append(event)

    def what(self) -> list[Happening]:
        """What happened, in order."""
        return [event.what for event in self.events]

    def of(self, what: Happening) -> list[JobEvent]:
        """The events of one kind."""
        return [event for event in self.events if event.what is what]
