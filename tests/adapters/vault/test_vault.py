"""What is sealed opens in its place and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vault.keyring import Keyring, new_key_entry
from adapters.vault.vault import DamagedSealError, UnknownKeyError, Vault

OLD, NEW = new_key_entry(), new_key_entry()
VAULT = Vault(Keyring.parse(OLD))
PLACE = {"table": "lms_configurations", "row": "42", "field": "client_secret"}
SECRET = "s3cr3t"


@given(st.text(), st.text(), st.text(), st.text())
def test_what_is_sealed_opens_in_its_place(secret: str, table: str, row: str, field: str) -> None:
    try:
        "".join((table, row, field)).encode()
    except UnicodeEncodeError:
        return
    sealed = VAULT.seal(secret, table=table, row=row, field=field)
    assert sealed.isascii()
    assert VAULT.open(sealed, table=table, row=row, field=field) == secret


@pytest.mark.parametrize(
    "place",
    [
        {**PLACE, "table": "lms_configuration"},
        {**PLACE, "row": "43"},
        {**PLACE, "field": "client_id"},
        {"table": "lms_configurations4", "row": "2", "field": "client_secret"},
        {"table": "", "row": "lms_configurations42", "field": "client_secret"},
    ],
)
def test_nowhere_else(place: dict[str, str]) -> None:
    with pytest.raises(DamagedSealError, match="moved there from elsewhere"):
        VAULT.open(VAULT.seal(SECRET, **PLACE), **place)


def test_it_is_another_ciphertext_each_time() -> None:
    assert len({VAULT.seal(SECRET, **PLACE) for _ in range(100)}) == 100


def test_every_changed_bit_is_noticed() -> None:
    sealed = VAULT.seal(SECRET, **PLACE)
    head, body = sealed.rsplit(".", 1)
    raw = base64.urlsafe_b64decode(body)
    for position in range(len(raw)):
        changed = bytes([*raw[:position], raw[position] ^ 1, *raw[position + 1 :]])
        with pytest.raises(DamagedSealError):
            VAULT.open(f"{head}.{base64.urlsafe_b64encode(changed).decode()}", **PLACE)


@pytest.mark.parametrize("text", ["", "v1", "v1.", "v2.a.b", "s3cr3t", "v1.k"])
def test_what_is_no_seal_is_said_to_be_none(text: str) -> None:
    with pytest.raises(DamagedSealError, match="not sealed by this release"):
        VAULT.open(text, **PLACE)


@pytest.mark.parametrize("body", ["", "AAAA", "****", "A" * 15, "A" * 16])
def test_a_shortened_seal_is_damaged(body: str) -> None:
    key_id = OLD.partition(":")[0]
    with pytest.raises(DamagedSealError):
        VAULT.open(f"v1.{key_id}.{body}", **PLACE)


def test_a_missing_key_is_named() -> None:
    sealed = VAULT.seal(SECRET, **PLACE)
    with pytest.raises(
        UnknownKeyError, match=f"lms_configurations.client_secret of row 42.*{OLD.partition(':')[0]}"
    ):
        Vault(Keyring.parse(NEW)).open(sealed, **PLACE)


def test_after_a_rotation_old_seals_open_and_new_ones_use_the_new_key() -> None:
    old = VAULT.seal(SECRET, **PLACE)
    rotated = Vault(Keyring.parse(f"{NEW},{OLD}"))
    new = rotated.seal(SECRET, **PLACE)
    assert rotated.open(old, **PLACE) == rotated.open(new, **PLACE) == SECRET
    assert (rotated.is_current(old), rotated.is_current(new)) == (False, True)
    with pytest.raises(UnknownKeyError):
        VAULT.open(new, **PLACE)


def test_another_key_under_the_same_id_does_not_open() -> None:
    other = Vault(Keyring.parse(f"{OLD.partition(':')[0]}:{NEW.partition(':')[2]}"))
    with pytest.raises(DamagedSealError):
        other.open(VAULT.seal(SECRET, **PLACE), **PLACE)


def test_no_secret_in_errors_or_reprs() -> None:
    sealed = VAULT.seal(SECRET, **PLACE)
    assert SECRET not in sealed
    with pytest.raises(DamagedSealError) as caught:
        VAULT.open(sealed[:-6] + "AAAAAA", **PLACE)
    for shown in (str(caught.value), repr(caught.value), repr(VAULT), str(vars(VAULT))):
        assert SECRET not in shown
        assert OLD.partition(":")[2] not in shown
