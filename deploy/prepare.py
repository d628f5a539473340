"""Bring the data up to date: migrations, seed content into an empty database, the index of the release."""

import time
from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from core.database import make_engine
from core.settings import ROOT, Settings, get_settings
from knowledge_base.files import load_content
from knowledge_base.imports import seed
from knowledge_base.store import current_number, refresh_messages


def migrate(engine: Engine, url: str, revision: str = "head") -> bool:
    """Apply missing migrations up to `revision`; False when there was nothing to do."""
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("script_location", str(ROOT / "deploy" / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == ScriptDirectory.from_config(config).get_current_head():
        return False
    command.upgrade(config, revision)
    return True


def seed_content(engine: Engine, settings: Settings) -> bool:
    """Publish the seed content as the first release; False when there is a release already."""
    if current_number(engine) is not None:
        refresh_messages(engine)
        return False
    return seed(engine, load_content(settings.content_dir))


def build_index(engine: Engine, settings: Settings) -> bool:
    """Build the index of the current release; False when it is there.

    The search and its libraries are imported only when a release was published since the last time; the action
    server makes sure of the index anyway.
    """
    mark = settings.data_dir / "index" / "release"
    number = str(current_number(engine))
    if mark.exists() and mark.read_text() == number:
        return False
    from retrieval.release_index import build_missing_index

    built = build_missing_index(engine, settings)
    mark.write_text(number)
    return built


def main() -> None:
    """Run every step and say what it did."""
    settings = get_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.sqlalchemy_url)
    steps: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("migrations", lambda: migrate(engine, settings.sqlalchemy_url)),
        ("seed content", lambda: seed_content(engine, settings)),
        ("search index", lambda: build_index(engine, settings)),
    )
    for name, step in steps:
        started = time.monotonic()
        if step():
            print(f"  {name}: done in {time.monotonic() - started:.0f} s", flush=True)
    engine.dispose()


if __name__ == "__main__":
    main()
