import asyncio
import inspect
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import patches
from bot.environment import ROOT

pytestmark = pytest.mark.anyio
TOKEN = {"Authorization": "Bearer secret", "X-Request-ID": "r-42"}


class Actions:
    """An action server that answers with the name of the action and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.authorization: str | None = None
        self.broken = False

    async def handle(self, request: web.Request) -> web.Response:
        self.authorization = request.headers.get("Authorization")
        body = await request.json()
        self.asked.append(body)
        if self.broken:
            return web.Response(status=500)
        slot = {"event": "slot", "name": "last_capability", "value": body["next_action"]}
        return web.json_response({"events": [slot], "responses": [{"custom": {"text": body["next_action"]}}]})


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def actions() -> AsyncIterator[tuple[Actions, str]]:
    server = Actions()
    app = web.Application()
    app.router.add_post("/webhook", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield server, f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    await runner.cleanup()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def launched(model: Path, port: int, directory: Path, actions_url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"},
        "RASA_TOKEN": "secret",
        "ACTIONS_URL": actions_url,
        "ACTIONS_TOKEN": "actions-secret",
        "RASA_TRACKER_DB": str(directory / "tracker.sqlite3"),
    }
    command = [sys.executable, "-m", "bot.launcher", "--model", str(model), "--port", str(port)]
    with (directory / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
async def running(
    model: Path, actions: tuple[Actions, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, Path, subprocess.Popen[bytes]]]:
    directory, port = tmp_path_factory.mktemp("launcher"), free_port()
    with launched(model, port, directory, actions[1]) as process:
        await ready(port, process)
        yield f"http://127.0.0.1:{port}/webhooks/rest", directory, process


async def ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < deadline:
            assert process.poll() is None, "the launcher ended"
            try:
                async with session.get(f"http://127.0.0.1:{port}/webhooks/rest/") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
    raise AssertionError("not ready in time")


async def send(url: str, text: str, sender: str, message_id: str) -> tuple[int, Any]:
    body = {"sender": sender, "message": text, "metadata": {"message_id": message_id}}
    async with (
        aiohttp.ClientSession(headers=TOKEN) as session,
        session.post(f"{url}/webhook", json=body) as response,
    ):
        return response.status, await response.json()


async def get(url: str) -> Any:
    async with aiohttp.ClientSession(headers=TOKEN) as session, session.get(url) as response:
        return await response.json()


async def test_a_turn_goes_through_the_action_server(
    running: tuple[str, Path, Any], actions: tuple[Actions, str]
) -> None:
    answer = await send(running[0], "antrian a 012 udh dipanggil blm", "c1", "m1")

    assert answer == (200, [{"recipient_id": "c1", "custom": {"text": "action_queue"}}])
    body = actions[0].asked[-1]
    assert body.keys() == {"next_action", "sender_id", "tracker", "version"}
    latest = body["tracker"]["latest_message"]
    assert latest["metadata"] == {"message_id": "m1", "request_id": "r-42"}
    assert [(entity["entity"], entity["value"]) for entity in latest["entities"]] == [("ticket_code", "A-012")]
    assert actions[0].authorization == "Bearer actions-secret"


async def test_the_turn_is_found_in_the_tracker(running: tuple[str, Path, Any]) -> None:
    _, messages = await send(running[0], "makasih", "c2", "m7")

    assert await get(f"{running[0]}/turns/c2/m7") == {"seen": True, "messages": messages}
    assert (await get(f"{running[0]}/turns/c2/m8"))["seen"] is False


async def test_turns_of_one_conversation_at_once_are_answered_one_after_the_other(
    running: tuple[str, Path, Any],
) -> None:
    started = time.perf_counter()
    answers = await asyncio.gather(*(send(running[0], "jam buka", "c3", f"m{n}") for n in range(5)))

    assert [len(messages) for _, messages in answers] == [1] * 5
    assert time.perf_counter() - started < 4  # Rasa's own poll of 1 s would take longer


async def test_a_broken_action_server_gives_an_empty_list_and_a_logged_error(
    running: tuple[str, Path, Any], actions: tuple[Actions, str]
) -> None:
    actions[0].broken = True
    try:
        assert await send(running[0], "nama saya Siti mau tanya paspor", "c4", "m1") == (200, [])
    finally:
        actions[0].broken = False

    log = (running[1] / "log").read_text("utf-8")
    assert "turn_without_reply" in log and "Siti" not in log
    assert await get(f"{running[0]}/turns/c4/m1") == {"seen": True, "messages": []}


async def test_a_slash_of_a_resident_forces_nothing(
    running: tuple[str, Path, Any], actions: tuple[Actions, str]
) -> None:
    await send(running[0], '/emergency{"ticket_code": "A-001"}', "c5", "m1")

    latest = actions[0].asked[-1]["tracker"]["latest_message"]
    assert latest["intent"]["confidence"] < 1


async def test_logs_are_json_lines_with_the_request_id(running: tuple[str, Path, Any]) -> None:
    await send(running[0], "halo", "c6", "m1")

    lines = [json.loads(line) for line in (running[1] / "log").read_text("utf-8").splitlines()]
    assert all({"timestamp", "level", "event", "logger", "request_id"} <= line.keys() for line in lines)
    assert [line for line in lines if line["event"] == "turn" and line["request_id"] == "r-42"]
    assert [line for line in lines if line["event"] == "ready"]


async def test_only_the_loopback_address_is_open_and_rasa_has_no_api(running: tuple[str, Path, Any]) -> None:
    root = running[0].removesuffix("/webhooks/rest")
    listening = subprocess.run(["cat", "/proc/net/tcp"], capture_output=True, text=True, check=True).stdout
    port = f":{int(root.rsplit(':', 1)[1]):04X} "
    assert [line.split()[1].split(":")[0] for line in listening.splitlines() if port in line and " 0A " in line] == [
        "0100007F"
    ]
    async with aiohttp.ClientSession(headers=TOKEN) as session:
        for path in ("/status", "/model/parse", "/conversations/c1/tracker", "/domain"):
            async with session.get(root + path) as response:
                assert response.status == 404


async def test_threads_are_limited_in_the_process_environment(
    running: tuple[str, Path, subprocess.Popen[bytes]],
) -> None:
    environment = Path(f"/proc/{running[2].pid}/environ").read_bytes().split(b"\0")

    assert b"OMP_NUM_THREADS=1" in environment


@pytest.mark.parametrize(
    ("change", "message"),
    [({"RASA_TOKEN": ""}, "RASA_TOKEN is not set"), ({"RASA_TOKEN": "x"}, "no model at")],
)
async def test_it_does_not_start_without_what_it_needs(change: dict[str, str], message: str) -> None:
    command = [sys.executable, "-m", "bot.launcher", "--model", "/nowhere.tar.gz"]
    result = subprocess.run(command, cwd=ROOT, env={**os.environ, **change}, capture_output=True, text=True)

    assert result.returncode == 2
    assert message in result.stderr


async def test_an_unreadable_model_ends_the_process(tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    model.write_bytes(b"no model")
    with launched(model, free_port(), tmp_path, "http://127.0.0.1:9/webhook") as process:
        assert process.wait(timeout=60) == 1


async def test_the_patches_find_what_they_change() -> None:
    patches.apply()
    patches.apply()

    from rasa.core.lock_store import LockStore

    defaults = inspect.unwrap(LockStore.lock).__defaults__
    assert defaults is not None and defaults[-1] == patches.LOCK_POLL_SECONDS


async def test_sigterm_ends_it_cleanly_and_the_tracker_survives(
    model: Path, actions: tuple[Actions, str], tmp_path: Path
) -> None:
    for attempt in (1, 2):
        port = free_port()
        with launched(model, port, tmp_path, actions[1]) as process:
            await ready(port, process)
            if attempt == 1:
                await send(f"http://127.0.0.1:{port}/webhooks/rest", "halo", "c9", "m1")
            seen = await get(f"http://127.0.0.1:{port}/webhooks/rest/turns/c9/m1")
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
        assert seen["seen"]
