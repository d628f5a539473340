"""An action that fails: the resident gets a notice, the log the error, the content team the question."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from actions.server import create_app
from actions.tools import Tools
from channels.gateway.assistant import Assistant
from channels.gateway.locks import make_locks
from channels.gateway.services import Services
from channels.gateway.turn import take_turn
from core.conversations import Incoming
from core.database import transaction
from core.i18n import translate
from core.published_messages import Messages
from core.reply import Kind
from core.secrets import Sealer
from core.settings import Settings
from core.tables import Message, Unanswered
from retrieval.search import Searcher
from tests.actions.conftest import TOKEN, Server, call, cases


def broken() -> Searcher:
    raise ZeroDivisionError("the search holds NIK 1808012345670001")


@pytest.fixture
def failing(engine: Engine, messages: Messages) -> Server:
    """A server whose search has a programming error."""
    app = create_app(Tools(engine, broken, lambda: messages), TOKEN)
    return Server(TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"}))


@pytest.mark.parametrize("action", ["action_answer", "action_out_of_scope", "action_greet", "action_menu"])
@pytest.mark.parametrize(("language", "heard"), [("id", "id"), ("en", "en"), ("jv", "id")])
def test_an_action_that_fails_gives_a_notice(failing: Server, action: str, language: str, heard: str) -> None:
    reply = failing.reply(action, "Berapa biaya paspor?", language=language)
    assert (reply.kind, reply.language) == (Kind.NOTICE, heard)
    assert reply.text == translate("notice-unavailable", heard)
    assert failing.slots == {}


def test_before_anything_is_published_there_is_a_notice(engine: Engine) -> None:
    tools = Tools(engine, broken, lambda: Messages(None, {}))
    server = Server(TestClient(create_app(tools, TOKEN), headers={"Authorization": f"Bearer {TOKEN}"}))
    assert server.reply("action_thanks", "makasih").kind is Kind.NOTICE


def test_the_error_is_logged_with_its_cause(failing: Server, capture: Callable[[], list[dict[str, Any]]]) -> None:
    failing.reply("action_answer", "Berapa biaya paspor?")
    error, action = capture()
    assert (error["event"], error["log_level"], error["name"]) == ("action_failed", "error", "action_answer")
    assert error["exc_info"]
    assert (action["event"], action["kinds"]) == ("action", ["notice"])


def test_where_a_case_can_be_opened_a_failing_search_does_not_stop_it(failing: Server, engine: Engine) -> None:
    assert failing.reply("action_handoff", "minta petugas").kind is Kind.HANDOFF
    assert len(cases(engine)) == 1


@pytest.fixture
def rasa(failing: Server) -> httpx.MockTransport:
    """A Rasa that hands every message to the action server."""

    def handle(request: httpx.Request) -> httpx.Response:
        message = json.loads(request.content)
        body = call("action_answer", message["message"], message_id=message["metadata"]["message_id"])
        return httpx.Response(200, json=failing.client.post("/webhook", json=body).json()["responses"])

    return httpx.MockTransport(handle)


@pytest.mark.anyio
async def test_a_turn_whose_action_fails_is_listed_as_failed(
    rasa: httpx.MockTransport, settings: Settings, engine: Engine, sealer: Sealer, messages: Messages
) -> None:
    assistant = Assistant("http://rasa", "token", 4.5, rasa)
    services = Services(settings, engine, sealer, assistant, make_locks(""), lambda: messages)
    _, (reply,) = await take_turn(services, Incoming("web", None, "c-1", "Berapa biaya paspor?"))
    await assistant.close()
    assert reply.kind is Kind.NOTICE
    with transaction(engine) as session:
        message = session.query(Message).one()
        assert message.answered_at is not None and message.sealed is None
        assert session.query(Unanswered).one().reason == "failed"
