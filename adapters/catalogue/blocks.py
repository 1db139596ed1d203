"""Typed blocks, `[{type: html|markdown|…, …}]`: what a page can show, and a refusal of the rest."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from attrs import frozen

from adapters.catalogue.fields import BODY_NAMES, body_name, check_fields, is_nothing
from adapters.catalogue.frame import Frame
from adapters.catalogue.markdown import LOWEST_HEADING
from adapters.catalogue.markup import Markup
from adapters.catalogue.spot import Spot, found

Block = Mapping[str, object]

_BODY = frozenset(BODY_NAMES)
_DEFAULT_LEVEL = 1


@frozen
class _Desk:
    """What a block is written with: its place, its page, and the highest heading level among its neighbours."""

    spot: Spot
    frame: Frame
    highest: int

    def text(self, block: Block, markup: Markup | None = None) -> str | None:
        body = self.plain(block, *BODY_NAMES)
        return None if body is None else self.frame.rendered(body, markup)

    def plain(self, block: Block, *names: str) -> str | None:
        """The one text of the block, as written; refused where there is none."""
        name = body_name(block, self.spot) if names == BODY_NAMES else _first_filled(block, names)
        value = block.get(name) if name else None
        if isinstance(value, str):
            return value
        if name is not None:
            self.spot.at(name).refuse_shape(value, "write the block's text here")
        else:
            self.spot.refuse(
                "BLOCK_EMPTY", f"the block holds no text; write it into {names[0]!r}, or remove the block"
            )
        return None


def blocks_to_html(blocks: Sequence[object], spot: Spot, frame: Frame, *, listed: bool = True) -> str | None:
    """The page of all blocks; None where any of them was refused. `listed` tells a list from a single block."""
    headings = (block for block in blocks if isinstance(block, dict) and block.get("type") == "heading")
    highest = min(map(_level, headings), default=_DEFAULT_LEVEL)
    pieces = [
        _block_to_html(block, _Desk(spot.at(index) if listed else spot, frame, highest))
        for index, block in enumerate(blocks)
    ]
    written = [piece for piece in pieces if piece is not None]
    return "\n".join(written) if len(written) == len(pieces) else None


def _block_to_html(block: object, desk: _Desk) -> str | None:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or not isinstance(kind, str):
        desk.spot.refuse_shape(block, "a block is an object with a 'type', such as html or markdown")
        return None
    name = kind.strip().lower()
    if name == "placeholder":
        desk.spot.leave_unfinished("a placeholder stands here")
        return None
    if name not in _KINDS:
        shown = found(kind).removeprefix("the text ")
        desk.spot.refuse(
            "UNSUPPORTED_CONTENT",
            f"a block of type {shown} cannot be published; remove it, or write it as html or markdown",
        )
        return None
    known, write = _KINDS[name]
    if not check_fields(block, known | {"type"}, desk.spot):
        return None
    return write(block, desk)


def _html(block: Block, desk: _Desk) -> str | None:
    return desk.text(block, Markup.HTML)


def _markdown(block: Block, desk: _Desk) -> str | None:
    return desk.text(block, Markup.MARKDOWN)


def _text(block: Block, desk: _Desk) -> str | None:
    return desk.text(block)


def _heading(block: Block, desk: _Desk) -> str | None:
    text = desk.plain(block, "text", "content", "title")
    level = min(desk.frame.top + _level(block) - desk.highest, LOWEST_HEADING)
    return None if text is None else f"<h{level}>{escape(text, quote=False)}</h{level}>\n"


def _code(block: Block, desk: _Desk) -> str | None:
    code = desk.plain(block, "code", "content", "text")
    return None if code is None else code_to_html(code, block.get("language"))


def _image(block: Block, desk: _Desk) -> str | None:
    address = desk.plain(block, "url", "src")
    if address is None:
        return None
    alternative, caption = (_optional(block, name) for name in ("alt", "caption"))
    below = f"<figcaption>{escape(caption, quote=False)}</figcaption>" if caption else ""
    return f'<figure><img src="{escape(address)}" alt="{escape(alternative)}">{below}</figure>\n'


def _list(block: Block, desk: _Desk) -> str | None:
    items = block.get("items")
    if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
        desk.spot.at("items").refuse_shape(items, "write a list of texts")
        return None
    tag = "ol" if block.get("ordered") is True else "ul"
    return f"<{tag}>\n" + "".join(f"<li>{desk.frame.rendered(item)}</li>\n" for item in items) + f"</{tag}>\n"


def _quote(block: Block, desk: _Desk) -> str | None:
    text = desk.text(block)
    return None if text is None else f"<blockquote>\n{text}</blockquote>\n"


_KINDS: dict[str, tuple[frozenset[str], Callable[[Block, _Desk], str | None]]] = {
    "html": (_BODY, _html),
    "markdown": (_BODY, _markdown),
    "text": (_BODY, _text),
    "paragraph": (_BODY, _text),
    "heading": (frozenset({"text", "content", "level"}), _heading),
    "code": (frozenset({"code", "content", "text"}), _code),
    "image": (frozenset({"url", "src", "alt", "caption"}), _image),
    "list": (frozenset({"items", "ordered"}), _list),
    "quote": (_BODY, _quote),
}


def code_to_html(code: str, language: object) -> str:
    """Code as Markdown's fences give it: to the letter, the language as a class."""
    name = language.split()[0] if isinstance(language, str) and language.split() else ""
    attribute = f' class="language-{escape(name)}"' if name else ""
    ending = "" if code.endswith("\n") else "\n"
    return f"<pre><code{attribute}>{escape(code, quote=False)}{ending}</code></pre>\n"


def _level(block: Block) -> int:
    level = block.get("level")
    return (
        level
        if isinstance(level, int) and not isinstance(level, bool) and 1 <= level <= LOWEST_HEADING
        else _DEFAULT_LEVEL
    )


def _first_filled(block: Block, names: Sequence[str]) -> str | None:
    return next((name for name in names if not is_nothing(block.get(name))), None)


def _optional(block: Block, name: str) -> str:
    value = block.get(name)
    return value if isinstance(value, str) else ""
