"""The running product: the one that answers already, or one started for the benchmark and stopped after it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from core.settings import ROOT, get_settings

START_SECONDS = 300


class NotStarted(RuntimeError):
    """The product did not become ready."""


def is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=10).is_success
    except httpx.HTTPError:
        return False


@contextmanager
def product(url: str | None = None) -> Iterator[str]:
    """The base address of a ready product. Raises NotStarted."""
    address = url or f"http://127.0.0.1:{get_settings().port}"
    if is_ready(address):
        yield address
        return
    if url:
        raise NotStarted(f"nothing is ready at {url}")
    with launched(address):
        yield address


@contextmanager
def launched(address: str, environment: Mapping[str, str] | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    """Set the product up and start it, wait until it is ready at `address`, stop it after the block."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "deploy" / "setup.py"), "run"],
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
    )
    try:
        wait_until_ready(address, process)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_ready(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Return when the product at `address` is ready. Raises NotStarted when it stops or takes too long."""
    started = time.monotonic()
    while time.monotonic() - started < START_SECONDS:
        if is_ready(address):
            return
        if process.poll() is not None:
            raise NotStarted(f"the product stopped with exit code {process.returncode}")
        time.sleep(0.1)
    raise NotStarted(f"not ready after {START_SECONDS} s")
