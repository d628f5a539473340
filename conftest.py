"""What the suite needs beside Python: a test whose need is missing is skipped and says so; with CI=true it fails."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (
        lambda: Path(os.environ.get("CHROMIUM", "/usr/bin/chromium")).exists(),
        "Chromium is missing: apt-get install chromium (or set CHROMIUM to its path)",
    ),
    "postgresql": (
        lambda: "TEST_POSTGRESQL_URL" in os.environ,
        "PostgreSQL is missing: apt-get install postgresql, then set TEST_POSTGRESQL_URL to an empty database",
    ),
    "redis": (
        lambda: "TEST_REDIS_URL" in os.environ,
        "Redis is missing: apt-get install redis-server, then set TEST_REDIS_URL",
    ),
    "product": (
        lambda: Path(".venv-rasa/bin/python").exists() or "RASA_PYTHON" in os.environ,
        "the product is not set up: python3 deploy/setup.py test",
    ),
}


def missing(name: str) -> str | None:
    """What to install for the marker `name`, or None when it is there."""
    there, advice = NEEDS[name]
    return None if there() else advice


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        for name in NEEDS:
            if item.get_closest_marker(name) and (advice := missing(name)):
                if os.environ.get("CI") == "true":
                    raise pytest.UsageError(f"{advice}; with CI=true nothing is skipped")
                item.add_marker(pytest.mark.skip(reason=advice))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
