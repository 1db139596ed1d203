"""Ways to break a package: each changes a dict of path → content in place, at random places."""

import io
import json
import tarfile
from collections.abc import Callable, Iterable
from random import Random
from typing import Any, TypeAlias

Files: TypeAlias = dict[str, bytes]
Mutation: TypeAlias = Callable[[Files, Random], None]

FOLDERS = ("chapter/", "sequential/", "vertical/", "html/")


def archive_of(files: Files) -> bytes:
    """The files as a package, in plain tar and gzip."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        for path in sorted(files):
            info = tarfile.TarInfo(f"course/{path}")
            info.size = len(files[path])
            tar.addfile(info, io.BytesIO(files[path]))
    return target.getvalue()


def cut_xml(files: Files, random: Random) -> None:
    """A file that ends too early."""
    path = some(files, random, ".xml")
    files[path] = files[path].rstrip()[: -random.randint(1, 30)]


def stray_tag(files: Files, random: Random) -> None:
    """A start tag that is never ended."""
    replace(files, some(files, random, ".xml"), b"<", b"<b><", random)


def empty_document(files: Files, random: Random) -> None:
    """Nothing at all where XML should be."""
    files[some(files, random, ".xml")] = random.choice([b"", b" \n", b"<!-- -->", b"<?xml version='1.0'?>"])


def raw_ampersand(files: Files, random: Random) -> None:
    """A title that somebody pasted in."""
    path = random.choice([path for path in files if b'display_name="' in files[path]])
    files[path] = files[path].replace(b'display_name="', b'display_name="R&D ')


def lost_file(files: Files, random: Random) -> None:
    """A block's file, the course's, or a content is gone."""
    del files[some(files, random, ".xml", ".html", but=("about/",))]


def lost_policy(files: Files, random: Random) -> None:
    """One of the two policy files is gone."""
    del files[some(files, random, ".json")]


def wrong_pointer(files: Files, random: Random) -> None:
    """A child that is called otherwise than its file."""
    replace(files, some_parent(files, random), b'<%s url_name="', b'<%s url_name="x', random)


def wrong_filename(files: Files, random: Random) -> None:
    """An html element that names another file."""
    path = some(files, random, ".xml", only="html/")
    files[path] = files[path].replace(b'filename="', random.choice([b'filename="x', b'filename="../', b'name="']))


def child_twice(files: Files, random: Random) -> None:
    """The same block under one parent twice."""
    path = some_parent(files, random)
    line = random.choice([line for line in files[path].splitlines() if b"url_name=" in line])
    files[path] = files[path].replace(line, line + line)


def child_of_another(files: Files, random: Random) -> None:
    """The same block under two parents."""
    first, second = random.sample([path for path in files if path.startswith("vertical/")], 2)
    line = next(line for line in files[first].splitlines() if b"url_name=" in line)
    files[second] = files[second].replace(b"</vertical>", line + b"</vertical>")


def one_name_for_two_types(files: Files, random: Random) -> None:
    """A unit that is called like a chapter."""
    chapter = some(files, random, ".xml", only="chapter/").removeprefix("chapter/").removesuffix(".xml")
    vertical = some(files, random, ".xml", only="vertical/").removeprefix("vertical/").removesuffix(".xml")
    rename(files, "vertical", vertical, chapter)


def illegal_name(files: Files, random: Random) -> None:
    """A block whose name, in file and pointer alike, the platform drops."""
    vertical = some(files, random, ".xml", only="vertical/").removeprefix("vertical/").removesuffix(".xml")
    rename(files, "vertical", vertical, random.choice(["a b", "é", "a.b", "100%", "x" * 101, "a:b", "a@b"]))


def wrong_root(files: Files, random: Random) -> None:
    """A file of one type in the folder of another."""
    path = some(files, random, ".xml", but=("html/",))
    tag = b"course" if path.startswith("course") else path.partition("/")[0].encode()
    other = random.choice([b"problem", b"verticle", b"wiki", b"Course"])
    files[path] = files[path].replace(b"<" + tag, b"<" + other).replace(b"</" + tag, b"</" + other)


def wrong_nesting(files: Files, random: Random) -> None:
    """A child on the wrong level, or of no known type."""
    path = some_parent(files, random)
    child = random.choice([b"<course/>", b'<chapter url_name="z"/>', b"<quiz/>", b"<problem/>", b"<p>x</p>"])
    files[path] = files[path].replace(b"</", child + b"</")


def extra_attribute(files: Files, random: Random) -> None:
    """A pointer that says more than the name, and so is none."""
    replace(files, some_parent(files, random), b"<%s url_name=", b'<%s display_name="x" url_name=', random)


def text_in_container(files: Files, random: Random) -> None:
    """Words where only elements belong."""
    replace(files, some_parent(files, random), b"</", b"words</", random)


def pointer_to_itself(files: Files, random: Random) -> None:
    """A file that is a pointer again, to itself or to another."""
    path = some(files, random, ".xml", only=random.choice(FOLDERS))
    kind, name = path.removesuffix(".xml").split("/")
    target = random.choice([name, "elsewhere"])
    files[path] = f'<{kind} url_name="{target}"/>'.encode()


def empty_container(files: Files, random: Random) -> None:
    """A block without children."""
    path = some_parent(files, random)
    kind = path.partition("/")[0]
    files[path] = f'<{kind} display_name="Empty"/>'.encode()


def bad_course_xml(files: Files, random: Random) -> None:
    """A `course.xml` that is not exactly what it must be."""
    pointer = '<course url_name="spring" org="Example" course="GARDEN1"/>'
    changed = random.choice(
        [
            pointer.replace(' org="Example"', ""),
            pointer.replace(' course="GARDEN1"', ""),
            pointer.replace('url_name="spring"', ""),
            pointer.replace("<course ", '<course display_name="x" '),
            pointer.replace('url_name="spring"', 'url_name="autumn"'),
            pointer.replace("/>", ">text</course>"),
            pointer.replace("/>", "><problem/></course>"),
        ]
    )
    files["course.xml"] = changed.encode()


def entities(files: Files, random: Random) -> None:
    """A document type declaration, which the platform refuses."""
    path = some(files, random, ".xml")
    files[path] = files[path].replace(b"?>\n", b'?>\n<!DOCTYPE x [<!ENTITY e "x">]>\n')


def not_utf8(files: Files, random: Random) -> None:
    """Bytes of another encoding."""
    path = some(files, random, ".xml", ".html", ".json", but=("about/",))
    at = random.randint(0, len(files[path]))
    files[path] = (
        files[path][:at] + random.choice([b"\xff\xfe", b"\xe9", b"\xc3(", b"\xed\xa0\x80"]) + files[path][at:]
    )


def broken_html(files: Files, random: Random) -> None:
    """Content that browsers mend and olxcleaner refuses."""
    path = some(files, random, ".html", only="html/")
    files[path] += random.choice(
        [b"</div>", b"<p id='a'></p><p id='a'></p>", b"a & b", b"<foo>", b"<<p>", b"\x01"]
    )


def broken_policy(files: Files, random: Random) -> None:
    """A policy that is no JSON, or not of the shape that it must have."""
    good = json.loads(files[POLICY])
    shapes: list[bytes] = [
        b"",
        b"{",
        b"[]",
        b"3",
        files[POLICY].rstrip()[:-1],
        files[POLICY].replace(b": ", b" "),
        as_json({"course/spring": []}),
        as_json({"course/autumn": good["course/spring"]}),
        as_json({**good, "vertical/soil": {}}),
        as_json({**good, "html/nowhere": {"x": 1}}),
        as_json({**good, "noslash": {}}),
        b"[" * 100_000,
    ]
    files[POLICY] = random.choice(shapes)


def bad_setting(files: Files, random: Random) -> None:
    """A setting with a value that the platform cannot use."""
    good = json.loads(files[POLICY])["course/spring"]
    name, value = random.choice(
        [
            ("start", "tomorrow"),
            ("start", 2026),
            ("start", None),
            ("end", "31.12.2026"),
            ("enrollment_start", "never"),
            ("showanswer", "sometimes"),
            ("rerandomize", "maybe"),
            ("graceperiod", "soon"),
            ("attempts", "-1"),
            ("course_image", None),
        ]
    )
    files[POLICY] = as_json({"course/spring": {**good, name: value}})


def bad_grading(files: Files, random: Random) -> None:
    """A grading policy in which something is missing, of the wrong type or out of range."""
    document: dict[str, Any] = json.loads(files[GRADING])
    (grader,) = document["GRADER"]
    choice = random.randrange(5)
    if choice == 0:
        del document[random.choice(["GRADER", "GRADE_CUTOFFS"])]
    elif choice == 1:
        del grader[random.choice(["type", "min_count", "drop_count", "weight"])]
    elif choice == 2:
        name = random.choice(["type", "short_label", "min_count", "drop_count", "weight"])
        grader[name] = random.choice([None, -1, [], {}])
    elif choice == 3:
        document["GRADER"] = random.choice([[], {}, [grader, grader], [grader, {**grader, "type": "Exam"}]])
    else:
        document["GRADE_CUTOFFS"] = random.choice(
            [{}, [], {"Pass": "x"}, {"Pass": 2}, {"A": 1}, {"A": 0.5, "B": 0.9}, {"A": 0.9, "C": 0.5}, {"E": 0.5}]
        )
    files[GRADING] = as_json(document)


POLICY = "policies/spring/policy.json"
GRADING = "policies/spring/grading_policy.json"
MUTATIONS: tuple[Mutation, ...] = (
    cut_xml, stray_tag, empty_document, raw_ampersand, lost_file, lost_policy, wrong_pointer, wrong_filename,
    child_twice, child_of_another, one_name_for_two_types, illegal_name, wrong_root, wrong_nesting,
    extra_attribute, text_in_container, pointer_to_itself, empty_container, bad_course_xml, entities, not_utf8,
    broken_html, broken_policy, bad_setting, bad_grading,
)  # fmt: skip


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
