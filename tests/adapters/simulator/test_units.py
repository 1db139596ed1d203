"""platform-facts 4: reading an import back, unit by unit and in counts."""

import re
from typing import Any

from lxml import etree

from tests.adapters.simulator.packages import course_files, unit
from tests.adapters.simulator.site import KEY, Site

PLAIN = KEY.removeprefix("course-v1:")


def usage(block_type: str, name: str) -> str:
    return f"block-v1:{PLAIN}+type@{block_type}+block@{name}"


async def exported(site: Site, text: str) -> Any:
    assert await site.imported(course_files() | unit("blok_2", "t", "t", text)) == "Succeeded"
    return await site.studio(f"/api/olx-export/v1/xblock/{usage('html', 'blok_2_html')}/")


async def test_olx_export_gives_html_back_verbatim(site: Site) -> None:
    text = "<p>a &amp; b &nbsp; <br> & < ' \" <![if x]>\n\t<pre>  x\n</pre>"
    answer = await exported(site, text)
    olx = answer.json()["blocks"][usage("html", "blok_2_html")]["olx"]
    assert f"<![CDATA[{text}]]>" in olx
    assert etree.fromstring(olx).text == text


async def test_olx_export_alters_the_end_of_cdata_as_teak_does(site: Site) -> None:
    answer = await exported(site, "<script>a[b[0]]>1</script>")
    olx = answer.json()["blocks"][usage("html", "blok_2_html")]["olx"]
    assert etree.fromstring(olx).text == "<script>a[b[0]]&gt;1</script>"


async def test_olx_export_turns_own_asset_addresses_into_static_ones(site: Site) -> None:
    own, other = f"asset-v1:{PLAIN}+type@asset+block@pic.png", "asset-v1:A+B+C+type@asset+block@pic.png"
    answer = await exported(site, f'<img src="https://s.example/{own}"><img src="https://s.example/{other}">')
    block = answer.json()["blocks"][usage("html", "blok_2_html")]
    assert f'<img src="/static/pic.png"><img src="https://s.example/{other}">' in block["olx"]
    assert block["static_files"] == {"pic.png": {"url": f"{site.running.studio_url}/{own}"}}


async def test_olx_export_breaks_on_what_xml_cannot_hold(site: Site) -> None:
    assert (await exported(site, "<p>\x0b</p>")).status_code == 500


async def test_olx_export_is_for_units_and_below(site: Site) -> None:
    answer = await site.studio(f"/api/olx-export/v1/xblock/{usage('sequential', 'urok_1')}/")
    assert answer.status_code == 400


async def test_a_leaf_other_than_html_keeps_its_markup(site: Site) -> None:
    problem = '<problem url_name="p" display_name="P"><p>1+1?</p><numericalresponse answer="2"/></problem>'
    vertical = f'<vertical display_name="v">{problem}</vertical>'
    assert await site.imported(course_files() | {"course/vertical/blok_2.xml": vertical}) == "Succeeded"
    answer = await site.studio(f"/api/olx-export/v1/xblock/{usage('vertical', 'blok_2')}/")
    olx = etree.fromstring(answer.json()["blocks"][usage("problem", "p")]["olx"])
    assert (olx.tag, olx.get("display_name"), [child.tag for child in olx]) == (
        "problem",
        "P",
        ["p", "numericalresponse"],
    )


async def test_counts_leave_out_what_only_staff_sees(site: Site) -> None:
    vertical = '<vertical visible_to_staff_only="true"><video url_name="v" display_name="v"/></vertical>'
    assert await site.imported(course_files() | {"course/vertical/blok_2.xml": vertical}) == "Succeeded"
    counts = (await site.studio(f"/api/courses/v1/quality/{KEY}/", all="true")).json()
    assert (counts["units"]["total_visible"], counts["videos"]["total_number"]) == (1, 0)


async def test_outline_shows_dates_that_blocks_inherit(site: Site) -> None:
    lesson = (
        '<sequential display_name="s" due="2026-02-03" graded="true" format="Final">'
        '<vertical url_name="blok_1"/></sequential>'
    )
    assert await site.imported(course_files() | {"course/sequential/urok_1.xml": lesson}) == "Succeeded"
    index = (await site.studio(f"/api/contentstore/v1/course_index/{KEY}")).json()
    node = index["course_structure"]
    while node["category"] != "vertical":
        node = node["child_info"]["children"][0]
    shown = (node["due"], node["due_date"], node["graded"], node["format"], node["start"])
    assert shown == ("2026-02-03T00:00:00Z", "Feb 03, 2026 at 00:00 UTC", True, "Final", "2026-01-01T00:00:00Z")
    assert re.search(r"type@vertical\+block@blok_1$", node["id"])
