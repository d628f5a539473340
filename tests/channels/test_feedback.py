"""Thumbs and a word about a reply."""

from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from core.i18n import translate
from core.tables import Feedback
from tests.channels.fake_rasa import ask, rows

pytestmark = pytest.mark.anyio


async def give(client: httpx.AsyncClient, conversation: str, **body: Any) -> httpx.Response:
    return await client.post(f"/api/v1/chat/{conversation}/feedback", json=body)


async def asked(client: httpx.AsyncClient) -> tuple[str, str]:
    """A conversation and the reply in it."""
    answer = await ask(client)
    return answer["conversation_id"], answer["messages"][0]["id"]


async def test_feedback_is_kept_with_its_word_masked(client: httpx.AsyncClient, engine: Engine) -> None:
    conversation, reply = await asked(client)
    response = await give(client, conversation, reply_id=reply, useful=False, text="telepon saya 081234567890\x00")
    assert (response.status_code, response.json()) == (200, {"accepted": True})
    (row,) = rows(engine, Feedback)
    assert (row.reply_id, row.useful, row.text) == (reply, False, "telepon saya [nomor telepon]")


async def test_a_second_opinion_replaces_the_first(client: httpx.AsyncClient, engine: Engine) -> None:
    conversation, reply = await asked(client)
    await give(client, conversation, reply_id=reply, useful=False, text="kurang jelas")
    await give(client, conversation, reply_id=reply, useful=True)
    assert [(row.useful, row.text) for row in rows(engine, Feedback)] == [(True, None)]


@pytest.mark.parametrize("reply", ["tidak-ada", "", "a\x00"])
async def test_an_unknown_reply_is_not_found(client: httpx.AsyncClient, engine: Engine, reply: str) -> None:
    conversation, _ = await asked(client)
    response = await give(client, conversation, reply_id=reply, useful=True)
    assert (response.status_code, response.json()["detail"]) == (404, translate("problem-unknown-reply"))
    assert rows(engine, Feedback) == []


async def test_a_reply_of_another_conversation_is_not_found(client: httpx.AsyncClient, engine: Engine) -> None:
    (mine, _), (_, theirs) = await asked(client), await asked(client)
    assert (await give(client, mine, reply_id=theirs, useful=True)).status_code == 404
    assert rows(engine, Feedback) == []


async def test_an_unknown_conversation_is_not_found(client: httpx.AsyncClient, engine: Engine) -> None:
    _, reply = await asked(client)
    response = await give(client, "tidak-ada", reply_id=reply, useful=True)
    assert (response.status_code, response.json()["detail"]) == (404, translate("problem-unknown-conversation"))
    assert rows(engine, Feedback) == []


@pytest.mark.parametrize("change", [{"useful": "ya"}, {"useful": 1}, {"reply_id": 4}, {"text": "x" * 2001}])
async def test_wrong_types_are_a_problem(client: httpx.AsyncClient, engine: Engine, change: dict[str, Any]) -> None:
    conversation, reply = await asked(client)
    response = await give(client, conversation, **({"reply_id": reply, "useful": True} | change))
    assert response.status_code == 422
    assert rows(engine, Feedback) == []
