"""The neutral course image: it was drawn by the function here, and nothing else."""

import struct
import zlib
from importlib.resources import files

from adapters.openedx.olx.members import COURSE_IMAGE, ROOT, members_of
from adapters.openedx.olx.url_names import UrlNames
from domain.course_key import CourseKey
from domain.identities import Identities
from tests.adapters.openedx.olx.example_courses import small_course

WIDTH, HEIGHT = 1134, 675
PALETTE = bytes.fromhex("2f48583d5c70f4f1e8c9c2aee0a458")
GROUND, FRAME, PAPER, INK, ACCENT = range(5)


def drawing() -> bytes:
    """Three sheets one behind the other, lines of text, and a path of steps below: one byte a pixel."""
    canvas = bytearray([GROUND]) * (WIDTH * HEIGHT)

    def rectangle(left: int, top: int, width: int, height: int, colour: int) -> None:
        for row in range(top, top + height):
            start = row * WIDTH + left
            canvas[start : start + width] = bytes([colour]) * width

    rectangle(0, 560, WIDTH, 115, FRAME)
    for sheet in range(3):
        left, top = 330 + 70 * sheet, 70 + 40 * sheet
        rectangle(left - 6, top - 6, 312, 392, FRAME)
        rectangle(left, top, 300, 380, PAPER)
    rectangle(510, 190, 180, 22, ACCENT)
    for line, width in enumerate((220, 200, 230, 160, 0, 225, 190, 120)):
        rectangle(510, 240 + 32 * line, width, 12, INK)
    for step in range(7):
        rectangle(297 + 80 * step, 605, 60, 24, ACCENT if step < 4 else INK)
    return bytes(canvas)


def as_png(pixels: bytes) -> bytes:
    """The drawing as a PNG with a palette."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + pixels[row * WIDTH : (row + 1) * WIDTH] for row in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", PALETTE), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def test_the_shipped_file_is_the_drawing() -> None:
    shipped = files("adapters.openedx.olx").joinpath("course_image.png").read_bytes()
    chunks = dict(chunks_of(shipped))
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (WIDTH, HEIGHT)
    assert chunks[b"PLTE"] == PALETTE
    lines = zlib.decompress(chunks[b"IDAT"])
    pixels = b"".join(lines[row * (WIDTH + 1) + 1 : (row + 1) * (WIDTH + 1)] for row in range(HEIGHT))
    assert pixels == drawing()


def test_every_package_holds_it() -> None:
    course, key = small_course(), CourseKey("Org", "C1", "r1")
    names = UrlNames.of(course, key, Identities().covering(course))
    (image,) = (
        member for member in members_of(course, key, names) if member.path == f"{ROOT}/static/{COURSE_IMAGE}"
    )
    assert image.read().startswith(b"\x89PNG")
    assert len(image.read()) < 20_000


def chunks_of(png: bytes) -> list[tuple[bytes, bytes]]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, position = [], 8
    while position < len(png):
        (length,) = struct.unpack_from(">I", png, position)
        kind, data = png[position + 4 : position + 8], png[position + 8 : position + 8 + length]
        assert struct.unpack_from(">I", png, position + 8 + length) == (zlib.crc32(kind + data),)
        found.append((kind, data))
        position += 12 + length
    return found
