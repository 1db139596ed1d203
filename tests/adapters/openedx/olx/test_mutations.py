"""Our findings against olxcleaner's on 200 broken packages: what it calls an ERROR, ours calls one too."""

import io
from pathlib import Path
from random import Random

import olxcleaner
import pytest

from adapters.openedx.olx.archive_checks import check_archive
from domain.violations import errors_among
from tests.adapters.openedx.olx.example_courses import small_course, unpacked
from tests.adapters.openedx.olx.mutations import MUTATIONS
from tests.adapters.openedx.olx.oracles import EXCEPTIONS
from tests.adapters.openedx.olx.package_files import Files, Mutation, archive_of

SEEDS = 8

COUNTERPARTS: dict[str, set[str]] = {
    "CourseXMLDoesNotExist": set(),
    "NoRunName": set(),
    "InvalidXML": {"WELL_FORMED_XML", "VALID_UTF8"},
    "TagMismatch": {"ELEMENT_CONTENT"},
    "UnexpectedTag": {"ELEMENT_CONTENT"},
    "UnexpectedContent": {"ELEMENT_CONTENT"},
    "InvalidPointer": {"MIN_ONE_SEQUENTIAL", "MIN_ONE_VERTICAL", "MIN_ONE_COMPONENT", "REFERENCED_FILE_EXISTS"},
    "SelfPointer": {"MIN_ONE_SEQUENTIAL", "MIN_ONE_VERTICAL", "MIN_ONE_COMPONENT", "REFERENCED_FILE_EXISTS"},
    "PointerAlreadyPointedAt": {"UNIQUE_URL_NAMES"},
    "FileDoesNotExist": {"REFERENCED_FILE_EXISTS", "URL_NAME_PATTERN"},
    "DuplicateURLName": {"UNIQUE_URL_NAMES"},
    "PolicyNotFound": {"VALID_POLICY_JSON", "VALID_GRADING_POLICY", "REFERENCED_FILE_EXISTS"},
    "BadPolicy": {"VALID_POLICY_JSON", "VALID_GRADING_POLICY"},
    "BadPolicyFormat": {"VALID_POLICY_JSON"},
    "WrongObjectType": {"VALID_POLICY_JSON"},
    "BadEntry": {"VALID_POLICY_JSON"},
    "GradingPolicyIssue": {"VALID_GRADING_POLICY"},
    "InvalidSetting": {"VALID_POLICY_JSON"},
}
"""olxcleaner's name of an ERROR → our rules for the same mistake. One of them must be found, or
COURSE_XML_REQUIRED: without a usable `course.xml` we look no further."""

DIFFERENCES = {
    "InvalidHTML": "the platform keeps broken HTML as it is (platform-facts 5); the first wall warns of it in the "
    "author's own course, with line and column",
}
"""What olxcleaner calls an ERROR and the second wall does not, and why."""

BROKEN = [
    pytest.param(mutation, seed, id=f"{mutation.__name__}-{seed}")
    for mutation in MUTATIONS
    for seed in range(SEEDS)
]


def mutated(mutation: Mutation, seed: int) -> Files:
    files = unpacked(small_course())
    mutation(files, Random(f"{mutation.__name__} {seed}"))  # noqa: S311 - chance, not secrecy
    return files


def olxcleaner_errors(files: Files, folder: Path) -> set[str]:
    """Names of its ERRORs; what makes it fall over counts as one, named like the exception."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    try:
        _, store, _ = olxcleaner.validate(str(folder), steps=8)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        return {f"fell over: {type(error).__name__}"}
    return {
        error.name
        for error in store.errors
        if error.level == "ERROR"
        and not any(error.name == name and part in error.description for name, part in EXCEPTIONS)
    }


def our_errors(files: Files) -> set[str]:
    return {finding.rule for finding in errors_among(check_archive(io.BytesIO(archive_of(files))))}


def test_there_are_200() -> None:
    assert len(BROKEN) == 200
    assert our_errors(unpacked(small_course())) == set()


@pytest.mark.parametrize(("mutation", "seed"), BROKEN)
def test_what_olxcleaner_calls_an_error_so_do_we(mutation: Mutation, seed: int, tmp_path: Path) -> None:
    files = mutated(mutation, seed)
    assert files != unpacked(small_course())
    ours = our_errors(files)
    for theirs in olxcleaner_errors(files, tmp_path) - DIFFERENCES.keys():
        if theirs.startswith("fell over"):
            assert ours, theirs
        else:
            assert ours & (COUNTERPARTS[theirs] | {"COURSE_XML_REQUIRED"}), (
                f"{theirs} has no counterpart among {ours}"
            )


@pytest.mark.parametrize("name", DIFFERENCES)
def test_every_difference_is_one(name: str, tmp_path: Path) -> None:
    for number, mutation in enumerate(MUTATIONS):
        for seed in range(SEEDS):
            files = mutated(mutation, seed)
            folder = tmp_path / f"{number}-{seed}"
            if not our_errors(files) and name in olxcleaner_errors(files, folder):
                return
    pytest.fail(f"{name} is no difference any more")
