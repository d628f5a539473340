import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import train
from bot.environment import ROOT, prepared


def test_hash_is_stable_and_follows_every_input(project: Path) -> None:
    before = train.input_hash(project)
    assert train.input_hash(project) == before

    hashes = {before}
    for name in ("config.yml", "bot/domain.yml", "bot/domains/queue.yml", "bot/data/nlu/queue.yml",
                 "bot/components/text.py", "core/text/normalise.py", "deploy/rasa.lock"):  # fmt: skip
        with (project / name).open("a") as file:
            file.write("\n# changed\n")
        hashes.add(train.input_hash(project))
    assert len(hashes) == 8


def test_hash_ignores_compiled_files(project: Path) -> None:
    before = train.input_hash(project)
    (project / "bot/components/__pycache__").mkdir()
    (project / "bot/components/__pycache__/text.cpython-311.pyc").write_bytes(b"x")

    assert train.input_hash(project) == before


def test_trained_model_is_found_at_once_without_importing_rasa(tmp_path: Path) -> None:
    target = train.model_path(tmp_path)
    target.write_bytes(b"model")
    code = "import sys; from bot.train import main; main(sys.argv[1:]); assert 'rasa' not in sys.modules"

    started = time.perf_counter()
    result = subprocess.run(
        [sys.executable, "-c", code, "--out", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert time.perf_counter() - started < 2
    assert result.stdout.splitlines()[-1] == str(target)


def test_old_models_are_removed(tmp_path: Path) -> None:
    for number in range(5):
        model = tmp_path / f"{number}.tar.gz"
        model.write_bytes(b"")
        os.utime(model, (number, number))

    train.keep_newest(tmp_path, count=2)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["3.tar.gz", "4.tar.gz"]


def test_failed_training_leaves_no_model(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import rasa.api
    from rasa.model_training import TrainingResult

    monkeypatch.setattr(rasa.api, "train", lambda **_: TrainingResult(code=1))
    target = project / "models" / "model.tar.gz"

    with pytest.raises(RuntimeError, match="code 1"):
        train.train(target, project)
    assert list(target.parent.iterdir()) == []


def test_environment_keeps_settings_but_not_the_number_of_threads() -> None:
    found = prepared({"OMP_NUM_THREADS": "8", "ACTIONS_URL": "http://x"})

    assert (found["OMP_NUM_THREADS"], found["ACTIONS_URL"]) == ("1", "http://x")
    assert found["RASA_TELEMETRY_ENABLED"] == "false"
