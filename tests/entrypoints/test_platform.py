"""What an operator may say of a platform's own database: in JSON, in TOML, in a file; and what cannot be meant."""

import json
from pathlib import Path

import environ
import pytest

from adapters.postgres.platform_names import PlatformNames
from entrypoints.commands.terminal import TroubleError, UsageError
from entrypoints.platform import check_platform, names_of, opened_platform
from entrypoints.settings import Settings

MAPPING = {"lessons": {"schema": "app", "table": "pages", "columns": {"content": "body"}}}
TOML = '[lessons]\nschema = "app"\ntable = "pages"\ncolumns.content = "body"\n'


@pytest.mark.parametrize("text", [json.dumps(MAPPING), f"\n {json.dumps(MAPPING, indent=1)}\n", TOML])
def test_json_and_toml_say_the_same(text: str) -> None:
    assert names_of(text) == PlatformNames.of(MAPPING)


@pytest.mark.parametrize(("name", "text"), [("t.json", json.dumps(MAPPING)), ("t.toml", TOML)])
def test_a_file_may_say_it(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert names_of(str(tmp_path / name)) == PlatformNames.of(MAPPING)


def test_nothing_means_our_own_names() -> None:
    assert names_of(" ") == PlatformNames()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "neither JSON nor TOML"),
        ("lessons", "neither JSON nor TOML"),
        ('{"pages": {}}', "there is no table 'pages'"),
        ("nowhere.json", "nowhere.json cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_told_with_the_variables_name(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=f"COURSEPORT_CATALOGUE_TABLES.*{told}"):
        names_of(text)


def settings_with(**variables: str) -> Settings:
    settings: Settings = environ.to_config(Settings, environ={f"COURSEPORT_{k}": v for k, v in variables.items()})
    return settings


async def test_without_a_database_there_is_no_catalogue() -> None:
    async with opened_platform(settings_with()) as catalogue:
        assert catalogue is None
        await check_platform(catalogue)


async def test_a_database_that_is_away_or_none_is_told_with_the_variables_name() -> None:
    away = settings_with(CATALOGUE_DATABASE_URL="postgresql://u:hidden-word@127.0.0.1:1/none")
    assert "hidden-word" not in repr(away)
    async with opened_platform(away) as catalogue:
        with pytest.raises(TroubleError, match="COURSEPORT_CATALOGUE_DATABASE_URL") as told:
            await check_platform(catalogue)
    assert "hidden-word" not in str(told.value)
    with pytest.raises(UsageError, match="COURSEPORT_CATALOGUE_DATABASE_URL must be PostgreSQL"):
        async with opened_platform(settings_with(CATALOGUE_DATABASE_URL="mysql://x/y")):
            pass
