"""Texts of the widget and the full page."""

import httpx
import pytest

from channels.gateway.services import Services
from core.i18n import catalogue
from tests.channels.fake_rasa import running

pytestmark = pytest.mark.anyio


async def test_the_widget_gets_every_text_in_the_wanted_language(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/v1/widget?language=en")).json()
    assert set(body) == {"language", "office", "greeting", "privacy", "chips", "languages", "strings"}
    assert (body["language"], body["greeting"]) == ("en", "Hello, please ask.")
    assert body["strings"] == catalogue("widget-", "en")
    assert [item["code"] for item in body["languages"]] == ["id", "en", "jv"]


async def test_what_a_language_lacks_is_in_indonesian(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/v1/widget?language=jv")).json()
    assert (body["language"], body["greeting"], body["privacy"]) == ("jv", "Halo, silakan tanya.", "Jangan kirim NIK.")
    assert body["chips"] == [{"title": "Paspor baru", "text": "Apa syarat paspor baru?"}]


@pytest.mark.parametrize("query", ["", "?language=xx", "?language=../en"])
async def test_a_language_that_is_not_offered_gets_the_first_one(client: httpx.AsyncClient, query: str) -> None:
    assert (await client.get(f"/api/v1/widget{query}")).json()["language"] == "id"


async def test_an_office_chooses_its_languages(services: Services) -> None:
    services.settings = services.settings.model_copy(update={"languages": ("en", "id")})
    async with running(services) as client:
        body = (await client.get("/api/v1/widget?language=jv")).json()
    assert body["language"] == "en"
    assert [item["code"] for item in body["languages"]] == ["en", "id"]


async def test_the_full_page_embeds_the_widget_by_one_script_tag(client: httpx.AsyncClient) -> None:
    html = (await client.get("/?language=en")).text
    assert html.count("<script") == 1
    assert '<script src="/widget/tanya.js" defer></script>' in html
    assert '<tanya-imigrasi data-mode="page" data-language="en">' in html
    assert "Kantor Contoh &lt;b&gt;&amp; Co&lt;/b&gt;" in html
    for path in ("/widget/tanya.js", "/widget/tanya.css", "/widget/page.css"):
        assert (await client.get(path)).status_code == 200
