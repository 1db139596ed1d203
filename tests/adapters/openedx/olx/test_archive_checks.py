"""The second wall: each rule stands, and no bytes whatever bring it down."""

import gzip
import io
import tarfile
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.openedx.olx.archive_checks import check_archive
from adapters.openedx.olx.archive_contents import ArchiveLimits
from domain.violations import Severity, Violation, errors_among
from tests.adapters.openedx.olx.example_courses import packed_bytes, small_course, unpacked, wide_course
from tests.adapters.openedx.olx.package_files import Files, archive_of
from tests.adapters.openedx.olx.policy_mutations import POLICY


def findings(files: Files, limits: ArchiveLimits | None = None) -> tuple[Violation, ...]:
    return check_archive(io.BytesIO(archive_of(files)), limits)


def rules_of(files: Files, limits: ArchiveLimits | None = None) -> set[str]:
    return {finding.rule for finding in findings(files, limits)}


def with_files(**files: bytes) -> Files:
    return unpacked(small_course()) | {name.replace("__", "/"): content for name, content in files.items()}


def replaced(path: str, old: bytes, new: bytes) -> Files:
    files = unpacked(small_course())
    assert old in files[path]
    return files | {path: files[path].replace(old, new)}


@pytest.mark.parametrize("member_limit", [0, 45_000])
def test_our_own_packages_pass(member_limit: int) -> None:
    archive = packed_bytes(wide_course(120, lambda number: f"<p>{number}</p>"), member_limit=member_limit)
    assert check_archive(io.BytesIO(archive)) == ()


def test_the_source_is_read_from_its_start_and_left_open() -> None:
    source = io.BytesIO(packed_bytes(small_course()))
    source.seek(100)
    assert check_archive(source) == ()
    assert not source.closed


def test_findings_name_their_file_and_all_come_at_once() -> None:
    files = replaced("chapter/soil_1.xml", b'url_name="tools"', b'url_name="lost"')
    files["html/spade_html.html"] = b"\xff"
    files["vertical/introduction.xml"] = b"<vertical"
    found = {(finding.rule, finding.path) for finding in errors_among(findings(files))}
    assert found == {
        ("VALID_UTF8", "html/spade_html.html"),
        ("WELL_FORMED_XML", "vertical/introduction.xml"),
        ("REFERENCED_FILE_EXISTS", "chapter/soil_1.xml"),
    }


