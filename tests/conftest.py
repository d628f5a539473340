"""A migrated database, settings and a sealer for every test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from core.database import make_engine
from core.secrets import Sealer
from core.settings import Settings
from deploy.prepare import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest migration; tests copy it."""
    path = tmp_path_factory.mktemp("migrated") / "tanya.db"
    url = f"sqlite:///{path}"
    engine = make_engine(url)
    migrate(engine, url)
    engine.dispose()
    return path


@pytest.fixture
def settings(tmp_path: Path, migrated_file: Path) -> Settings:
    """Settings with a data directory and a migrated database of their own."""
    shutil.copyfile(migrated_file, tmp_path / "tanya.db")
    return Settings(data_dir=tmp_path, _env_file=None)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """The engine on the test's own database."""
    engine = make_engine(settings.sqlalchemy_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Engine]:
    """A migrated PostgreSQL database that other tests use too: look only at rows of your own."""
    url = os.environ["TEST_POSTGRESQL_URL"]
    engine = make_engine(url)
    migrate(engine, url)
    yield engine
    engine.dispose()


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(Fernet.generate_key().decode())
