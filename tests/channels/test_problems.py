"""Every error is problem details, with the headers of every answer."""

from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from channels.gateway.services import Services
from core.i18n import translate
from core.tables import Message
from tests.channels.fake_rasa import FakeRasa, ask, message, rows, running

pytestmark = pytest.mark.anyio
URL = "/api/v1/chat/messages"
REQUESTS: list[tuple[int, str, str, str, dict[str, Any]]] = [
    (404, "problem-not-found", "GET", "/tidak-ada", {}),
    (404, "problem-not-found", "GET", "/widget/tidak-ada.js", {}),
    (404, "problem-not-found", "GET", "/widget/..%2f..%2fgateway/app.py", {}),
    (404, "problem-unknown-conversation", "GET", "/api/v1/chat/x/events", {}),
    (404, "problem-unknown-conversation", "POST", URL, {"json": message(conversation_id="x")}),
    (405, "problem-method", "GET", URL, {}),
    (405, "problem-method", "DELETE", "/healthz", {}),
    (413, "problem-too-large", "POST", URL, {"content": b"x" * (256 * 1024 + 1)}),
    (422, "problem-validation", "POST", URL, {"json": {}}),
    (422, "problem-validation", "GET", "/api/v1/widget?language=much-too-long", {}),
    (422, "problem-validation", "POST", "/tanya", {"data": {"text": "a"}}),
]


def assert_problem(response: httpx.Response, status: int, key: str, language: str = "id") -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert "x-request-id" in response.headers
    assert response.headers["x-content-type-options"] == "nosniff"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "errors"}
    assert (body["status"], body["detail"]) == (status, translate(key, language))


@pytest.mark.parametrize(("status", "key", "method", "url", "options"), REQUESTS)
async def test_an_error_is_problem_details(
    client: httpx.AsyncClient, engine: Engine, status: int, key: str, method: str, url: str, options: dict[str, Any]
) -> None:
    assert_problem(await client.request(method, url, **options), status, key)
    assert rows(engine, Message) == []


async def test_a_wrong_method_names_the_right_ones(client: httpx.AsyncClient) -> None:
    assert (await client.get(URL)).headers["allow"] == "POST"


async def test_a_conflict_is_a_problem(client: httpx.AsyncClient) -> None:
    body = message()
    await client.post(URL, json=body)
    assert_problem(await client.post(URL, json=body | {"text": "lain"}), 409, "problem-conflict")


async def test_a_problem_is_told_in_english_to_who_reads_english(client: httpx.AsyncClient) -> None:
    response = await client.get("/tidak-ada", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert_problem(response, 404, "problem-not-found", "en")


async def test_a_body_without_declared_length_is_cut_off_too(client: httpx.AsyncClient, engine: Engine) -> None:
    read = 0

    async def endless() -> Any:
        nonlocal read
        while True:
            read += 65536
            yield b" " * 65536

    response = await client.post(URL, content=endless(), headers={"Content-Type": "application/json"})
    assert_problem(response, 413, "problem-too-large")
    assert read < 1_000_000


async def test_an_unforeseen_error_tells_nothing_of_itself(services: Services, engine: Engine, rasa: FakeRasa) -> None:
    rasa.script = [RuntimeError("sandi rahasia")]
    origin = "https://desa.example"
    services.settings = services.settings.model_copy(update={"allowed_origins": (origin,)})
    async with running(services) as client:
        response = await client.post(URL, json=message(), headers={"Origin": origin})
        assert_problem(response, 500, "problem-internal")
        assert "rahasia" not in response.text
        assert response.headers["access-control-allow-origin"] == origin
        (kept,) = rows(engine, Message)
        assert kept.sealed
        assert kept.answered_at is None
        assert (await ask(client))["messages"][0]["kind"] == "answer"
