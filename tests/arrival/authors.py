"""Courses as no author would write them all at once, for Hypothesis."""

import random

from hypothesis import strategies as st

from domain.course import Chapter, Course, Section, Unit
from domain.languages import Language
from tests.arrival.alphabets import BROKEN_TAGS, ILLEGAL, JSON_LIKE, MARKS, SCRIPTS, SPACES, WHOLE_TAGS

_LEGAL = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r"),
    max_size=6,
)
_ANY = st.text(st.characters(), max_size=6)
_TAME = _LEGAL | st.sampled_from(SCRIPTS) | st.sampled_from(SPACES) | st.sampled_from(MARKS)
_WILD = _TAME | _ANY | st.sampled_from(ILLEGAL) | st.sampled_from(BROKEN_TAGS)

TITLE_LENGTH = 255


def _texts(pieces: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(pieces, max_size=most).map("".join)


def _titles(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _texts(pieces, 5).map(lambda text: text[:TITLE_LENGTH])


TAME_TITLES = _titles(_TAME).map(lambda title: title if title.strip() else f"x{title[1:]}") | st.sampled_from(
    JSON_LIKE
)
WILD_TITLES = _titles(_WILD)
TAME_CONTENTS = _texts(_TAME | st.sampled_from(WHOLE_TAGS), 6)
BROKEN_CONTENTS = _texts(_TAME | st.sampled_from(WHOLE_TAGS) | st.sampled_from(BROKEN_TAGS), 4)
WILD_CONTENTS = _texts(_WILD | st.sampled_from(WHOLE_TAGS), 6)
IDS = st.sampled_from(
    ("u1", "u2", "1", "Ü", "same id", "\u202e", "a/b", "unit-1 ", "👩‍🌾", "u1\u0301", "]]>", "\t.", "X" * 300)
)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Six in ten are sound, two have broken HTML of which much is only warned of, two have anything anywhere."""
    mood = draw(st.integers(0, 9))
    wild = mood >= 8
    titles = WILD_TITLES if wild else TAME_TITLES
    contents = WILD_CONTENTS if wild else BROKEN_CONTENTS if mood >= 6 else TAME_CONTENTS
    odd_ids = IDS | titles if wild else IDS
    fewest = 0 if mood == 9 else 1

    def parts(most: int) -> list[tuple[str, str]]:
        ids = draw(st.lists(odd_ids, min_size=fewest, max_size=most, unique=True))
        return [(part_id, draw(titles)) for part_id in ids]

    def section(part_id: str, title: str) -> Section:
        return Section(part_id, title, tuple(Unit(*unit, draw(contents)) for unit in parts(3)))

    chapters = tuple(Chapter(*part, tuple(section(*inner) for inner in parts(2))) for part in parts(2))
    return Course(
        course_id="ANY1",
        title=draw(titles),
        org="Arrival",
        run="2026",
        chapters=chapters,
        description=draw(st.none() | contents),
        language=draw(st.sampled_from(Language)),
    )


def long_lines(seed: int = 1) -> Course:
    """Units of one line of a megabyte and more, in scripts and marks that grow or break when they are escaped."""
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets

    def line(alphabet: tuple[str, ...], length: int) -> str:
        return "".join(chance.choices(alphabet, k=length))

    latin = tuple(chr(code) for code in range(0x20, 0x7F) if chr(code) not in "<&")
    cyrillic = tuple(chr(code) for code in range(0x400, 0x460))
    lines = {
        "latin": f"<p>{line(latin, 1_048_576)}</p>",
        "cyrillic": line(cyrillic, 600_000),
        "emoji and CJK": line(("👩‍🌾", "中", "文", "ภ", "e\u0301", "\u202e"), 300_000),
        "marks": line(("]]>", "--", "&nbsp;", "&", ">", "\r", "%", "x"), 400_000),
        "tags": line((f"<b>{'x' * 90}</b>", "<i>y</i>", "<br>", "ж" * 99), 16_000),
    }
    units = tuple(Unit(f"u{number}", name, text) for number, (name, text) in enumerate(lines.items()))
    return Course("LONG1", "Long lines", "Arrival", "2026", (Chapter("c", "C", (Section("s", "S", units),)),))
