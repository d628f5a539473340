"""The day stands still, and a small release is published."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import Engine

import core.clock
from knowledge_base.files import load_content
from knowledge_base.imports import seed
from tests.retrieval.samples import write_content


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = dt.datetime(2026, 11, 25, 5, tzinfo=dt.UTC)
    monkeypatch.setattr(core.clock, "now", lambda: noon)


@pytest.fixture
def published(today: None, engine: Engine, tmp_path: Path) -> Engine:
    """A database whose current release holds the passages of `samples`."""
    assert seed(engine, load_content(write_content(tmp_path / "content")))
    return engine
