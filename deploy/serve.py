"""Start every process of the Procfile, say when the product is ready, stop everything together.

A process that dies takes the others with it: the exit code is not zero and the last line names it.
"""

import os
import sys
import threading
import time
from pathlib import Path

import httpx
from honcho.environ import parse_procfile
from honcho.manager import Manager

from core.secrets import secret
from core.settings import ROOT, Settings, get_settings

READY_SECONDS = 180.0
PROCFILE = ROOT / "Procfile"


class Supervisor(Manager):  # type: ignore[misc]
    """A manager that remembers which process ended by itself, before the others were told to.

    A signal that comes before every process has told its number waits until they all have: honcho cannot send what it
    has no address for, and would leave the processes behind.
    """

    died: str | None = None
    _told_early = False

    def _all_started(self) -> bool:
        started = bool(super()._all_started())
        if started and self._told_early:
            self._told_early = False
            self.terminate()
        return started

    def terminate(self) -> None:
        if not super()._all_started():
            self._told_early = True
            return
        if not self._terminating:
            self.died = next((name for name, state in self._processes.items() if "returncode" in state), None)
        super().terminate()


def environment(settings: Settings, model: Path) -> dict[str, str]:
    """What the processes of the Procfile read besides the settings."""
    product = os.environ.get("PRODUCT_PYTHON") or sys.executable
    rasa = os.environ.get("RASA_PYTHON") or str(ROOT / ".venv-rasa" / "bin" / "python")
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PRODUCT_PYTHON": product,
        "RASA_PYTHON": rasa,
        "RASA_MODEL": str(model),
        "RASA_PORT": str(settings.rasa_port),
        "RASA_TOKEN": secret(settings.data_dir, "rasa_token"),
        "ACTIONS_URL": f"{settings.actions_url}/webhook",
        "ACTIONS_TOKEN": secret(settings.data_dir, "actions_token"),
        "RASA_TRACKER_DB": str(settings.data_dir / "rasa-tracker.db"),
        "DATA_DIR": str(settings.data_dir),
    }


def wait_until_ready(url: str, stopped: threading.Event, seconds: float = READY_SECONDS) -> str:
    """What to tell the operator: the address, or which component is still down after `seconds`."""
    started = time.monotonic()
    state = "the gateway does not answer"
    while not stopped.is_set() and time.monotonic() - started < seconds:
        try:
            response = httpx.get(f"{url}/readyz", timeout=5)
            if response.is_success:
                return f"Ready after {time.monotonic() - started:.1f} s: {url}"
            down = [name for name, value in response.json()["components"].items() if value != "ok"]
            state = f"not ready: {', '.join(down)}"
        except httpx.HTTPError:
            pass
        except (ValueError, LookupError, TypeError, AttributeError):
            state = "something else answers at this address"
        stopped.wait(0.2)
    return f"Not ready after {seconds:.0f} s: {state}"


def run(settings: Settings, model: Path, procfile: Path = PROCFILE) -> int:
    """Supervise until a signal (0) or until a process dies (its exit code, at least 1)."""
    manager = Supervisor()
    env = environment(settings, model)
    commands: dict[str, str] = parse_procfile(procfile.read_text("utf-8")).processes
    for name, command in commands.items():
        manager.add_process(name, command, env=env, cwd=str(ROOT))
    stopped = threading.Event()
    address = f"http://{'127.0.0.1' if settings.host == '0.0.0.0' else settings.host}:{settings.port}"

    def announce() -> None:
        print(wait_until_ready(address, stopped), flush=True)

    threading.Thread(target=announce, daemon=True).start()
    manager.loop()
    stopped.set()
    if manager.died is None:
        return 0
    print(f"Stopped because {manager.died} died", file=sys.stderr, flush=True)
    return max(1, abs(int(manager.returncode or 1)))


def main() -> None:
    """`python -m deploy.serve MODEL`."""
    sys.exit(run(get_settings(), Path(sys.argv[1])))


if __name__ == "__main__":
    main()
