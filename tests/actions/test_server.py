"""The door: who may come in, what is refused, and what a resident hears when the search is not there."""

import json
from collections.abc import Callable
from itertools import chain, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from actions.registry import ACTIONS
from actions.server import create_app
from actions.tools import Tools
from core.i18n import translate
from core.published_messages import Messages
from core.reply import Kind
from core.settings import ROOT, Settings
from retrieval.live import LiveSearch
from tests.actions.conftest import TOKEN, Server, call, cases
from tests.retrieval.samples import HashedEncoder


@pytest.fixture
def without_search(engine: Engine, messages: Messages, settings: Settings) -> Server:
    """A server whose search has not loaded anything yet."""
    live = LiveSearch(engine, settings, lambda _: HashedEncoder())
    tools = Tools(engine, live.searcher, lambda: messages)
    return Server(TestClient(create_app(tools, TOKEN, live), headers={"Authorization": f"Bearer {TOKEN}"}))


@pytest.mark.parametrize("header", [None, "", TOKEN, f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer ", "Bearer é"])
def test_without_the_token_nothing_is_done(server: Server, engine: Engine, header: str | None) -> None:
    server.client.headers.pop("Authorization")
    headers = {} if header is None else {b"Authorization": header.encode()}
    response = server.client.post("/webhook", json=call("action_handoff", "minta petugas"), headers=headers)
    assert response.status_code == 401
    assert cases(engine) == []


def test_an_action_nobody_wrote_is_not_found(server: Server) -> None:
    response = server.client.post("/webhook", json=call("action_of_nobody"))
    assert response.status_code == 404
    assert response.json() == {"action_name": "action_of_nobody", "error": "unknown action"}


def without(*path: str) -> dict[str, Any]:
    body = call("action_answer", "biaya")
    part = body
    for name in path[:-1]:
        part = part[name]
    del part[path[-1]]
    return body


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "null",
        "[]",
        '"text"',
        json.dumps(without("next_action")),
        json.dumps(without("tracker")),
        json.dumps(without("tracker", "sender_id")),
        json.dumps({**call("action_answer"), "next_action": 5}),
        json.dumps({**call("action_answer"), "tracker": []}),
    ],
)
def test_what_is_not_a_call_is_refused(server: Server, content: str) -> None:
    response = server.client.post("/webhook", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 422


def test_a_call_without_our_metadata_is_answered_in_indonesian(server: Server) -> None:
    body = call("action_answer", "Berapa biaya paspor?")
    del body["tracker"]["latest_message"]["metadata"]
    response = server.client.post("/webhook", json=body)
    assert response.json()["responses"][0]["custom"]["language"] == "id"


def test_every_action_of_the_assistant_is_served_and_no_other() -> None:
    files = [ROOT / "bot" / "domain.yml", *sorted((ROOT / "bot" / "domains").glob("*.yml"))]
    named = chain.from_iterable(_domain(file).get("actions", []) for file in files)
    assert set(named) == set(ACTIONS)


def test_every_slot_that_actions_set_is_one_of_the_assistant(server: Server) -> None:
    known = set(_domain(ROOT / "bot" / "domain.yml")["slots"])
    for action in ACTIONS:
        server.replies(action, "Berapa biaya paspor?")
        assert set(server.slots) <= known, action


def _domain(file: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(file.read_text("utf-8")))


TEXTS = ("", "🙏", "Berapa biaya paspor?", "paspor " * 3_000, "<script>alert(1)</script>", "\x00\x1f")


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_replies_whatever_is_said_in_whatever_language(server: Server, action: str) -> None:
    for language, text in product(("id", "en", "jv", "zz", ""), TEXTS):
        for reply in server.replies(action, text, language=language):
            assert reply.text.strip() and "{" not in reply.text
            assert reply.language in ("id", "en", "jv")
            assert bool(reply.sources) == (reply.kind is Kind.ANSWER)


@pytest.mark.parametrize("action", ["action_answer", "action_out_of_scope"])
@pytest.mark.parametrize(("language", "heard"), [("id", "id"), ("en", "en"), ("jv", "id")])
def test_while_the_search_is_missing_the_resident_hears_it_politely(
    without_search: Server, action: str, language: str, heard: str
) -> None:
    reply = without_search.reply(action, "Berapa biaya paspor?", language=language)
    assert (reply.kind, reply.language) == (Kind.NOTICE, heard)
    assert reply.text == translate("notice-unavailable", heard)
    assert without_search.slots == {}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("confidence", [0.1, 0.99])
def test_without_search_every_action_still_replies(without_search: Server, action: str, confidence: float) -> None:
    assert without_search.replies(action, "tolong", confidence=confidence)


@pytest.mark.parametrize("kind", ["handoff", "complaint", "emergency"])
def test_without_search_a_case_is_opened_all_the_same(without_search: Server, engine: Engine, kind: str) -> None:
    reply = without_search.reply(f"action_{kind}", "tolong saya", confidence=0.1)
    (case,) = cases(engine)
    assert case.kind == kind and case.number in reply.text


def test_it_is_alive_before_it_is_ready(without_search: Server) -> None:
    assert without_search.client.get("/healthz").json() == {"status": "alive"}
    response = without_search.client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False})


def test_it_is_ready_when_its_search_is(server: Server) -> None:
    assert server.client.get("/readyz").json() == {"ready": True}


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc"])
def test_it_tells_nobody_what_it_offers(server: Server, path: str) -> None:
    assert server.client.get(path).status_code == 404


def test_the_log_line_names_the_action_and_holds_nothing_the_resident_wrote(
    server: Server, capture: Callable[[], list[dict[str, Any]]]
) -> None:
    server.replies("action_answer", "Berapa biaya paspor? NIK saya 1808012345670001")
    (line,) = capture()
    assert (line["event"], line["name"], line["kinds"]) == ("action", "action_answer", ["answer"])
    assert "1808012345670001" not in json.dumps(line)
