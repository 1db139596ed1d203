"""A package as a dict of path → content, and hands to change it at random places."""

import io
import json
import tarfile
from collections.abc import Callable, Iterable
from random import Random
from typing import TypeAlias

Files: TypeAlias = dict[str, bytes]
Mutation: TypeAlias = Callable[[Files, Random], None]


def archive_of(files: Files) -> bytes:
    """The files as a package, in plain tar and gzip."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        for path in sorted(files):
            info = tarfile.TarInfo(f"course/{path}")
            info.size = len(files[path])
            tar.addfile(info, io.BytesIO(files[path]))
    return target.getvalue()


def some(files: Files, random: Random, *endings: str, only: str = "", but: Iterable[str] = ()) -> str:
    """A path with one of the endings."""
    return random.choice(
        sorted(
            path
            for path in files
            if path.endswith(endings) and path.startswith(only) and not path.startswith(tuple(but))
        )
    )


def some_parent(files: Files, random: Random) -> str:
    """A file whose element has pointers in it."""
    return some(files, random, ".xml", but=("course.xml", "html/"))


def replace(files: Files, path: str, old: bytes, new: bytes, random: Random) -> None:
    """One occurrence, chosen at random; `%s` stands for the type of the children."""
    child = {"course": b"chapter", "chapter": b"sequential", "sequential": b"vertical"}
    kind = child.get(path.partition("/")[0], b"html")
    old, new = old.replace(b"%s", kind), new.replace(b"%s", kind)
    pieces = files[path].split(old)
    at = random.randint(1, len(pieces) - 1)
    files[path] = old.join(pieces[:at]) + new + old.join(pieces[at:])


def rename(files: Files, kind: str, old: str, new: str) -> None:
    """A block's new name in its file's and in its parent's."""
    files[f"{kind}/{new}.xml"] = files.pop(f"{kind}/{old}.xml")
    for path in files:
        files[path] = files[path].replace(
            f'<{kind} url_name="{old}"'.encode(), f'<{kind} url_name="{new}"'.encode()
        )


def as_json(document: object) -> bytes:
    """As a policy file."""
    return json.dumps(document).encode()
