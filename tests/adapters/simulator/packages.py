"""Small packages for the importer: a whole course as a dict of files, to be spoiled one file at a time."""

import gzip
import io
import json
import tarfile

Files = dict[str, str | bytes]

TEXT = '<p>Привет, мир! <img src="/static/pic.png" alt="x"/></p>'
POLICY = {
    "display_name": "Запись",
    "start": "2026-01-01T00:00:00Z",
}
GRADING = {
    "GRADER": [{"type": "Final", "short_label": "F", "min_count": 1, "drop_count": 0, "weight": 1.0}],
    "GRADE_CUTOFFS": {"Pass": 0.5},
}


def course_files() -> Files:
    """One chapter, one sequential, two verticals with an html block each."""
    files: Files = {
        "course/course.xml": '<course url_name="2026" org="RecX" course="Rec101"/>',
        "course/course/2026.xml": '<course><chapter url_name="glava_1"/></course>',
        "course/chapter/glava_1.xml": '<chapter display_name="Глава 1"><sequential url_name="urok_1"/></chapter>',
        "course/sequential/urok_1.xml": (
            '<sequential display_name="Урок 1"><vertical url_name="blok_1"/>'
            '<vertical url_name="blok_2"/></sequential>'
        ),
        "course/policies/2026/policy.json": json.dumps({"course/2026": POLICY}),
        "course/policies/2026/grading_policy.json": json.dumps(GRADING),
        "course/static/pic.png": b"\x89PNG not really",
    }
    for number in (1, 2):
        files |= unit(f"blok_{number}", f"Блок {number}", f"Текст {number}")
    return files


def unit(name: str, title: str, text_title: str, text: str = TEXT) -> Files:
    return {
        f"course/vertical/{name}.xml": (
            f'<vertical display_name="{title}"><html url_name="{name}_html"/></vertical>'
        ),
        f"course/html/{name}_html.xml": f'<html filename="{name}_html" display_name="{text_title}"/>',
        f"course/html/{name}_html.html": text,
    }


def large_course(units: int) -> Files:
    """Ten verticals a sequential, ten sequentials a chapter."""
    files = course_files()
    names = [f"u{number}" for number in range(units)]
    lessons = [names[start : start + 10] for start in range(0, units, 10)]
    chapters = [range(start, min(start + 10, len(lessons))) for start in range(0, len(lessons), 10)]
    for name in names:
        files |= unit(name, name, name, TEXT * 20)
    for number, lesson in enumerate(lessons):
        children = "".join(f'<vertical url_name="{name}"/>' for name in lesson)
        files[f"course/sequential/s{number}.xml"] = f'<sequential display_name="s">{children}</sequential>'
    for number, chapter in enumerate(chapters):
        children = "".join(f'<sequential url_name="s{lesson}"/>' for lesson in chapter)
        files[f"course/chapter/c{number}.xml"] = f'<chapter display_name="c">{children}</chapter>'
    pointers = "".join(f'<chapter url_name="c{number}"/>' for number in range(len(chapters)))
    files["course/course/2026.xml"] = f"<course>{pointers}</course>"
    return files


def members(files: Files) -> list[tuple[tarfile.TarInfo, bytes]]:
    packed = []
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        info = tarfile.TarInfo(name)
        info.size = len(data)
        packed.append((info, data))
    return packed


def pack(files: Files, *extra: tarfile.TarInfo) -> bytes:
    """The files as .tar.gz, and after them members without content (links, devices)."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for info, data in members(files):
            archive.addfile(info, io.BytesIO(data))
        for info in extra:
            archive.addfile(info)
    return gzip.compress(plain.getvalue(), 1)
