"""Asking: the reply, what is stored of it, repetition and order."""

import asyncio
from collections.abc import Sequence

import httpx
import pytest
from sqlalchemy import Engine

from core.database import transaction
from core.reply import Kind
from core.tables import Conversation, Message, StoredReply, Unanswered
from tests.channels.fake_rasa import FakeRasa, ask, custom, eventually, message, rows, source, stored

pytestmark = pytest.mark.anyio
URL = "/api/v1/chat/messages"


async def test_a_question_is_answered_and_stored(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    rasa.script = [[custom(sources=[source()], confidence=0.9)]]
    answer = await ask(client, "syarat bikin paspor baru apa aja")
    (reply,) = answer["messages"]
    assert reply["kind"] == "answer"
    assert reply["sources"][0] == source().model_dump(mode="json")
    (row,) = rows(engine, StoredReply)
    assert (row.id, row.body, row.conversation_id) == (reply["id"], reply, answer["conversation_id"])
    kept = stored(engine)
    assert kept.text == "syarat bikin paspor baru apa aja"
    assert kept.sealed is None
    assert kept.answered_at
    assert rows(engine, Unanswered) == []


async def test_rasa_gets_the_token_and_the_turns_metadata(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    body = message("halo", language="en")
    response = await client.post(URL, json=body, headers={"X-Request-ID": "abcd-1234"})
    (turn,) = rasa.turns
    assert turn["sender"] == response.json()["conversation_id"]
    assert turn["metadata"] == {"message_id": stored(engine).id, "language": "en", "request_id": "abcd-1234"}
    assert set(rasa.tokens) == {"Bearer rasa-token"}


async def test_a_conversation_id_cannot_be_guessed(client: httpx.AsyncClient) -> None:
    ids = {(await ask(client))["conversation_id"] for _ in range(5)}
    assert len(ids) == 5
    assert all(len(value) >= 32 for value in ids)


async def test_personal_data_reaches_neither_rasa_nor_history(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    await ask(client, "nik saya 1871012345670001, hp 081234567890, paspor hilang gimana?")
    for text in (rasa.texts[0], stored(engine).text):
        assert "[NIK]" in text
        assert "[nomor telepon]" in text
        assert not any(digits in text for digits in ("1871012345670001", "081234567890"))


async def test_an_old_story_is_cut_to_its_question(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    story = "Saya dari kampung dan ceritanya panjang sekali. " * 40 + "Paspor hilang gimana?"
    await ask(client, story)
    assert len(rasa.texts[0]) <= 500
    assert rasa.texts[0].endswith("Paspor hilang gimana?")
    assert stored(engine).text == story


async def test_several_replies_keep_their_order(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    rasa.script = [[custom(text="satu"), custom(text="dua"), custom(text="tiga")]]
    answer = await ask(client)
    assert [reply["text"] for reply in answer["messages"]] == ["satu", "dua", "tiga"]
    assert [row.position for row in rows(engine, StoredReply)] == [0, 1, 2]


async def test_a_fallback_is_listed_for_the_content_team(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    rasa.script = [[custom(Kind.FALLBACK, "Belum tahu.")]]
    await ask(client, "apakah boleh bawa kucing")
    (row,) = rows(engine, Unanswered)
    assert (row.message_id, row.reason) == (stored(engine).id, "fallback")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("auto", "what do I need to renew my passport?", "en"),
        ("auto", "syarat perpanjang paspor apa saja", "id"),
        ("en", "syarat perpanjang paspor apa saja", "en"),
        ("xx", "syarat perpanjang paspor apa saja", "id"),
        ("auto", "123", "id"),
    ],
)
async def test_the_language_is_the_chosen_one_or_the_detected_one(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, language: str, text: str, expected: str
) -> None:
    await ask(client, text, language=language)
    assert rasa.turns[0]["metadata"]["language"] == expected
    assert stored(engine).language == expected


async def test_a_chosen_language_stays_for_the_conversation(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    first = await ask(client, "halo", language="en")
    await ask(client, "syarat perpanjang paspor apa saja", conversation_id=first["conversation_id"])
    assert [turn["metadata"]["language"] for turn in rasa.turns] == ["en", "en"]


async def test_a_repeated_message_is_answered_once(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    body = message()
    first, second = [(await client.post(URL, json=body)).json() for _ in range(2)]
    assert first == second
    assert len(rasa.turns) == 1
    assert len(rows(engine, StoredReply)) == 1


async def test_a_repetition_may_name_the_conversation_it_was_given(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    body = message()
    first = (await client.post(URL, json=body)).json()
    second = await client.post(URL, json=body | {"conversation_id": first["conversation_id"]})
    assert second.json() == first
    assert len(rasa.turns) == 1


async def test_the_same_message_twice_at_once_is_answered_once(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    body = message()
    responses = await asyncio.gather(*(client.post(URL, json=body) for _ in range(5)))
    assert {response.status_code for response in responses} == {200}
    assert len({response.text for response in responses}) == 1
    assert len(rasa.turns) == len(rows(engine, StoredReply)) == len(rows(engine, Conversation)) == 1


@pytest.mark.parametrize(
    "change", [{"text": "lain"}, {"payload": "/show_menu"}, {"language": "en"}, {"conversation_id": "other"}]
)
async def test_a_message_id_with_another_body_is_a_conflict(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, change: dict[str, str]
) -> None:
    body = message()
    await client.post(URL, json=body)
    response = await client.post(URL, json=body | change)
    assert response.status_code == 409
    assert len(rasa.turns) == len(rows(engine, Message)) == 1


async def test_an_unknown_conversation_is_not_found_and_nothing_is_stored(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    response = await client.post(URL, json=message(conversation_id="tidak-ada"))
    assert response.status_code == 404
    assert not any([rows(engine, Message), rows(engine, Conversation), rasa.turns])


async def test_messages_of_one_conversation_wait_for_each_other(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    conversation = (await ask(client, "mulai"))["conversation_id"]
    rasa.arrived.clear()
    gate = asyncio.Event()
    rasa.gates = [gate]
    first = asyncio.create_task(ask(client, "pertama", conversation_id=conversation))
    await rasa.arrived.wait()
    second = asyncio.create_task(ask(client, "kedua", conversation_id=conversation))
    await eventually(lambda: len(rows(engine, Message)) == 3)
    done, _ = await asyncio.wait([second], timeout=0.1)
    assert not done
    gate.set()
    await asyncio.gather(first, second)
    assert rasa.log[2:] == ["start pertama", "end pertama", "start kedua", "end kedua"]
    assert _order(engine) == ["mulai", "pertama", "kedua"]


def _order(engine: Engine) -> Sequence[str]:
    texts = {row.id: row.text for row in rows(engine, Message)}
    replies = sorted(rows(engine, StoredReply), key=lambda row: row.sequence)
    return [texts[row.message_id] for row in replies]


async def test_different_conversations_do_not_wait_for_each_other(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    gate = asyncio.Event()
    rasa.gates = [gate]
    slow = asyncio.create_task(ask(client, "lambat"))
    await rasa.arrived.wait()
    await ask(client, "cepat")
    assert not slow.done()
    gate.set()
    await slow


async def test_a_web_client_cannot_enter_a_conversation_of_another_channel(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    conversation = (await ask(client))["conversation_id"]
    with transaction(engine) as session:
        session.get_one(Conversation, conversation).channel = "telegram"
    response = await client.post(URL, json=message(conversation_id=conversation))
    assert response.status_code == 404


async def test_every_reply_has_an_id_of_its_own(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    fixed = custom()
    fixed["custom"].pop("id")
    rasa.script = [[fixed], [fixed]]
    first, second = await ask(client), await ask(client)
    assert first["messages"][0]["id"] != second["messages"][0]["id"]
