"""Where keys come from, and that they never show."""

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.vault.keyring import KEY_BYTES, Keyring, KeyringError, new_key_entry

KEY = base64.b64encode(b"k" * KEY_BYTES).decode()
OTHER = base64.b64encode(b"o" * KEY_BYTES).decode()


def test_the_first_key_is_the_current_one() -> None:
    keyring = Keyring.parse(f"new:{KEY}, old:{OTHER} ,")
    assert keyring.current == "new"
    assert keyring.keys == {"new": b"k" * KEY_BYTES, "old": b"o" * KEY_BYTES}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no key"),
        (" , ", "no key"),
        (KEY, "id:base64key"),
        (f":{KEY}", "id:base64key"),
        (f"sp ace:{KEY}", "id:base64key"),
        (f"a.b:{KEY}", "id:base64key"),
        ("short:" + base64.b64encode(b"x" * 16).decode(), "has 16 bytes; AES-256 takes 32"),
        ("odd:!!!not-base64!!!", "'odd' is not base64"),
        (f"twice:{KEY},twice:{OTHER}", "twice"),
    ],
)
def test_nonsense_is_named_and_not_quoted(text: str, message: str) -> None:
    with pytest.raises(KeyringError, match=message) as caught:
        Keyring.parse(text)
    assert KEY not in str(caught.value)
    assert "not-base64" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__cause__ is None


def test_the_environment_comes_first(tmp_path: Path) -> None:
    keyring = Keyring.load({"COURSEPORT_KEYS": f"mine:{KEY}"}, tmp_path)
    assert keyring.current == "mine"
    assert list(tmp_path.iterdir()) == []


def test_the_environment_is_named_in_errors(tmp_path: Path) -> None:
    with pytest.raises(KeyringError, match="COURSEPORT_KEYS: the key 'a' is not base64"):
        Keyring.load({"COURSEPORT_KEYS": "a:?"}, tmp_path)


@pytest.mark.parametrize("environment", [{}, {"COURSEPORT_KEYS": "  "}])
def test_a_key_is_made_once_and_found_again(tmp_path: Path, environment: dict[str, str]) -> None:
    home = tmp_path / "not" / "there yet"
    first = Keyring.load(environment, home)
    assert Keyring.load({}, home) == first
    assert [each.name for each in home.iterdir()] == ["keys"]
    assert stat.S_IMODE((home / "keys").stat().st_mode) == 0o600


def test_many_processes_make_one_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from adapters.vault.keyring import Keyring;"
        "sys.stdin.readline(); print(Keyring.load({}, Path(sys.argv[1])).current)"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "home")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        for _ in range(6)
    ]
    found = {each.communicate("go\n", timeout=60)[0] for each in processes}
    assert len(found) == 1
    assert found != {""}


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    Keyring.load({}, tmp_path)
    (tmp_path / "keys").chmod(0o640)
    with pytest.raises(KeyringError, match="chmod 600"):
        Keyring.load({}, tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").touch(mode=0o600)
    with pytest.raises(KeyringError, match="keys: there is no key"):
        Keyring.load({}, tmp_path)


def test_a_rotated_file_holds_several_lines(tmp_path: Path) -> None:
    (tmp_path / "keys").touch(mode=0o600)
    (tmp_path / "keys").write_text(f"new:{KEY}\nold:{OTHER}\n")
    assert list(Keyring.load({}, tmp_path).keys) == ["new", "old"]


def test_no_key_in_any_repr() -> None:
    keyring = Keyring.parse(f"id:{KEY}")
    assert "kkkk" not in repr(keyring)
    assert KEY not in repr(keyring)


def test_new_keys_differ() -> None:
    assert new_key_entry() != new_key_entry()
    assert len(Keyring.parse(new_key_entry()).keys) == 1
