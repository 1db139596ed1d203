"""Ways in which a good package may be spoiled on its way; the import says «Succeeded» to all of them.

Each is a silent drop of platform-facts 5 (or 0.2). The expected places are written from the facts, not from what
our verification says.
"""

from collections.abc import Callable

from domain.course import Chapter, Course, Section, Unit
from tests.arrival.damaging import Damage, Files, all_in, moved, replaced, unset, without, written

COURSE = Course(
    "DAMAGE1", "Damage", "Arrival", "2026",
    (
        Chapter("c1", "One", (
            Section("s1", "Alpha", (Unit("u1", "First", "<p>1</p>"), Unit("u2", "Second", "<p>2</p>"))),
            Section("s2", "Beta", (Unit("u3", "Third", "<p>3</p>"),)),
        )),
        Chapter("c2", "Two", (
            Section("s3", "Gamma", (Unit("u4", "Fourth", "<p>4</p>"), Unit("u5", "Fifth", "<p>é</p>"))),
        )),
    ),
)  # fmt: skip

C1, C2 = "chapters[0] «One»", "chapters[1] «Two»"
S1, S2, S3 = (
    "chapters[0].sections[0] «Alpha»", "chapters[0].sections[1] «Beta»", "chapters[1].sections[0] «Gamma»",
)  # fmt: skip
U1, U2, U3, U4, U5 = (
    "chapters[0].sections[0].units[0] «First»", "chapters[0].sections[0].units[1] «Second»",
    "chapters[0].sections[1].units[0] «Third»", "chapters[1].sections[0].units[0] «Fourth»",
    "chapters[1].sections[0].units[1] «Fifth»",
)  # fmt: skip


def part(place: str, name: str) -> str:
    """A part of what is at that place: its content, its title, the list of its units."""
    path, space, title = place.partition(" ")
    return f"{path}.{name}{space}{title}"


def _renamed_unit(name: str) -> Callable[[Files], None]:
    pointer = replaced("sequential/alpha.xml", 'url_name="second"', f'url_name="{name}"')
    return moved("vertical/second.xml", f"vertical/{name.replace(':', '/')}.xml", pointer)


ENTITIES = '<!DOCTYPE vertical [<!ENTITY x "y">]>'
V2, H2 = "vertical/second.xml", "html/second_html.xml"

NO_POLICY = ("startDate", "pacing (self-paced)", "course image", "title «Damage»")
"""What is lost with the whole policy."""

