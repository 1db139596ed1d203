"""How a package is spoiled: it is taken apart, changed file by file, and packed again."""

import io
import json
import re
import tarfile
from collections.abc import Callable
from typing import TypeAlias

from attrs import field, frozen

from application.ports.lms import Package
from tests.adapters.openedx.site import BytesPackage
from tests.arrival.packages import bytes_of

Files: TypeAlias = dict[str, bytes]
"""Path in the archive → content."""


@frozen
class Damage:
    """What is done to the files, and which places of the author's must be named for it: all of them, no others."""

    name: str
    spoil: Callable[[Files], None] = field(repr=False)
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def damaged(package: Package, damage: Damage) -> BytesPackage:
    """The package as it arrives. Closes the good one."""
    with tarfile.open(fileobj=io.BytesIO(bytes_of(package)), mode="r:gz") as tar:
        files = {member.name: file.read() for member in tar if (file := tar.extractfile(member)) is not None}
    package.close()
    before = dict(files)
    damage.spoil(files)
    assert files != before, "nothing was damaged"
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return BytesPackage(target.getvalue())


def without(path: str) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        del files[f"course/{path}"]

    return spoil


def written(path: str, content: str | bytes) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        files[f"course/{path}"] = content if isinstance(content, bytes) else content.encode()

    return spoil


def replaced(path: str, pattern: str, by: str) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        text, count = re.subn(pattern, by, files[f"course/{path}"].decode())
        assert count == 1, f"{pattern} is {count} times in {path}: {text}"
        files[f"course/{path}"] = text.encode()

    return spoil


def moved(path: str, to: str, *more: Callable[[Files], None]) -> Callable[[Files], None]:
    """Under another name, and whatever else."""

    def spoil(files: Files) -> None:
        files[f"course/{to}"] = files.pop(f"course/{path}")
        for change in more:
            change(files)

    return spoil


def all_in(*changes: Callable[[Files], None]) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        for change in changes:
            change(files)

    return spoil


def unset(name: str) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        path = "course/policies/2026/policy.json"
        policy = json.loads(files[path])
        del policy["course/2026"][name]
        files[path] = json.dumps(policy).encode()

    return spoil
