"""platform-facts 5: what the importer leaves out without a word, with all that is below it."""

import pytest

from tests.adapters.simulator.packages import Files, course_files, unit
from tests.adapters.simulator.site import Site

WHOLE = [
    "course/course",
    "chapter/glava_1",
    "sequential/urok_1",
    "vertical/blok_1",
    "html/blok_1_html",
    "vertical/blok_2",
    "html/blok_2_html",
]
UNIT_2 = ["vertical/blok_2", "html/blok_2_html"]
TEXT_2 = ["html/blok_2_html"]
V2, H2, H2_HTML = "course/vertical/blok_2.xml", "course/html/blok_2_html.xml", "course/html/blok_2_html.html"
ENTITIES = '<!DOCTYPE vertical [<!ENTITY x "y">]><vertical><html url_name="blok_2_html"/></vertical>'


def inline(children: str) -> str:
    return f'<sequential display_name="s"><vertical url_name="blok_1"/>{children}</sequential>'


SPOILED: dict[str, tuple[Files, list[str]]] = {
    "a vertical with malformed XML": ({V2: "<vertical><html></vertical>"}, UNIT_2),
    "a vertical in another encoding": ({V2: "<vertical display_name='é'/>".encode("latin-1")}, UNIT_2),
    "entities in a DTD": ({V2: ENTITIES}, UNIT_2),
    "an unreadable due date": ({V2: '<vertical due="soon"><html url_name="blok_2_html"/></vertical>'}, UNIT_2),
    "an unreadable start date": ({H2: '<html filename="blok_2_html" start="12/45"/>'}, TEXT_2),
    "html that is not UTF-8": ({H2_HTML: "<p>é</p>".encode("latin-1")}, TEXT_2),
    "html whose file has another name": ({H2: '<html filename="elsewhere"/>'}, TEXT_2),
    "a chapter with malformed XML": ({"course/chapter/glava_1.xml": "<chapter"}, WHOLE[1:]),
    "a sequential with malformed XML": ({"course/sequential/urok_1.xml": "<sequential"}, WHOLE[2:]),
    "an unknown pointer": ({V2: '<vertical><html url_name="blok_2_html"/><strange url_name="x"/></vertical>'}, []),
    "an empty element without a name": ({V2: '<vertical><html url_name="blok_2_html"/><problem/></vertical>'}, []),
}


async def loses(site: Site, package: Files, lost: list[str]) -> None:
    assert await site.imported(package) == "Succeeded"
    assert site.outline() == [block for block in WHOLE if block not in lost]


@pytest.mark.parametrize("spoiled", SPOILED)
async def test_succeeds_without(site: Site, spoiled: str) -> None:
    change, lost = SPOILED[spoiled]
    await loses(site, course_files() | change, lost)
    assert len(site.drops()) == 1


@pytest.mark.parametrize(
    ("missing", "lost"),
    [
        ("course/chapter/glava_1.xml", WHOLE[1:]),
        ("course/sequential/urok_1.xml", WHOLE[2:]),
        (V2, UNIT_2),
        (H2, TEXT_2),
        (H2_HTML, TEXT_2),
    ],
)
async def test_a_missing_file_takes_its_subtree_along(site: Site, missing: str, lost: list[str]) -> None:
    await loses(site, {name: data for name, data in course_files().items() if name != missing}, lost)


@pytest.mark.parametrize("letter", list(" /+@'~"))
async def test_an_illegal_url_name_drops_the_block(site: Site, letter: str) -> None:
    name = f"a{letter}b"
    package = course_files() | {"course/sequential/urok_1.xml": inline(f'<vertical url_name="{name}"/>')}
    package |= {f"course/vertical/{name}.xml": "<vertical/>"}
    await loses(site, package, UNIT_2)


@pytest.mark.parametrize("name", ["юникод", "a-b_c.d", "x" * 250])
async def test_a_legal_url_name_stays(site: Site, name: str) -> None:
    package = course_files() | {
        "course/sequential/urok_1.xml": inline(
            f'<vertical url_name="{name}"><html url_name="t">x</html></vertical>'
        )
    }
    assert await site.imported(package) == "Succeeded"
    assert f"vertical/{name}" in site.outline()


