"""The file in a multipart body, written to disk as it arrives (platform-facts 1.3)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

import attrs

_NAME = re.compile(r'(?<![\w*])name="?([^";]*)"?')
_FILE_NAME = re.compile(r'filename="((?:[^"\\]|\\.)*)"')
_LONGEST_HEAD = 16_384


class NotMultipart(ValueError):
    """The body is no multipart form, or breaks off."""


@attrs.define
class _Part:
    field: str
    file_name: str | None


@attrs.define
class UploadReader:
    """Feeds on the chunks of a body and keeps the first file of one field."""

    boundary: bytes
    wanted_field: str
    sink: IO[bytes]
    file_name: str | None = None
    _buffer: bytearray = attrs.field(factory=lambda: bytearray(b"\r\n"))
    _keeping: bool = False
    _in_head: bool = False
    _ended: bool = False

    def feed(self, chunk: bytes) -> None:
        """Take in one more chunk."""
        self._buffer += chunk
        while not self._ended and (self._head() if self._in_head else self._content()):
            pass

    @property
    def ended(self) -> bool:
        """Has the closing boundary come?"""
        return self._ended

    def _content(self) -> bool:
        """Pass content on up to the next boundary; False when more must come first."""
        line = b"\r\n--" + self.boundary
        at = self._buffer.find(line)
        if at < 0:
            self._keep(max(0, len(self._buffer) - len(line)))
            return False
        self._keep(at)
        if len(self._buffer) < len(line) + 2:
            return False
        self._ended = self._buffer[len(line) : len(line) + 2] == b"--"
        del self._buffer[: len(line)]
        self._in_head, self._keeping = True, False
        return True

    def _keep(self, length: int) -> None:
        if self._keeping:
            self.sink.write(self._buffer[:length])
        del self._buffer[:length]

    def _head(self) -> bool:
        at = self._buffer.find(b"\r\n\r\n")
        if at < 0:
            if len(self._buffer) > _LONGEST_HEAD:
                raise NotMultipart("a part without an end of its headers")
            return False
        part = _part(self._buffer[:at].decode("utf-8", "replace"))
        del self._buffer[: at + 4]
        self._in_head = False
        if part.field == self.wanted_field and part.file_name and self.file_name is None:
            self.file_name = base_name(part.file_name)
            self._keeping = True
        return True


async def save_upload(chunks: AsyncIterator[bytes], content_type: str, field: str, target: Path) -> str | None:
    """Write the file of this field to `target`.

    Gives its base name, or None when the form has no such file.
    """
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.startswith("multipart/form-data") or boundary is None:
        raise NotMultipart(content_type)
    with target.open("wb") as sink:
        reader = UploadReader(boundary[1].encode("latin-1"), field, sink)
        async for chunk in chunks:
            reader.feed(chunk)
    if not reader.ended:
        raise NotMultipart("the body breaks off")
    return reader.file_name


def base_name(file_name: str) -> str:
    """The last part of a file name, whichever slashes it has."""
    return re.split(r"[\\/]", file_name)[-1]


def _part(head: str) -> _Part:
    disposition = next(
        (line for line in head.split("\r\n") if line.lower().startswith("content-disposition:")), ""
    )
    file_name = _FILE_NAME.search(disposition)
    name = _NAME.search(disposition.replace(file_name[0], "") if file_name else disposition)
    quoted = file_name[1].replace("%22", '"').replace('\\"', '"') if file_name else None
    return _Part(name[1] if name else "", quoted)
