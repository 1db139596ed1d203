"""The outline of a course run, for people and for adoption: Studio's tree, with components as the LMS has them."""

import asyncio
from collections.abc import Mapping

from returns.methods import unwrap_or_failure
from returns.result import Failure, Result, Success

from adapters.openedx.calls import Answer, Call, Site
from adapters.openedx.client import LmsClient
from adapters.openedx.courses import OUTLINE_LIMIT, outline_call
from adapters.openedx.failures import refused
from adapters.openedx.imports import AUTHOR_RIGHT
from adapters.openedx.olx.url_names import ELEMENT_OF
from adapters.openedx.replies import BlockRow, blocks_of_lms, outline_of, rows_of
from adapters.openedx.replies import OutlineBlock as StudioBlock
from domain.course_key import CourseKey
from domain.faults import LmsFault
from domain.identities import BlockKind
from domain.outline import Outline, OutlineBlock

_SECONDS = 300.0
"""A large outline takes Studio minutes (platform-facts 4)."""

_UNIT_SECONDS = 60.0
_AT_ONCE = 3
"""Units that Studio is asked for at a time: many readers slow the platform for everybody (platform-facts 4)."""

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
        read = await _components(client, key, root)
        if isinstance(read, Failure):
            return read
        rows = read.unwrap()
    return Success(Outline(root.title, tuple(_block(child, rows) for child in root.children)))


async def _components(
    client: LmsClient, key: CourseKey, root: StudioBlock
) -> Result[Mapping[str, BlockRow], LmsFault]:
    """What the LMS tells in one call; and of units that it does not know, what Studio tells one by one.

    The LMS is some 30 s behind, and sees no drafts; but a name that went unseen here would be lost for ever.
    """
    read = await _known_to_lms(client, key)
    if isinstance(read, Failure):
        return read
    rows = dict(read.unwrap())
    units = (block.usage for _, block in root.below() if _named(block.usage)[0] is BlockKind.UNIT)
    unknown = [usage for usage in units if usage not in rows]
    for start in range(0, len(unknown), _AT_ONCE):
        some = unknown[start : start + _AT_ONCE]
        for answered in await asyncio.gather(*(_known_to_studio(client, usage) for usage in some)):
            if isinstance(answered, Failure):
                return answered
            rows |= answered.unwrap()
    return Success(rows)


async def _known_to_studio(client: LmsClient, usage: str) -> Result[Mapping[str, BlockRow], LmsFault]:
    """The unit and its children; nothing where it has gone meanwhile."""
    call = Call(
        site=Site.STUDIO,
        path=f"/api/contentstore/v1/container/vertical/{usage}/children",
        operation="verify",
        seconds=_UNIT_SECONDS,
        repeat_after_timeout=True,
    )
    answer = unwrap_or_failure(await client.send(call))
    if not isinstance(answer, Answer):
        return Failure(answer)
    if answer.status == 404:
        return Success({})
    if answer.status != 200:
        return Failure(refused(call, answer, to="read the course's blocks", right=AUTHOR_RIGHT))
    children = rows_of(answer.json())
    return Success({usage: BlockRow("", tuple(children)), **children})


async def _known_to_lms(client: LmsClient, key: CourseKey) -> Result[Mapping[str, BlockRow], LmsFault]:
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
