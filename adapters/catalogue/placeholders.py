"""Texts that stand where a lesson is still to be written. None of them may reach learners."""

import re

_STAND_INS = """
    todo | to do | tbd | tba | wip | n/a | fixme | placeholder | lesson placeholder | content
    placeholder | stub | coming soon | content coming soon | lesson content coming soon | under
    construction | work in progress | to be done | to be written | to be added | to be defined | content
    to be added | content goes here | lesson content goes here | your text here | insert text here | add
    content here | no content | no content yet | content will be generated | content will be added |
    content will be added later | content is being generated | content is generating | content not
    available | content is not available yet | заглушка | в разработке | урок в разработке | скоро будет
    | скоро появится | содержание появится позже | содержание будет добавлено | содержание будет
    добавлено позже | контент в разработке | контент будет добавлен | контент будет добавлен позже |
    контент появится позже | материал готовится | материал в разработке | материал будет добавлен позже
    | здесь будет текст | здесь будет содержание | текст урока | будет добавлено позже | нет содержания
    | нет контента | контент генерируется | содержание генерируется
"""

_PHRASES = frozenset(" ".join(phrase.split()) for phrase in _STAND_INS.split("|"))

_OPENINGS = ("lorem ipsum dolor",)
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|<%[^%]*%>|\[\[[^\[\]]*\]\]|%[A-Z_]+%")
"""One variable of a template that nobody has filled in."""

_VARIABLE_BEGINS = "{$<[%"

_EDGES = " .…!:;,-–—_*?()[]{}<>«»\"'"


_LONGEST = max(map(len, _PHRASES))


def goes_beyond_placeholders(beginning: str) -> bool:
    """Whether no text that begins so is a placeholder, or blank."""
    plain = " ".join(beginning.casefold().split())
    core = plain.strip(_EDGES)
    return len(core) > _LONGEST and not core.startswith(_OPENINGS) and plain[0] not in _VARIABLE_BEGINS


def is_placeholder(text: str) -> bool:
    """Whether the whole text is nothing but a stand-in; a text that merely mentions one is not."""
    plain = " ".join(text.casefold().split())
    if not plain:
        return False
    core = plain.strip(_EDGES)
    return (
        not core
        or core in _PHRASES
        or core.startswith(_OPENINGS)
        or _VARIABLE.fullmatch(" ".join(text.split())) is not None
    )
