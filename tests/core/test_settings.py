"""Settings as an operator writes them into the environment."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from core.settings import Settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)


def read() -> Settings:
    return Settings(_env_file=None)


def test_a_comma_list_is_split_and_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", " https://a.example , https://b.example,")
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.1")
    monkeypatch.setenv("LANGUAGES", "id,jv")
    monkeypatch.setenv("TRANSLATIONS", "en, su")
    monkeypatch.setenv("NOTICE_AT_OPENING", "web, kiosk")
    settings = read()
    assert settings.allowed_origins == ("https://a.example", "https://b.example")
    assert settings.trusted_proxies == ("10.0.0.1",)
    assert settings.languages == ("id", "jv")
    assert settings.translations == ("en", "su")
    assert settings.notice_at_opening == ("web", "kiosk")


def test_an_empty_list_is_empty_and_not_one_empty_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "")
    monkeypatch.setenv("TRUSTED_PROXIES", " , ")
    monkeypatch.setenv("TRANSLATIONS", "")
    assert read().allowed_origins == ()
    assert read().trusted_proxies == ()
    assert read().translations == ()


def test_without_a_database_url_the_database_is_a_file_in_the_data_directory(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, _env_file=None)
    assert settings.sqlalchemy_url == f"sqlite:///{tmp_path / 'tanya.db'}"


def test_a_database_url_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://db.example/tanya")
    assert read().sqlalchemy_url == "postgresql+psycopg://db.example/tanya"


def test_the_public_address_has_no_slash_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read().base_url == "http://127.0.0.1:8000"
    monkeypatch.setenv("PUBLIC_URL", "https://tanya.example/")
    assert read().base_url == "https://tanya.example"


def test_an_env_file_is_read_and_the_environment_wins_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=8100\nRASA_PORT=5105\n")
    monkeypatch.setenv("PORT", "8200")
    settings = Settings(_env_file=file)
    assert (settings.port, settings.rasa_url) == (8200, "http://127.0.0.1:5105")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eight"), ("SEALED_HOURS", "25"), ("RATE_LIMIT_PER_MINUTE", "0"), ("RASA_TIMEOUT", "0")],
)
def test_a_value_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=name.lower()):
        read()
