"""Alive, ready, and the figures."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import pytest
from sqlalchemy import Engine

from channels.gateway.services import Services
from core.database import make_engine
from core.tables import Conversation, Message
from tests.channels.fake_rasa import FakeRasa, ask, rows, running

pytestmark = pytest.mark.anyio


class _Actions(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def ready(services: Services) -> Iterator[Services]:
    """A gateway whose action server is ready."""
    server = HTTPServer(("127.0.0.1", 0), _Actions)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    services.settings = services.settings.model_copy(update={"actions_port": server.server_port})
    yield services
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def alone(services: Services) -> Services:
    """A gateway without an action server: nothing listens on port 9 of this machine."""
    services.settings = services.settings.model_copy(update={"actions_port": 9})
    return services


async def test_the_gateway_is_alive_even_alone(alone: Services, rasa: FakeRasa) -> None:
    rasa.healthy = False
    async with running(alone) as client:
        response = await client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_everything_is_ready_after_one_warm_up_turn(ready: Services, rasa: FakeRasa, engine: Engine) -> None:
    async with running(ready) as client:
        responses = [await client.get("/readyz") for _ in range(2)]
    components = {"database": "ok", "assistant": "ok", "actions": "ok"}
    assert [response.status_code for response in responses] == [200, 200]
    assert responses[0].json() == {"ready": True, "components": components}
    assert len(rasa.turns) == 1
    assert rasa.turns[0]["sender"].startswith("warm-up-")
    assert not any([rows(engine, Conversation), rows(engine, Message)])


async def test_not_ready_while_the_action_server_is_down(alone: Services, rasa: FakeRasa) -> None:
    async with running(alone) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "components": {"database": "ok", "assistant": "ok", "actions": "down"},
    }
    assert rasa.turns == []


async def test_not_ready_while_rasa_is_down(ready: Services, rasa: FakeRasa) -> None:
    rasa.healthy = False
    async with running(ready) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["components"]["assistant"] == "down"


async def test_not_ready_until_a_warm_up_turn_was_answered(ready: Services, rasa: FakeRasa) -> None:
    rasa.script = [[], httpx.ConnectError("refused")]
    async with running(ready) as client:
        statuses = [(await client.get("/readyz")).status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


async def test_not_ready_without_the_database(ready: Services, rasa: FakeRasa) -> None:
    ready.engine = make_engine("sqlite:////no/such/folder/tanya.db")
    async with running(ready) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["components"]["database"] == "down"


async def test_metrics_count_replies_by_kind(client: httpx.AsyncClient) -> None:
    def count(text: str) -> float:
        lines = [line for line in text.splitlines() if line.startswith('tanya_replies_total{kind="answer"}')]
        return float(lines[0].split()[1]) if lines else 0

    before = await client.get("/metrics")
    await ask(client)
    after = await client.get("/metrics")
    assert after.headers["content-type"].startswith("text/plain")
    assert count(after.text) == count(before.text) + 1
    assert 'tanya_turn_seconds_count{channel="web"}' in after.text
