"""Puts examples into the document: of every answer that has a body, by the names of what they show."""

import json
from collections.abc import Iterable
from typing import Any

from adapters.http.answer_examples import answer_examples
from adapters.http.answers import json_bytes
from adapters.http.problem_examples import Asked, problem_examples
from adapters.http.problems import MEDIA_TYPE as PROBLEM


def put_examples(operations: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Into these operations, given with their paths and methods, once everything else of them is there."""
    answers = answer_examples()
    for path, _, operation in operations:
        asked = _asked(operation, path)
        for status, answer in operation["responses"].items():
            for media_type, body in answer.get("content", {}).items():
                refused = media_type == PROBLEM
                shown = (
                    problem_examples(asked, int(status)) if refused else answers.get((asked.handler, status), {})
                )
                if shown:
                    body["examples"] = {name: {"value": _plain(value)} for name, value in shown.items()}


def _asked(operation: dict[str, Any], path: str) -> Asked:
    body = operation.get("requestBody")
    reference = "" if body is None else body["content"]["application/json"]["schema"]["$ref"]
    return Asked(
        handler=operation["operationId"],
        path=path,
        parameters=frozenset(each["name"] for each in operation.get("parameters", ())),
        shape=reference.rpartition("/")[2] or None,
        statuses=frozenset(operation["responses"]),
    )


def _plain(value: object) -> object:
    """The value as JSON has it."""
    plain: object = json.loads(json_bytes(value))
    return plain
