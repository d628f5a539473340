"""The published contract, for people and for programs."""

import re

import httpx
import pytest

pytestmark = pytest.mark.anyio
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


async def test_the_page_lists_every_operation_parameter_and_schema(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/openapi.json")).json()
    response = await client.get("/api/docs", headers=BROWSER)
    assert response.headers["content-type"].startswith("text/html")
    html = response.text
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            section = html.split(f'<section class="operation" id="{operation["operationId"]}">')[1].split("</section")[
                0
            ]
            assert f"{method.upper()} {path}" in section
            assert all(f"<code>{item['name']}</code>" in section for item in operation.get("parameters", []))
            assert all(f'<th scope="row">{status}</th>' in section for status in operation["responses"])
    for name, schema in document["components"]["schemas"].items():
        section = html.split(f'<section class="operation" id="{name}">')[1].split("</section")[0]
        assert all(f"<code>{field}</code>" in section for field in schema.get("properties", []))
    assert 'href="/api/openapi.json"' in html


async def test_every_link_inside_the_page_leads_somewhere(client: httpx.AsyncClient) -> None:
    html = (await client.get("/api/docs", headers=BROWSER)).text
    targets, ids = set(re.findall(r'href="#([^"]+)"', html)), re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"ChatMessage", "ChatReplies", "Reply"} < targets <= set(ids)


async def test_the_page_needs_no_script_and_no_other_site(client: httpx.AsyncClient) -> None:
    html = (await client.get("/api/docs", headers=BROWSER)).text
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!/|#)', html)


@pytest.mark.parametrize(
    ("accept", "json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("text/html;q=0.5, application/json", True),
        ("application/json;q=0.5, text/html", False),
        ("application/json, text/html", False),
        ("application/json;q=rubbish", False),
        ("*/*", False),
        ("", False),
    ],
)
async def test_the_document_is_sent_to_who_prefers_json(client: httpx.AsyncClient, accept: str, json: bool) -> None:
    response = await client.get("/api/docs", headers={"Accept": accept})
    assert response.headers["content-type"].startswith("application/json" if json else "text/html")
    assert "Accept" in response.headers["vary"]
    if json:
        assert response.json() == (await client.get("/api/openapi.json")).json()


async def test_the_document_describes_errors_and_the_stream_as_they_are(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/openapi.json")).json()
    errors = [
        response["content"]
        for methods in document["paths"].values()
        for operation in methods.values()
        for status, response in operation["responses"].items()
        if status.startswith("4")
    ]
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    assert errors
    assert all(content == problem for content in errors)
    events = document["paths"]["/api/v1/chat/{conversation_id}/events"]["get"]["responses"]["200"]
    assert list(events["content"]) == ["text/event-stream"]
    assert {"/api/v1/chat/messages", "/healthz", "/readyz", "/metrics"} < set(document["paths"])
    assert "/tanya" not in document["paths"]
