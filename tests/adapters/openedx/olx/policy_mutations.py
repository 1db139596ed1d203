"""Ways to break the policy files of a package."""

import json
from random import Random
from typing import Any

from tests.adapters.openedx.olx.package_files import Files, as_json, some

POLICY = "policies/spring/policy.json"
GRADING = "policies/spring/grading_policy.json"


def lost_policy(files: Files, random: Random) -> None:
    """One of the two policy files is gone."""
    del files[some(files, random, ".json")]


def broken_policy(files: Files, random: Random) -> None:
    """A policy that is no JSON, or not of the shape that it must have."""
    good = json.loads(files[POLICY])
    shapes: list[bytes] = [
        b"",
        b"{",
        b"[]",
        b"3",
        files[POLICY].rstrip()[:-1],
        files[POLICY].replace(b": ", b" "),
        as_json({"course/spring": []}),
        as_json({"course/autumn": good["course/spring"]}),
        as_json({**good, "vertical/soil": {}}),
        as_json({**good, "html/nowhere": {"x": 1}}),
        as_json({**good, "noslash": {}}),
        b"[" * 100_000,
    ]
    files[POLICY] = random.choice(shapes)


def bad_setting(files: Files, random: Random) -> None:
    """A setting with a value that the platform cannot use."""
    good = json.loads(files[POLICY])["course/spring"]
    name, value = random.choice(
        [
            ("start", "tomorrow"),
            ("start", 2026),
            ("start", None),
            ("end", "31.12.2026"),
            ("enrollment_start", "never"),
            ("showanswer", "sometimes"),
            ("rerandomize", "maybe"),
            ("graceperiod", "soon"),
            ("attempts", "-1"),
            ("course_image", None),
        ]
    )
    files[POLICY] = as_json({"course/spring": {**good, name: value}})


def bad_grading(files: Files, random: Random) -> None:
    """A grading policy in which something is missing, of the wrong type or out of range."""
    document: dict[str, Any] = json.loads(files[GRADING])
    (grader,) = document["GRADER"]
    choice = random.randrange(5)
    if choice == 0:
        del document[random.choice(["GRADER", "GRADE_CUTOFFS"])]
    elif choice == 1:
        del grader[random.choice(["type", "min_count", "drop_count", "weight"])]
    elif choice == 2:
        name = random.choice(["type", "short_label", "min_count", "drop_count", "weight"])
        grader[name] = random.choice([None, -1, [], {}])
    elif choice == 3:
        document["GRADER"] = random.choice([[], {}, [grader, grader], [grader, {**grader, "type": "Exam"}]])
    else:
        document["GRADE_CUTOFFS"] = random.choice(
            [{}, [], {"Pass": "x"}, {"Pass": 2}, {"A": 1}, {"A": 0.5, "B": 0.9}, {"A": 0.9, "C": 0.5}, {"E": 0.5}]
        )
    files[GRADING] = as_json(document)
