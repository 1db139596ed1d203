"""What people see while the LMS is read for them."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def reading_back(console: Console, *, shown: bool = True) -> Iterator[Callable[[int], Awaitable[None]]]:
    """A bar for the percent that it is told, gone at the end; nothing where the console is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    unseen = not (shown and console.is_terminal)
    with Progress(*columns, console=console, transient=True, disable=unseen) as progress:
        task = progress.add_task("Reading what the LMS holds", total=None)  # it moves until something is told

        async def report(percent: int) -> None:
            progress.update(task, total=100, completed=percent)

        yield report
