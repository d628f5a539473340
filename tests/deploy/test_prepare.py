import datetime as dt
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

import core.clock
import core.tables
import office.tables  # noqa: F401
from core.database import Base, make_engine
from core.published_messages import load_messages
from core.settings import Settings
from deploy.prepare import build_index, migrate, seed_content
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError
from knowledge_base.imports import apply_import
from knowledge_base.store import current_number, current_release
from retrieval.encoder import encoder_name
from retrieval.release_index import load_passages
from retrieval.stored import open_index
from tests.retrieval.samples import FEE, HashedEncoder, write_content


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with small content and an embedding model that cannot be loaded."""
    folder = write_content(tmp_path / "content")
    return settings.model_copy(update={"content_dir": folder, "embedding_model": "no/such/model"})


def write_greeting(here: Settings, text: str) -> None:
    (here.content_dir / "messages" / "id.yml").write_text(f"greeting.hello: {text}\n", "utf-8")


def greeting(engine: Engine) -> str:
    return load_messages(engine).get("greeting.hello", "id")


def text_of(engine: Engine, document: str) -> str:
    return next(section.text for section in current_release(engine).sections if section.document == document)


@pytest.mark.parametrize("name", ["tanya.db", "100%.db"])
def test_migrations_are_applied_once(tmp_path: Path, name: str) -> None:
    url = f"sqlite:///{tmp_path / name}"
    engine = make_engine(url)
    assert migrate(engine, url) is True
    tables = set(inspect(engine).get_table_names())
    assert {"messages", "replies", "cases", "knowledge_releases", "published_messages"} <= tables
    assert migrate(engine, url) is False
    engine.dispose()


def test_migrations_make_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_empty_database_gets_the_seed_once(engine: Engine, here: Settings) -> None:
    assert seed_content(engine, here) is True
    assert (current_number(engine), greeting(engine)) == (1, "Halo.")
    assert seed_content(engine, here) is False
    assert current_number(engine) == 1


def test_a_later_seed_changes_nothing(engine: Engine, here: Settings) -> None:
    seed_content(engine, here)
    write_greeting(here, "Selamat datang.")
    assert seed_content(engine, here) is False
    assert (current_number(engine), greeting(engine)) == (1, "Halo.")


def test_the_team_s_edits_outlive_every_start(engine: Engine, here: Settings) -> None:
    seed_content(engine, here)
    path = here.content_dir / "documents" / "overstay.md"
    seeded = path.read_text("utf-8")
    path.write_text(seeded.replace("Denda overstay dihitung per hari.", "Tanyakan ke petugas."), "utf-8")
    apply_import(engine, load_content(here.content_dir), author="siti")
    path.write_text(seeded, "utf-8")
    for _ in range(2):
        assert seed_content(engine, here) is False
    assert text_of(engine, "overstay") == "Tanyakan ke petugas."
    assert current_number(engine) == 2


def test_a_start_renders_the_fixed_texts_for_the_day(
    engine: Engine, here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here.content_dir / "facts").mkdir()
    (here.content_dir / "facts" / "fees.yml").write_text(FEE, "utf-8")
    write_greeting(here, '"{{ fee.book }}"')
    told = []
    for year in (2026, 2027):
        monkeypatch.setattr(core.clock, "now", lambda year=year: dt.datetime(year, 12, 1, tzinfo=dt.UTC))
        seed_content(engine, here)
        told.append(greeting(engine))
    assert told == ["Rp100.000", "Rp200.000"]


def test_content_that_is_wrong_is_not_published(engine: Engine, here: Settings) -> None:
    write_greeting(here, '"{{ no.such_fact }}"')
    with pytest.raises(ContentError, match="unresolved_reference"):
        seed_content(engine, here)
    assert current_number(engine) is None


def test_an_index_that_is_there_is_not_built_again(engine: Engine, here: Settings) -> None:
    seed_content(engine, here)
    encoder = HashedEncoder()
    encoder.name = encoder_name(here)
    index = here.data_dir / "index"
    open_index(load_passages(engine), encoder, index)
    assert build_index(engine, here) is False
    assert (index / "release").read_text() == "1"


def test_a_release_whose_index_was_looked_after_is_not_looked_at_again(engine: Engine, here: Settings) -> None:
    seed_content(engine, here)
    (here.data_dir / "index").mkdir()
    (here.data_dir / "index" / "release").write_text("1")
    assert build_index(engine, here) is False  # the model could not be loaded
