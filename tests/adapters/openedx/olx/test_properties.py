"""Whatever authors write in whatever script: well-formed, readable by all, and to the letter."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from adapters.openedx.olx.archive_checks import check_archive
from domain.course import Chapter, Course, Section, Unit
from domain.course_rules import course_violations
from domain.identities import BlockKind, Identities
from domain.violations import errors_among
from tests.adapters.openedx.olx.example_courses import (
    KEY,
    XML_TEXT,
    contents,
    packed,
    packed_bytes,
    small_course,
)
from tests.adapters.openedx.olx.oracles import unexpected

NASTY = st.sampled_from(
    ["]]>", "--", "&nbsp;", "&", "<b>", '"', "\u202eאב", "ไทย", "中文", "e\u0301", "é", "👩‍🌾", "\t", "\r\n"]
)
TITLES = st.lists(XML_TEXT | NASTY, min_size=1, max_size=4).map("".join).filter(lambda title: title.strip())
TITLES_THAT_FIT = TITLES.map(lambda title: title[:255]).filter(lambda title: title.strip())
CONTENTS = st.lists(XML_TEXT | NASTY | st.just("<p>x</p>"), max_size=5).map("".join)
HARMLESS = st.sampled_from(["<p>x</p>", "<h3>é</h3>\n<ul><li>1</li></ul>", "<!-- -- --><p>&lt;]]&gt;</p>"])


@st.composite
def courses(draw: st.DrawFn, unit_contents: st.SearchStrategy[str]) -> Course:
    """Any course without violations of the domain's rules; ids are as odd as titles."""

    def parts(many: int) -> list[tuple[str, str]]:
        ids = draw(st.lists(TITLES_THAT_FIT, min_size=1, max_size=many, unique=True))
        return [(part_id, draw(TITLES_THAT_FIT)) for part_id in ids]

    def units() -> tuple[Unit, ...]:
        return tuple(Unit(*part, draw(unit_contents)) for part in parts(3))

    chapters = tuple(Chapter(*part, tuple(Section(*inner, units()) for inner in parts(2))) for part in parts(2))
    description = draw(st.none() | XML_TEXT)
    course = small_course(title=draw(TITLES_THAT_FIT), description=description, chapters=chapters)
    assert not errors_among(course_violations(course))
    return course


@pytest.mark.unmeasured
@given(courses(CONTENTS), st.sampled_from([0, 45_000]))
def test_every_text_arrives_to_the_letter(course: Course, member_limit: int) -> None:
    identities = Identities().covering(course)
    package = packed(course, identities=identities, member_limit=member_limit)
    with package.open() as reader:
        assert check_archive(reader) == ()
        reader.seek(0)
        files = contents(reader.read())
    package.close()
    for chapter in course.chapters:
        name = identities.name_of(BlockKind.CHAPTER, (chapter.id,))
        assert (
            _as_studio_reads(etree.fromstring(files[f"chapter/{name}.xml"]).get("display_name")) == chapter.title
        )
        for section in chapter.sections:
            for unit in section.units:
                html = identities.name_of(BlockKind.COMPONENT, (chapter.id, section.id, unit.id))
                assert files[f"html/{html}.html"] == unit.content.encode()


def _as_studio_reads(attribute: str | None) -> object:
    """An attribute of a string field is JSON where it parses as null or a string, else it is the text itself."""
    try:
        read: object = json.loads(attribute or "")
    except ValueError:
        return attribute
    return read if read is None or isinstance(read, str) else attribute


@pytest.mark.unmeasured
@settings(max_examples=60)
@given(courses(HARMLESS), st.sampled_from([0, 45_000]))
def test_olxcleaner_never_objects_to_titles(course: Course, member_limit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert unexpected(packed_bytes(course, KEY, member_limit=member_limit), Path(folder)) == []
