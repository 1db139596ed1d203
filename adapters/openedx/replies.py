"""What the platform's JSON says, read into values. Shapes that are not understood read as None or as nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from attrs import frozen

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@frozen
class OutlineBlock:
    """A block of the course outline as Studio has it, with its children in order."""

    usage: str
    title: str
    children: tuple["OutlineBlock", ...] = ()
    edited_on: str = ""

    def below(self) -> Iterator[tuple["OutlineBlock", "OutlineBlock"]]:
        """Every pair of parent and child, parents first."""
        for child in self.children:
            yield self, child
            yield from child.below()


@frozen
class BlockRow:
    """A block in the LMS's tree of blocks."""

    title: str
    children: tuple[str, ...]


@frozen
class TaskRow:
    """A task of Studio's, found by its name: the tasks API tells no task id (platform-facts 1.6)."""

    name: str
    state: str
    artifact_ids: tuple[str, ...]


def outline_of(course_index: object) -> OutlineBlock | None:
    """The tree course → chapter → sequential → vertical of a `course_index` answer."""
    structure = _mapping(course_index).get("course_structure")
    return _outline_block(structure) if _mapping(structure).get("id") else None


def _outline_block(node: object) -> OutlineBlock:
    fields = _mapping(node)
    children = _sequence(_mapping(fields.get("child_info")).get("children"))
    return OutlineBlock(
        usage=_text(fields.get("id")),
        title=_text(fields.get("display_name")),
        children=tuple(_outline_block(child) for child in children),
        edited_on=_text(fields.get("edited_on")),
    )


def graders_of(course_index: object) -> tuple[str, ...] | None:
    """The kinds of assignments that a `course_index` answer lists; None where it lists none."""
    graders = _mapping(_mapping(course_index).get("course_structure")).get("course_graders")
    return tuple(_text(kind) for kind in graders) if isinstance(graders, list) else None


def course_image_of(course_detail: object) -> str | None:
    """The path of the course's image, as an LMS's course detail has it; None where it has none."""
    image = _mapping(_mapping(_mapping(course_detail).get("media")).get("course_image"))
    return _text(image.get("uri")) or None


def blocks_of_lms(answer: object) -> Mapping[str, BlockRow]:
    """Usage key → block, of the LMS's whole tree."""
    blocks = _mapping(_mapping(answer).get("blocks"))
    return {usage: _block_row(_mapping(block)) for usage, block in blocks.items()}


def _block_row(block: Mapping[str, object]) -> BlockRow:
    children = tuple(_text(child) for child in _sequence(block.get("children")))
    return BlockRow(_text(block.get("display_name")), children)


def olx_of(exported: object) -> Mapping[str, str]:
    """Usage key → OLX, of every block in an `olx-export` answer."""
    blocks = _mapping(_mapping(exported).get("blocks"))
    return {usage: _text(_mapping(block).get("olx")) for usage, block in blocks.items()}


def children_of(container: object) -> tuple[str, ...]:
    """The usage keys in a `container/vertical/…/children` answer."""
    children = _sequence(_mapping(container).get("children"))
    return tuple(_text(_mapping(child).get("block_id")) for child in children)


def rows_of(container: object) -> Mapping[str, BlockRow]:
    """Usage key → block, of what a `container/vertical/…/children` answer lists, in its order."""
    children = [_mapping(child) for child in _sequence(_mapping(container).get("children"))]
    return {_text(child.get("block_id")): BlockRow(_text(child.get("name")), ()) for child in children}


def tasks_of(page: object) -> tuple[TaskRow, ...]:
    """The tasks on one page, newest first."""
    return tuple(_task(_mapping(row)) for row in _sequence(_mapping(page).get("results")))


def _task(row: Mapping[str, object]) -> TaskRow:
    urls = (_text(url) for url in _sequence(row.get("artifacts")))
    return TaskRow(
        name=_text(row.get("name")),
        state=_text(row.get("state")),
        artifact_ids=tuple(urlsplit(url).path.rstrip("/").rpartition("/")[2] for url in urls),
    )


def has_next(page: object) -> bool:
    """Whether more pages follow."""
    return bool(_mapping(page).get("next"))


def next_cursor(page: object) -> str | None:
    """The cursor of the page after this one. Its address is not followed: it may name another host."""
    cursors = parse_qs(urlsplit(_text(_mapping(page).get("next"))).query).get("cursor")
    return cursors[0] if cursors else None


def active_enrollments(page: object) -> int:
    """How many learners on this page are enrolled now."""
    return sum(_mapping(row).get("is_active") is True for row in _sequence(_mapping(page).get("results")))


def fewest_blocks(quality: object, units: int) -> int | None:
    """The least number of blocks in any unit, where the `quality` answer speaks of exactly that many units."""
    counted = _mapping(_mapping(quality).get("units"))
    least = _mapping(counted.get("num_blocks")).get("min")
    if counted.get("total_visible") != units or not isinstance(least, int | float):
        return None
    return int(least)


def moment_of(text: str) -> datetime | None:
    """Studio's `Nov 22, 2026 at 09:59 UTC`; None for anything else, such as another language's month."""
    words = text.replace(",", "").split()
    if len(words) != 6 or words[0] not in _MONTHS or words[5] != "UTC":
        return None
    hour, _, minute = words[4].partition(":")
    try:
        month = _MONTHS.index(words[0]) + 1
        return datetime(int(words[2]), month, int(words[1]), int(hour), int(minute), tzinfo=UTC)
    except ValueError:
        return None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
