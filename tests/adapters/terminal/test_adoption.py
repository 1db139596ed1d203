"""A proposed adoption as a person reads it, and as data."""

import io

from rich.console import Console

from adapters.terminal.adoption import adoption_to_json, print_adoption
from domain.adoption import adopt
from domain.course import Chapter, Course, Section, Unit
from domain.identities import BlockKind
from domain.outline import Outline, OutlineBlock
from tests.builders import make_key

CHAPTER, SECTION, UNIT, COMPONENT = BlockKind
UNITS = (Unit("u", "pH \x1b[31m", ""), Unit("v", "Lime", ""))
COURSE = Course("C", "T", "O", "R", (Chapter("c", "Soil", (Section("s", "Acids", UNITS),)),))
THERE = Outline(
    "T",
    (
        OutlineBlock(
            CHAPTER,
            "9f3c",
            "Soil",
            (
                OutlineBlock(
                    SECTION,
                    "Урок",
                    "Acids",
                    (
                        OutlineBlock(UNIT, "a1", "Acidity", (OutlineBlock(COMPONENT, "t1", "Text"),)),
                        OutlineBlock(UNIT, "b2", "Lime", (OutlineBlock(COMPONENT, "q", "Quiz", foreign=True),)),
                    ),
                ),
            ),
        ),
    ),
)
ADOPTION = adopt(COURSE, THERE)


def printed(width: int = 120) -> str:
    target = io.StringIO()
    print_adoption(Console(file=target, width=width), make_key(), ADOPTION)
    return target.getvalue()


def test_each_match_says_how_sure_it_is() -> None:
    lines = [line.strip() for line in printed(200).splitlines()]
    soil, acidity = lines.index("9f3c"), lines.index("a1")
    assert lines[soil - 1].split() == ["Soil", "sure"]
    assert lines[acidity - 2].startswith("pH")
    assert "a guess: another title" in lines[acidity - 2]
    assert lines[acidity - 1] == "in the LMS: «Acidity»"


def test_what_is_not_kept_is_told_with_its_reason() -> None:
    text = printed(200)
    assert "'Урок'" in text
    assert "other characters" in text
    assert "«Quiz» (q)" in text
    assert "Not found in the LMS (1)" in text
    assert "4 names would be kept (2 sure, 2 a guess)" in text


def test_no_title_steers_the_terminal() -> None:
    assert "\x1b" not in printed(80)


def test_the_same_as_data() -> None:
    data = adoption_to_json(ADOPTION)
    assert [(each["name"], each["kept"], each["certainty"]) for each in data["matches"]] == [
        ("9f3c", True, "sure"),
        ("Урок", False, "sure"),
        ("a1", True, "guess"),
        ("t1", True, "guess"),
        ("b2", True, "sure"),
    ]
    assert data["only_in_lms"] == [{"kind": None, "name": "q", "title": "Quiz"}]
    assert [each["kind"] for each in data["new"]] == ["component"]
