"""The archive: the same bytes each time, readable by others, and never whole in memory."""

import gzip
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest

from adapters.openedx.olx.archive import Compressor, fastest, with_zlib, write_archive
from adapters.openedx.olx.members import Member
from domain.publication import PackageFacts
from tests.adapters.openedx.olx.example_courses import packed, packed_bytes, small_course, wide_course

REPOSITORY = Path(__file__).parents[4]
BUILD_AND_PRINT = """
import hashlib
from tests.adapters.openedx.olx.example_courses import packed, packed_bytes, small_course
print(packed(small_course()).facts, hashlib.sha256(packed_bytes(small_course())).hexdigest())
"""


def test_same_course_same_bytes_in_every_process() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", BUILD_AND_PRINT],
            cwd=REPOSITORY,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "."},
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        for seed, zone in (("0", "UTC"), ("4711", "Asia/Tokyo"))
    }
    assert len(printed) == 1
    assert b"PackageFacts" in printed.pop()


@pytest.mark.parametrize("compressor", [fastest, with_zlib])
def test_facts_are_those_of_the_tar_stream_whoever_compressed_it(compressor: Compressor) -> None:
    package = packed(small_course(), compressor=compressor)
    with package.open() as reader:
        archive = reader.read()
    assert package.facts.sha256 == facts_of_small_course().sha256
    assert package.facts.sha256 == hashlib.sha256(gzip.decompress(archive)).hexdigest()
    assert package.facts.size == len(archive)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        assert package.facts.members == len(tar.getmembers())
    package.close()


def facts_of_small_course() -> PackageFacts:
    package = packed(small_course())
    package.close()
    return package.facts


def test_without_isal_zlib_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert packed_bytes(small_course()) != packed_bytes(small_course(), compressor=with_zlib)
    monkeypatch.setitem(sys.modules, "isal", None)
    monkeypatch.setitem(sys.modules, "isal.igzip", None)
    assert packed_bytes(small_course()) == packed_bytes(small_course(), compressor=with_zlib)


@pytest.mark.parametrize("compressor", [fastest, with_zlib])
def test_the_gzip_header_tells_neither_time_nor_name(compressor: Compressor) -> None:
    head = packed_bytes(small_course(), compressor=compressor)[:10]
    assert head[:3] == b"\x1f\x8b\x08"
    assert head[3] == 0  # no name, no comment
    assert head[4:8] == bytes(4)  # no time


def test_members_are_nobodys_and_dateless() -> None:
    with tarfile.open(fileobj=io.BytesIO(packed_bytes(small_course()))) as tar:
        for info in tar:
            assert info.isreg()
            assert (info.mtime, info.uid, info.gid, info.uname, info.gname, info.mode) == (0, 0, 0, "", "", 0o644)


def test_gnu_tar_lists_what_python_lists(tmp_path: Path) -> None:
    long_name = Member("course/vertical/" + "x" * 100 + ".xml", lambda: b"<vertical/>")
    package = write_archive([Member("course/course.xml", lambda: b"<course/>"), long_name])
    with package.open() as reader:
        (tmp_path / "p.tar.gz").write_bytes(reader.read())
    package.close()
    listed = subprocess.run(
        ["tar", "tzf", "p.tar.gz"], cwd=tmp_path, check=True, capture_output=True, timeout=60, text=True
    )
    assert not listed.stderr
    with tarfile.open(tmp_path / "p.tar.gz") as tar:
        assert listed.stdout.split() == tar.getnames() == ["course/course.xml", long_name.path]


@pytest.mark.parametrize("spool_limit", [1, 100_000_000])
def test_readers_do_not_disturb_each_other(spool_limit: int) -> None:
    package = packed(wide_course(50, lambda number: f"<p>{number}</p>"), spool_limit=spool_limit)
    with package.open() as first, package.open() as second:
        start = first.read(100)
        whole = second.read()
        assert start + first.read() == whole
    with package.open() as third:
        assert third.read() == whole
        assert third.seek(-8, io.SEEK_END) == package.facts.size - 8
        assert third.read() == whole[-8:]
    package.close()


def test_readers_in_many_threads() -> None:
    package = packed(wide_course(200, lambda number: f"<p>{number * 7919}</p>"), spool_limit=1)
    with package.open() as reader:
        whole = reader.read()
    seen: list[bool] = []

    def read() -> None:
        with package.open() as mine:
            seen.append(b"".join(iter(lambda: mine.read(97), b"")) == whole)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert seen == [True] * 8
    package.close()


def test_close_twice_is_once() -> None:
    package = packed(small_course(), spool_limit=1)
    reader = package.open()
    package.close()
    package.close()
    with pytest.raises(ValueError, match="closed"):
        package.open()
    with pytest.raises(ValueError, match="closed"):
        reader.read()


def test_what_fails_leaves_nothing_open() -> None:
    def broken() -> bytes:
        raise KeyError("no such block")

    # An unclosed temporary file would be a ResourceWarning, which is an error here.
    with pytest.raises(KeyError):
        write_archive([Member("a", lambda: bytes(50_000)), Member("b", broken)], spool_limit=1)


def test_one_member_at_a_time_is_held() -> None:
    alive = 0

    class Content(bytes):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def read() -> bytes:
        nonlocal alive
        alive += 1
        assert alive <= 2
        return Content(1000)

    write_archive(Member(f"course/{number:03}", read) for number in range(100)).close()
    assert alive == 0
