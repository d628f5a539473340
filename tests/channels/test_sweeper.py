"""What a crash left open is answered once, and everything is forgotten in its time."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

import core.conversations
import core.retention
import core.trackers
from channels.gateway import sweeper
from channels.gateway.services import Services
from channels.gateway.sweeper import answer_pending, forget_old, forget_strays
from core import conversations
from core.clock import now
from core.conversations import Incoming
from core.database import transaction
from core.reply import Kind
from core.secrets import Sealer
from core.tables import Conversation, Message, StoredReply, TrackerErasure, Unanswered
from tests.channels.fake_rasa import FakeRasa, ask, choice, custom, eventually, message, rows, running

pytestmark = pytest.mark.anyio
NOW = timedelta(0)
PAYLOAD = '/choose{"section": "a#b"}'


def left_open(
    services: Services,
    text: str = "paspor hilang",
    *,
    payload: str | None = None,
    conversation: str | None = None,
    client_message_id: str = "m1",
) -> conversations.Received:
    """A message that was stored just before a crash."""
    incoming = Incoming("web", conversation, client_message_id, text, payload)
    return conversations.receive(services.engine, services.sealer, incoming, None)


async def test_a_message_left_open_is_answered_once(services: Services, rasa: FakeRasa, engine: Engine) -> None:
    left = left_open(services, "nik 1871012345670001 paspor hilang")
    assert await answer_pending(services, NOW) == 1
    assert await answer_pending(services, NOW) == 0
    assert rasa.looked_up == [left.message_id]
    assert rasa.texts == ["nik [NIK] paspor hilang"]
    assert [row.body["kind"] for row in rows(engine, StoredReply)] == ["answer", "notice"]
    assert {row.message_id for row in rows(engine, StoredReply)} == {left.message_id}
    assert rows(engine, Message)[0].sealed is None


async def test_a_turn_that_rasa_has_seen_is_not_sent_twice(services: Services, rasa: FakeRasa, engine: Engine) -> None:
    left = left_open(services)
    rasa.seen = {left.message_id: [custom(text="dari pelacak")]}
    await answer_pending(services, NOW)
    assert rasa.turns == []
    assert [row.body["text"] for row in rows(engine, StoredReply)] == ["dari pelacak"]


async def test_a_turn_seen_without_an_answer_becomes_a_notice(
    services: Services, rasa: FakeRasa, engine: Engine
) -> None:
    left = left_open(services)
    rasa.seen = {left.message_id: []}
    await answer_pending(services, NOW)
    assert rasa.turns == []
    assert [row.body["kind"] for row in rows(engine, StoredReply)] == ["notice"]
    assert [row.reason for row in rows(engine, Unanswered)] == ["silent"]


async def test_a_repetition_after_a_crash_asks_rasa_first(
    client: httpx.AsyncClient, services: Services, rasa: FakeRasa
) -> None:
    body = message("paspor hilang")
    left = left_open(services, client_message_id=body["client_message_id"])
    rasa.seen = {left.message_id: [custom(text="dari pelacak")]}
    answer = (await client.post("/api/v1/chat/messages", json=body)).json()
    assert answer["conversation_id"] == left.conversation_id
    assert [reply["text"] for reply in answer["messages"]] == ["dari pelacak"]
    assert rasa.turns == []


async def test_a_payload_left_open_counts_only_if_it_was_offered(
    services: Services, rasa: FakeRasa, engine: Engine
) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    offered = left_open(services, "paspor", client_message_id="m0")
    await answer_pending(services, NOW)
    left_open(services, "Hilang", payload=PAYLOAD, conversation=offered.conversation_id, client_message_id="m1")
    left_open(services, "Palsu", payload="/restart", conversation=offered.conversation_id, client_message_id="m2")
    await answer_pending(services, NOW)
    assert rasa.texts == ["paspor", PAYLOAD, "Palsu"]


async def test_messages_left_open_are_answered_oldest_first(services: Services, rasa: FakeRasa) -> None:
    first = left_open(services, "satu")
    left_open(services, "dua", conversation=first.conversation_id, client_message_id="m2")
    assert await answer_pending(services, NOW) == 2
    assert rasa.texts == ["satu", "dua"]


async def test_a_message_that_is_being_answered_is_left_alone(services: Services, rasa: FakeRasa) -> None:
    left_open(services)
    assert await answer_pending(services, timedelta(seconds=60)) == 0
    assert rasa.turns == []


async def test_a_message_that_nobody_can_read_does_not_hold_up_the_others(
    services: Services, rasa: FakeRasa, engine: Engine
) -> None:
    key = services.sealer
    services.sealer = Sealer(Fernet.generate_key().decode())
    left_open(services, "dari kunci lama", client_message_id="m0")
    services.sealer = key
    left_open(services)
    assert await answer_pending(services, NOW) == 1
    assert rasa.texts == ["paspor hilang"]


async def test_a_message_that_fails_does_not_hold_up_the_others(services: Services, rasa: FakeRasa) -> None:
    rasa.script = [RuntimeError("unforeseen")]
    left_open(services, "satu")
    left_open(services, "dua", client_message_id="m2")
    assert await answer_pending(services, NOW) == 1
    assert rasa.texts == ["satu", "dua"]


async def test_at_the_start_everything_left_open_is_answered_once_rasa_is_warm(
    services: Services, rasa: FakeRasa, engine: Engine
) -> None:
    left_open(services)
    services.warm = True
    async with running(services):
        await eventually(lambda: len(rows(engine, StoredReply)) == 1)
    assert rasa.texts == ["paspor hilang"]


async def test_nothing_left_open_is_sent_before_rasa_is_warm(services: Services, rasa: FakeRasa) -> None:
    left = left_open(services)
    async with running(services) as client:
        for _ in range(5):
            await ask(client, "yang baru")
    assert rasa.looked_up == []
    assert rasa.texts == ["yang baru"] * 5
    assert conversations.load_replies(services.engine, left.message_id) is None


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the clock of the stores a time ahead of the real one."""

    def _later(by: timedelta) -> None:
        moment = now() + by
        for module in (core.retention, core.trackers, core.conversations):
            monkeypatch.setattr(module, "now", lambda: moment)

    return _later


