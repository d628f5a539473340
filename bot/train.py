"""Train the assistant, or find the model that was trained from the same inputs before.

    python -m bot.train --out var/models [--force]

The last line printed is the path of the model.
"""

import argparse
import hashlib
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.environment import ROOT, start_again_if_unprepared

INPUTS = (
    "config.yml",
    "bot/domain.yml",
    "bot/domains",
    "bot/data",
    "bot/components",
    "core/text",
    "deploy/rasa.lock",
)


def input_files(root: Path = ROOT) -> Iterator[Path]:
    """Every file that decides what the model becomes, in a stable order."""
    for name in INPUTS:
        path = root / name
        if path.is_file():
            yield path
        else:
            yield from sorted(file for file in path.rglob("*") if _counts(file))


def input_hash(root: Path = ROOT) -> str:
    """SHA-256 over the names and contents of `input_files`."""
    digest = hashlib.sha256()
    for file in input_files(root):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def model_path(out: Path, root: Path = ROOT) -> Path:
    """Where the model of the present inputs is or will be."""
    return out.resolve() / f"{input_hash(root)}.tar.gz"


def train(target: Path, root: Path = ROOT) -> None:
    """Train from `root` and put the model at `target` in one step, so that no half model is ever seen.

    Raises RuntimeError when Rasa produced no model.
    """
    os.environ["LOG_LEVEL"] = "WARNING"  # silences Rasa's progress bars
    import rasa.api
    from sklearn.exceptions import ConvergenceWarning

    from bot.logs import configure_logging

    configure_logging(level=logging.WARNING, stream=sys.stderr)
    warnings.simplefilter("ignore", ConvergenceWarning)  # config.yml says why it may stop early
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".training-") as work:
        result = rasa.api.train(
            domain=[str(root / "bot" / "domain.yml"), str(root / "bot" / "domains")],  # type: ignore[arg-type]
            config=str(root / "config.yml"),
            training_files=[str(root / "bot" / "data")],
            output=work,
            fixed_model_name="model",
            force_training=True,
        )
        if result.code != 0 or result.model is None:
            raise RuntimeError(f"training failed with code {result.code}")
        Path(result.model).replace(target)


def keep_newest(out: Path, count: int = 3) -> None:
    """Delete all but the `count` newest models, so that editing the assistant does not fill the disk."""
    models = sorted(out.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime, reverse=True)
    for model in models[count:]:
        model.unlink(missing_ok=True)


def _counts(file: Path) -> bool:
    return file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc"


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; prints the path of the model as its last line."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="bot.train", description="Train the assistant if its inputs changed.")
    parser.add_argument("--out", type=Path, required=True, help="directory of the models")
    parser.add_argument("--force", action="store_true", help="train even if the model exists")
    options = parser.parse_args(arguments)
    target = model_path(options.out)
    if options.force or not target.is_file():
        start_again_if_unprepared("bot.train", arguments)
        train(target)
        keep_newest(options.out)
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
