"""Tests of the assistant; they run inside Rasa's environment."""

import os

from bot.environment import DEFAULTS, REQUIRED

for name, value in {**DEFAULTS, **REQUIRED}.items():
    os.environ.setdefault(name, value)

import logging  # noqa: E402
import shutil  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import pytest  # noqa: E402
import structlog  # noqa: E402
from rasa.core.agent import Agent  # noqa: E402

from bot import patches, train  # noqa: E402
from bot.environment import ROOT  # noqa: E402

patches.import_in_fast_order()
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
MODELS = Path(os.environ.get("BOT_TEST_MODELS", str(ROOT / "var" / "models")))


@pytest.fixture(scope="session")
def model() -> Path:
    """The model of the present inputs; trained once and then found by its hash."""
    target = train.model_path(MODELS)
    if not target.is_file():
        train.train(target)
    return target


@pytest.fixture(scope="session")
def agent(model: Path) -> Agent:
    """The trained assistant, without server and action server."""
    return Agent.load(model)


@pytest.fixture
def anyio_backend() -> str:
    """Rasa runs on asyncio."""
    return "asyncio"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A copy of everything a model is made of, to change it."""
    for name in ("config.yml", "bot", "core", "deploy"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    yield tmp_path
