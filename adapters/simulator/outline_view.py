"""The tree of `course_index`: one node a block from the course down to its verticals (platform-facts 4)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import attrs

from .modulestore import DEFAULT_START, Block, Course
from .timestamps import iso, studio_time

AUTHORING_MFE = "http://mfe.localhost/authoring"
_HIGHLIGHTS_DOC = (
    "https://edx.readthedocs.io/projects/open-edx-building-and-running-a-course/developing_course/"
    "course_sections.html#set-section-highlights-for-weekly-course-highlight-messages"
)
_INHERITED = ("start", "due", "graded", "format", "visible_to_staff_only", "show_correctness")
_LEVELS = {
    "course": ("chapter", "Section"),
    "chapter": ("sequential", "Subsection"),
    "sequential": ("vertical", "Unit"),
}
_NO_PARTITIONS = {"selectable_partitions": [], "selected_partition_index": -1, "selected_groups_label": ""}


def user_partitions() -> list[dict[str, Any]]:
    """The enrolment tracks, of which a course without modes has one."""
    group = {"id": 1, "name": "Audit", "selected": False, "deleted": False}
    return [{"id": 50, "name": "Enrollment Track Groups", "scheme": "enrollment_track", "groups": [group]}]


def no_partition_info() -> dict[str, Any]:
    """What a block shows that is open to all groups."""
    return dict(_NO_PARTITIONS)


@attrs.frozen
class OutlineView:
    """Draws the outline of one course."""

    course: Course
    lms_url: str
    now: datetime

    def node(self, block: Block, inherited: Mapping[str, Any]) -> dict[str, Any]:
        """One block and, down to the verticals, all below it."""
        fields = dict(inherited) | block.fields
        passed_on = {name: fields[name] for name in _INHERITED if name in fields}
        node = self._identity(block) | self._schedule(block, fields) | _CONSTANTS
        node["course_graders"] = [row.get("type") for row in self.course.grading_policy.get("GRADER", [])]
        node["user_partitions"] = user_partitions()
        node |= _of_category(block)
        if block.id.block_type in _LEVELS:
            category, label = _LEVELS[block.id.block_type]
            children = [self.node(child, passed_on) for child in self.course.children(block)]
            node["child_info"] = {"category": category, "display_name": label, "children": children}
        return node | _TAIL | {"user_partition_info": no_partition_info()}

    def _identity(self, block: Block) -> dict[str, Any]:
        key = block.id.in_course(self.course.key)
        edited = studio_time(self.course.edited_on)
        return {
            "id": key,
            "display_name": block.shown_name,
            "category": block.id.block_type,
            "has_children": bool(block.children) or block.id.block_type in _LEVELS,
            "edited_on": edited,
            "published": True,
            "published_on": edited,
            "studio_url": self._studio_url(block, key),
            "lms_url": f"{self.lms_url}/courses/{self.course.key}/jump_to/{key}",
            "embed_lms_url": f"{self.lms_url}/xblock/{key}",
        }

    def _studio_url(self, block: Block, key: str) -> str:
        if block.id.block_type == "vertical":
            return f"/container/{key}"
        place = "" if block.id.block_type == "course" else f"?show={quote(key, safe='')}"
        return f"/course/{self.course.key}{place}"

    def _schedule(self, block: Block, fields: Mapping[str, Any]) -> dict[str, Any]:
        start = fields.get("start") or DEFAULT_START
        due = fields.get("due")
        released = start <= self.now
        return {
            "released_to_students": released,
            "release_date": None if start == DEFAULT_START else studio_time(start),
            "visibility_state": self._visibility(block, fields, released),
            "has_explicit_staff_lock": bool(block.fields.get("visible_to_staff_only")),
            "start": iso(start),
            "graded": bool(fields.get("graded")),
            "due_date": studio_time(due) if isinstance(due, datetime) else "",
            "due": iso(due) if isinstance(due, datetime) else None,
            "relative_weeks_due": None,
            "format": fields.get("format"),
            "show_correctness": fields.get("show_correctness", "always"),
        }

    def _visibility(self, block: Block, fields: Mapping[str, Any], released: bool) -> str | None:
        if block.id.block_type == "course":
            return None
        if fields.get("visible_to_staff_only"):
            return "staff_only"
        if released or self.course.settings.get("self_paced"):
            return "live"
        return "unscheduled" if (fields.get("start") or DEFAULT_START) == DEFAULT_START else "ready"


def outline(course: Course, lms_url: str, now: float) -> dict[str, Any]:
    """The whole outline of a course."""
    return OutlineView(course, lms_url, datetime.fromtimestamp(now, UTC)).node(course.root, {})


def _of_category(block: Block) -> dict[str, Any]:
    highlights = {
        "highlights_enabled": True,
        "highlights_preview_only": False,
        "highlights_doc_url": _HIGHLIGHTS_DOC,
    }
    match block.id.block_type:
        case "course":
            return {"unit_level_discussions": False, "highlights_enabled_for_messaging": False} | highlights
        case "chapter":
            return {"highlights": block.fields.get("highlights", [])} | highlights
        case "sequential":
            return {"hide_after_due": bool(block.fields.get("hide_after_due"))}
        case "vertical":
            return {"discussion_enabled": True, "upstream_info": _UPSTREAM}
        case _:
            return {}


_UPSTREAM: dict[str, Any] = {
    "upstream_ref": None,
    "version_synced": None,
    "version_available": None,
    "version_declined": None,
    "error_message": "Content is not linked to a Content Library.",
    "ready_to_sync": False,
    "upstream_link": None,
}
_CONSTANTS: dict[str, Any] = {
    "has_changes": False,
    "actions": {"deletable": True, "draggable": True, "childAddable": True, "duplicable": True},
    "explanatory_message": None,
    "group_access": {},
    "hide_from_toc": False,
    "enable_hide_from_toc_ui": False,
    "xblock_type": "other",
}
_TAIL: dict[str, Any] = {
    "ancestor_has_staff_lock": False,
    "is_tagging_feature_disabled": False,
    "taxonomy_tags_widget_url": f"{AUTHORING_MFE}/tagging/components/widget/",
    "course_authoring_url": AUTHORING_MFE,
    "staff_only_message": False,
    "hide_from_toc_message": False,
    "course_tags_count": {},
    "tag_counts_by_block": {},
    "has_partition_group_components": False,
    "enable_copy_paste_units": True,
}
