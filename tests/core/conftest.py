"""Both databases behind one fixture; properties that draw the same examples every time."""

import pytest
from hypothesis import settings as examples
from sqlalchemy import Engine

examples.register_profile("suite", derandomize=True, deadline=None)
examples.load_profile("suite")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest) -> Engine:
    """An engine on each supported database in turn."""
    name = "engine" if request.param == "sqlite" else "postgresql"
    engine: Engine = request.getfixturevalue(name)
    return engine