@pytest.mark.parametrize(
    ("rule", "files"),
    [
        ("COURSE_XML_REQUIRED", {k: v for k, v in unpacked(small_course()).items() if k != "course.xml"}),
        ("COURSE_XML_REQUIRED", replaced("course.xml", b' org="Example"', b"")),
        ("COURSE_XML_REQUIRED", replaced("course.xml", b"Example", b"Exam ple")),
        ("WELL_FORMED_XML", with_files(**{"chapter__soil.xml": b"<chapter>&nbsp;</chapter>"})),
        ("WELL_FORMED_XML", with_files(**{"chapter__soil.xml": b'<!DOCTYPE chapter SYSTEM "x"><chapter/>'})),
        ("WELL_FORMED_XML", with_files(**{"chapter__soil.xml": b'<!DOCTYPE a [<!ENTITY e "">]><chapter/>'})),
        ("REFERENCED_FILE_EXISTS", replaced("html/spade_html.xml", b"filename=", b"name=")),
        ("REFERENCED_FILE_EXISTS", replaced(POLICY, b"courseport_course_image.png", b"other.png")),
        ("ASCII_URL_NAMES", replaced("vertical/spade.xml", b"spade_html", "é".encode())),
        ("ASCII_URL_NAMES", with_files(**{"html/é.html": b""})),
        ("URL_NAME_PATTERN", replaced("vertical/spade.xml", b"spade_html", b"a b")),
        ("URL_NAME_MAX_LENGTH", replaced("vertical/spade.xml", b"spade_html", b"x" * 101)),
        ("UNIQUE_URL_NAMES", replaced("vertical/spade.xml", b"spade_html", b"introduction_html")),
        ("UNIQUE_URL_NAMES", replaced("html/spade_html.xml", b"spade_html", b"introduction_html")),
        ("UNIQUE_URL_NAMES", replaced("vertical/spade.xml", b"<vertical", b'<vertical url_name="x"')),
        ("TITLE_REQUIRED", replaced("vertical/spade.xml", b'display_name="Spade"', b'display_name=" "')),
        ("ELEMENT_CONTENT", replaced("vertical/spade.xml", b"</vertical>", b"text</vertical>")),
        ("ELEMENT_CONTENT", replaced("vertical/spade.xml", b"</vertical>", b"<problem/></vertical>")),
        ("ELEMENT_CONTENT", replaced("html/spade_html.xml", b"/>", b"><p/></html>")),
        ("MIN_ONE_CHAPTER", with_files(**{"course__spring.xml": b"<course/>"})),
        ("MIN_ONE_SEQUENTIAL", with_files(**{"chapter__soil_1.xml": b'<chapter display_name="x"/>'})),
        ("MIN_ONE_VERTICAL", with_files(**{"sequential__tools.xml": b'<sequential display_name="x"/>'})),
        ("MIN_ONE_COMPONENT", with_files(**{"vertical__spade.xml": b'<vertical display_name="x"/>'})),
        ("VALID_POLICY_JSON", replaced(POLICY, b'"self_paced": true', b'"self_paced": false')),
        ("VALID_POLICY_JSON", replaced(POLICY, b'"self_paced": true', b'"unheard_of": true')),
        ("VALID_POLICY_JSON", replaced(POLICY, b'"en"', b'"tlh"')),
        ("VALID_POLICY_JSON", replaced(POLICY, b"2020-01-01T00:00:00Z", b"2020-01-01")),
        ("VALID_POLICY_JSON", replaced(POLICY, b'"self_paced"', b'"end": "2019-01-01T00:00:00Z", "self_paced"')),
        ("VALID_POLICY_JSON", replaced("course/spring.xml", b"<course", b'<course display_name="x"')),
        ("VALID_POLICY_JSON", with_files(**{POLICY: b"[" * 1_000_000})),
        ("NO_ORPHAN_FILES", with_files(**{"html__old.xml": b"<html/>"})),
    ],
)
def test_each_rule_stands(rule: str, files: Files) -> None:
    assert rule in rules_of(files)


def test_an_orphan_is_a_warning() -> None:
    (finding,) = findings(with_files(**{"html__old.html": b""}))
    assert (finding.rule, finding.path, finding.severity) == ("NO_ORPHAN_FILES", "html/old.html", Severity.WARNING)


@pytest.mark.parametrize(
    ("rule", "limits"),
    [
        ("PACKED_SIZE", ArchiveLimits(packed=1000)),
        ("UNPACKED_SIZE", ArchiveLimits(unpacked=1000)),
        ("COMPRESSION_RATIO", ArchiveLimits(compression=1)),
        ("MEMBER_LIMIT", ArchiveLimits(members=20)),
        ("DOCUMENT_SIZE", ArchiveLimits(document=100)),
    ],
)
def test_each_limit_stands(rule: str, limits: ArchiveLimits) -> None:
    assert rule in rules_of(unpacked(small_course()), limits)


@pytest.mark.parametrize("member_limit", [0, 45_000])
def test_too_large_a_package_names_its_ten_largest_units(member_limit: int) -> None:
    course = wide_course(14, lambda number: "<p>" + "x" * 1000 * number + "</p>")
    archive = packed_bytes(course, member_limit=member_limit)
    (finding,) = check_archive(io.BytesIO(archive), ArchiveLimits(packed=1000, compression=10_000))
    assert finding.rule == "PACKED_SIZE"
    assert finding.message.count("«Unit ") == 10
    assert finding.message.index("«Unit 13» (13,007 bytes)") < finding.message.index("«Unit 12» (12,007 bytes)")


