"""The stream of replies, on a real server: an in-process client would wait for its end."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from channels.gateway.services import Services
from core import conversations
from core.conversations import Incoming
from core.reply import Kind, Reply
from core.secrets import Sealer
from core.tables import StoredReply
from tests.channels.fake_rasa import FakeRasa, custom, message, rows, serving

Event = tuple[int, dict[str, Any]]


@pytest.fixture
def http(services: Services) -> Iterator[httpx.Client]:
    with serving(services) as address, httpx.Client(base_url=address, timeout=10) as client:
        yield client


def ask(http: httpx.Client, text: str = "paspor", conversation: str | None = None) -> tuple[str, list[str]]:
    """The conversation and the ids of the replies."""
    answer = http.post("/api/v1/chat/messages", json=message(text, conversation_id=conversation)).json()
    return answer["conversation_id"], [reply["id"] for reply in answer["messages"]]


def events(response: httpx.Response) -> Iterator[Event]:
    """Events of a stream as (id, reply); anything but a reply fails."""
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            assert fields.pop("event") == "reply"
            yield int(fields["id"]), json.loads(fields["data"])
            fields = {}


def read(http: httpx.Client, conversation: str, count: int, **options: Any) -> list[Event]:
    """The first `count` events of a conversation's stream."""
    with http.stream("GET", f"/api/v1/chat/{conversation}/events", **options) as response:
        assert response.status_code == 200
        found = events(response)
        return [next(found) for _ in range(count)]


def test_a_stream_is_never_kept_by_a_cache(http: httpx.Client) -> None:
    conversation, _ = ask(http)
    with http.stream("GET", f"/api/v1/chat/{conversation}/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_the_stream_replays_a_conversation_with_the_ids_of_the_answers(
    http: httpx.Client, rasa: FakeRasa, engine: Engine
) -> None:
    rasa.script = [[custom(text="satu"), custom(text="dua")], [custom(text="tiga\nbaris")]]
    conversation, first = ask(http)
    _, second = ask(http, conversation=conversation)
    found = read(http, conversation, 3)
    assert [reply["id"] for _, reply in found] == first + second
    assert [reply["text"] for _, reply in found] == ["satu", "dua", "tiga\nbaris"]
    assert [(row.sequence, row.body) for row in rows(engine, StoredReply)] == found
    assert [number for number, _ in found] == sorted({number for number, _ in found})


@pytest.mark.parametrize("by", ["header", "query"])
def test_only_what_was_missed_is_replayed(http: httpx.Client, by: str) -> None:
    conversation, first = ask(http)
    _, second = ask(http, conversation=conversation)
    ((last, _),) = read(http, conversation, 1)
    options = {"headers": {"Last-Event-ID": str(last)}} if by == "header" else {"params": {"last_event_id": last}}
    ((number, reply),) = read(http, conversation, 1, **options)
    assert first != [reply["id"]] == second
    assert number > last


@pytest.mark.parametrize("value", ["abc", "-1", "", "1e3", "9" * 40, "١"])
def test_a_last_event_id_that_is_no_number_replays_everything(http: httpx.Client, value: str) -> None:
    conversation, ids = ask(http)
    ((_, reply),) = read(http, conversation, 1, params={"last_event_id": value})
    assert [reply["id"]] == ids


def test_a_reply_appears_at_once_in_an_open_stream_with_the_id_of_the_answer(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.gateway.chat.POLL_SECONDS", 600)
    conversation, first = ask(http)
    with http.stream("GET", f"/api/v1/chat/{conversation}/events") as response:
        found = events(response)
        assert [next(found)[1]["id"]] == first
        _, second = ask(http, conversation=conversation)
        assert [next(found)[1]["id"]] == second


def test_a_reply_stored_by_another_gateway_appears_too(
    http: httpx.Client, engine: Engine, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.gateway.chat.POLL_SECONDS", 0.02)
    conversation, _ = ask(http)
    with http.stream("GET", f"/api/v1/chat/{conversation}/events") as response:
        found = events(response)
        next(found)
        received = conversations.receive(engine, sealer, Incoming("web", conversation, "other", "halo"), None)
        conversations.answer(engine, received.message_id, [Reply(kind=Kind.GREETING, text="Halo")])
        assert next(found)[1]["text"] == "Halo"


def test_a_stream_holds_nothing_of_other_conversations(http: httpx.Client) -> None:
    mine, _ = ask(http)
    with http.stream("GET", f"/api/v1/chat/{mine}/events") as response:
        found = events(response)
        next(found)
        ask(http)
        _, wanted = ask(http, conversation=mine)
        assert [next(found)[1]["id"]] == wanted


def test_a_closed_stream_is_forgotten(http: httpx.Client, services: Services) -> None:
    conversation, _ = ask(http)
    read(http, conversation, 1)
    ask(http, conversation=conversation)
    while services.listeners._events:
        ask(http)
    assert not services.listeners._events


def test_an_unknown_conversation_has_no_stream(http: httpx.Client) -> None:
    response = http.get("/api/v1/chat/tidak-ada/events")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
