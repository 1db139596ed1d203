"""A deterministic `.tar.gz`, written as a stream and kept in a temporary file until it is closed.

What identifies a package is the SHA-256 of its *tar stream*, not of the compressed file: the same files make the
same package whichever library compressed them (isal where installed, zlib elsewhere; their bytes differ), and even
after an upgrade of either. Given one library, the compressed bytes are the same each time, too.
"""

import gzip
import hashlib
import io
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import IO, BinaryIO, TypeAlias

from attrs import field, frozen
from typing_extensions import Buffer, override

from adapters.openedx.olx.members import Member
from adapters.openedx.olx.tar_headers import header_of
from domain.publication import PackageFacts

SPOOL_LIMIT = 8 * 1024 * 1024
"""Bytes of a packed archive that are held in memory; beyond, it moves to a temporary file without a name."""

Compressor: TypeAlias = Callable[[IO[bytes]], gzip.GzipFile]
"""Wraps a file so that what is written to it arrives there compressed, without time or name in the header."""


def with_zlib(target: IO[bytes]) -> gzip.GzipFile:
    """The standard library's compression, for machines that have no isal."""
    return gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=target, mtime=0)


def fastest(target: IO[bytes]) -> gzip.GzipFile:
    """Compresses by isal, several times faster at nearly the same size; by zlib where isal is not to be had."""
    try:
        from isal.igzip import IGzipFile
    except ImportError:  # no wheel for this machine
        return with_zlib(target)
    return IGzipFile(filename="", mode="wb", compresslevel=3, fileobj=target, mtime=0)  # type: ignore[no-untyped-call]  # a subclass of GzipFile that ships without annotations


@frozen
class OlxPackage:
    """A finished package, until it is closed. Readers that are still open then can read no further."""

    facts: PackageFacts
    _file: IO[bytes] = field(repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, repr=False, init=False)

    def open(self) -> BinaryIO:
        """A new reader from the first byte, independent of all others and of the thread they read in."""
        if self._file.closed:
            raise ValueError("the package is closed")
        return io.BufferedReader(_Reader(self._file, self._lock, self.facts.size))

    def close(self) -> None:
        """Frees the temporary file. Safe to call twice."""
        with self._lock:
            self._file.close()


def write_archive(
    members: Iterable[Member], *, compressor: Compressor = fastest, spool_limit: int = SPOOL_LIMIT
) -> OlxPackage:
    """The members in the order given, as a package that the caller must close. Holds one member at a time."""
    file = tempfile.SpooledTemporaryFile(max_size=spool_limit)  # noqa: SIM115 - lives as long as the package
    digest = hashlib.sha256()
    count = 0
    try:
        with compressor(file) as compressed:
            for block in _tar_stream(members):
                digest.update(block)
                compressed.write(block)
                count += 1
        facts = PackageFacts(sha256=digest.hexdigest(), size=file.tell(), members=count - 1)
    except BaseException:
        file.close()
        raise
    return OlxPackage(facts, file)


def _tar_stream(members: Iterable[Member]) -> Iterator[bytes]:
    """One piece for each member, and one that ends the archive."""
    written = 0
    for member in members:
        content = member.read()
        piece = b"".join((header_of(member.path, len(content)), content, bytes(-len(content) % tarfile.BLOCKSIZE)))
        written += len(piece)
        yield piece
    end = 2 * tarfile.BLOCKSIZE
    yield bytes(end + -(written + end) % tarfile.RECORDSIZE)


class _Reader(io.RawIOBase):
    """One reader's own position in a file that several readers share."""

    def __init__(self, file: IO[bytes], lock: threading.Lock, size: int) -> None:
        self._file = file
        self._lock = lock
        self._size = size
        self._position = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError(f"cannot seek to {base + offset}")
        self._position = base + offset
        return self._position

    @override
    def tell(self) -> int:
        return self._position

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        with self._lock:
            self._file.seek(self._position)
            data = self._file.read(len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)
