"""platform-facts 0.11 and 5: policies, resets, about pages, static files, and what a second import leaves."""

import json

import pytest

from tests.adapters.simulator.packages import GRADING, Files, course_files
from tests.adapters.simulator.site import KEY, Site

POLICY = "course/policies/2026/policy.json"


def policy(**fields: object) -> Files:
    return course_files() | {POLICY: json.dumps({"course/2026": fields})}


async def detail(site: Site) -> dict[str, object]:
    answer = await site.http.get(f"{site.running.lms_url}/api/courses/v1/courses/{KEY}")
    return dict(answer.raise_for_status().json())


async def test_the_policy_wins_over_the_xml(site: Site) -> None:
    package = policy(display_name="Policy", self_paced=True, course_image="pic.png", language="ru")
    package["course/course/2026.xml"] = '<course display_name="XML" end="&quot;2027-01-01T00:00:00Z&quot;"/>'
    assert await site.imported(package) == "Succeeded"
    shown = await detail(site)
    assert (shown["name"], shown["pacing"], shown["end"]) == ("Policy", "self", "2027-01-01T00:00:00Z")
    assert "block@pic.png" in json.dumps(shown["media"])
    assert site.course.settings["language"] == "ru"


async def test_what_the_policy_does_not_say_is_reset(site: Site) -> None:
    site.course.settings.update(self_paced=True)
    assert await site.imported(course_files() | {POLICY: "{}"}) == "Succeeded"
    shown = await detail(site)
    assert (shown["pacing"], shown["start"], shown["start_type"]) == (
        "instructor",
        "2030-01-01T00:00:00Z",
        "empty",
    )


@pytest.mark.parametrize(
    "ignored",
    [
        {POLICY: "{broken"},
        {POLICY: json.dumps({"course/other": {"self_paced": True}})},
        {POLICY: "{}", "course/policies/other/policy.json": json.dumps({"course/2026": {"self_paced": True}})},
    ],
)
async def test_a_policy_that_does_not_fit_is_ignored(site: Site, ignored: Files) -> None:
    assert await site.imported(course_files() | ignored) == "Succeeded"
    assert (await detail(site))["pacing"] == "instructor"
    assert len(site.outline()) == 7


async def test_grading_policy(site: Site) -> None:
    assert await site.imported(course_files()) == "Succeeded"
    assert site.course.grading_policy == GRADING
    assert await site.imported(course_files() | {"course/policies/2026/grading_policy.json": "{"}) == "Succeeded"
    assert [row["type"] for row in site.course.grading_policy["GRADER"]] == [
        "Homework",
        "Lab",
        "Midterm Exam",
        "Final Exam",
    ]


async def test_about_pages(site: Site) -> None:
    package = course_files() | {
        "course/about/overview.html": "<p>Обзор</p>",
        "course/about/short_description.html": "Коротко\n",
        "course/about/effort.html": "é".encode("latin-1"),
    }
    assert await site.imported(package) == "Succeeded"
    shown = await detail(site)
    assert (shown["overview"], shown["short_description"], shown["effort"]) == ("<p>Обзор</p>", "Коротко\n", None)


async def test_static_files_get_asset_names_and_outlive_the_next_import(site: Site) -> None:
    names = ["sub/dir/deep.txt", "has space.png", "a&b#c%.txt", "old.txt", "._skip", ".DS_Store", "x~", "empty"]
    assert await site.imported(course_files() | {f"course/static/{name}": "x" for name in names}) == "Succeeded"
    kept = {"sub_dir_deep.txt", "has_space.png", "a_b_c%.txt", "old.txt", "empty", "pic.png"}
    assert set(site.course.static_files) == kept
    assert await site.imported(course_files()) == "Succeeded"
    assert set(site.course.static_files) == kept


async def test_a_second_import_replaces_the_tree(site: Site) -> None:
    assert await site.imported(course_files()) == "Succeeded"
    package = course_files() | {
        "course/sequential/urok_1.xml": '<sequential><vertical url_name="blok_2"/></sequential>'
    }
    assert await site.imported(package) == "Succeeded"
    assert site.outline()[3:] == ["vertical/blok_2", "html/blok_2_html"]
    gone = await site.studio(
        f"/api/contentstore/v1/container/vertical/block-v1:{KEY[10:]}+type@vertical+block@blok_1/children"
    )
    assert gone.status_code == 404


async def test_the_first_course_xml_wins_and_its_key_need_not_match(site: Site) -> None:
    other = {f"zz/{name}": data for name, data in course_files().items()} | {"zz/course/course.xml": "<broken"}
    moved = course_files() | {"course/course.xml": '<course url_name="2026" org="Other" course="Name"/>'}
    assert await site.imported(other | moved) == "Succeeded"
    assert len(site.outline()) == 7
