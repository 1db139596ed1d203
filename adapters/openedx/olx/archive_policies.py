"""Checks the policy files of a package. A policy that the platform cannot use it ignores silently, or dies of."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

from adapters.openedx.olx.archive_contents import Contents
from adapters.openedx.olx.archive_tree import CourseRoot
from adapters.openedx.olx.policies import PLATFORM_LANGUAGE

_POLICY, _GRADING = "VALID_POLICY_JSON", "VALID_GRADING_POLICY"
_REQUIRED = frozenset({"display_name", "language", "self_paced", "start", "course_image"})
_CUTOFFS = (("Pass",), ("A", "B"), ("A", "B", "C"), ("A", "B", "C", "D"))
_WEIGHT_TOLERANCE = 1e-8

Json: TypeAlias = Mapping[str, object]


def check_policies(contents: Contents, root: CourseRoot) -> None:
    """Notes what is wrong with the course's settings and its grading."""
    folder = f"policies/{root.url_name}"
    for rule, file, check in (
        (_POLICY, f"{folder}/policy.json", _policy_flaws),
        (_GRADING, f"{folder}/grading_policy.json", _grading_flaws),
    ):
        document = _loaded(contents, rule, file)
        if document is not None:
            for flaw in check(document, contents, root):
                contents.found(rule, file, flaw)


def _loaded(contents: Contents, rule: str, file: str) -> Json | None:
    content = contents.documents.get(file)
    if content is None:
        if file not in contents.sizes:
            contents.found(rule, file, "is missing; the platform would go by settings of its own")
        return None
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError) as error:
        contents.found(rule, file, f"is not JSON ({error}); the platform would ignore it silently")
        return None
    if not isinstance(document, dict):
        contents.found(rule, file, "must be a JSON object")
        return None
    return document


def _policy_flaws(document: Json, contents: Contents, root: CourseRoot) -> Iterator[str]:
    entry = f"course/{root.url_name}"
    settings = document.get(entry)
    for other in sorted(document.keys() - {entry}):
        yield f"speaks of {other!r}; only {entry!r} may stand here"
    if not isinstance(settings, dict):
        yield f"has no settings under {entry!r}"
        return
    yield from _setting_flaws(settings)
    for name in sorted(root.attributes.keys() - {"url_name"}):
        yield f"must be the only place of {name!r}, which course/{root.url_name}.xml has as an attribute"
    if f"static/{settings.get('course_image')}" not in contents.sizes:
        contents.found("REFERENCED_FILE_EXISTS", "static", "holds no file of the name that course_image gives")


def _setting_flaws(settings: Json) -> Iterator[str]:
    for name in sorted(_REQUIRED - settings.keys()):
        yield f"does not state {name!r}, so that the import would reset it"
    for name, value in settings.items():
        is_legal = _SETTINGS.get(name)
        if is_legal is None:
            yield f"states {name!r}, which is no setting of these packages"
        elif not is_legal(value):
            yield f"states {name!r} with a value that the platform cannot use"
    for earlier, later in (("start", "end"), ("enrollment_start", "enrollment_end")):
        first, second = settings.get(earlier), settings.get(later)
        if _is_date(first) and _is_date(second) and _parsed(first) > _parsed(second):
            yield f"has {earlier!r} after {later!r}"


def _grading_flaws(document: Json, _contents: Contents, _root: CourseRoot) -> Iterator[str]:
    yield from _grader_flaws(document.get("GRADER"))
    cutoffs = document.get("GRADE_CUTOFFS")
    if not isinstance(cutoffs, dict) or tuple(sorted(cutoffs)) not in _CUTOFFS:
        yield "must have as GRADE_CUTOFFS either Pass, or the letters from A to B, C or D"
    elif not all(map(_is_share, cutoffs.values())):
        yield "has a cutoff in GRADE_CUTOFFS that is no number from 0 to 1"
    elif [cutoffs[name] for name in sorted(cutoffs)] != sorted(set(cutoffs.values()), reverse=True):
        yield "has cutoffs in GRADE_CUTOFFS that do not fall from letter to letter"


def _grader_flaws(graders: object) -> Iterator[str]:
    if not isinstance(graders, list) or not graders or not all(isinstance(grader, dict) for grader in graders):
        yield "must have a list of objects, not empty, as GRADER"
        return
    for number, grader in enumerate(graders, start=1):
        wrong = sorted(name for name, is_legal in _GRADER.items() if not is_legal(grader.get(name)))
        if wrong:
            yield f"entry {number} of GRADER has no legal {', '.join(wrong)}"
    types = [grader.get("type") for grader in graders]
    if any(types.count(kind) > 1 for kind in types):
        yield "has two entries of one type in GRADER"
    weights = [grader.get("weight") for grader in graders]
    if all(map(_is_share, weights)) and abs(sum(weights) - 1) > _WEIGHT_TOLERANCE:
        yield "has weights in GRADER that do not add up to 1"


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and _parsed(value).tzinfo is not None
    except ValueError:
        return False


def _parsed(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


_SETTINGS: Mapping[str, Callable[[object], bool]] = {
    "display_name": _is_text,
    "display_organization": _is_text,
    "display_coursenumber": _is_text,
    "language": lambda value: value in PLATFORM_LANGUAGE.values(),
    "self_paced": lambda value: value is True,
    "course_image": lambda value: _is_text(value) and "/" not in str(value),
    "start": _is_date,
    "end": _is_date,
    "enrollment_start": _is_date,
    "enrollment_end": _is_date,
}

_GRADER: Mapping[str, Callable[[object], bool]] = {
    "type": _is_text,
    "short_label": _is_text,
    "min_count": lambda value: _is_count(value) and value != 0,
    "drop_count": _is_count,
    "weight": _is_share,
}
