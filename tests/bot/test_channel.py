import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from bot.channel import TokenRestInput, harmless
from bot.tracker import primary_store

pytestmark = pytest.mark.anyio
TOKEN = {"Authorization": "Bearer secret"}
ANSWER = {"kind": "answer", "text": "Paspor lama dan KTP."}


@dataclass
class Rasa:
    """The channel on a real socket before a stand-in for Rasa that answers every message."""

    store: TrackerStore
    received: list[UserMessage] = field(default_factory=list)
    fail: bool = False
    wait: float = 0
    url: str = ""

    async def handle(self, message: UserMessage) -> None:
        self.received.append(message)
        await asyncio.sleep(self.wait)
        if self.fail:
            raise ValueError("nama saya Siti")
        await message.output_channel.send_custom_json(message.sender_id, dict(ANSWER))
        await self.store.save(tracker_of(message))


def tracker_of(message: UserMessage) -> DialogueStateTracker:
    answer = BotUttered(data={"custom": dict(ANSWER)})
    user = UserUttered(message.text, {"name": "x"}, message_id=message.message_id, metadata=message.metadata)
    events = [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        user,
        ActionExecuted("action_answer"),
        answer,
    ]
    return DialogueStateTracker.from_events(message.sender_id, events)


@asynccontextmanager
async def serving(rasa: Rasa) -> AsyncIterator[Rasa]:
    Sanic.test_mode = True
    app = Sanic(f"channel_{id(rasa)}", configure_logging=False)
    app.ctx.agent = SimpleNamespace(tracker_store=rasa.store, lock_store=InMemoryLockStore())
    app.blueprint(TokenRestInput("secret").blueprint(rasa.handle), url_prefix="/webhooks/rest")
    server: Any = await app.create_server(host="127.0.0.1", port=0, return_asyncio_server=True, access_log=False)
    await server.startup()
    port = server.server.sockets[0].getsockname()[1]
    rasa.url = f"http://127.0.0.1:{port}/webhooks/rest"
    yield rasa
    server.close()


@pytest.fixture
async def rasa(tmp_path: Path) -> AsyncIterator[Rasa]:
    store = SQLTrackerStore(Domain.empty(), db=str(tmp_path / "tracker.sqlite3"))
    async with serving(Rasa(FailSafeTrackerStore(store))) as running:
        yield running


async def call(method: str, url: str, headers: dict[str, str] | None = None, **arguments: Any) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, headers=TOKEN if headers is None else headers, **arguments) as response,
    ):
        return response.status, await response.json()


async def send(rasa: Rasa, text: str = "syarat paspor", message_id: str = "m1", **headers: str) -> tuple[int, Any]:
    body = {"sender": "c1", "message": text, "metadata": {"message_id": message_id, "language": "id"}}
    return await call("POST", f"{rasa.url}/webhook", TOKEN | headers, json=body)


async def test_a_message_is_answered_with_the_list_of_bot_messages(rasa: Rasa) -> None:
    assert await send(rasa) == (200, [{"recipient_id": "c1", "custom": ANSWER}])

    (message,) = rasa.received
    assert (message.text, message.sender_id, message.message_id) == ("syarat paspor", "c1", "m1")
    assert message.metadata == {"message_id": "m1", "language": "id"}


async def test_the_request_id_reaches_the_metadata(rasa: Rasa) -> None:
    await send(rasa, **{"X-Request-ID": "r-1"})
    await send(rasa, **{"X-Request-ID": "<script>"})

    assert [(message.metadata or {}).get("request_id") for message in rasa.received] == ["r-1", None]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "secret"},
                                     {"Authorization": "Bearer sécret"}])  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/webhook"),
        ("GET", "/turns/c1/m1"),
        ("DELETE", "/conversations/c1"),
        ("DELETE", "/conversations?idle_before=1"),
    ],
)
async def test_without_the_token_nothing_opens(rasa: Rasa, headers: dict[str, str], method: str, path: str) -> None:
    assert await call(method, rasa.url + path, headers) == (401, {"error": "unauthorized"})
    assert rasa.received == []


async def test_health_needs_no_token(rasa: Rasa) -> None:
    assert await call("GET", f"{rasa.url}/", {}) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "body",
    ["{broken", "[]", "null", '"text"', "{}", '{"sender": "c1"}', '{"sender": 5, "message": "x"}',
     '{"sender": "", "message": "x"}', '{"sender": "c1", "message": ["x"]}',
     '{"sender": "c1", "message": "x", "metadata": [1]}'],
)  # fmt: skip
async def test_wrong_bodies_are_refused_in_json(rasa: Rasa, body: str) -> None:
    status, answer = await call("POST", f"{rasa.url}/webhook", data=body)

    assert (status, answer["error"]) == (400, "bad_request")
    assert rasa.received == []


