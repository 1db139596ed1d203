"""The package on its way: multipart, streamed from the file, with its length said beforehand (never chunked)."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from typing import final

import httpx
from attrs import field, frozen
from typing_extensions import override

from adapters.openedx.calls import Body
from application.ports.lms import Package, UploadReport

UPLOAD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.tar\.gz")
"""`.tar.gz`, lower case, is what every release takes; a plain name comes back from the tasks API as it went."""

_FIELD = "course_data"
_CHUNK = 256 * 1024


def package_body(package: Package, upload_name: str, report: UploadReport) -> Body:
    """The one field that the import API reads (platform-facts 1.3); each `open` starts from the first byte."""
    boundary = secrets.token_hex(16)
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{_FIELD}"; filename="{upload_name}"\r\n'
        "Content-Type: application/gzip\r\n\r\n"
    ).encode("ascii")
    tail = f"\r\n--{boundary}--\r\n".encode("ascii")
    return Body(
        content_type=f"multipart/form-data; boundary={boundary}",
        length=len(head) + package.facts.size + len(tail),
        open=lambda: _PackageStream(package, head, tail, report),
    )


@final
@frozen(eq=False)
class _PackageStream(httpx.AsyncByteStream):
    _package: Package
    _head: bytes
    _tail: bytes
    _report: UploadReport
    _size: int = field(init=False)

    @_size.default
    def _whole(self) -> int:
        return self._package.facts.size

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._head
        sent = 0
        await self._report(sent, self._size)
        with self._package.open() as reader:  # closed again whatever becomes of the upload
            while chunk := await asyncio.to_thread(reader.read, _CHUNK):
                yield chunk
                sent += len(chunk)
                await self._report(sent, self._size)
        yield self._tail
