"""Reading the platform's answers: those that were recorded from a real site, and any rubbish."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.openedx import replies
from adapters.openedx.texts import html_of

RECORDED = Path("../shared/openedx/recorded-exchanges.json")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                [
                    "course_structure",
                    "id",
                    "child_info",
                    "children",
                    "blocks",
                    "olx",
                    "results",
                    "artifacts",
                    "units",
                ]
            ),
            inner,
        )
    ),
    max_leaves=20,
)


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    if not RECORDED.exists():
        pytest.skip("the recorded exchanges are not beside this repository")
    exchanges = json.loads(RECORDED.read_text())
    return {exchange["scenario"]: exchange["response"]["body"] for exchange in exchanges if "response" in exchange}


def test_a_recorded_outline(recorded: dict[str, Any]) -> None:
    outline = replies.outline_of(recorded["verify/course-index"])
    assert outline is not None
    assert (outline.usage, outline.title) == ("block-v1:RecX+Rec101+2026+type@course+block@course", "Запись")
    assert [child.usage.rpartition("@")[2] for _, child in outline.below()] == [
        "glava_1",
        "urok_1",
        "blok_1",
        "blok_2",
    ]
    assert replies.moment_of(outline.edited_on) == datetime(2026, 11, 22, 9, 59, tzinfo=UTC)


def test_a_recorded_unit(recorded: dict[str, Any]) -> None:
    html = "block-v1:RecX+Rec101+2026+type@html+block@blok_1_html"
    assert replies.children_of(recorded["verify/vertical-children"]) == (html,)
    assert list(replies.rows_of(recorded["verify/vertical-children"])) == [html]
    olx = replies.olx_of(recorded["verify/olx-export-vertical"])
    assert html_of(olx[html]) == '<p>Привет, мир! <img src="/static/pic.png" alt="x"/></p>'


def test_recorded_tasks(recorded: dict[str, Any]) -> None:
    (task,) = replies.tasks_of(recorded["import/course-missing-staff/tasks"])
    assert (task.name, task.state) == ("Import of course-v1:RecX+Rec101+2026 from a1.tar.gz", "Failed")
    assert task.artifact_ids == ("ec0a4f39-7253-4e7a-a3b5-29a2cf043c75",)
    assert not replies.has_next(recorded["import/course-missing-staff/tasks"])
    assert replies.has_next(recorded["import/ok/tasks"])


def test_recorded_statistics_and_learners(recorded: dict[str, Any]) -> None:
    assert replies.fewest_blocks(recorded["verify/quality"], 2) == 1
    assert replies.fewest_blocks(recorded["verify/quality"], 3) is None
    assert replies.active_enrollments(recorded["lms/enrollments"]) == 1
    assert replies.next_cursor(recorded["lms/enrollments"]) is None


def test_a_cursor_is_taken_out_of_its_address() -> None:
    assert replies.next_cursor({"next": "https://evil.example.org/x?course_id=a&cursor=cD0y"}) == "cD0y"


@pytest.mark.parametrize("text", ["", "22 нояб. 2026", "Nov 31, 2026 at 09:59 UTC", "Nov 22, 2026 at 9 UTC", "x"])
def test_a_moment_in_other_words_is_none(text: str) -> None:
    assert replies.moment_of(text) is None


@given(json_values)
def test_rubbish_reads_as_nothing(value: object) -> None:
    replies.outline_of(value)
    replies.olx_of(value)
    replies.children_of(value)
    replies.rows_of(value)
    replies.tasks_of(value)
    replies.has_next(value)
    replies.next_cursor(value)
    replies.active_enrollments(value)
    replies.fewest_blocks(value, 1)


@pytest.mark.parametrize(
    ("olx", "expected"),
    [
        ("<html/>", ""),
        ("<html><![CDATA[a]]]]><![CDATA[>b]]></html>", "a]]>b"),
        ("<html>inline <p>children</p> and tails</html>", "inline <p>children</p> and tails"),
        ("<video/>", None),
        ("<html>", None),
        ("", None),
    ],
)
def test_the_text_of_an_element(olx: str, expected: str | None) -> None:
    assert html_of(olx) == expected


def test_entities_of_an_export_are_not_resolved() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html>&x;</html>'
    assert html_of(bomb) in (None, "", "&x;")
