"""`courseport org`: tenants and their members, as an operator has them."""

from uuid import UUID

import pytest

from tests.entrypoints.inside import Inside

ACME, USER, NOBODY = UUID(int=1), UUID(int=7), UUID(int=9)


def test_an_organization_comes_and_gets_another_name(courseport: Inside) -> None:
    made = courseport.done("org", "create", "Школа", "--id", ACME)
    assert made == {"id": str(ACME), "name": "Школа"}
    assert courseport.done("org", "create", "Школа", "--id", ACME) == made
    other = courseport("org", "create", "Other", "--id", ACME)
    assert (other.code, "«Школа»" in other.err, "org rename" in other.err) == (2, True, True)
    courseport.done("org", "rename", ACME, "Other")
    shown = courseport("org", "show", ACME)
    assert shown.out.splitlines() == [f"{ACME}  Other", "    0 members, 0 courses, 0 LMS configurations"]


def test_a_new_id_where_none_is_given(courseport: Inside) -> None:
    first, second = (courseport.done("org", "create", "Twins")["id"] for _ in range(2))
    assert first != second


def test_organizations_page_by_page(courseport: Inside) -> None:
    for number, name in enumerate(("C", "A", "B"), 1):
        courseport.done("org", "create", name, "--id", UUID(int=number))
    page = courseport.done("org", "list", "--limit", "2")
    assert [item["name"] for item in page["items"]] == ["A", "B"]
    assert (page["total"], page["has_more"]) == (3, True)
    rest = courseport("org", "list", "--after", page["items"][-1]["id"])
    assert rest.out.splitlines() == [f"{UUID(int=1)}  C", "1 of 3"]
    assert "--after" in courseport("org", "list", "--limit", "1").out


def test_members(courseport: Inside) -> None:
    courseport.done("org", "create", "Acme", "--id", ACME)
    assert courseport.done("org", "members", "put", ACME, USER, "admin")["role"] == "admin"
    assert courseport("org", "members", "put", ACME, USER, "instructor").code == 0
    other = UUID(int=8)
    courseport.done("org", "members", "put", ACME, other, "owner")
    page = courseport.done("org", "members", "list", ACME, "--limit", "1")
    assert [item["user_id"] for item in page["items"]] == [str(USER)]
    rest = courseport("org", "members", "list", ACME, "--after", USER)
    assert rest.out.splitlines() == [f"{other}  owner", "1 of 2"]
    shown = courseport.done("org", "show", ACME)
    assert shown == {"id": str(ACME), "name": "Acme", "members": 2, "courses": 0, "lms_configurations": 0}
    assert courseport.done("org", "members", "remove", ACME, USER) == {"removed": True}
    again = courseport("org", "members", "remove", ACME, USER)
    assert (again.code, "no member" in again.err) == (0, True)


def test_the_trail_says_what_was_done_and_that_it_was_us(courseport: Inside) -> None:
    courseport.done("org", "create", "Acme", "--id", ACME)
    courseport.done("org", "members", "put", ACME, USER, "admin")
    courseport.done("org", "members", "remove", ACME, USER)
    page = courseport.done("org", "audit", ACME, "--limit", "2")
    assert [item["deed"] for item in page["items"]] == ["member.removed", "member.put"]
    assert {(item["by"], item["user_id"]) for item in page["items"]} == {("system", None)}
    assert (page["total"], page["has_more"]) == (3, True)
    last = page["items"][-1]["number"]
    rest = courseport("org", "audit", ACME, "--after", last)
    assert rest.out.splitlines()[0].endswith(f"organization.put  {ACME}  by system")
    assert rest.out.splitlines()[1:] == ["    name Acme", "1 of 3"]
    assert f"--after {last}" in courseport("org", "audit", ACME, "--limit", "2").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", NOBODY),
        ("rename", NOBODY, "Name"),
        ("list", "--after", NOBODY),
        ("audit", NOBODY),
        ("members", "list", NOBODY),
        ("members", "put", NOBODY, NOBODY, "owner"),
        ("members", "remove", NOBODY, NOBODY),
    ],
)
def test_an_organization_that_is_not_there(courseport: Inside, arguments: tuple[object, ...]) -> None:
    told = courseport("org", *arguments)
    assert (told.code, "ORGANIZATION_NOT_FOUND" in told.err) == (1, True), told


@pytest.mark.parametrize("what", ["config", "course"])
def test_nobody_keeps_nothing(courseport: Inside, what: str) -> None:
    assert courseport.done(what, "list")["total"] == 0
    told = courseport(what, "list", "--organization", NOBODY)
    assert (told.code, "ORGANIZATION_NOT_FOUND" in told.err) == (1, True), told


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", ""),
        ("create", "x" * 256),
        ("rename", ACME, ""),
        ("create", "Acme", "--id", "seven"),
        ("members", "put", ACME, USER, "king"),
        ("list", "--limit", "0"),
    ],
)
def test_what_cannot_be(nowhere: Inside, arguments: tuple[object, ...]) -> None:
    told = nowhere("org", *arguments)
    assert (told.code, "Traceback" in told.err) == (2, False), told
