"""What olxcleaner says of a package, and what of that we do not obey."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import olxcleaner

EXCEPTIONS = {
    ("InvalidSetting", "required setting 'end'"): "an end that the author did not give must not be invented",
}
"""olxcleaner's ERRORs that we do not obey: name and a part of its description → why."""


def olxcleaner_errors(archive: bytes, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name, file and description of every ERROR, after unpacking by GNU tar."""
    (folder / "p.tar.gz").write_bytes(archive)
    subprocess.run(["tar", "xzf", "p.tar.gz"], cwd=folder, check=True, timeout=60)
    _, store, _ = olxcleaner.validate(str(folder / "course"), steps=8)
    for error in store.errors:
        if error.level == "ERROR":
            yield error.name, error.filename, error.description


def unexpected(archive: bytes, folder: Path) -> list[tuple[str, str, str]]:
    return [
        error
        for error in olxcleaner_errors(archive, folder)
        if not any(error[0] == name and part in error[2] for name, part in EXCEPTIONS)
    ]
