"""The page without JavaScript: a form, a redirect, a cookie."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine

from channels.gateway.services import Services
from core.reply import Kind
from core.tables import Conversation, Message
from tests.channels.fake_rasa import FakeRasa, choice, custom, rows, running, source, stored

pytestmark = pytest.mark.anyio
COOKIE = "tanya_conversation"
PAYLOAD = '/choose{"section": "a#b"}'


async def post(client: httpx.AsyncClient, text: str = "syarat paspor", **fields: Any) -> httpx.Response:
    form = {"text": text, "client_message_id": str(uuid4())} | fields
    response = await client.post("/tanya", data=form)
    assert response.status_code == 303, response.text
    return response


async def page(client: httpx.AsyncClient, **params: str) -> str:
    response = await client.get("/tanya", params=params)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    return response.text


async def test_a_question_is_answered_by_form(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    rasa.script = [[custom(text="Bawa **KTP**\ndan KK.", sources=[source()])]]
    response = await post(client, "syarat paspor")
    assert response.headers["location"] == "/tanya?language=id#terbaru"
    html = await page(client)
    assert "syarat paspor" in html
    assert "Bawa <strong>KTP</strong><br />\ndan KK." in html
    assert 'href="https://example.go.id/pp"' in html
    assert "25 Nov 2026" in html
    assert (stored(engine).channel, stored(engine).sealed) == ("web", None)


async def test_the_conversation_stays_in_a_cookie_that_scripts_cannot_read(client: httpx.AsyncClient) -> None:
    response = await post(client)
    flags = response.headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=strict" in flags
    assert "path=/tanya" in flags
    assert "secure" not in flags


async def test_the_cookie_is_secure_where_the_site_is(services: Services) -> None:
    services.settings = services.settings.model_copy(update={"public_url": "https://tanya.example"})
    async with running(services) as client:
        response = await post(client)
    assert "secure" in response.headers["set-cookie"].lower()


async def test_the_next_question_stays_in_the_conversation(client: httpx.AsyncClient, engine: Engine) -> None:
    await post(client, "pertama")
    await post(client, "kedua")
    assert len(rows(engine, Conversation)) == 1
    html = await page(client)
    assert html.index("pertama") < html.index("kedua")
    assert html.count('id="terbaru"') == 1


async def test_a_form_sent_twice_is_answered_once(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    same = str(uuid4())
    first, second = await post(client, client_message_id=same), await post(client, client_message_id=same)
    assert first.headers["set-cookie"] == second.headers["set-cookie"]
    assert len(rasa.turns) == len(rows(engine, Message)) == 1


async def test_a_forgotten_conversation_begins_anew(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> None:
    client.cookies.set(COOKIE, "sudah-dilupakan", path="/tanya")
    assert "terbaru" not in await page(client)
    response = await post(client, "paspor hilang")
    (conversation,) = rows(engine, Conversation)
    assert conversation.id in response.headers["set-cookie"]
    assert rasa.texts == ["paspor hilang"]


async def test_a_form_sent_again_with_other_words_loses_no_question(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    same = str(uuid4())
    await post(client, "satu", client_message_id=same)
    await post(client, "dua", client_message_id=same)
    assert rasa.texts == ["satu", "dua"]
    assert "dua" in await page(client)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}"])
async def test_what_was_written_is_shown_as_text(client: httpx.AsyncClient, rasa: FakeRasa, text: str) -> None:
    rasa.script = [[custom(text=text), choice(f'/choose{{"x": "{text}"}}')]]
    await post(client, text)
    html = await page(client)
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "49" not in re.sub(r'value="[^"]*"|href="[^"]*"', "", html)


async def test_a_button_of_the_page_sends_its_payload(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    await post(client, "paspor")
    html = await page(client)
    assert "&#34;section&#34;" in html
    await post(client, "Paspor hilang", payload=PAYLOAD)
    assert rasa.texts == ["paspor", PAYLOAD]


async def test_an_empty_form_gets_a_notice(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    await post(client, "")
    assert "masih kosong" in await page(client)
    assert rasa.turns == []


async def test_rasa_down_gives_a_polite_page(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [httpx.ConnectError("refused")]
    await post(client)
    assert "sedang terganggu" in await page(client)


async def test_the_chosen_language_is_asked_with(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    response = await post(client, "paspor", language="en")
    assert response.headers["location"] == "/tanya?language=en#terbaru"
    assert rasa.turns[0]["metadata"]["language"] == "en"
    assert '<html lang="en">' in await page(client, language="en")


@pytest.mark.parametrize("language", ["xx", "//a.b", "#x"])
async def test_a_redirect_leads_nowhere_else(client: httpx.AsyncClient, language: str) -> None:
    response = await post(client, language=language)
    assert response.headers["location"] == "/tanya?language=id#terbaru"


async def test_bytes_that_are_no_text_do_not_break_the_form(client: httpx.AsyncClient, engine: Engine) -> None:
    body = f"client_message_id={uuid4()}&text=paspor%ED%A0%80%FF+hilang"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await client.post("/tanya", content=body, headers=headers)
    assert response.status_code == 303
    assert stored(engine).text.startswith("paspor")


async def test_each_form_of_a_page_is_a_message_of_its_own(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.script = [[choice(PAYLOAD)]]
    await post(client)
    ids = re.findall(r'name="client_message_id" value="([^"]+)"', await page(client))
    assert len(ids) == len(set(ids)) >= 3


@pytest.mark.parametrize("kind", list(Kind))
async def test_every_kind_of_reply_has_a_place_on_the_page(
    client: httpx.AsyncClient, rasa: FakeRasa, kind: Kind
) -> None:
    rasa.script = [[custom(kind, "Isi jawaban.")]]
    await post(client)
    html = await page(client)
    assert f'class="reply kind-{kind.value}"' in html
    assert "Isi jawaban." in html
