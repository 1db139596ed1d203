"""Structured lessons, `{intro, sections[], examples[], exercises[], interactive_elements[]}`: one unit a part."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html import escape

from attrs import frozen

from adapters.catalogue.blocks import blocks_to_html, code_to_html
from adapters.catalogue.citations import citations_to_html
from adapters.catalogue.fields import BODY_NAMES, METADATA, check_fields, is_nothing
from adapters.catalogue.frame import Frame
from adapters.catalogue.markdown import comparable
from adapters.catalogue.pages import page_of
from adapters.catalogue.spot import Spot
from adapters.catalogue.wording import Wording
from domain.slugs import slugify

PARTS = frozenset({"intro", "sections", "examples", "exercises", "interactive_elements"})

Fields = Mapping[str, object]

_MARKS_OF_A_PAGE = frozenset({*BODY_NAMES, "type", "placeholder", "is_placeholder"})

_DIGEST_LENGTH = 8
"""32 bits, beside a slug of 40 characters: what tells the titles of one lesson's parts apart."""

_EXERCISE = frozenset({"question", "hints", "solution", "type"})
"""An exercise may say of what sort it is; so may an example. That is metadata there, not the type of a block."""


@frozen
class Part:
    """One unit to be: `key` tells it from the other parts of its lesson, whatever its title becomes."""

    key: str
    title: str
    html: str


def parts_of(lesson: Fields, lesson_title: str, spot: Spot, words: Wording) -> list[Part]:
    """The parts that hold something, in the order of the shape. What is wrong with the others is noted."""
    check_fields(lesson, PARTS | {"type"}, spot)
    return [
        *_intro(lesson.get("intro"), lesson_title, spot.at("intro"), words),
        *_sections(lesson.get("sections"), spot.at("sections"), words),
        *_gathered("examples", words.examples, lesson, spot, _example),
        *_gathered("exercises", words.exercises, lesson, spot, lambda *item: _exercise(*item, words=words)),
        *_interactive(lesson.get("interactive_elements"), spot.at("interactive_elements"), words),
    ]


def _intro(value: object, lesson_title: str, spot: Spot, words: Wording) -> Iterator[Part]:
    html = page_of(value, spot, Frame(titles=(lesson_title, words.introduction)))
    if html:
        yield Part("intro", words.introduction, html)


def _sections(value: object, spot: Spot, words: Wording) -> Iterator[Part]:
    seen: Counter[str] = Counter()
    for index, section in _items(value, spot):
        title = section.get("title")
        title = title if isinstance(title, str) else ""
        citations = citations_to_html(section.get("citations"), spot.at(index).at("citations"), words)
        rest = {name: held for name, held in section.items() if name != "citations"}
        html = _filled_page(rest, spot.at(index), Frame(titles=(title,)))
        if html is not None and citations is not None:
            yield Part(_key("section", section, title, seen), title, html + citations)


def _key(kind: str, item: Fields, title: str, seen: Counter[str]) -> str:
    """By the part's own id where it has one, else by its title; an index would shift when a part is inserted.

    Parts of one title are counted. None of the forms can be taken for another: a slug holds neither `:` nor `~`.
    """
    own = item.get("id")
    if isinstance(own, str | int) and not isinstance(own, bool) and str(own).strip():
        return f"{kind}:{own}"
    name = comparable(title)
    seen[name] += 1
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]
    again = "" if seen[name] == 1 else f"~{seen[name]}"
    return f"{kind}~{slugify(name, fallback='untitled')}~{digest}{again}"


def _gathered(
    name: str, title: str, lesson: Fields, spot: Spot, write: Callable[[Fields, Spot, Frame], str | None]
) -> Iterator[Part]:
    """One page of all items of a list; none where any of them was refused."""
    frame = Frame(titles=(title,))
    pieces = [
        write(item, spot.at(name).at(index), frame) for index, item in _items(lesson.get(name), spot.at(name))
    ]
    if pieces and all(piece is not None for piece in pieces):
        joined = "".join(piece for piece in pieces if piece is not None)
        yield Part(name, title, f"<ol>\n{joined}</ol>\n" if name == "exercises" else joined)


