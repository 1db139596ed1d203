"""platform-facts 1.6 and 5: imports that fail as a whole, with the exact words of their `Error` artifact."""

import gzip
import io
import tarfile
import zipfile

import pytest

from adapters.simulator import Settings, Simulator, serve
from tests.adapters.simulator.packages import Files, course_files, pack, unit
from tests.adapters.simulator.site import Site

UNKNOWN = "Failed: Unknown error while importing course."
UNSAFE = "Failed: Unsafe archive file. Aborting import."


def course_xml(text: str | bytes) -> Files:
    return course_files() | {"course/course.xml": text}


def policy(text: str) -> Files:
    return course_files() | {"course/policies/2026/policy.json": text}


def member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


FAILURES: dict[str, tuple[Files | bytes, str]] = {
    "no course.xml": ({"course/readme": "x"}, "Failed: Could not find the course.xml file in the package."),
    "an empty file": (b"", UNKNOWN),
    "a truncated file": (pack(course_files())[:300], UNKNOWN),
    "a zip under a tar's name": (b"PK\x03\x04" + b"\0" * 40, UNKNOWN),
    "course.xml is malformed": (course_xml("<course"), UNKNOWN),
    "course.xml without url_name": (course_xml('<course org="RecX" course="Rec101"/>'), UNKNOWN),
    "course.xml without course": (course_xml('<course url_name="2026" org="RecX"/>'), UNKNOWN),
    "a space in org": (course_xml('<course url_name="2026" org="Rec X" course="Rec101"/>'), UNKNOWN),
    "course/<run>.xml missing": (course_xml('<course url_name="2027" org="RecX" course="Rec101"/>'), UNKNOWN),
    "course/<run>.xml malformed": (course_files() | {"course/course/2026.xml": "<course>"}, UNKNOWN),
    "an unreadable date in the policy": (policy('{"course/2026": {"start": "soon"}}'), UNKNOWN),
    "tabs of another type": (policy('{"course/2026": {"tabs": "none"}}'), UNKNOWN),
    "a member that climbs out": (course_files() | {"course/../../x": "x"}, UNSAFE),
    "an absolute path": (course_files() | {"/etc/x": "x"}, UNSAFE),
    "a symlink out": (pack(course_files(), member("course/l", tarfile.SYMTYPE, "../../x")), UNSAFE),
    "a hard link out": (pack(course_files(), member("course/l", tarfile.LNKTYPE, "../x")), UNSAFE),
    "a pipe": (pack(course_files(), member("course/f", tarfile.FIFOTYPE)), UNSAFE),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_fails_as_a_whole(site: Site, failure: str) -> None:
    content, words = FAILURES[failure]
    assert await site.imported(content) == words
    assert site.outline() == ["course/course"]


async def test_a_percent_sign_stops_the_import_half_way(site: Site) -> None:
    assert await site.imported(course_files()) == "Succeeded"
    lessons = "".join(f'<sequential url_name="{name}"/>' for name in ("l1", "urok_1", "l3"))
    package = (
        course_files()
        | unit("new", "New", "t")
        | {
            "course/chapter/glava_1.xml": f'<chapter display_name="Renamed">{lessons}</chapter>',
            "course/sequential/l1.xml": '<sequential display_name="l1"><vertical url_name="new"/></sequential>',
            "course/sequential/urok_1.xml": '<sequential display_name="У"><vertical url_name="b%1"/></sequential>',
            "course/vertical/b%1.xml": '<vertical display_name="b"/>',
            "course/sequential/l3.xml": '<sequential display_name="l3"/>',
        }
    )
    words = "Failed to import block: У at location: i4x://RecX/Rec101/sequential/urok_1"
    assert await site.imported(package) == f"Failed: {words}"
    assert site.outline() == [
        "course/course",
        "chapter/glava_1",
        "sequential/l1",
        "vertical/new",
        "html/new_html",
        "sequential/urok_1",
        "vertical/blok_1",
        "html/blok_1_html",
        "vertical/blok_2",
        "html/blok_2_html",
    ]
    assert site.course.blocks[site.course.root.children[0]].shown_name == "Renamed"


async def test_a_course_that_is_not_there_fails_in_the_task(site: Site) -> None:
    answer = await site.upload(pack(course_files()), key="course-v1:No+Such+Course")
    assert await site.ended(answer.json()["task_id"]) == "Failed"
    task = site.running.simulator.imports[-1].task
    assert task is not None
    assert task.artifacts[0].text == "An Unknown error occurred during the unpacking step."


async def test_a_long_course_key_cannot_be_imported(site: Site) -> None:
    key = f"course-v1:{'o' * 60}+{'n' * 60}+{'r' * 60}"
    site.running.simulator.create_course(key)
    answer = await site.upload(pack(course_files()), key=key)
    assert await site.ended(answer.json()["task_id"]) == "Failed"


@pytest.mark.parametrize("mode", ["w", "w:bz2", "w:xz"])
async def test_the_archive_may_be_packed_otherwise(site: Site, mode: str) -> None:
    target = io.BytesIO()
    plain = gzip.decompress(pack(course_files() | {"top.txt": "x"}))
    with tarfile.open(fileobj=io.BytesIO(plain)) as source, tarfile.open(fileobj=target, mode=mode) as archive:  # type: ignore[call-overload]  # the mode is a parameter here
        for info in source:
            archive.addfile(info, source.extractfile(info))
    assert await site.imported(target.getvalue()) == "Succeeded"
    assert len(site.outline()) == 7


async def test_zip_and_links_inside_are_fine(site: Site) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in course_files().items():
            archive.writestr(name, data)
    assert await site.imported(target.getvalue(), "course.zip") == "Succeeded"
    assert len(site.outline()) == 7
    linked = pack(course_files(), member("course/static/l.png", tarfile.SYMTYPE, "pic.png"))
    assert await site.imported(linked) == "Succeeded"


async def test_a_dead_worker_leaves_status_at_500_for_ever() -> None:
    import httpx

    async with serve(Simulator(Settings(worker_alive=False))) as running, httpx.AsyncClient() as http:
        site = Site(running, http)
        running.simulator.create_course("course-v1:RecX+Rec101+2026")
        task_id = (await site.upload(b"x")).json()["task_id"]
        path = "/api/courses/v0/import/course-v1:RecX+Rec101+2026/"
        status = await site.studio(path, task_id=task_id, filename="p.tar.gz")
        assert (status.status_code, status.json()["error_code"]) == (500, "internal_error")
        assert (await http.get(f"{running.studio_url}/heartbeat")).status_code == 200
        extended = await http.get(f"{running.studio_url}/heartbeat?extended")
        assert (extended.status_code, extended.json()["celery"]["status"]) == (503, False)
        assert (await site.studio("/api/tasks/v0/tasks/")).json()["count"] == 0