async def test_a_failing_turn_is_an_error_and_not_an_empty_answer(rasa: Rasa) -> None:
    rasa.fail = True

    assert await send(rasa) == (500, {"error": "turn_failed"})


async def test_a_seen_turn_gives_its_messages_again(rasa: Rasa) -> None:
    await send(rasa, message_id="m1")

    seen = await call("GET", f"{rasa.url}/turns/c1/m1")
    assert seen == (200, {"seen": True, "messages": [{"recipient_id": "c1", "custom": ANSWER}]})
    assert await call("GET", f"{rasa.url}/turns/c1/m2") == (200, {"seen": False, "messages": []})
    assert await call("GET", f"{rasa.url}/turns/c2/m1") == (200, {"seen": False, "messages": []})


async def test_a_turn_goes_on_when_the_gateway_hangs_up(rasa: Rasa) -> None:
    rasa.wait = 0.4
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(send(rasa), timeout=0.15)
    await asyncio.sleep(0.6)

    _, seen = await call("GET", f"{rasa.url}/turns/c1/m1")
    assert seen["seen"]


async def test_a_conversation_can_be_deleted(rasa: Rasa) -> None:
    await send(rasa)

    assert await call("DELETE", f"{rasa.url}/conversations/c1") == (200, {"deleted": 5})
    assert await call("DELETE", f"{rasa.url}/conversations/c1") == (200, {"deleted": 0})
    assert (await call("GET", f"{rasa.url}/turns/c1/m1"))[1]["seen"] is False


async def test_conversations_that_went_quiet_are_deleted(rasa: Rasa) -> None:
    await send(rasa)
    moment = int(time.time()) + 2
    for event in (tracker := tracker_of(UserMessage("masih di sini", sender_id="c2", message_id="m2"))).events:
        event.timestamp = moment + 60
    await rasa.store.save(tracker)

    assert await call("DELETE", f"{rasa.url}/conversations?idle_before={moment}") == (200, {"deleted": 5})
    assert (await call("GET", f"{rasa.url}/turns/c1/m1"))[1]["seen"] is False
    assert (await call("GET", f"{rasa.url}/turns/c2/m2"))[1]["seen"] is True


@pytest.mark.parametrize(
    "query", ["", "?idle_before=", "?idle_before=soon", "?idle_before=1.5", "?idle_before=-1", "?idle_before=nan"]
)
async def test_without_a_time_nothing_quiet_is_deleted(rasa: Rasa, query: str) -> None:
    await send(rasa)

    status, answer = await call("DELETE", f"{rasa.url}/conversations{query}")

    assert (status, answer["error"]) == (400, "bad_request")
    assert (await call("GET", f"{rasa.url}/turns/c1/m1"))[1]["seen"] is True


async def test_a_store_without_deletion_says_so() -> None:
    async with serving(Rasa(InMemoryTrackerStore(Domain.empty()))) as running:
        status, answer = await call("DELETE", f"{running.url}/conversations/c1")

    assert (status, answer["error"]) == (501, "not_supported")


async def test_the_primary_store_is_found_behind_the_wrapper() -> None:
    inner = InMemoryTrackerStore(Domain.empty())

    assert primary_store(FailSafeTrackerStore(inner)) is inner
    assert primary_store(inner) is inner


@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        ("syarat paspor", "syarat paspor"),
        ('/choose{"section": "a#b"}', '/choose{"section": "a#b"}'),
        ("/ask_officer", "/ask_officer"),
        ("/show_menu", "/show_menu"),
        ('/queue_status{"ticket_code": "A-001"}', 'queue_status{"ticket_code": "A-001"}'),
        ("/restart", "restart"),
        ("  //emergency", "emergency"),
        (" /choose", "choose"),
        ("/", ""),
        ("/ 12", "12"),
        ("1/2 hari", "1/2 hari"),
    ],
)
async def test_only_buttons_name_intents(typed: str, passed: str) -> None:
    assert harmless(typed) == passed


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": "${RASA_TOKEN}"}])
async def test_without_a_token_the_channel_does_not_start(credentials: dict[str, Any] | None) -> None:
    with pytest.raises(ValueError, match="RASA_TOKEN"):
        TokenRestInput.from_credentials(credentials)
