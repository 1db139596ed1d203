"""A plan for people and for programs: everything that would happen, under its own heading."""

import io
import json
from datetime import UTC, datetime
from typing import Any

from attrs import evolve
from rich.console import Console

from adapters.terminal.plan import plan_to_json, print_plan
from domain.course import Chapter, Course, Section, Unit
from domain.course_key import CourseKey
from domain.identities import BlockKind, Identities
from domain.plan import Change, PublishPlan, only_there, plan_publish
from domain.publication import PackageFacts

KEY = CourseKey("Org", "C", "r")


def _course(*units: Unit, title: str = "Course") -> Course:
    return Course("C", title, "Org", "r", (Chapter("c", "Chapter", (Section("s", "Section", units),)),))


BEFORE = _course(Unit("a", "First", "<p>One.</p>"), Unit("b", "Second", "<p>Two.</p>"), Unit("d", "Gone", "x"))
AFTER = _course(
    Unit("n", "New", "n"), Unit("b", "Two", "<p>Two.</p>"), Unit("a", "First", "<p>Uno!</p>"), title="Again"
)
PLAN = plan_publish(Identities().covering(BEFORE), BEFORE, AFTER)


def printed(plan: PublishPlan, *, with_texts: bool = False) -> str:
    target = io.StringIO()
    print_plan(Console(file=target, width=60), KEY, plan, with_texts=with_texts)
    return target.getvalue()


def as_data(plan: PublishPlan, *, with_texts: bool = False) -> dict[str, Any]:
    data = plan_to_json(plan, with_texts=with_texts)
    assert json.loads(json.dumps(data)) == data
    return data


def test_every_change_stands_under_its_heading() -> None:
    text = printed(PLAN)
    for line in (
        "course-v1:Org+C+r: there are changes",
        "New (1)\n  unit chapters[0].sections[0].units[0] «New»",
        "Renamed (1)\n  unit chapters[0].sections[0].units[1] «Two», was «Second»",
        "Changed text (1)\n  unit chapters[0].sections[0].units[2] «First», 11 → 11 characters",
        "becomes unreachable (1)\n  unit chapters[0].sections[0].units[2] «Gone»",
        "Setting title: Course → Again",
        "2 blocks stay as they are",
    ):
        assert line in text
    assert "One." not in text


def test_texts_are_shown_where_they_are_wanted() -> None:
    assert "      -<p>One.</p>\n      +<p>Uno!</p>\n" in printed(PLAN, with_texts=True)


def test_as_data_sizes_always_and_texts_where_they_are_wanted() -> None:
    def rewritten(with_texts: bool) -> dict[str, Any]:
        blocks = as_data(PLAN, with_texts=with_texts)["blocks"]
        found: dict[str, Any] = next(block for block in blocks if "rewritten" in block["changes"])
        return found

    assert (rewritten(False)["characters_before"], rewritten(False)["characters"]) == (11, 11)
    assert "diff" not in rewritten(False)
    assert rewritten(True)["diff"] == ["@@ -1 +1 @@", "-<p>One.</p>", "+<p>Uno!</p>"]


def test_nothing_to_do() -> None:
    plan = evolve(
        plan_publish(Identities().covering(BEFORE), BEFORE, BEFORE), package=PackageFacts("0" * 64, 2_000, 9)
    )
    assert printed(plan) == f"{KEY}: nothing to do\n5 blocks stay as they are\npackage: 2,000 bytes, 9 members\n"
    assert as_data(plan)["nothing_to_do"] is True


def test_what_moved_and_stands_at_the_same_number_is_now_among_others() -> None:
    a, b, c = (Unit(name, name, "x") for name in "abc")
    text = printed(plan_publish(Identities().covering(_course(a, b, c)), _course(a, b, c), _course(c, b, a)))
    assert "unit chapters[0].sections[0].units[0] «c», was chapters[0].sections[0].units[2]\n" in text
    assert "unit chapters[0].sections[0].units[1] «b», now among others\n" in text


