"""The outline of a course run, for people and for adoption: Studio's tree, with components from the LMS."""

from collections.abc import Mapping

from returns.methods import unwrap_or_failure
from returns.result import Failure, Result, Success

from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.courses import OUTLINE_LIMIT, outline_call
from adapters.openedx.failures import refused
from adapters.openedx.imports import AUTHOR_RIGHT
from adapters.openedx.olx.url_names import ELEMENT_OF
from adapters.openedx.replies import BlockRow, blocks_of_lms, outline_of
from adapters.openedx.replies import OutlineBlock as StudioBlock
from domain.course_key import CourseKey
from domain.faults import LmsFault
from domain.identities import BlockKind
from domain.outline import Outline, OutlineBlock

_SECONDS = 300.0
"""A large outline takes Studio minutes (platform-facts 4)."""

_KINDS: Mapping[str, BlockKind] = {str(element): kind for kind, element in ELEMENT_OF.items()}


async def read_outline(client: LmsClient, key: CourseKey, *, components: bool) -> Result[Outline | None, LmsFault]:
    """See `LmsGateway.outline`. Blocks of other kinds than ours, made by hand, are told as components."""
    call = outline_call(key, seconds=_SECONDS)
    answer = unwrap_or_failure(await client.send(call))
    if not isinstance(answer, Answer):
        return Failure(answer)
    if answer.status == 404:
        return Success(None)
    root = outline_of(answer.json()) if answer.status == 200 else None
    if root is None:
        return Failure(refused(call, answer, to="read the course's outline", right=AUTHOR_RIGHT))
    rows: Mapping[str, BlockRow] = {}
    if components:
        read = await _components(client, key)
        if isinstance(read, Failure):
            return read
        rows = read.unwrap()
    return Success(Outline(root.title, tuple(_block(child, rows) for child in root.children)))


async def _components(client: LmsClient, key: CourseKey) -> Result[Mapping[str, BlockRow], LmsFault]:
    params = {"course_id": str(key), "all_blocks": "true", "depth": "all", "requested_fields": "children"}
    call = Call(
        site=Site.LMS,
        path="/api/courses/v2/blocks/",
        params=params,
        operation="verify",
        seconds=_SECONDS,
        limit=OUTLINE_LIMIT,
        repeat_after_timeout=True,
    )
    answer = unwrap_or_failure(await client.send(call))
    if not isinstance(answer, Answer):
        return Failure(answer)
    if answer.status != 200:
        return Failure(refused(call, answer, to="read the course's blocks", right=AUTHOR_RIGHT))
    return Success(blocks_of_lms(answer.json()))


def _block(node: StudioBlock, rows: Mapping[str, BlockRow]) -> OutlineBlock:
    kind, name = _named(node.usage)
    foreign = kind is None
    children = tuple(_block(child, rows) for child in node.children)
    if kind is BlockKind.UNIT and node.usage in rows:
        children = tuple(_component(usage, rows) for usage in rows[node.usage].children)
    return OutlineBlock(kind or BlockKind.COMPONENT, name, node.title, children, foreign)


def _component(usage: str, rows: Mapping[str, BlockRow]) -> OutlineBlock:
    kind, name = _named(usage)
    title = rows[usage].title if usage in rows else ""
    return OutlineBlock(kind or BlockKind.COMPONENT, name, title, foreign=kind is None)


def _named(usage: str) -> tuple[BlockKind | None, str]:
    """`block-v1:Org+Num+Run+type@TYPE+block@NAME`, taken apart; None for a type that is not ours."""
    rest, _, name = usage.rpartition("+block@")
    return _KINDS.get(rest.rpartition("+type@")[2]), name