def _example(example: Fields, spot: Spot, frame: Frame) -> str | None:
    title, code = example.get("title"), example.get("code")
    heading, below = "", frame
    if isinstance(title, str) and title.strip():
        heading = f"<h{frame.top}>{escape(title, quote=False)}</h{frame.top}>\n"
        below = frame.below(title)
    rest = {name: held for name, held in example.items() if name not in ("code", "type")}
    if is_nothing(code):
        html = _filled_page(rest, spot, below)
        return None if html is None else heading + html
    if not isinstance(code, str):
        spot.at("code").refuse_shape(code, "write the code as text")
        return None
    html = _page(rest, spot, below)
    return None if html is None else heading + html + code_to_html(code, example.get("language"))


def _exercise(exercise: Fields, spot: Spot, frame: Frame, *, words: Wording) -> str | None:
    sound = check_fields(exercise, _EXERCISE, spot)
    title = exercise.get("title")
    question = _required(exercise, "question", spot, frame)
    hints = _hints(exercise.get("hints"), spot.at("hints"), frame)
    solution = _required(exercise, "solution", spot, frame)
    if not sound or question is None or hints is None or solution is None:
        return None
    head = (
        f"<p><strong>{escape(title, quote=False)}</strong></p>\n"
        if isinstance(title, str) and title.strip()
        else ""
    )
    folded_hints = _folded(words.hints, hints) if hints else ""
    return f"<li>\n{head}{question}{folded_hints}{_folded(words.solution, solution)}</li>\n"


def _required(exercise: Fields, name: str, spot: Spot, frame: Frame) -> str | None:
    html = page_of(exercise.get(name), spot.at(name), frame)
    if html == "":
        spot.at(name).refuse("PART_EMPTY", f"the exercise has no {name}; write it, or remove the exercise")
    return html or None


def _hints(value: object, spot: Spot, frame: Frame) -> str | None:
    if not isinstance(value, list) or any(isinstance(item, dict) and "type" in item for item in value):
        return page_of(value, spot, frame)
    hints = [page_of(hint, spot.at(index), frame) for index, hint in enumerate(value)]
    if any(hint is None for hint in hints):
        return None
    items = "".join(f"<li>{hint}</li>\n" for hint in hints if hint)
    return f"<ul>\n{items}</ul>\n" if items else ""


def _interactive(value: object, spot: Spot, words: Wording) -> Iterator[Part]:
    if is_nothing(value):
        return
    if not isinstance(value, list):
        spot.refuse_shape(value, "write a list of blocks [{type: …}]")
        return
    html = blocks_to_html(value, spot, Frame(titles=(words.practice,)))
    if html is not None:
        yield Part("interactive", words.practice, html)


def _filled_page(value: Fields, spot: Spot, frame: Frame) -> str | None:
    """The page; refused where a reader would see nothing under its title."""
    html = _page(value, spot, frame)
    if html == "":
        spot.refuse("PART_EMPTY", "nothing stands under its title; write its content, or remove it")
    return html or None


def _page(value: Fields, spot: Spot, frame: Frame) -> str | None:
    """The page of an object that may hold a text or none."""
    if _MARKS_OF_A_PAGE.isdisjoint(value):
        return "" if check_fields(value, METADATA, spot) else None
    return page_of(value, spot, frame)


def _items(value: object, spot: Spot) -> Iterator[tuple[int, Fields]]:
    """The objects of a list that may be missing; what is no list, and what in it is no object, is refused."""
    if is_nothing(value):
        return
    if not isinstance(value, list):
        spot.refuse_shape(value, "write a list of objects")
        return
    for index, item in enumerate(value):
        if isinstance(item, dict):
            yield index, item
        else:
            spot.at(index).refuse_shape(item, "write an object")


def _folded(summary: str, html: str) -> str:
    return f"<details>\n<summary>{summary}</summary>\n{html}</details>\n"
