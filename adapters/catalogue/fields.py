"""Which fields an object of a lesson's content may have, and which of them holds the text."""

from collections.abc import Mapping

from adapters.catalogue.spot import Spot

BODY_NAMES = ("markdown", "html", "text", "content", "body")
"""The names that a text goes by. One object has one of them."""

_METADATA = (
    "id lesson_id course_id section_id title status version format language metadata order order_index position "
    "difficulty difficulty_level estimated_minutes duration_minutes word_count created_at updated_at generated_at"
)

METADATA = frozenset(_METADATA.split())
"""Fields that tell about content and are none themselves: they may be left out of a page."""


def is_nothing(value: object) -> bool:
    """Whether JSON says that nothing is here: null, blank text, an empty object or list."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ({}, [])


def check_fields(value: Mapping[str, object], known: frozenset[str], spot: Spot) -> bool:
    """Refuses each field that holds something and that nobody here knows: it would be lost in silence."""
    unknown = [name for name, held in value.items() if _lost(name, held, known)]
    for name in unknown:
        spot.at(name).refuse(
            "CONTENT_FIELD_UNKNOWN",
            "no page shows this field; move its text into a field that is shown, or into 'metadata'",
        )
    return not unknown


def body_name(value: Mapping[str, object], spot: Spot) -> str | None:
    """The field that holds the text; None where there is none, or (and then refused) more than one text."""
    filled = [name for name in BODY_NAMES if not is_nothing(value.get(name))]
    if len(filled) > 1 and any(value[name] != value[filled[0]] for name in filled):
        spot.refuse(
            "CONTENT_AMBIGUOUS",
            f"the fields {', '.join(filled)} hold different texts; keep the one to be published",
        )
        return None
    return filled[0] if filled else None


def _lost(name: str, held: object, known: frozenset[str]) -> bool:
    if name in known or name in METADATA:
        return False
    return not (is_nothing(held) or isinstance(held, bool | int | float))
