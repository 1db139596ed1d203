"""What a unit's HTML holds that Open edX or a learner's browser would not show as the author means it."""

from collections.abc import Iterator, Sequence

from adapters.openedx.olx.html_reader import Doctype, EndTag, StartTag, Text, Token
from adapters.openedx.olx.html_vocabulary import DOCUMENT, FOREIGN, SHOWN
from adapters.openedx.olx.nesting import nesting_findings
from adapters.openedx.olx.rules import HTML_SIZE, HtmlFinding, Mark, Rule
from adapters.openedx.olx.unicode_forms import WRITTEN_APART, first_apart

_MEDIA = {
    "video": "a learner sees it, but without transcripts, and watching it is not tracked",
    "audio": "a learner hears it, but without a transcript, and listening is not tracked",
    "iframe": "a learner sees it only if the other site allows to be framed, and what is done there is not graded",
}


def html_findings(html: str, tokens: Sequence[Token]) -> Iterator[HtmlFinding]:
    """Everything but the references to other files; `tokens` are those of the html. In no order."""
    yield from _size(html)
    yield from _forms(html)
    yield from _emptiness(tokens)
    yield from nesting_findings(tokens)
    yield from _repeated_ids(tokens)
    yield from _tags(tokens)


def _size(html: str) -> Iterator[HtmlFinding]:
    size = len(html.encode("utf-8", "surrogatepass"))
    if size > HTML_SIZE:
        message = f"the unit's HTML has {size:,} bytes; split it into units of less than {HTML_SIZE:,}"
        yield HtmlFinding(Rule.HTML_SIZE_LIMIT, message)


def _forms(html: str) -> Iterator[HtmlFinding]:
    """Once a unit: the next ones are the same slip again."""
    at = first_apart(html)
    if at is not None:
        yield HtmlFinding(Rule.MIXED_UNICODE_FORMS, f"the text {WRITTEN_APART}", at)


def _emptiness(tokens: Sequence[Token]) -> Iterator[HtmlFinding]:
    for token in tokens:
        if isinstance(token, StartTag) and token.name in SHOWN:
            return
        if isinstance(token, Text) and token.inside in (None, "xmp"):
            return
    yield HtmlFinding(Rule.EMPTY_UNIT, "the unit shows nothing; write its content, or remove the unit")


def _repeated_ids(tokens: Sequence[Token]) -> Iterator[HtmlFinding]:
    first_at: dict[str, Mark] = {}
    for token in tokens:
        name = token.attributes.get("id", "") if isinstance(token, StartTag) else ""
        if not isinstance(token, StartTag) or not name:
            continue
        first = first_at.setdefault(name, token.at)
        if first != token.at:
            place = f"line {first.line}, column {first.column}"
            message = f"the id {name[:80]!r} is taken at {place}, where links to it will lead; rename one of them"
            yield HtmlFinding(Rule.REPEATED_HTML_ID, message, token.at)


def _tags(tokens: Sequence[Token]) -> Iterator[HtmlFinding]:
    depth = 0
    for token in tokens:
        match token:
            case EndTag() if token.name in FOREIGN:
                depth = max(depth - 1, 0)
            case Doctype():
                yield HtmlFinding(Rule.NO_DOCUMENT_TAGS, _not_a_page("<!DOCTYPE>"), token.at)
            case StartTag() if token.name in FOREIGN:
                depth += not token.self_closing
            case StartTag() if token.name in DOCUMENT and not depth:
                yield HtmlFinding(Rule.NO_DOCUMENT_TAGS, _not_a_page(f"<{token.name}>"), token.at)
            case StartTag(name="script"):
                message = (
                    "scripts run on the LMS's own pages and may break them; remove it, or use an LMS component"
                )
                yield HtmlFinding(Rule.NO_SCRIPT_TAGS, message, token.at)
            case StartTag() if token.name in _MEDIA:
                message = f"<{token.name}> is passed on as it is: {_MEDIA[token.name]}"
                yield HtmlFinding(Rule.EMBEDDED_MEDIA, message, token.at)
            case _:
                continue


def _not_a_page(tag: str) -> str:
    return f"{tag} belongs to a whole page, and a unit is a part of one; remove it"
