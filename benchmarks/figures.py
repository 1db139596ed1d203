"""A figure is a time beside its yardstick's, and their ratio; the ratio is what travels between machines."""

from attrs import frozen


@frozen
class Figure:
    """Seconds of ours, and seconds of what it is compared with, in the same run."""

    what: str
    seconds: float
    yardstick: str
    yardstick_seconds: float

    def row(self) -> str:
        """One row of the README's table."""
        ours, theirs = f"{self.seconds:.2f} s", f"{self.yardstick_seconds:.2f} s"
        return (
            f"| {self.what} | {ours} | {self.yardstick} | {theirs} | {self.seconds / self.yardstick_seconds:.2f} |"
        )
