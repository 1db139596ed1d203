"""Where tests put databases and thousands of small files a second that nobody wants to keep on a disk."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - files of tests, under names of tempfile's own
_ROOM = 4 * 1024**3


def keep_temporary_files_in_memory() -> None:
    """For this process and its children, where there is such a folder with room, and nobody chose another."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_MEMORY).free < _ROOM:
        return
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None  # asked for anew
