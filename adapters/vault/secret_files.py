"""Files with a secret in them: readable by their owner alone, and never seen half written."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def make_once(path: Path, text: str) -> None:
    """Makes the file, and its folder; of many processes that do so at once one wins, and all read the same.

    The text is ASCII. A file that is there already stays as it is.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with written_beside(path, text) as unfinished, suppress(FileExistsError):
        path.hardlink_to(unfinished)


@contextmanager
def written_beside(path: Path, text: str) -> Iterator[Path]:
    """The text in a file of its own in the same folder, on the disk already; gone afterwards unless moved."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # with O_EXCL and mode 0600
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)
