"""Whether the tags of a unit's HTML fit into each other: which never end, and which end without a start.

Follows HTML where it matters: void elements, end tags that may be left out, paragraphs that end before a block.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import define, field

from adapters.openedx.olx.html_reader import EndTag, StartTag, Token, Unfinished
from adapters.openedx.olx.html_vocabulary import (
    CLOSES_PARAGRAPH,
    END_TAG_OPTIONAL,
    FOREIGN,
    KNOWN,
    RAW_TEXT,
    VOID,
)
from adapters.openedx.olx.rules import HtmlFinding, Rule
from domain.violations import Severity


def nesting_findings(tokens: Iterable[Token]) -> Iterator[HtmlFinding]:
    """Stray and missing end tags, which Open edX keeps and browsers guess at; text that is lost is an error."""
    tree = _OpenElements()
    for token in tokens:
        match token:
            case StartTag():
                yield from tree.start(token)
            case EndTag():
                yield from tree.end(token)
            case Unfinished():
                message = f"{token.opening!r} begins here and never ends, so nothing after it is shown; close it"
                yield HtmlFinding(Rule.PARSEABLE_HTML, message, token.at, Severity.ERROR)
            case _:
                continue
    yield from tree.finish()


@define
class _OpenElements:
    _stack: list[StartTag] = field(factory=list)
    _open: Counter[str] = field(factory=Counter)

    def start(self, tag: StartTag) -> Iterator[HtmlFinding]:
        if tag.name not in KNOWN:
            if not self._foreign() and "-" not in tag.name:
                yield _unknown(tag)
            return
        if tag.name in VOID or (tag.self_closing and (self._foreign() or tag.name in FOREIGN)):
            return
        if tag.self_closing and tag.name in RAW_TEXT:
            yield _swallowing(tag)
        if tag.name in CLOSES_PARAGRAPH and self._stack and self._stack[-1].name == "p":
            self._pop()
        self._stack.append(tag)
        self._open[tag.name] += 1

    def end(self, tag: EndTag) -> Iterator[HtmlFinding]:
        if tag.name not in KNOWN:
            return
        if not self._open[tag.name]:
            yield _stray(tag)
            return
        while (top := self._pop()).name != tag.name:
            yield from _unclosed(top)

    def finish(self) -> Iterator[HtmlFinding]:
        for tag in self._stack:
            yield from _unclosed(tag)

    def _foreign(self) -> bool:
        return any(self._open[name] for name in FOREIGN)

    def _pop(self) -> StartTag:
        tag = self._stack.pop()
        self._open[tag.name] -= 1
        return tag


def _unclosed(tag: StartTag) -> Iterator[HtmlFinding]:
    """Elements of raw text are told of elsewhere: where they never end or seem to close themselves."""
    if tag.name in END_TAG_OPTIONAL or tag.name in RAW_TEXT:
        return
    if tag.self_closing:
        message = f"<{tag.name}/> does not close itself in HTML; write <{tag.name}></{tag.name}>"
    else:
        message = f"<{tag.name}> is not closed where it should be; add </{tag.name}>"
    yield HtmlFinding(Rule.PARSEABLE_HTML, message, tag.at)


def _swallowing(tag: StartTag) -> HtmlFinding:
    message = (
        f"<{tag.name}/> does not close itself in HTML, so nothing after it is shown up to the next </{tag.name}>; "
        f"write <{tag.name}></{tag.name}>"
    )
    return HtmlFinding(Rule.PARSEABLE_HTML, message, tag.at, Severity.ERROR)


def _stray(tag: EndTag) -> HtmlFinding:
    if tag.name in VOID:
        message = f"</{tag.name}> must not be: <{tag.name}> has no end tag; remove it"
    else:
        message = f"</{tag.name}> closes nothing that is open; remove it, or add <{tag.name}> before"
    return HtmlFinding(Rule.PARSEABLE_HTML, message, tag.at)


def _unknown(tag: StartTag) -> HtmlFinding:
    name = tag.name[:40]
    message = (
        f"HTML has no <{name}>, and browsers show nothing for it; if it is meant as text, write &lt;{name}&gt;"
    )
    return HtmlFinding(Rule.UNKNOWN_HTML_TAG, message, tag.at)
