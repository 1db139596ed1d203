"""Ways to break a package: each changes a dict of path → content in place, at random places."""

from random import Random

from tests.adapters.openedx.olx.package_files import Files, Mutation, rename, replace, some, some_parent
from tests.adapters.openedx.olx.policy_mutations import bad_grading, bad_setting, broken_policy, lost_policy

FOLDERS = ("chapter/", "sequential/", "vertical/", "html/")


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


MUTATIONS: tuple[Mutation, ...] = (
    cut_xml, stray_tag, empty_document, raw_ampersand, lost_file, lost_policy, wrong_pointer, wrong_filename,
    child_twice, child_of_another, one_name_for_two_types, illegal_name, wrong_root, wrong_nesting,
    extra_attribute, text_in_container, pointer_to_itself, empty_container, bad_course_xml, entities, not_utf8,
    broken_html, broken_policy, bad_setting, bad_grading,
)  # fmt: skip
