"""Emergencies are answered without Rasa, and an officer gets one case."""

import asyncio

import httpx
import pytest
from sqlalchemy import Engine

from core.database import transaction
from core.published_messages import PublishedMessage
from core.tables import Unanswered
from office.tables import Case
from tests.channels.fake_rasa import FakeRasa, ask, message, rows, stored

pytestmark = pytest.mark.anyio
URL = "/api/v1/chat/messages"
TEXT = "tolong, saya disekap di kamboja, nomor saya 081234567890"


async def test_an_emergency_is_answered_while_rasa_is_down(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    rasa.script = [httpx.ConnectError("refused")]
    answer = await ask(client, TEXT)
    (reply,) = answer["messages"]
    (case,) = rows(engine, Case)
    assert (reply["kind"], reply["text"]) == ("emergency", f"Keselamatan dulu. Hubungi 110. Nomor {case.number}.")
    assert (case.kind, case.status, case.conversation_id) == ("emergency", "open", answer["conversation_id"])
    assert (case.message_id, case.summary) == (stored(engine).id, TEXT.replace("081234567890", "[nomor telepon]"))
    assert stored(engine).sealed is None
    assert not any([rasa.turns, rows(engine, Unanswered)])


async def test_one_emergency_opens_one_case(client: httpx.AsyncClient, engine: Engine) -> None:
    body = message(TEXT)
    responses = await asyncio.gather(*(client.post(URL, json=body) for _ in range(4)))
    assert len({response.text for response in responses}) == 1
    assert len(rows(engine, Case)) == 1


async def test_an_emergency_speaks_the_residents_language(client: httpx.AsyncClient) -> None:
    (reply,) = (await ask(client, "please help, my boss took my passport and I am not allowed to leave"))["messages"]
    assert reply["text"].startswith("Safety first.")


async def test_an_emergency_is_labelled_with_the_language_it_is_written_in(client: httpx.AsyncClient) -> None:
    for language, labelled in (("en", "en"), ("jv", "id")):
        (reply,) = (await ask(client, TEXT, language=language))["messages"]
        assert reply["language"] == labelled


async def test_an_emergency_in_a_long_message_is_seen(client: httpx.AsyncClient) -> None:
    (reply,) = (await ask(client, "cerita panjang. " * 200 + "saya disekap bos"))["messages"]
    assert reply["kind"] == "emergency"


async def test_a_payload_that_was_not_offered_does_not_hide_an_emergency(client: httpx.AsyncClient) -> None:
    (reply,) = (await ask(client, TEXT, payload="/show_menu"))["messages"]
    assert reply["kind"] == "emergency"


async def test_a_case_is_opened_even_when_the_text_is_missing(
    client: httpx.AsyncClient, engine: Engine, rasa: FakeRasa
) -> None:
    with transaction(engine) as session:
        for language in ("id", "en"):
            session.delete(session.get_one(PublishedMessage, (language, "emergency.trafficking")))
    (reply,) = (await ask(client, TEXT))["messages"]
    assert reply["kind"] == "emergency"
    assert rows(engine, Case)[0].number in reply["text"]
