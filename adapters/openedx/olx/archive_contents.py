"""Reads a finished archive back, trusting nothing in it: neither that it is one, nor its names, nor its sizes."""

import codecs
import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO

from attrs import Factory, define, frozen

from adapters.openedx.olx.members import ROOT
from domain.violations import Place, Violation

_CHUNK = 1024 * 1024
_UNREADABLE = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError)
"""What gzip and tarfile raise for bytes that are no archive, or only the beginning of one."""


@frozen(kw_only=True)
class ArchiveLimits:
    """What a platform and the proxy before it let through; sizes in bytes (package recipe, «Limits»)."""

    packed: int = 100_000_000
    unpacked: int = 2 * 1024**3
    compression: int = 200
    members: int = 50_000
    document: int = 32 * 1024**2
    """For one XML or JSON file, which is held in memory; the longest honest ones have a few megabytes."""


@define
class Contents:
    """What an archive holds: every file's size, the XML and JSON documents, and what is wrong with it as such.

    Paths are those below the root folder. `complete` is False where reading had to stop: then a missing file means
    nothing.
    """

    packed: int
    sizes: dict[str, int] = Factory(dict)
    documents: dict[str, bytes] = Factory(dict)
    findings: list[Violation] = Factory(list)
    complete: bool = True

    def found(self, rule: str, path: str, message: str) -> None:
        """Notes an error at a file, or at the whole package where the path is empty."""
        self.findings.append(Violation(rule, Place(_printable(path) or "package"), message))


def read_archive(source: BinaryIO, limits: ArchiveLimits) -> Contents:
    """Everything that can be said of the archive without understanding it. Never raises for what it holds.

    Reads `source` from its first byte, wherever it stands now, and does not close it.
    """
    contents = Contents(packed=source.seek(0, io.SEEK_END))
    source.seek(0)
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as stream:
            _read_members(stream, limits, contents)
            if contents.complete:
                _read_end(stream, contents)
    except _UNREADABLE as error:
        contents.complete = False
        message = f"cannot be read as a .tar.gz ({_printable(str(error))}); build the package again"
        contents.found("ARCHIVE_READABLE", "", message)
    return contents


def _read_members(stream: gzip.GzipFile, limits: ArchiveLimits, contents: Contents) -> None:
    unpacked = 0
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for count, info in enumerate(tar, start=1):
            unpacked += info.size
            if count > limits.members:
                contents.complete = False
                message = f"makes the package hold more than {limits.members:,} files; split the course"
                contents.found("MEMBER_LIMIT", "", message)
                return
            if unpacked > limits.unpacked:
                contents.complete = False
                message = f"makes the package unpack to more than {limits.unpacked:,} bytes; split the course"
                contents.found("UNPACKED_SIZE", "", message)
                return
            path = _path_below_root(info, contents)
            if path is not None:
                contents.sizes[path] = info.size
                _read_file(path, tar.extractfile(info), limits, contents)


def _path_below_root(info: tarfile.TarInfo, contents: Contents) -> str | None:
    """The path of a file that may stand in a package; None for folders and for what may not, which is noted."""
    if info.isdir():
        return None
    root, *parts = info.name.split("/")
    path = "/".join(parts)
    if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
        contents.found("ARCHIVE_SAFE", info.name, "is not a plain file; the platform refuses links and devices")
    elif root != ROOT or not parts or any(part in ("", ".", "..") for part in parts):
        contents.found("ARCHIVE_SAFE", info.name, f"is not below the folder {ROOT}/, where everything must stand")
    elif path in contents.sizes:
        contents.found("ARCHIVE_SAFE", path, "stands in the package twice; one of the two would be lost")
    elif not path.isascii() and not path.startswith("static/"):
        contents.found("ASCII_URL_NAMES", path, "has a name that is not ASCII; rename it")
    else:
        return path
    return None


def _read_file(path: str, file: IO[bytes] | None, limits: ArchiveLimits, contents: Contents) -> None:
    if file is None or not path.endswith((".xml", ".json", ".html")):
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_document = not path.endswith(".html")
    if is_document and contents.sizes[path] > limits.document:
        contents.found("DOCUMENT_SIZE", path, f"has more than {limits.document} bytes; split the section")
        return
    pieces: list[bytes] = []
    try:
        for piece in _chunks(file):
            decoder.decode(piece)
            if is_document:
                pieces.append(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        contents.found("VALID_UTF8", path, f"is not UTF-8 ({error.reason}); the platform would drop it silently")
    else:
        if is_document:
            contents.documents[path] = b"".join(pieces)


def _read_end(stream: gzip.GzipFile, contents: Contents) -> None:
    """Reads on to the checksum, which gzip keeps at the very end."""
    rest = sum(len(piece) for piece, _ in zip(_chunks(stream), range(2), strict=False))
    if rest > tarfile.RECORDSIZE:
        contents.found("ARCHIVE_READABLE", "", "goes on after the archive's end; build the package again")


def _chunks(file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while piece := file.read(_CHUNK):
        yield piece


def _printable(text: str) -> str:
    """Names from an archive may hold bytes that are no text at all."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
