"""Rasa down, slow, silent or raving: a notice within the time, the question kept and listed."""

import asyncio

import httpx
import pytest
from sqlalchemy import Engine

from channels.gateway.assistant import Assistant
from channels.gateway.services import Services
from core.i18n import translate
from core.tables import Message, StoredReply, Unanswered
from tests.channels.fake_rasa import FakeRasa, ask, custom, message, rows, running, stored

pytestmark = pytest.mark.anyio
UNUSABLE = [
    httpx.ConnectError("refused"),
    httpx.ReadTimeout("late"),
    httpx.RemoteProtocolError("cut"),
    httpx.Response(500, json={"error": "turn_failed"}),
    httpx.Response(401, json={}),
    httpx.Response(302, headers={"Location": "http://elsewhere"}),
    httpx.Response(200, content=b"<html>proxy</html>"),
    httpx.Response(200, content=b"\xff\xfe"),
]
SILENT = [
    [],
    {},
    httpx.Response(200, content=b"null"),
    "text",
    7,
    [None, 3, "a", []],
    [{"text": "bare text of a rule"}],
    [{"custom": {}}],
    [{"custom": "x"}],
    [{"custom": {"kind": "answer"}}],
    [{"custom": {"kind": "unheard-of", "text": "a"}}],
    [{"custom": {"kind": "answer", "text": "a", "confidence": 7}}],
]


@pytest.mark.parametrize(
    ("answer", "reason"), [(item, "unavailable") for item in UNUSABLE] + [(item, "silent") for item in SILENT]
)
async def test_an_unusable_answer_becomes_a_notice_and_an_unanswered_question(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, answer: object, reason: str
) -> None:
    rasa.script = [answer]
    reply, told = (await ask(client, "nik 1871012345670001 paspor hilang"))["messages"]
    assert (reply["kind"], reply["text"]) == ("notice", translate("notice-unavailable", "id"))
    kept = stored(engine)
    assert (kept.text, kept.sealed) == ("nik [NIK] paspor hilang", None)
    assert [row.body for row in rows(engine, StoredReply)] == [reply, told]
    assert [(row.message_id, row.reason) for row in rows(engine, Unanswered)] == [(kept.id, reason)]


async def test_a_notice_of_a_fault_speaks_the_residents_language(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [[]]
    (reply,) = (await ask(client, "what do I need to renew my passport?"))["messages"]
    assert (reply["language"], reply["text"]) == ("en", translate("notice-unavailable", "en"))


async def test_usable_replies_survive_rubbish_beside_them(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [[{"custom": {"kind": "?"}}, custom(text="yang benar"), {"text": "x"}]]
    assert [reply["text"] for reply in (await ask(client))["messages"]] == ["yang benar"]


async def test_a_failed_question_is_not_put_again_when_repeated(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    rasa.script = [httpx.ConnectError("refused")]
    body = message()
    first = (await client.post("/api/v1/chat/messages", json=body)).json()
    second = (await client.post("/api/v1/chat/messages", json=body)).json()
    assert first == second
    assert len(rasa.turns) == len(rows(engine, Message)) == 1


async def test_the_next_question_is_answered_again(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [httpx.ConnectError("refused")]
    first = await ask(client)
    second = await ask(client, conversation_id=first["conversation_id"])
    assert second["messages"][0]["kind"] == "answer"


@pytest.fixture
def hasty(services: Services) -> Services:
    """A gateway that waits a twentieth of a second for Rasa."""
    services.settings = services.settings.model_copy(update={"rasa_timeout": 0.05})
    return services


async def test_a_slow_rasa_is_not_waited_for(hasty: Services, rasa: FakeRasa, engine: Engine) -> None:
    rasa.gates = [asyncio.Event()]
    async with running(hasty) as client:
        (reply,) = (await ask(client))["messages"]
    assert (reply["kind"], reply["text"]) == ("notice", translate("notice-unavailable", "id"))
    kept = stored(engine)
    assert kept.sealed is None
    assert [(row.message_id, row.reason) for row in rows(engine, Unanswered)] == [(kept.id, "timeout")]


async def test_the_clients_own_timeout_is_a_fault_like_another(
    services: Services, rasa: FakeRasa, engine: Engine
) -> None:
    services.assistant = Assistant("http://127.0.0.1:9", "t", 5)
    async with running(services) as client:
        (reply,) = (await ask(client))["messages"]
    assert reply["kind"] == "notice"
    assert [row.reason for row in rows(engine, Unanswered)] == ["unavailable"]


async def test_who_waits_behind_a_slow_turn_gets_a_notice_in_time(
    hasty: Services, rasa: FakeRasa, engine: Engine
) -> None:
    async with running(hasty) as client:
        conversation = (await ask(client))["conversation_id"]
        rasa.gates = [asyncio.Event(), asyncio.Event()]
        answers = await asyncio.gather(*(ask(client, conversation_id=conversation) for _ in range(2)))
    assert [reply["kind"] for answer in answers for reply in answer["messages"]] == ["notice", "notice"]
    assert [row.reason for row in rows(engine, Unanswered)] == ["timeout", "timeout"]


async def test_a_hung_up_client_leaves_the_conversation_usable(hasty: Services, rasa: FakeRasa) -> None:
    async with running(hasty) as client:
        conversation = (await ask(client))["conversation_id"]
        rasa.arrived.clear()
        rasa.gates = [asyncio.Event()]
        lost = asyncio.create_task(ask(client, "putus", conversation_id=conversation))
        await rasa.arrived.wait()
        lost.cancel()
        answer = await ask(client, "lanjut", conversation_id=conversation)
    assert answer["messages"][0]["kind"] == "answer"
