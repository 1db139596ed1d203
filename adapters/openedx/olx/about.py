"""The about pages: what a visitor of the catalogue reads, made from the author's plain-text description."""

import re

from lxml import etree

from domain.course import Course

SHORT_DESCRIPTION_LENGTH = 150
"""Characters, as Studio's own form allows."""

_BLANK_LINES = re.compile(r"\n\s*\n")


def overview(course: Course) -> bytes:
    """The page's body: the title and, where there is a description, its paragraphs."""
    section = etree.Element("section", {"class": "about", "lang": course.language.value})
    if course.language.right_to_left:
        section.set("dir", "rtl")
    etree.SubElement(section, "h2").text = course.title
    for paragraph in _paragraphs(course.description or ""):
        _append_lines(etree.SubElement(section, "p"), paragraph)
    return etree.tostring(section, encoding="UTF-8", method="html") + b"\n"


def short_description(course: Course) -> bytes:
    """One line for the course's card, cut between words; the title where there is no description.

    Escaped, since some pages show it as HTML. No newline ends it: the platform would keep it (platform-facts 5).
    """
    words = " ".join((course.description or "").split()) or course.title
    holder = etree.Element("p")
    holder.text = _shortened(words)
    return etree.tostring(holder, encoding="UTF-8", method="html")[len(b"<p>") : -len(b"</p>")]


def _paragraphs(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return [paragraph.strip() for paragraph in _BLANK_LINES.split(plain) if paragraph.strip()]


def _append_lines(paragraph: etree._Element, text: str) -> None:
    first, *others = text.split("\n")
    paragraph.text = first
    for line in others:
        etree.SubElement(paragraph, "br").tail = line


def _shortened(text: str) -> str:
    if len(text) <= SHORT_DESCRIPTION_LENGTH:
        return text
    cut = text[: SHORT_DESCRIPTION_LENGTH - 1]
    whole_words = cut.rpartition(" ")[0] if text[len(cut)] != " " else cut
    # Languages without spaces between words have nothing to cut at; there any character may be the last.
    return (whole_words if len(whole_words) > len(cut) // 2 else cut).rstrip() + "…"