async def test_a_colon_means_a_folder(site: Site) -> None:
    package = course_files() | unit("deep/er", "t", "t")
    package["course/sequential/urok_1.xml"] = inline('<vertical url_name="deep:er"/>')
    package["course/vertical/deep/er.xml"] = '<vertical><html url_name="deep:er_html"/></vertical>'
    package["course/html/deep/er_html.xml"] = '<html filename="er_html"/>'
    assert await site.imported(package) == "Succeeded"
    assert site.outline()[-2:] == ["vertical/deep:er", "html/deep:er_html"]


@pytest.mark.parametrize("block_type", ["vertical", "problem", "video"])
async def test_the_second_pointer_of_a_name_is_dropped(site: Site, block_type: str) -> None:
    pointer = f'<{block_type} url_name="twice"/>'
    lessons = "".join(f'<sequential url_name="l{number}"/>' for number in (1, 2))
    package = course_files() | {
        "course/chapter/glava_1.xml": f"<chapter>{lessons}</chapter>",
        "course/sequential/l1.xml": f"<sequential>{pointer}</sequential>",
        "course/sequential/l2.xml": f"<sequential>{pointer}</sequential>",
        f"course/{block_type}/twice.xml": f"<{block_type} display_name='x'/>",
    }
    assert await site.imported(package) == "Succeeded"
    assert site.outline().count(f"{block_type}/twice") == 1
    assert site.drops() == [f"{block_type}/twice"]


async def test_html_may_be_shown_twice_and_types_may_share_a_name(site: Site) -> None:
    package = course_files() | {
        V2: '<vertical><html url_name="blok_1_html"/><html url_name="blok_1_html"/><video url_name="blok_1_html" '
        'display_name="v"/></vertical>'
    }
    assert await site.imported(package) == "Succeeded"
    assert site.outline()[-3:] == ["html/blok_1_html", "html/blok_1_html", "video/blok_1_html"]


async def test_unknown_types_are_kept_hidden(site: Site) -> None:
    package = course_files() | {
        V2: '<vertical><strange url_name="s" x="1">body</strange><odd url_name="o"/></vertical>',
        "course/odd/o.xml": "<whatever><a/></whatever>",
    }
    assert await site.imported(package) == "Succeeded"
    assert site.outline()[-2:] == ["strange/s", "odd/o"]
    hidden = [one.block_class for one in site.course.blocks.values() if one.id.block_type in ("strange", "odd")]
    assert hidden == ["HiddenBlock", "HiddenBlock"]


async def test_a_nameless_child_is_named_after_its_title_or_a_hash(site: Site) -> None:
    package = course_files() | {
        V2: '<vertical><html display_name="My text!"><p>x</p></html><html>y</html></vertical>'
    }
    assert await site.imported(package) == "Succeeded"
    named, hashed = site.outline()[-2:]
    assert named == "html/My_text_"
    assert hashed.startswith("html/html_")


async def test_inline_children_and_wrong_nesting_are_taken_as_they_are(site: Site) -> None:
    package: Files = {
        "any/course.xml": (
            '\ufeff<?xml version="1.0"?><course url_name="r" org="O" course="C" display_name="Inline">'
            '<!-- a comment --><sequential url_name="s"><html url_name="h">a <b>c</b> d</html></sequential>'
            "</course>"
        )
    }
    assert await site.imported(package) == "Succeeded"
    assert site.outline() == ["course/course", "sequential/s", "html/h"]
    assert next(block.data for block in site.course.blocks.values() if block.data) == "a <b>c</b> d"


async def test_broken_html_and_nameless_titles_are_kept(site: Site) -> None:
    package = course_files() | {
        H2_HTML: "<p>un<b>closed\r\n",
        V2: '<vertical><html url_name="blok_2_html"/></vertical>',
    }
    assert await site.imported(package) == "Succeeded"
    blocks = {block.id.name: block for block in site.course.blocks.values()}
    assert blocks["blok_2_html"].data == "<p>un<b>closed\r\n"
    assert blocks["blok_2"].shown_name == ""


@pytest.mark.parametrize(
    "pointer",
    [
        '<course url_name="2026" course="Rec101"/>',
        '<course url_name="2026" org="RecX" course="Rec101" display_name="x"/>',
        '<course url_name="2026" org="RecX" course="Rec101">text</course>',
    ],
)
async def test_an_inexact_course_xml_gives_an_empty_course(site: Site, pointer: str) -> None:
    assert await site.imported(course_files()) == "Succeeded"
    assert await site.imported(course_files() | {"course/course.xml": pointer}) == "Succeeded"
    assert site.outline() == ["course/course"]
