"""The whole product on the real engines, started once on free ports with a data directory of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.settings import ROOT, get_settings

READY = re.compile(r"Ready after [\d.]+ s: (\S+)")
STARTED = re.compile(r"(\w+) started \(pid=(\d+)\)")
SHARED = ("models", "rasa", "index", "cache")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Product:
    """A started product: its output line by line, its processes by name."""

    process: "subprocess.Popen[str]"
    ports: dict[str, int]
    data_dir: Path
    lines: list[str] = field(default_factory=list)
    _ready: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['PORT']}"

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def pid(self, name: str) -> int:
        return next(int(pid) for line in self.lines for found, pid in STARTED.findall(line) if found == name)

    def follow(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if READY.search(line):
                self._ready.set()
        self._ended.set()
        self._ready.set()

    def wait_ready(self) -> None:
        assert self._ready.wait(100), self.output
        assert READY.search(self.output), self.output

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.wait_end()

    def wait_end(self) -> int:
        code = self.process.wait(timeout=30)
        self._ended.wait(10)
        if self.process.stdout:
            self.process.stdout.close()
        return code


def prepare_data(data_dir: Path) -> dict[str, int]:
    """A fresh data directory that borrows the models, which take minutes to make."""
    for name in SHARED:
        (data_dir / name).symlink_to(get_settings().data_dir / name, target_is_directory=True)
    return {name: free_port() for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}


def start(data_dir: Path, **extra: str) -> Product:
    """Prepare the data and start the supervisor."""
    ports = prepare_data(data_dir)
    environment = {
        **os.environ,
        **{name: str(port) for name, port in ports.items()},
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": "",
        "OMP_NUM_THREADS": "1",
        "PRODUCT_PYTHON": sys.executable,
        **extra,
    }
    subprocess.run([sys.executable, "-m", "deploy.prepare"], cwd=ROOT, env=environment, check=True)
    model = max((data_dir / "rasa").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.serve", str(model)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    product = Product(process, ports, data_dir)
    threading.Thread(target=product.follow, daemon=True).start()
    return product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One product for all tests that leave it as it was."""
    product = start(tmp_path_factory.mktemp("product"), RASA_TIMEOUT="3")
    try:
        product.wait_ready()
        yield product
    finally:
        if product.process.poll() is None:
            product.stop()
