"""A scripted Rasa server behind the gateway's real client, and helpers to ask and to look at what was stored."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Event, Thread
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import uvicorn
from sqlalchemy import Engine, select

from channels.gateway.app import create_app
from channels.gateway.services import Services
from core.database import Base, transaction
from core.reply import Kind, QuickReply, Reply, Source
from core.tables import Message

Json = dict[str, Any]
Row = TypeVar("Row", bound=Base)


def custom(kind: Kind = Kind.ANSWER, text: str = "Bawa KTP dan KK.", **fields: Any) -> Json:
    """One message of Rasa that holds a reply."""
    return {"recipient_id": "x", "custom": Reply(kind=kind, text=text, **fields).model_dump(mode="json")}


def choice(payload: str) -> Json:
    """A question back with one button."""
    return custom(Kind.CLARIFY, "Yang mana?", quick_replies=[QuickReply(title="Paspor hilang", payload=payload)])


def source() -> Source:
    return Source(
        document="paspor-baru",
        section="requirements",
        title="PP 45/2024",
        url="https://example.go.id/pp",
        revision=1,
        verified_on=date(2026, 11, 25),
    )


@dataclass
class FakeRasa:
    """Answers what the script says, in order, and with a plain answer when the script is over."""

    script: list[Any] = field(default_factory=list)
    turns: list[Json] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    seen: dict[str, list[Json]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    forgets: bool = True
    forgotten: list[str] = field(default_factory=list)
    idle_before: list[int] = field(default_factory=list)
    healthy: bool = True
    gates: list[asyncio.Event] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.tokens.append(request.headers.get("authorization"))
        if request.url.path == "/webhooks/rest/":
            return httpx.Response(200 if self.healthy else 503)
        if request.method == "DELETE":
            return self._forget(request.url)
        if request.method == "GET":
            return self._look_up(request.url.path.rsplit("/", 1)[-1])
        return await self._turn(json.loads(request.content))

    def _look_up(self, message_id: str) -> httpx.Response:
        self.looked_up.append(message_id)
        messages = self.seen.get(message_id)
        return httpx.Response(200, json={"seen": messages is not None, "messages": messages or []})

    def _forget(self, url: httpx.URL) -> httpx.Response:
        if not self.forgets:
            raise httpx.ConnectError("refused")
        if "idle_before" in url.params:
            self.idle_before.append(int(url.params["idle_before"]))
        else:
            self.forgotten.append(url.path.removeprefix("/webhooks/rest/conversations/"))
        return httpx.Response(200, json={"deleted": 3})

    async def _turn(self, body: Json) -> httpx.Response:
        self.turns.append(body)
        self.log.append(f"start {body['message']}")
        self.arrived.set()
        if self.gates:
            await self.gates.pop(0).wait()
        self.log.append(f"end {body['message']}")
        answer = self.script.pop(0) if self.script else [custom()]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    @property
    def texts(self) -> list[str]:
        """What Rasa was told, in order."""
        return [turn["message"] for turn in self.turns]


@asynccontextmanager
async def running(
    services: Services, address: str = "127.0.0.1", headers: dict[str, str] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway, which lives for the block; requests come from `address`."""
    app = create_app(services)
    transport = httpx.ASGITransport(app, client=(address, 50000))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=headers) as client,
    ):
        yield client


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextmanager
def serving(services: Services) -> Iterator[str]:
    """The gateway on a free port of this machine; yields its address."""
    config = uvicorn.Config(create_app(services), port=0, log_config=None, ws="none", timeout_graceful_shutdown=1)
    server = _Server(config)
    thread = Thread(target=server.run)
    thread.start()
    assert server.ready.wait(10)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def message(text: str = "syarat paspor", **fields: Any) -> Json:
    """A body of POST /messages with an id of its own."""
    return {"conversation_id": None, "client_message_id": str(uuid4()), "text": text} | fields


async def ask(client: httpx.AsyncClient, text: str = "syarat paspor", **fields: Any) -> Json:
    """Send a message that must be accepted and return the answer."""
    response = await client.post("/api/v1/chat/messages", json=message(text, **fields))
    assert response.status_code == 200, response.text
    answer: Json = response.json()
    return answer


def rows(engine: Engine, table: type[Row]) -> list[Row]:
    """All rows of a table."""
    with transaction(engine) as session:
        return list(session.scalars(select(table)))


def stored(engine: Engine) -> Message:
    """The only message there is."""
    (row,) = rows(engine, Message)
    return row


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait for another task to bring something about; the test's own time limit ends it."""
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.005)
