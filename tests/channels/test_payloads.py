"""Buttons: a payload counts only where it was offered, and never by typing it."""

import httpx
import pytest
from sqlalchemy import Engine

from core.tables import Message, Offer
from tests.channels.fake_rasa import FakeRasa, ask, choice, rows

pytestmark = pytest.mark.anyio
PAYLOAD = '/choose{"section": "paspor-hilang#fee"}'


async def test_an_offered_payload_reaches_rasa_as_it_is(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    first = await ask(client, "paspor")
    (button,) = first["messages"][0]["quick_replies"]
    await ask(client, button["title"], payload=button["payload"], conversation_id=first["conversation_id"])
    assert rasa.texts == ["paspor", PAYLOAD]
    assert [(row.conversation_id, row.payload) for row in rows(engine, Offer)] == [(first["conversation_id"], PAYLOAD)]
    assert [row.text for row in rows(engine, Message)] == ["paspor", "Paspor hilang"]


@pytest.mark.parametrize("payload", [PAYLOAD, "", "/restart", "a\x00b"])
async def test_a_payload_that_was_not_offered_is_ignored(
    client: httpx.AsyncClient, rasa: FakeRasa, payload: str
) -> None:
    await ask(client, "Paspor hilang", payload=payload)
    assert rasa.texts == ["Paspor hilang"]


async def test_an_offer_holds_only_in_its_own_conversation(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    await ask(client, "paspor")
    await ask(client, "Paspor hilang", payload=PAYLOAD)
    assert rasa.texts == ["paspor", "Paspor hilang"]


async def test_a_payload_with_something_added_is_not_the_offered_one(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    first = await ask(client, "paspor")
    await ask(client, "Paspor hilang", payload=PAYLOAD + " ", conversation_id=first["conversation_id"])
    assert rasa.texts == ["paspor", "Paspor hilang"]


async def test_a_typed_payload_is_only_text_even_when_it_was_offered(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    first = await ask(client, "paspor")
    await ask(client, PAYLOAD, conversation_id=first["conversation_id"])
    assert rasa.texts[1] == PAYLOAD.removeprefix("/")


async def test_the_same_button_may_be_offered_and_pressed_again(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    rasa.script = [[choice(PAYLOAD)], [choice(PAYLOAD)]]
    first = await ask(client, "paspor")
    for _ in range(2):
        await ask(client, "Paspor hilang", payload=PAYLOAD, conversation_id=first["conversation_id"])
    assert rasa.texts == ["paspor", PAYLOAD, PAYLOAD]
    assert len(rows(engine, Offer)) == 1


async def test_an_offered_payload_needs_no_text(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    first = await ask(client, "paspor")
    answer = await ask(client, "", payload=PAYLOAD, conversation_id=first["conversation_id"])
    assert answer["messages"][0]["kind"] == "answer"
    assert rasa.texts == ["paspor", PAYLOAD]


async def test_a_button_does_not_change_the_language_of_the_conversation(
    client: httpx.AsyncClient, rasa: FakeRasa
) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    first = await ask(client, "How much does a new passport cost and where do I pay for it?")
    await ask(client, "Biaya paspor hilang", payload=PAYLOAD, conversation_id=first["conversation_id"])
    await ask(client, "Berapa biaya bikin paspor baru ya?", conversation_id=first["conversation_id"])
    assert rasa.texts[1] == PAYLOAD
    assert [turn["metadata"]["language"] for turn in rasa.turns] == ["en", "en", "id"]
