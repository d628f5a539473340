"""Alembic's environment: one connection to the database of the settings, every room's tables."""

from alembic import context

import core.published_messages
import core.tables
import knowledge_base.tables
import office.tables
from core.database import Base, make_engine
from core.settings import get_settings

ROOMS = (core.published_messages, core.tables, knowledge_base.tables, office.tables)


def run() -> None:
    """Apply the migrations in one transaction."""
    engine = make_engine(context.config.get_main_option("sqlalchemy.url") or get_settings().sqlalchemy_url)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
