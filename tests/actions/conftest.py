"""The action server over a small index, with the product's own fixed texts."""

import copy
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from actions.server import create_app
from actions.tools import Tools
from core.database import make_engine, transaction
from core.published_messages import Messages, load_messages
from core.reply import Reply
from core.settings import ROOT, Settings
from knowledge_base.files import load_content
from knowledge_base.imports import seed
from office.tables import Case
from retrieval.fusion import Fusion
from retrieval.passages import Passage
from retrieval.search import Searcher
from tests.retrieval.samples import PASSAGES, searcher

TOKEN = "a-token-of-the-test"
CHIPS = [
    {"title": "Biaya", "text": "Berapa biaya paspor?"},
    {"title": "Tidak ada", "text": "Apa kabar?"},
    {"title": "Jam buka", "text": "Jam berapa kantor buka?"},
]
# As Rasa 3.6 sends it; only what a test changes is filled in by `call`.
REQUEST: dict[str, Any] = {
    "next_action": "action_answer",
    "sender_id": "aG3vU1-conversation",
    "tracker": {
        "sender_id": "aG3vU1-conversation",
        "slots": {"last_capability": None, "last_question": None, "last_section": None, "language": None},
        "latest_message": {
            "intent": {"name": "ask_requirements", "confidence": 0.97},
            "entities": [],
            "text": "",
            "message_id": "5d0b6f3c9c0a4b0f8f7e5f5a1c9e4d21",
            "metadata": {"message_id": "m-1", "language": "id", "request_id": "r-1"},
            "text_tokens": [[0, 4]],
            "intent_ranking": [{"name": "ask_requirements", "confidence": 0.97}],
        },
        "latest_event_time": 1795579200.5,
        "followup_action": None,
        "paused": False,
        "events": [
            {"event": "action", "timestamp": 1795579200.1, "name": "action_session_start", "policy": None},
            {"event": "session_started", "timestamp": 1795579200.1},
            {"event": "action", "timestamp": 1795579200.1, "name": "action_listen", "policy": None},
        ],
        "latest_input_channel": "rest",
        "active_loop": {},
        "latest_action": {"action_name": "action_listen"},
        "latest_action_name": "action_listen",
    },
    "version": "3.6.21",
    "domain": {"version": "3.1", "config": {"store_entities_as_slots": True}, "intents": [], "actions": []},
}


def call(
    action: str,
    text: str = "",
    *,
    language: str = "id",
    message_id: str = "m-1",
    confidence: float = 0.97,
    intent: str = "ask_requirements",
    entities: dict[str, str] | None = None,
    slots: dict[str, str] | None = None,
) -> dict[str, Any]:
    """The whole body of a webhook request."""
    body = copy.deepcopy(REQUEST)
    body["next_action"] = action
    body["tracker"]["slots"].update(slots or {})
    message = body["tracker"]["latest_message"]
    message["text"] = text
    message["intent"] = {"name": intent, "confidence": confidence}
    message["metadata"].update(message_id=message_id, language=language)
    message["entities"] = [
        {"entity": name, "value": value, "start": 0, "end": len(value), "extractor": "RegexEntityExtractor"}
        for name, value in (entities or {}).items()
    ]
    return body


@pytest.fixture(scope="session")
def published_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose release holds the product's fixed texts and the facts in them."""
    folder = tmp_path_factory.mktemp("published")
    for part in ("facts", "messages"):
        shutil.copytree(ROOT / "knowledge_base" / "content" / part, folder / "content" / part)
    path = folder / "tanya.db"
    shutil.copyfile(migrated_file, path)
    engine = make_engine(f"sqlite:///{path}")
    assert seed(engine, load_content(folder / "content"))
    engine.dispose()
    return path


@pytest.fixture
def engine(settings: Settings, published_file: Path) -> Iterator[Engine]:
    shutil.copyfile(published_file, settings.data_dir / "tanya.db")
    engine = make_engine(settings.sqlalchemy_url)
    yield engine
    engine.dispose()


@pytest.fixture
def messages(engine: Engine) -> Messages:
    """The published texts, with chips of which the index answers two."""
    published = load_messages(engine)
    return replace(published, entries={**published.entries, "id": {**published.entries["id"], "chips": CHIPS}})


class Server:
    """A client of the action server."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.slots: dict[str, str | None] = {}

    def replies(self, action: str, text: str = "", **more: Any) -> list[Reply]:
        """Send a whole request, check the shape of what comes back, keep its slots."""
        response = self.client.post("/webhook", json=call(action, text, **more))
        assert response.status_code == 200, response.text
        body = response.json()
        assert set(body) == {"events", "responses"}
        for event in body["events"]:
            assert set(event) == {"event", "name", "value", "timestamp"} and event["event"] == "slot"
        self.slots = {event["name"]: event["value"] for event in body["events"]}
        assert body["responses"] and all(set(item) == {"custom"} for item in body["responses"])
        return [Reply.model_validate(item["custom"]) for item in body["responses"]]

    def reply(self, action: str, text: str = "", **more: Any) -> Reply:
        (reply,) = self.replies(action, text, **more)
        return reply

    @classmethod
    def over(cls, engine: Engine, messages: Messages, search: Searcher) -> "Server":
        """A server that answers from one index."""
        tools = Tools(engine, lambda: search, lambda: messages)
        return cls(TestClient(create_app(tools, TOKEN), headers={"Authorization": f"Bearer {TOKEN}"}))


class Talk:
    """Messages of one conversation, each turn with the slots the turns before it left."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.slots: dict[str, str] = {}

    def says(self, text: str, action: str = "action_answer", **more: Any) -> Reply:
        reply = self.server.reply(action, text, slots=self.slots, **more)
        changed = {**self.slots, **self.server.slots}
        self.slots = {name: value for name, value in changed.items() if value is not None}
        return reply

    def presses(self, title: str, reply: Reply) -> Reply:
        (button,) = [button for button in reply.quick_replies if button.title == title]
        said = json.loads(button.payload.removeprefix("/choose"))["say"]
        return self.says(button.payload, entities={"say": said})


def lines(reply: Reply) -> list[str]:
    """The items of the lists in a reply."""
    return [line.removeprefix("- ") for line in reply.text.splitlines() if line.startswith("- ")]


def sources(reply: Reply) -> list[str]:
    return [f"{source.document}#{source.section}" for source in reply.sources]


Serve = Callable[..., Server]


@pytest.fixture
def serve(engine: Engine, messages: Messages) -> Serve:
    """A server whose search decides by the given fusion over the given passages."""

    def served(how: Fusion | None = None, passages: Sequence[Passage] = PASSAGES) -> Server:
        return Server.over(engine, messages, searcher(how, passages))

    return served


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve()


def cases(engine: Engine) -> list[Case]:
    with transaction(engine) as session:
        return list(session.scalars(select(Case).order_by(Case.sequence)))


@pytest.fixture
def capture(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the server logged since the test began, however logging was set up before."""
    monkeypatch.setattr("actions.server.log", structlog.get_logger())
    with structlog.testing.capture_logs() as lines:
        yield lambda: [dict(line) for line in lines]
