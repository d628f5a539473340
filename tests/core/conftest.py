"""Both databases behind one fixture; properties that draw the same examples every time."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings as examples
from sqlalchemy import Engine

from core.database import make_engine
from deploy.prepare import migrate

examples.register_profile("suite", derandomize=True, deadline=None)
examples.load_profile("suite")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Engine]:
    """A migrated PostgreSQL database that other tests use too: look only at rows of your own."""
    url = os.environ["TEST_POSTGRESQL_URL"]
    engine = make_engine(url)
    migrate(engine, url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest) -> Engine:
    """An engine on each supported database in turn."""
    name = "engine" if request.param == "sqlite" else "postgresql"
    engine: Engine = request.getfixturevalue(name)
    return engine
