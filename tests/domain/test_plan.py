"""plan_publish: exactly what an author did, told as the LMS and its learners will see it."""

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from domain.course import Chapter, Course, Section, Unit
from domain.identities import Identities
from domain.plan import ONLY_THERE, Change, PublishPlan, plan_publish


def _course(outline: str) -> Course:
    """`A[a b] B[c]`: a chapter with two sections' worth of one-letter units each, titled as their ids."""
    chapters = []
    for part in outline.split():
        name, units = part[0], part[2:-1].split(",") if len(part) > 3 else []
        section = Section(
            f"{name}s", f"section of {name}", tuple(Unit(u, f"unit {u}", f"<p>{u}</p>") for u in units)
        )
        chapters.append(Chapter(name, f"chapter {name}", (section,)))
    return Course("C", "Course", "Org", "run", tuple(chapters))


def _plan(before: Course, after: Course) -> PublishPlan:
    return plan_publish(Identities().covering(before), before, after)


def _told(plan: PublishPlan) -> dict[str, set[str]]:
    return {block.place.title: {change.value for change in block.changes} for block in plan.blocks}


def test_a_first_publish_is_all_new() -> None:
    plan = plan_publish(Identities(), None, _course("A[a,b]"))
    assert plan.first
    assert set().union(*_told(plan).values()) == {"new"}
    assert len(plan.blocks) == 4
    assert not plan.nothing_to_do


def test_what_has_a_name_but_no_proof_is_written_over() -> None:
    """Adopted, or sent by a job that failed: its id stays, its content is unknown."""
    course = _course("A[a,b]")
    known = Identities().covering(_course("A[a]"))
    plan = plan_publish(known, None, course)
    assert plan.first
    assert _told(plan) == {
        "chapter A": {"overwritten"},
        "section of A": {"overwritten"},
        "unit a": {"overwritten"},
        "unit b": {"new"},
    }


def test_what_was_retired_comes_back_under_its_name() -> None:
    whole, less = _course("A[a,b]"), _course("A[a]")
    known = Identities().covering(whole).covering(less)
    plan = plan_publish(known, less, _course("A[a,b,c]"))
    assert _told(plan) == {"unit b": {"returning"}, "unit c": {"new"}}
    assert [block.name for block in plan.having(Change.RETURNING)] == ["unit_b"]


def test_the_same_course_is_nothing_to_do() -> None:
    course = _course("A[a,b] B[c]")
    plan = _plan(course, course)
    assert plan.nothing_to_do
    assert plan.kept == 7
    assert evolve(plan, creates_run=False).nothing_to_do


def test_the_same_course_is_to_be_sent_again_where_the_lms_has_lost_the_run() -> None:
    course = _course("A[a,b] B[c]")
    assert not evolve(_plan(course, course), creates_run=True).nothing_to_do


def test_one_inserted_before_moves_nobody() -> None:
    assert _told(_plan(_course("A[a,b,c]"), _course("A[x,a,b,c]"))) == {"unit x": {"new"}}


def test_one_taken_to_the_front_is_the_only_one_that_moved() -> None:
    assert _told(_plan(_course("A[a,b,c,d]"), _course("A[d,a,b,c]"))) == {"unit d": {"moved"}}


def test_a_unit_in_another_section_has_moved() -> None:
    assert _told(_plan(_course("A[a,b] B[c]"), _course("A[a] B[c,b]"))) == {"unit b": {"moved"}}


def test_the_story_of_the_issue() -> None:
    """Rename a chapter, move a unit, delete one, insert one before it."""
    before = _course("A[a,b,c] B[d]")
    after = _course("A[x,b] B[d,a]")
    after = evolve(after, chapters=(evolve(after.chapters[0], title="chapter A, revised"), after.chapters[1]))
    assert _told(_plan(before, after)) == {
        "chapter A, revised": {"renamed"},
        "unit x": {"new"},
        "unit a": {"moved"},
        "unit c": {"retired"},
    }


def test_a_rewritten_text_carries_both_versions() -> None:
    before, after = _course("A[a]"), _course("A[a]")
    section = after.chapters[0].sections[0]
    rewritten = evolve(section, units=(evolve(section.units[0], content="<p>new</p>"),))
    after = evolve(after, chapters=(evolve(after.chapters[0], sections=(rewritten,)),))
    (block,) = _plan(before, after).blocks
    assert block.changes == {Change.REWRITTEN}
    assert (block.text_before, block.text) == ("<p>a</p>", "<p>new</p>")


def test_settings_are_told_apart() -> None:
    course = _course("A[a]")
    plan = _plan(course, evolve(course, title="New title"))
    assert [(change.name, change.before, change.after) for change in plan.settings] == [
        ("title", "Course", "New title")
    ]
    assert not plan.nothing_to_do


@given(st.permutations("abcdefg"))
def test_what_is_not_moved_keeps_its_order(order: list[str]) -> None:
    before, after = _course("A[a,b,c,d,e,f,g]"), _course(f"A[{','.join(order)}]")
    moved = {block.place.title.removeprefix("unit ") for block in _plan(before, after).having(Change.MOVED)}
    stayed = [letter for letter in order if letter not in moved]
    assert stayed == sorted(stayed)
    assert len(moved) <= len(order) - 1


def test_what_a_failed_first_publish_sent_and_the_course_no_longer_has_goes() -> None:
    """Under the names that the ledger holds; a text goes with its unit."""
    plan = plan_publish(Identities().covering(_course("A[a,b] B[c]")), None, _course("A[a]"))
    gone = plan.having(Change.RETIRED)
    assert [(block.kind.value, block.name) for block in gone] == [
        ("unit", "unit_b"),
        ("chapter", "chapter_b"),
        ("section", "section_of_b"),
        ("unit", "unit_c"),
    ]
    assert {block.place.path for block in gone} == {ONLY_THERE}
