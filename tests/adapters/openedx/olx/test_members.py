"""Which files a package holds, in both layouts."""

import pytest
from lxml import etree

from adapters.openedx.olx.members import members_of
from adapters.openedx.olx.url_names import UrlNames
from domain.course import Chapter, Section, Unit
from domain.identities import Identities
from tests.adapters.openedx.olx.example_courses import (
    KEY,
    attributes,
    contents,
    packed_bytes,
    small_course,
    unpacked,
    wide_course,
)

FRAME = {
    "about/overview.html",
    "about/short_description.html",
    "course.xml",
    "course/spring.xml",
    "policies/spring/grading_policy.json",
    "policies/spring/policy.json",
    "static/courseport_course_image.png",
}

ONE_UNIT = small_course(chapters=(Chapter("c", "Soil", (Section("s", "Acids", (Unit("u", "pH", "<p>7</p>"),)),)),))


def test_each_block_has_a_file_of_its_own() -> None:
    assert set(unpacked(ONE_UNIT)) == FRAME | {
        "chapter/soil.xml",
        "sequential/acids.xml",
        "vertical/ph.xml",
        "html/ph_html.xml",
        "html/ph_html.html",
    }


def test_above_the_limit_units_stand_inside_their_section() -> None:
    files = unpacked(ONE_UNIT, member_limit=11)
    assert set(files) == FRAME | {"chapter/soil.xml", "sequential/acids.xml", "html/ph_html.html"}
    section = etree.fromstring(files["sequential/acids.xml"])
    (vertical,) = section
    (html,) = vertical
    assert attributes(vertical) == {"url_name": "ph", "display_name": "pH"}
    assert attributes(html) == {"url_name": "ph_html", "filename": "ph_html", "display_name": "pH"}


def test_at_the_limit_nothing_changes() -> None:
    assert unpacked(ONE_UNIT, member_limit=12) == unpacked(ONE_UNIT)


@pytest.mark.unmeasured
def test_a_course_of_20_000_units_fits_into_45_000_files() -> None:
    course = wide_course(20_000, lambda number: f"<p>{number}</p>", per_section=100)
    names = UrlNames.of(course, KEY, Identities().covering(course))
    assert len(members_of(course, KEY, names)) < 45_000 < len(members_of(course, KEY, names, 100_000))


def test_members_are_sorted_and_below_one_folder() -> None:
    paths = list(contents(packed_bytes(small_course())))
    assert paths == sorted(paths)


def test_content_passes_to_the_letter() -> None:
    for content in ("", " ", "<p>a\r\n&nbsp;]]></p>\r<!-- -- -->", "\ufeff<p>é</p>", "<script>a && b</script>"):
        course = small_course(chapters=(Chapter("c", "C", (Section("s", "S", (Unit("u", "U", content),)),)),))
        assert unpacked(course)["html/u_html.html"] == content.encode()


def test_order_is_the_authors() -> None:
    course = wide_course(30, lambda number: "<p/>")
    files = unpacked(course)
    section = etree.fromstring(files["sequential/section_10.xml"])
    assert [child.get("url_name") for child in section] == [f"unit_{number}" for number in range(10, 20)]
