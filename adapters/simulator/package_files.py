"""The parts of a package beside its blocks: policy, grading policy, about pages, static files.

Mirrors platform-facts 5.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from .modulestore import StaticFile

_SKIPPED = re.compile(r"^\._|^\.DS_Store$|~$")
_NOT_IN_ASSET_KEYS = re.compile(r"[^\w.%-]")


def default_grading_policy() -> dict[str, Any]:
    """The policy of a course that brings none, or a broken one."""
    rows = (
        ("Homework", "HW", 12, 2, 0.15),
        ("Lab", "Lab", 12, 2, 0.15),
        ("Midterm Exam", "Midterm", 1, 0, 0.3),
        ("Final Exam", "Final", 1, 0, 0.4),
    )
    names = ("type", "short_label", "min_count", "drop_count", "weight")
    return {"GRADER": [dict(zip(names, row, strict=True)) for row in rows], "GRADE_CUTOFFS": {"Pass": 0.5}}


def read_policy(root: Path, run: str) -> dict[str, Any]:
    """`policies/<run>/policy.json`, or the older `policies/<run>.json`; broken JSON counts as none."""
    for path in (root / "policies" / run / "policy.json", root / "policies" / f"{run}.json"):
        try:
            policy = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if policy != {}:
            return _mapping(policy)
    return {}


def _mapping(policy: Any) -> dict[str, Any]:
    if not isinstance(policy, dict) or not all(isinstance(entry, dict) for entry in policy.values()):
        raise ValueError("a policy must map blocks to their fields")
    return policy


def read_grading_policy(root: Path, run: str) -> dict[str, Any]:
    """The grading policy of the run, or the default one where there is none or it is not JSON."""
    for path in (root / "policies" / run / "grading_policy.json", root / "grading_policy.json"):
        try:
            policy = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(policy, dict):
            return default_grading_policy() | policy
    return default_grading_policy()


def read_about(root: Path, run: str) -> dict[str, str]:
    """The about pages by name, those of `about/<run>/` last; a file that is not UTF-8 is passed over."""
    pages = {}
    for folder in (root / "about", root / "about" / run):
        for path in sorted(folder.glob("*.html")):
            try:
                pages[path.stem] = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue
    return pages


def read_static(root: Path) -> dict[str, StaticFile]:
    """Every file under `static/` by its asset name; of two with one asset name the later wins."""
    files = {}
    folder = root / "static"
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if _SKIPPED.search(path.name):
            continue
        name = asset_name(path.relative_to(folder).as_posix())
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        files[name] = StaticFile(name, path.stat().st_size, digest)
    return files


def asset_name(path: str) -> str:
    """What a file's asset key makes of its path: `sub/has space.png` becomes `sub_has_space.png`."""
    return _NOT_IN_ASSET_KEYS.sub("_", path.replace("/", "_"))
