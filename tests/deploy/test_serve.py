"""The supervisor with processes that do nothing but live and die."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from honcho.environ import parse_procfile
from honcho.printer import Printer

from core.settings import ROOT, Settings
from deploy.serve import PROCFILE, Supervisor, environment, wait_until_ready

RUN = """
import sys
from pathlib import Path
from core.settings import Settings
from deploy.serve import run

folder, port = Path(sys.argv[1]), int(sys.argv[2])
sys.exit(run(Settings(data_dir=folder, port=port, _env_file=None), folder / "model", folder / "Procfile"))
"""
# Writes down its own process id and that of a child, then waits for its end.
STEADY = """
import os, pathlib, signal, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid} ")
signal.pause()
"""
# Waits until the others live, then ends in the given way.
DYING = """
import os, pathlib, signal, sys, time
while not all(pathlib.Path(name).exists() and pathlib.Path(name).read_text().endswith(" ") for name in sys.argv[2:]):
    time.sleep(0.01)
exec(sys.argv[1])
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Supervised:
    """`run` over a Procfile in `folder` whose processes `steady` and `calm` write down their ids."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = [folder / "steady.pid", folder / "calm.pid"]
        (folder / "steady.py").write_text(STEADY)
        (folder / "dying.py").write_text(DYING)
        self.lines = [f"{file.stem}: exec {sys.executable} {folder}/steady.py {file}" for file in self.files]

    def start(self) -> subprocess.Popen[str]:
        (self.folder / "Procfile").write_text("\n".join(self.lines) + "\n")
        return subprocess.Popen(
            [sys.executable, "-c", RUN, str(self.folder), str(free_port())],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def pids(self) -> list[int]:
        """The ids of all processes and their children, once they live."""
        eventually(lambda: all(file.exists() and file.read_text().endswith(" ") for file in self.files))
        return [int(pid) for file in self.files for pid in file.read_text().split()]


def eventually(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.01)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def supervised(tmp_path: Path) -> Supervised:
    return Supervised(tmp_path)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("sys.exit(7)", 7),
        ("sys.exit(0)", 1),
        ("os.kill(os.getpid(), signal.SIGKILL)", 9),
        ("os.kill(os.getpid(), signal.SIGTERM)", 15),
        ("sys.exit(143)", 143),
    ],
)
def test_a_process_that_dies_takes_the_others_with_it_and_is_named(supervised: Supervised, end: str, code: int) -> None:
    files = " ".join(str(file) for file in supervised.files)
    line = f'dying: exec {sys.executable} {supervised.folder}/dying.py "{end}" {files}'
    supervised.lines.insert(1, line)
    process = supervised.start()
    pids = supervised.pids()
    _, told = process.communicate(timeout=60)
    assert told.splitlines()[-1] == "Stopped because dying died"
    assert process.returncode == code
    eventually(lambda: not any(map(lives, pids)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_cleanly(supervised: Supervised, number: signal.Signals) -> None:
    process = supervised.start()
    pids = supervised.pids()
    assert len(pids) == 4 and all(map(lives, pids))
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (0, "")
    eventually(lambda: not any(map(lives, pids)))


def test_a_signal_before_every_process_has_begun_stops_them_all(tmp_path: Path) -> None:
    class Early(Supervisor):
        def _start(self) -> None:
            super()._start()
            self.returncode = 0
            self.terminate()

    with (tmp_path / "told.txt").open("w") as told:
        manager = Early(printer=Printer(output=told))
        for name in ("one", "two", "three"):
            manager.add_process(name, "exec sleep 600")
        manager.loop()
    pids = [state["pid"] for state in manager._processes.values()]
    assert len(pids) == 3
    eventually(lambda: not any(map(lives, pids)))
    assert manager.died is None


class Gateway:
    """Answers every request with one status and body."""

    def __init__(self, status: int, body: bytes) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def gateway() -> Iterator[Callable[[int, bytes], str]]:
    running: list[Gateway] = []

    def started(status: int, body: bytes) -> str:
        running.append(Gateway(status, body))
        return running[-1].url

    yield started
    for server in running:
        server.close()


def waited(url: str) -> str:
    return wait_until_ready(url, threading.Event(), seconds=0.05)


def test_the_address_is_told_when_everything_is_ready(gateway: Callable[[int, bytes], str]) -> None:
    url = gateway(200, b'{"ready": true, "components": {"database": "ok"}}')
    told = wait_until_ready(url, threading.Event(), seconds=30)
    assert told.startswith("Ready after ") and told.endswith(url)


def test_the_components_that_are_down_are_named(gateway: Callable[[int, bytes], str]) -> None:
    body = b'{"ready": false, "components": {"database": "ok", "assistant": "down", "actions": "down"}}'
    assert waited(gateway(503, body)) == "Not ready after 0 s: not ready: assistant, actions"


@pytest.mark.parametrize("body", [b"<html>not found</html>", b"[]", b'{"detail": "no"}', b'{"components": []}', b""])
def test_a_stranger_at_the_address_is_noticed(gateway: Callable[[int, bytes], str], body: bytes) -> None:
    assert waited(gateway(404, body)) == "Not ready after 0 s: something else answers at this address"


def test_a_gateway_that_does_not_answer_is_named() -> None:
    assert waited(f"http://127.0.0.1:{free_port()}") == "Not ready after 0 s: the gateway does not answer"


def test_nobody_waits_once_everything_was_stopped() -> None:
    stopped = threading.Event()
    stopped.set()
    started = time.monotonic()
    wait_until_ready(f"http://127.0.0.1:{free_port()}", stopped, seconds=60)
    assert time.monotonic() - started < 10


def test_every_process_gets_the_settings_and_the_same_secrets(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, rasa_port=6005, actions_port=6055, _env_file=None)
    first, second = (environment(settings, tmp_path / "model") for _ in range(2))
    assert first == second
    assert (first["RASA_PORT"], first["ACTIONS_URL"]) == ("6005", "http://127.0.0.1:6055/webhook")
    assert first["DATA_DIR"] == str(tmp_path) and first["RASA_MODEL"] == str(tmp_path / "model")
    assert first["RASA_TOKEN"] != first["ACTIONS_TOKEN"] and len(first["RASA_TOKEN"]) >= 32
    assert set(os.environ) <= set(first)


def test_the_shipped_procfile_starts_every_process_without_a_shell_in_between() -> None:
    commands = parse_procfile(PROCFILE.read_text("utf-8")).processes
    assert set(commands) == {"actions", "rasa", "gateway"}
    assert all(command.startswith("exec ") for command in commands.values())