def test_a_run_that_the_lms_has_lost() -> None:
    text = printed(evolve(plan_publish(Identities().covering(BEFORE), BEFORE, BEFORE), creates_run=True))
    assert text.startswith(
        f"{KEY}: the course run would be created\nThe LMS does not have the course run any more"
    )
    assert "5 blocks keep their names" in text


def test_a_long_setting_is_told_by_its_length_and_as_a_diff_where_that_is_wanted() -> None:
    before, after = (evolve(BEFORE, description=f"{'Long. ' * 30}{end}") for end in ("One.", "Two."))
    plan = plan_publish(Identities().covering(before), before, after)
    assert "Setting description: 184 → 184 characters\n5 blocks" in printed(plan)
    assert "      -One.\n      +Two.\n" in printed(plan, with_texts=True)


def test_settings_are_called_as_in_the_authors_file() -> None:
    start = datetime(2026, 1, 12, 9, tzinfo=UTC)
    plan = plan_publish(Identities().covering(BEFORE), BEFORE, evolve(BEFORE, enrollment_start=start))
    assert "Setting enrollmentStart: – → 2026-01-12 09:00:00+00:00" in printed(plan)


def test_one_block_is_told_as_one() -> None:
    plan = plan_publish(Identities().covering(BEFORE), BEFORE, BEFORE)
    assert "\n1 block stays as it is\n" in printed(evolve(plan, kept=1))
    assert "\n1 block keeps its name\n" in printed(evolve(plan, kept=1, creates_run=True))


def test_what_is_not_known_and_what_was_changed_by_hand() -> None:
    plan = evolve(PLAN, unsettled=True, drift=("chapters[0] «Chapter»",), made_there=("«By hand»",))
    assert "The last upload was not proved" in printed(plan)
    assert "Changed in the LMS by hand, will be overwritten: chapters[0] «Chapter»" in printed(plan)
    assert "Made in the LMS by hand, will be removed: «By hand»" in printed(plan)
    assert (as_data(plan)["unsettled"], as_data(plan)["drift"]) == (True, ["chapters[0] «Chapter»"])
    assert as_data(plan)["made_there"] == ["«By hand»"]


def test_what_comes_back_says_so() -> None:
    known = Identities().covering(BEFORE).covering(AFTER)
    gone = {block.name for block in plan_publish(known, BEFORE, AFTER).having(Change.RETIRED)}
    plan = plan_publish(known, AFTER, BEFORE)
    assert {block.name for block in plan.having(Change.RETURNING)} == gone
    assert "Back again under the name that it had" in printed(plan)


def test_a_run_that_was_published_by_something_else() -> None:
    first = plan_publish(Identities(), None, AFTER)
    gone = only_there(BlockKind.UNIT, "0f3e", "Old quiz")
    plan = evolve(first, elsewhere=True, creates_run=False, blocks=(*first.blocks, gone))
    assert "identities adopt" in printed(plan)
    assert "becomes unreachable (1)\n  unit only in the LMS «Old quiz»" in printed(plan)
    assert as_data(plan)["published_elsewhere"] is True
    assert as_data(plan)["blocks"][-1] == {
        "kind": "unit",
        "name": "0f3e",
        "changes": ["retired"],
        "place": "only in the LMS «Old quiz»",
        "place_before": None,
    }


def test_titles_cannot_command_the_terminal() -> None:
    plan = plan_publish(Identities(), None, _course(Unit("a", "\x1b[2J\u202e[red]", "x")))
    assert "\x1b" not in printed(plan)
    assert "\\x1b[2J\\u202e[red]" in printed(plan)


def test_a_title_cannot_look_like_a_line_of_the_plan() -> None:
    plan = plan_publish(Identities(), None, _course(Unit("a", "x\nRetired (0)", "x")))
    assert "«x\\nRetired (0)»" in printed(plan)