def test_a_bomb_is_refused_by_its_ratio() -> None:
    course = wide_course(1, lambda number: "<p>" + " " * 3_000_000 + "</p>")
    rules = {finding.rule for finding in check_archive(io.BytesIO(packed_bytes(course)))}
    assert rules == {"COMPRESSION_RATIO"}


def special(change: Callable[[tarfile.TarInfo], None]) -> bytes:
    """The small course, with one more member as `change` makes it."""
    target = io.BytesIO(archive_of(unpacked(small_course())))
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(target.getvalue())), mode="r:") as old:
        result = io.BytesIO()
        with tarfile.open(fileobj=result, mode="w:gz") as new:
            for member in old:
                new.addfile(member, old.extractfile(member))
            info = tarfile.TarInfo("course/static/x")
            change(info)
            new.addfile(info, io.BytesIO(bytes(info.size)))
    return result.getvalue()


@pytest.mark.parametrize(
    "attributes",
    [
        {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"},
        {"type": tarfile.LNKTYPE, "linkname": "course/course.xml"},
        {"type": tarfile.FIFOTYPE},
        {"type": tarfile.CHRTYPE},
        {"name": "../x"},
        {"name": "/course/x"},
        {"name": "course/../x"},
        {"name": "course//x"},
        {"name": "other/course.xml"},
        {"name": "course.xml"},
        {"name": "course/course.xml"},
        {"name": "\udcff"},
    ],
    ids=str,
)
def test_what_an_archive_must_not_hold(attributes: dict[str, object]) -> None:
    def change(info: tarfile.TarInfo) -> None:
        for name, value in attributes.items():
            setattr(info, name, value)

    found = errors_among(check_archive(io.BytesIO(special(change))))
    assert [finding.rule for finding in found] == ["ARCHIVE_SAFE"]
    assert str(found[0].place).isprintable()


def test_folders_are_no_harm() -> None:
    def folder(info: tarfile.TarInfo) -> None:
        info.type = tarfile.DIRTYPE

    assert check_archive(io.BytesIO(special(folder))) == ()


WHOLE = packed_bytes(small_course())
TAR = gzip.decompress(WHOLE)


@pytest.mark.parametrize(
    "archive",
    [
        b"",
        b"\x1f\x8b",
        b"PK\x03\x04 a zip",
        TAR,
        gzip.compress(b"no tar at all"),
        gzip.compress(b"\xff" * 10_000),
        WHOLE[:-1],
        WHOLE[: len(WHOLE) // 2],
        WHOLE[:-8] + b"\0" * 8,
        WHOLE + b"more",
        gzip.compress(TAR + b"x" * 100_000),
    ],
    ids=["nothing", "two bytes", "zip", "tar", "words", "noise", "cut", "half", "checksum", "more", "tail"],
)
def test_what_is_no_archive_is_called_so(archive: bytes) -> None:
    assert "ARCHIVE_READABLE" in {finding.rule for finding in check_archive(io.BytesIO(archive))}


@settings(max_examples=300)
@given(st.randoms(use_true_random=False), st.booleans())
def test_no_bytes_bring_it_down(random: Random, inside: bool) -> None:
    """A package with some of its bytes changed: in the tar stream before it is compressed, or after."""
    data = bytearray(TAR if inside else WHOLE)
    for _ in range(random.randint(1, 20)):
        at = random.randrange(min(len(data), random.choice([600, 3000, len(data)])))
        data[at] = random.choice([0, 255, random.randrange(256), ord(random.choice("0123456789xgLKSVD"))])
    if random.random() < 0.2:
        del data[random.randrange(len(data)) :]
    check_archive(io.BytesIO(gzip.compress(bytes(data), 1) if inside else bytes(data)))