DAMAGES = (
    Damage("a chapter's file is missing", without("chapter/one.xml"), (C1,)),
    Damage("a section's file is missing", without("sequential/gamma.xml"), (S3,)),
    Damage("a unit's file is missing", without(V2), (U2,)),
    Damage("a component's file is missing", without(H2), (part(U2, "content"),)),
    Damage("a text's file is missing", without("html/second_html.html"), (part(U2, "content"),)),
    Damage("a chapter is no XML", written("chapter/two.xml", "<chapter"), (C2,)),
    Damage("a section is no XML", written("sequential/alpha.xml", "<sequential><vertical></sequential>"), (S1,)),
    Damage("a unit is no XML", written(V2, "<vertical display_name='&'/>"), (U2,)),
    Damage("a unit is in another encoding", written(V2, "<vertical display_name='é'/>".encode("latin-1")), (U2,)),
    Damage("a component is no XML", written(H2, ""), (part(U2, "content"),)),
    Damage(
        "a text is not UTF-8",
        written("html/fifth_html.html", "<p>é</p>".encode("latin-1")),
        (part(U5, "content"),),
    ),
    Damage("a document type with entities", replaced(V2, r"(?=<vertical)", ENTITIES), (U2,)),
    Damage("a date that is none", replaced(V2, "<vertical ", '<vertical due="soon" '), (U2,)),
    Damage(
        "a start that is none, for a section",
        replaced("sequential/gamma.xml", "<sequential ", '<sequential start="12/45" '),
        (S3,),
    ),
    *(
        Damage(f"{letter!r} in a url_name", _renamed_unit(f"sec{letter}ond"), (U2,))
        for letter in (" ", "+", "@", "'", "/", "~")
    ),
    Damage("a folder in a url_name", _renamed_unit("sec:ond"), (U2,)),
    Damage(
        "a pointer without a url_name", replaced("sequential/alpha.xml", 'url_name="second"', 'name="x"'), (U2,)
    ),
    Damage(
        "the file of a text has another name",
        moved("html/second_html.html", "html/elsewhere.html"),
        (part(U2, "content"),),
    ),
    Damage(
        "a unit is listed twice, in two sections",
        replaced("sequential/beta.xml", 'url_name="third"', 'url_name="second"'),
        (U3,),
    ),
    Damage(
        "a section is listed twice, in two chapters",
        replaced("chapter/two.xml", 'url_name="gamma"', 'url_name="alpha"'),
        (S3,),
    ),
    Damage(
        "a text is shown in another unit as well",
        replaced(V2, 'url_name="second_html"', 'url_name="first_html"'),
        (part(U2, "content"),),
    ),
    Damage(
        "a unit is of another type",
        all_in(
            replaced("sequential/alpha.xml", '<vertical url_name="second"', '<strange url_name="second"'),
            moved(V2, "strange/second.xml"),
        ),
        (U2,),
    ),
    Damage(
        "a text is of another type",
        replaced(V2, '<html url_name="second_html"/>', '<strange url_name="second_html">x</strange>'),
        (part(U2, "content"),),
    ),
    Damage("course.xml says too much", replaced("course.xml", "<course ", '<course display_name="x" '), (C1, C2)),
    Damage("course.xml says too little", replaced("course.xml", ' org="[^"]*"', ""), (C1, C2)),
    Damage("course.xml has text in it", replaced("course.xml", "/>", ">x</course>"), (C1, C2)),
    Damage("the course's file lists nothing", written("course/2026.xml", "<course/>"), (C1, C2)),
    Damage(
        "another course.xml is found first",
        lambda files: files.update(
            {"a/course.xml": b'<course url_name="r" org="O" course="C" display_name="x"/>'}
        ),
        (C1, C2),
        (*NO_POLICY, "grading policy", "description (about page)", "description (short)"),
    ),
    Damage("a title is gone", replaced(V2, ' display_name="[^"]*"', ""), (), (part(U2, "title"),)),
    Damage("a title is another", replaced("chapter/two.xml", "Two", "2"), (), (part(C2, "title"),)),
    Damage("a text is empty", written("html/second_html.html", ""), (), (part(U2, "content"),)),
    Damage("a text is cut off", written("html/second_html.html", "<p>2</p"), (), (part(U2, "content"),)),
    Damage(
        "two texts are exchanged",
        all_in(written("html/first_html.html", "<p>2</p>"), written("html/second_html.html", "<p>1</p>")),
        (),
        (part(U1, "content"), part(U2, "content")),
    ),
    Damage(
        "two units are exchanged",
        replaced(
            "sequential/alpha.xml",
            r'(?s)(<vertical url_name="first"/>)(.*)(<vertical url_name="second"/>)',
            r"\3\2\1",
        ),
        (),
        (part(S1, "units"),),
    ),
    Damage(
        "a unit hangs under a chapter",
        all_in(
            replaced("sequential/alpha.xml", '<vertical url_name="second"/>', ""),
            replaced("chapter/one.xml", "</chapter>", '<vertical url_name="second"/></chapter>'),
        ),
        (),
        (U2,),
    ),
    Damage("the policy is no JSON", written("policies/2026/policy.json", "{"), (), NO_POLICY),
    Damage(
        "the policy is another run's",
        moved("policies/2026/policy.json", "policies/2025/policy.json"),
        (),
        NO_POLICY,
    ),
    Damage(
        "the policy is of another key",
        replaced("policies/2026/policy.json", "course/2026", "course/2025"),
        (),
        NO_POLICY,
    ),
)

SHOWN_TWICE = Damage(
    "a component is there twice",
    replaced(V2, '(<html url_name="second_html"/>)', r"\1\1"),
    (),
    (part(U2, "content"),),
)


SETTINGS = (
    Damage("the start is gone", unset("start"), (), ("startDate",)),
    Damage("the pacing is gone", unset("self_paced"), (), ("pacing (self-paced)",)),
    Damage("the image is not named", unset("course_image"), (), ("course image",)),
    Damage(
        "the grading policy is no JSON",
        written("policies/2026/grading_policy.json", "{"),
        (),
        ("grading policy",),
    ),
    Damage("the grading policy is missing", without("policies/2026/grading_policy.json"), (), ("grading policy",)),
    Damage(
        "the about page is not UTF-8",
        written("about/overview.html", b"\xff"),
        (),
        ("description (about page)",),
    ),
    Damage(
        "the about page is another",
        replaced("about/overview.html", "Damage", "Damages"),
        (),
        ("description (about page)",),
    ),
    Damage(
        "the short description is missing", without("about/short_description.html"), (), ("description (short)",)
    ),
)
"""What is lost beside the blocks, and noticed."""

UNREAD_SETTINGS = (
    Damage("the language is gone", unset("language")),
    Damage(
        "the course image is missing",
        without("static/courseport_course_image.png"),
    ),
)
"""What is lost beside the blocks, and cannot be read back: no API that was recorded tells it."""
