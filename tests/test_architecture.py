"""What import-linter and ruff cannot say about the house."""

import ast
import importlib.util
import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
ROOTS = ("domain", "application", "adapters", "entrypoints")
LONGEST_FILE = 250

# Written in pieces, so that this file does not name them.
REGISTRY_HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
INDEX_OPTION = re.compile(r"--(extra-)?index-" + r"url|(PIP|UV)_(EXTRA_)?INDEX_" + "URL")
MACHINE_PATH = re.compile(r"(?<![\w.~:$})/-])/(home|Users|root|work|workspace)" + r"/[A-Za-z0-9_.-]+")
WAIVER = re.compile(r"#\s*(type:\s*ignore(\[[^]]*\])?|noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?)(?P<reason>.*)")


def tracked() -> list[Path]:
    """Every file that is in the repository, or would be after `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE,
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )
    if listed.returncode != 0:
        pytest.skip("not a git repository, so nothing says which files belong to it")
    files = [HOUSE / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def python_files() -> list[Path]:
    return [file for file in tracked() if file.suffix == ".py"]


def shown(file: Path, line: int) -> str:
    return f"{file.relative_to(HOUSE)}:{line}"


def lines_where(files: list[Path], wrong: Callable[[str], bool]) -> list[str]:
    """Places of the lines that are wrong, among files that are text."""
    found = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [shown(file, n) for n, line in enumerate(text.splitlines(), 1) if wrong(line)]
    return found


@pytest.mark.parametrize("root", ROOTS)
def test_no_installed_distribution_shadows_a_root(root: str) -> None:
    """The four names belong to other people elsewhere; ours must win, and nobody else may be here."""
    spec = importlib.util.find_spec(root)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    assert {Path(place).resolve() for place in spec.submodule_search_locations} == {HOUSE / root}
    assert set(packages_distributions().get(root, [])) <= {"courseport"}


@pytest.mark.parametrize("root", ROOTS)
def test_types_are_published(root: str) -> None:
    assert (HOUSE / root / "py.typed").is_file()


def test_no_file_holds_two_ideas() -> None:
    houses = [file for file in python_files() if file.relative_to(HOUSE).parts[0] in ROOTS]
    lengths = {str(file.relative_to(HOUSE)): len(file.read_text().splitlines()) for file in houses}
    assert lengths, "no file found: this test has lost its way"
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_nobody_mocks() -> None:
    mocking = [
        f"{file.relative_to(HOUSE)}: {name}"
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text()))
        for name in _imported(node)
        if name.startswith("unittest.mock") or name in ("mock", "pytest_mock")
    ]
    assert mocking == []


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module is not None:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
        yield node.module


def test_nobody_matches_on_success_or_failure() -> None:
    """The type checker gives Any there, and the match is never exhaustive."""
    matching = [
        shown(file, node.lineno)
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.MatchClass)
        and isinstance(node.cls, ast.Name)
        and node.cls.id in ("Success", "Failure")
    ]
    assert matching == []


def test_no_file_names_a_package_registry() -> None:
    def names_one(line: str) -> bool:
        return any(host in line for host in REGISTRY_HOSTS) or INDEX_OPTION.search(line) is not None

    assert lines_where(tracked(), names_one) == []


def test_no_file_knows_a_machine() -> None:
    assert lines_where(tracked(), lambda line: MACHINE_PATH.search(line) is not None) == []


def test_every_waived_finding_says_why() -> None:
    def unexplained(line: str) -> bool:
        waiver = WAIVER.search(line)
        return waiver is not None and len(waiver["reason"].strip(" -#")) < 4

    assert lines_where(python_files(), unexplained) == []


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("/" + "home/ada/project", True),
        ('path = "/' + 'work/main/x"', True),
        ("https://example.org/home/page", False),
        ("~/work/x", False),
        ("adapters/work/x", False),
        ("/var/lib/courseport", False),
    ],
)
def test_machine_paths_are_told_from_others(line: str, known: bool) -> None:
    assert (MACHINE_PATH.search(line) is not None) is known
