"""What the suite needs beside Python: a test whose need is missing is skipped and says so; with CI=true it fails."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Without the background flags the browser looks for hosts of its maker at every start.
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NEEDS: dict[str, tuple[Callable[[], bool], str]] = {
    "browser": (
        lambda: Path(CHROMIUM).exists(),
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


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium. A module's own: the driver's event loop must be gone before other tests run theirs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
