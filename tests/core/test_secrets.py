"""Secrets of an installation and the seal on a resident's own words."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken

from core.secrets import Sealer, secret
from tests.core.at_once import at_once


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RASA_TOKEN", raising=False)
    monkeypatch.delenv("SEALING_KEY", raising=False)


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = secret(tmp_path, "rasa_token")
    assert len(first) >= 32
    assert secret(tmp_path, "rasa_token") == first
    assert secret(tmp_path, "actions_token") != first


def test_only_the_owner_can_read_a_secret(tmp_path: Path) -> None:
    secret(tmp_path, "rasa_token")
    assert stat.S_IMODE((tmp_path / "secrets" / "rasa_token").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_nothing_else_is_left_beside_a_secret(tmp_path: Path) -> None:
    secret(tmp_path, "rasa_token")
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["rasa_token"]


@pytest.mark.parametrize("left", ["", "\n"])
def test_an_empty_file_that_a_crash_left_is_no_secret(tmp_path: Path, left: str) -> None:
    path = tmp_path / "secrets" / "sealing_key"
    path.parent.mkdir()
    path.write_text(left)
    made = secret(tmp_path, "sealing_key")
    Sealer(made)
    assert path.read_text() == secret(tmp_path, "sealing_key") == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that change over between almost any two steps."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty_threads")
def test_all_who_start_at_once_agree_on_a_secret(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    for number in range(40):
        if number % 2:
            (tmp_path / "secrets" / f"token_{number}").touch()
        values = at_once(lambda _, name=f"token_{number}": secret(tmp_path, name))  # type: ignore[misc]
        assert set(values) == {(tmp_path / "secrets" / f"token_{number}").read_text()}


def test_the_environment_wins_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_TOKEN", "from-outside")
    assert secret(tmp_path, "rasa_token") == "from-outside"
    assert list(tmp_path.iterdir()) == []


def test_the_made_sealing_key_seals(tmp_path: Path) -> None:
    sealer = Sealer(secret(tmp_path, "sealing_key"))
    sealed = sealer.seal("NIK saya 1808041234560001 🙏")
    assert b"1808" not in sealed
    assert sealer.unseal(sealed) == "NIK saya 1808041234560001 🙏"


def test_the_same_words_never_seal_alike(sealer: Sealer) -> None:
    assert sealer.seal("halo") != sealer.seal("halo")


def test_another_key_opens_nothing(sealer: Sealer) -> None:
    with pytest.raises(InvalidToken):
        Sealer(Fernet.generate_key().decode()).unseal(sealer.seal("halo"))


def test_changed_bytes_are_noticed(sealer: Sealer) -> None:
    sealed = bytearray(sealer.seal("halo"))
    sealed[20] ^= 1
    with pytest.raises(InvalidToken):
        sealer.unseal(bytes(sealed))
