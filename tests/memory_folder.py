"""Where tests put thousands of small files a second that nobody wants to keep on a disk."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - files of tests, under names of tempfile's own


@contextmanager
def temporary_files_in_memory() -> Iterator[None]:
    """Meanwhile `tempfile` uses memory, where the machine has a folder of that kind."""
    before = tempfile.tempdir
    tempfile.tempdir = str(_MEMORY) if _MEMORY.is_dir() else None
    try:
        yield
    finally:
        tempfile.tempdir = before
