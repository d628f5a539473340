"""What people and machines send that is no question: a polite sentence or a problem, never an act of Rasa's."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine

from core.i18n import translate
from core.tables import Conversation, Message, StoredReply, Unanswered
from tests.channels.fake_rasa import FakeRasa, ask, message, rows, stored

pytestmark = pytest.mark.anyio
URL = "/api/v1/chat/messages"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "notice-empty"),
        ("   \n\t  ", "notice-empty"),
        ("\u00a0\u2003\u3000", "notice-empty"),
        ("\x00\x07\x1b\u200b\ufeff", "notice-empty"),
        ("<s></s><pad>", "notice-empty"),
        ("😀🙏", "notice-unreadable"),
        ("👨‍👩‍👧‍👦❤️", "notice-unreadable"),
        ("12", "notice-unreadable"),
        ("99999", "notice-unreadable"),
        ("?!...", "notice-unreadable"),
        ("////", "notice-unreadable"),
        ("x" * 20_000, "notice-too-long"),
        ("paspor " * 3_000, "notice-too-long"),
    ],
)
async def test_what_cannot_be_a_question_gets_a_notice_without_rasa(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, text: str, key: str
) -> None:
    answer = await ask(client, text)
    (reply,) = answer["messages"]
    assert (reply["kind"], reply["text"]) == ("notice", translate(key, "id", limit=4000))
    assert rasa.turns == []
    kept = stored(engine)
    assert kept.text == text.replace("\x00", "")
    assert kept.sealed is None
    assert kept.answered_at
    assert [row.body for row in rows(engine, StoredReply)] == [reply]
    assert rows(engine, Unanswered) == []


async def test_a_notice_speaks_the_chosen_language(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "", language="en")
    assert answer["messages"][0]["text"] == translate("notice-empty", "en")
    assert answer["messages"][0]["language"] == "en"


async def test_four_thousand_characters_are_still_a_question(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    answer = await ask(client, "paspor hilang " * 285)
    assert answer["messages"][0]["kind"] == "answer"
    assert len(rasa.turns) == 1


@pytest.mark.parametrize("text", ["012", "1234567890123456", "kode 012"])
async def test_digits_that_may_be_a_code_are_put_to_rasa(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, text: str
) -> None:
    await ask(client, text)
    assert len(rasa.turns) == 1
    assert stored(engine).answered_at


@pytest.mark.parametrize(
    "text",
    [
        '/queue_status{"ticket_code": "A-001"}',
        '  //emergency{"x": 1}',
        "\u200b/restart",
        "/ /restart",
        "／restart",
        "<s>/restart",
        "\x00/restart",
        "/\u200b/restart",
        "\u2066/restart",
    ],
)
async def test_a_leading_slash_never_reaches_rasa(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, text: str
) -> None:
    answer = await ask(client, text)
    assert answer["messages"]
    assert len(rasa.texts) == 1
    assert rasa.texts[0][0].isalpha()
    assert stored(engine).text == text.replace("\x00", "")


async def test_a_slash_left_in_front_by_cutting_a_story_never_reaches_rasa(
    client: httpx.AsyncClient, rasa: FakeRasa
) -> None:
    await ask(client, "Cerita panjang sekali ya. " * 30 + '/restart{"a": "' + "b" * 480 + '"}')
    assert not rasa.texts[0].startswith("/")


@pytest.mark.parametrize("text", ["paspor</s>hilang", "paspor <MASK> hilang", "paspor\x00hilang", "paspor\u202ehilang"])
async def test_tokenizer_specials_and_control_characters_are_taken_out(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, text: str
) -> None:
    await ask(client, text)
    assert rasa.texts == ["paspor hilang"]
    assert stored(engine).text == text.replace("\x00", "")


async def test_markup_is_only_text(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    text = "<script>alert(1)</script> <b>paspor</b> hilang"
    answer = await ask(client, text)
    assert rasa.texts == [text]
    assert stored(engine).text == text
    assert "script" not in str(answer)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"text": "a"}',
        b'{"client_message_id": "x", "text": "a"}',
        b"[" * 50_000,
    ],
)
async def test_wrong_json_is_a_problem(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, content: bytes
) -> None:
    response = await client.post(URL, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert not any([rows(engine, Message), rows(engine, Conversation), rasa.turns])


@pytest.mark.parametrize(
    "fields",
    [
        {"text": None},
        {"text": 5},
        {"text": ["a"]},
        {"text": {"a": 1}},
        {"client_message_id": 5},
        {"client_message_id": None},
        {"client_message_id": "not-a-uuid"},
        {"conversation_id": 7},
        {"conversation_id": "x" * 65},
        {"payload": 1},
        {"payload": "x" * 201},
        {"language": None},
        {"language": "much-too-long"},
    ],
)
async def test_wrong_types_are_a_problem(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, fields: dict[str, Any]
) -> None:
    response = await client.post(URL, json=message() | fields)
    assert response.status_code == 422
    (field,) = fields
    assert {error["loc"][1] for error in response.json()["errors"]} == {field}
    assert not any([rows(engine, Message), rasa.turns])


async def test_half_a_character_is_replaced(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    ids = ", ".join(f'"{name}": "\\ud83d"' for name in ("payload", "language"))
    content = f'{{"client_message_id": "{uuid4()}", "text": "paspor \\ud83d hilang", {ids}}}'
    response = await client.post(URL, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    assert rasa.texts == [stored(engine).text] == ["paspor \ufffd hilang"]


async def test_half_a_character_in_an_id_is_an_unknown_conversation(client: httpx.AsyncClient) -> None:
    content = f'{{"client_message_id": "{uuid4()}", "text": "a", "conversation_id": "\\ud83d"}}'
    response = await client.post(URL, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 404


async def test_a_problem_does_not_repeat_what_was_written(client: httpx.AsyncClient) -> None:
    response = await client.post(URL, json=message() | {"text": ["nik 1871012345670001"]})
    assert "1871012345670001" not in response.text


async def test_a_form_of_another_site_is_not_taken_for_json(client: httpx.AsyncClient, engine: Engine) -> None:
    content = httpx.Request("POST", "http://x", json=message()).content
    response = await client.post(URL, content=content, headers={"Content-Type": "text/plain"})
    assert response.status_code == 422
    assert rows(engine, Message) == []


async def test_a_nul_in_an_id_is_an_unknown_conversation(client: httpx.AsyncClient, engine: Engine) -> None:
    assert (await client.post(URL, json=message(conversation_id="a\x00"))).status_code == 404
    assert (await client.get("/api/v1/chat/a%00/events")).status_code == 404
    assert rows(engine, Message) == []
