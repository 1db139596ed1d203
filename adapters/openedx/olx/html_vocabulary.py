"""The elements of HTML by what a checker needs to know of them (WHATWG HTML, section "Elements of HTML")."""

from typing import Final

VOID: Final = frozenset(
    {
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
        "keygen", "link", "meta", "param", "source", "track", "wbr",
    }
)  # fmt: skip
"""They have no content and no end tag."""

END_TAG_OPTIONAL: Final = frozenset(
    {
        "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p",
        "rb", "rp", "rt", "rtc", "tbody", "td", "tfoot", "th", "thead", "tr",
    }
)  # fmt: skip
"""They end by themselves where their parent or a sibling makes it plain."""

CLOSES_PARAGRAPH: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
        "summary", "table", "ul",
    }
)  # fmt: skip
"""They cannot stand in a `p`: an open one ends before them."""

FOREIGN: Final = frozenset({"math", "svg"})
"""Inside of these other vocabularies hold, and `/>` closes."""

RAW_TEXT: Final = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
"""Whatever stands in them is text, up to their own end tag: no tag begins there, and `/>` closes none of them."""

DOCUMENT: Final = frozenset({"base", "body", "frame", "frameset", "head", "html", "meta", "title"})
"""They belong to a whole page; in the middle of one, browsers drop them or let them act on the LMS's own page."""

SHOWN: Final = frozenset(
    {
        "audio", "button", "canvas", "embed", "hr", "iframe", "img", "input", "math", "meter", "object",
        "progress", "script", "select", "svg", "textarea", "video",
    }
)  # fmt: skip
"""They can give a learner something to see, or make it, without any text."""

_INLINE_AND_OTHER: Final = frozenset(
    {
        "a", "abbr", "acronym", "applet", "b", "bdi", "bdo", "big", "blink", "cite", "code", "data",
        "datalist", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "legend", "map", "mark",
        "marquee", "menuitem", "nobr", "noembed", "noframes", "noscript", "output", "picture",
        "plaintext", "q", "ruby", "s", "samp", "slot", "small", "span", "strike", "strong", "style",
        "sub", "sup", "template", "time", "tt", "u", "var", "xmp",
    }
)  # fmt: skip

KNOWN: Final = VOID | END_TAG_OPTIONAL | CLOSES_PARAGRAPH | FOREIGN | DOCUMENT | SHOWN | _INLINE_AND_OTHER
"""Every element of HTML, obsolete ones too: browsers still draw them."""
