"""Run the whole suite: the product's tests, then the assistant's own in Rasa's environment."""

import os
import subprocess
import sys

from core.settings import ROOT, get_settings


def main() -> int:
    """Exit code 0 only when both runs passed."""
    settings = get_settings()
    rasa = os.environ.get("RASA_PYTHON") or str(ROOT / ".venv-rasa" / "bin" / "python")
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "RASA_PYTHON": rasa,
        "BOT_TEST_MODELS": str(settings.data_dir / "rasa"),
    }
    runs = ([sys.executable, "-m", "pytest", *sys.argv[1:]], [rasa, "-m", "pytest", "tests/bot"])
    codes = [subprocess.run(command, cwd=ROOT, env=environment).returncode for command in runs]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
