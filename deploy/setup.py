"""Set-up on a fresh machine, by any Python 3: two environments, the embedding model, the assistant's model, the data.

    python3 deploy/setup.py {run|test|dev}

Each step is skipped when its inputs are those of the last time, so a broken-off set-up goes on where it was.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read_settings_file() -> None:
    """Lines of `.env` count like environment variables, for the set-up and for all that it starts."""
    file = ROOT / ".env"
    for line in file.read_text("utf-8").splitlines() if file.exists() else []:
        name, separator, value = line.partition("=")
        if separator and not name.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("'\""))


read_settings_file()
VAR = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
PRODUCT, RASA = ROOT / ".venv", ROOT / ".venv-rasa"
DEPLOY = ROOT / "deploy"
VERSION = "3.11"


class SetupError(Exception):
    """A step failed; the message says what to do."""


def find_python() -> str:
    """A Python 3.11 with venv: on PATH, in pyenv, or by uv."""
    candidates = [shutil.which("python" + VERSION), sys.executable, shutil.which("python3")]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates += sorted((str(path) for path in pyenv.glob(VERSION + ".*/bin/python")), reverse=True)
    if shutil.which("uv"):
        found = subprocess.run(["uv", "python", "find", VERSION], capture_output=True, text=True)
        candidates.append(found.stdout.strip())
    for candidate in candidates:
        if candidate and is_right(candidate):
            return candidate
    raise SetupError(
        f"Python {VERSION} with venv was not found on PATH, in pyenv or by uv. Install it, for example:\n"
        f"  apt-get install python{VERSION} python{VERSION}-venv      or      pyenv install {VERSION}"
    )


def is_right(python: str) -> bool:
    """Whether `python` is the wanted version and can make virtual environments."""
    code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    with contextlib.suppress(OSError):
        found = subprocess.run([python, "-c", code], capture_output=True, text=True)
        return found.stdout.strip() == VERSION
    return False


def digest(*parts: "str | Path") -> str:
    """A hash over texts and file contents."""
    result = hashlib.sha256()
    for part in parts:
        result.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        result.update(b"\0")
    return result.hexdigest()


def is_done(name: str, key: str) -> bool:
    stamp = VAR / "stamps" / name
    return stamp.exists() and stamp.read_text() == key


def mark_done(name: str, key: str) -> None:
    stamp = VAR / "stamps" / name
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)


def call(title: str, command: "list[str]", env: "dict[str, str] | None" = None) -> None:
    """Run a long command quietly: its output goes to a log, a line tells now and then that it goes on."""
    log = VAR / "log" / (title.replace(" ", "-") + ".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    started, ended = time.monotonic(), threading.Event()
    print(f"  {title} ...", flush=True)

    def tick() -> None:
        while not ended.wait(15):
            print(f"  {title} ... {time.monotonic() - started:.0f} s", flush=True)

    threading.Thread(target=tick, daemon=True).start()
    try:
        with log.open("ab") as output:
            code = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env={**os.environ, **(env or {})}
            ).returncode
    except OSError as error:
        raise SetupError(f"{title} failed: {error}") from error
    finally:
        ended.set()
    if code:
        tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise SetupError(f"{title} failed (exit {code}); the end of {log}:\n{tail}")
    print(f"  {title}: done in {time.monotonic() - started:.0f} s", flush=True)


def environment(name: str, folder: Path, python: str, lock: Path, options: "list[str]") -> None:
    """A virtual environment that holds exactly a lock; a broken one is made anew."""
    key = digest(lock, " ".join(options), python, str(folder))
    if is_done(name, key) and (folder / "bin" / "python").exists():
        return
    if not (folder / "bin" / "pip").exists():
        shutil.rmtree(folder, ignore_errors=True)
        call(f"{name} environment", [python, "-m", "venv", str(folder)])
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    if name == "product":
        install_torch(pip, lock)
    call(f"{name} packages", [*pip, *options, "-r", str(lock)])
    mark_done(name, key)


def install_torch(pip: "list[str]", lock: Path) -> None:
    """torch first: from PyTorch's own index where TORCH_INDEX_URL names it, else from the default one."""
    torch = next(line for line in lock.read_text().splitlines() if line.startswith("torch=="))
    index = os.environ.get("TORCH_INDEX_URL")
    call("torch", [*pip, *(["--index-url", index] if index else []), torch])


def install_environments(with_tests: bool) -> None:
    """Both environments, side by side: one downloads while the other unpacks."""
    python = find_python()
    failures: list[SetupError] = []

    def guarded(*arguments: object) -> None:
        try:
            environment(*arguments)  # type: ignore[arg-type]
        except SetupError as error:
            failures.append(error)

    rasa = ["--ignore-requires-python", "--no-deps"]
    tasks = [("product", PRODUCT, python, DEPLOY / "requirements.lock", ["--no-deps"])]
    tasks.append(("rasa", RASA, python, DEPLOY / "rasa.lock", rasa))
    threads = [threading.Thread(target=guarded, args=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    if with_tests:
        install_test_tools()


def install_test_tools() -> None:
    lock = DEPLOY / "requirements-dev.lock"
    key = digest(lock, DEPLOY / "requirements.lock", str(PRODUCT))
    if is_done("test-tools", key):
        return
    pip = [str(PRODUCT / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    call("test tools", [*pip, "--no-deps", "-r", str(lock)])
    mark_done("test-tools", key)


def prepare_models() -> Path:
    """The embedding model (unless a setting names another) and the assistant's model, whose path is returned."""
    if not os.environ.get("EMBEDDING_MODEL") and not (VAR / "models" / "e5-small" / "modules.json").exists():
        target = str(VAR / "models" / "e5-small")
        call("embedding model", [str(PRODUCT / "bin" / "python"), "-m", "retrieval.weights", target])
    model = assistant_model(VAR / "rasa")
    if not model.exists():
        train = [str(RASA / "bin" / "python"), "-m", "bot.train", "--out", str(VAR / "rasa")]
        call("assistant model", train, {"OMP_NUM_THREADS": "1"})
    return model


def assistant_model(folder: Path) -> Path:
    """Where the model of today's training data is or will be."""
    code = "import sys, pathlib; from bot.train import model_path; print(model_path(pathlib.Path(sys.argv[1])))"
    command = [str(RASA / "bin" / "python"), "-c", code, str(folder)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if found.returncode:
        raise SetupError(f"the assistant's training data cannot be read:\n{found.stderr}")
    return Path(found.stdout.strip())


def prepare_data() -> None:
    command = [str(PRODUCT / "bin" / "python"), "-m", "deploy.prepare"]
    if subprocess.run(command, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"}).returncode:
        raise SetupError("the data could not be prepared, see above")


def main() -> int:
    """Set up for `run` (and serve), `test` (with test tools and models) or `dev` (environments only)."""
    goal = sys.argv[1] if len(sys.argv) > 1 else "run"
    os.chdir(ROOT)
    try:
        install_environments(with_tests=goal != "run")
        if goal == "dev":
            return 0
        model = prepare_models()
        prepare_data()
    except SetupError as error:
        print(f"Set-up stopped: {error}", file=sys.stderr)
        return 1
    if goal == "run":
        python = str(PRODUCT / "bin" / "python")
        os.execv(python, [python, "-m", "deploy.serve", str(model)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