async def test_conversations_are_forgotten_in_their_time_and_by_the_assistant_too(
    services: Services, rasa: FakeRasa, engine: Engine, later: Callable[[timedelta], None]
) -> None:
    async with running(services) as client:
        old = (await ask(client))["conversation_id"]
        later(timedelta(days=89))
        kept = (await ask(client))["conversation_id"]
        await forget_old(services)
        assert {row.id for row in rows(engine, Conversation)} == {old, kept}
        later(timedelta(days=91))
        await forget_old(services)
        assert [row.id for row in rows(engine, Conversation)] == [kept]
        assert {row.conversation_id for row in rows(engine, StoredReply)} == {kept}
        assert rasa.forgotten == [old]
        assert rows(engine, TrackerErasure) == []
        assert (await client.get(f"/api/v1/chat/{old}/export")).status_code == 404


async def test_the_setting_says_how_long_a_conversation_is_kept(
    services: Services, engine: Engine, later: Callable[[timedelta], None]
) -> None:
    services.settings = services.settings.model_copy(update={"retention_days": 7})
    async with running(services) as client:
        await ask(client)
        later(timedelta(days=8))
        await forget_old(services)
        assert rows(engine, Conversation) == []


async def test_what_the_assistant_could_not_forget_is_tried_again_until_it_has(
    services: Services, rasa: FakeRasa, engine: Engine, later: Callable[[timedelta], None]
) -> None:
    rasa.forgets = False
    async with running(services) as client:
        old = {(await ask(client))["conversation_id"] for _ in range(2)}
        later(timedelta(days=91))
        await forget_old(services)
        await forget_old(services)
        assert {row.conversation_id for row in rows(engine, TrackerErasure)} == old
        # Each was tried once: one that can never be forgotten does not hold up the others.
        assert [row.tries for row in rows(engine, TrackerErasure)] == [1, 1]
        rasa.forgets = True
        await forget_old(services)
    assert set(rasa.forgotten) == old
    assert rows(engine, TrackerErasure) == []


async def test_an_original_that_nobody_answered_is_dropped_and_listed(
    services: Services, rasa: FakeRasa, engine: Engine, later: Callable[[timedelta], None]
) -> None:
    left = left_open(services, "nik 1871012345670001 paspor hilang")
    later(timedelta(hours=25))
    await forget_old(services)
    await forget_old(services)
    (message,) = rows(engine, Message)
    assert (message.sealed, message.text) == (None, "nik [NIK] paspor hilang")
    assert [(row.message_id, row.reason) for row in rows(engine, Unanswered)] == [(left.message_id, "expired")]
    assert await answer_pending(services, NOW) == 0
    assert rasa.turns == []


async def test_an_expired_question_that_comes_again_is_answered(
    client: httpx.AsyncClient, services: Services, rasa: FakeRasa, engine: Engine, later: Callable[[timedelta], None]
) -> None:
    body = message("paspor hilang")
    left_open(services, client_message_id=body["client_message_id"])
    later(timedelta(hours=25))
    await forget_old(services)
    rasa.script = [[custom(Kind.FALLBACK, "Belum tahu.")]]
    answer = (await client.post("/api/v1/chat/messages", json=body)).json()
    assert [reply["kind"] for reply in answer["messages"]] == ["fallback"]
    assert [row.reason for row in rows(engine, Unanswered)] == ["fallback"]


async def test_forgetting_goes_on_while_the_assistant_is_not_there(services: Services, engine: Engine) -> None:
    left = left_open(services)
    with transaction(engine) as session:
        session.get_one(Conversation, left.conversation_id).updated_at = now() - timedelta(days=91)
    assert not services.warm
    async with running(services):
        await eventually(lambda: rows(engine, Conversation) == [])


async def test_once_a_day_the_assistant_forgets_what_the_store_does_not_know(
    services: Services, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()
    monkeypatch.setattr(sweeper, "now", lambda: moment)
    rasa.forgets = False
    assert await forget_strays(services, None) is None
    rasa.forgets = True
    assert await forget_strays(services, None) == moment
    assert await forget_strays(services, moment - timedelta(hours=23)) == moment - timedelta(hours=23)
    assert await forget_strays(services, moment - timedelta(hours=24)) == moment
    assert rasa.idle_before == [round((moment - timedelta(days=90)).timestamp())] * 2
