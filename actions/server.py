"""The action server: Rasa's webhook, and the search it answers from, warm before it says ready."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import structlog
from fastapi import Depends, FastAPI, Header, HTTPException, Response
from fastapi.responses import JSONResponse

from actions.protocol import ActionCall, Outcome, turn_of
from actions.registry import ACTIONS
from actions.tools import Tools
from core.database import make_engine
from core.i18n import spoken, translate
from core.logging import configure_logging
from core.published_messages import cached_messages
from core.reply import Kind, Reply
from core.secrets import secret
from core.settings import get_settings
from retrieval.live import LiveSearch, NotReady

log = structlog.get_logger(__name__)


def create_app(tools: Tools, token: str, search: LiveSearch | None = None) -> FastAPI:
    """The application; `search`, when given, is loaded in the background and followed to new releases."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if search:
            search.start()
        yield
        if search:
            search.stop()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)

    def authorise(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401)

    @app.post("/webhook", dependencies=[Depends(authorise)])
    def webhook(call: ActionCall) -> JSONResponse:
        action = ACTIONS.get(call.next_action)
        if action is None:
            return JSONResponse({"action_name": call.next_action, "error": "unknown action"}, 404)
        turn = turn_of(call)
        structlog.contextvars.bind_contextvars(process="actions", request_id=_request_id(call))
        try:
            outcome = action(turn, tools)
        except NotReady:
            outcome = _unavailable(turn.language)
        except Exception:
            # A resident is waiting: the error goes to the log, and the gateway lists the turn as failed.
            log.exception("action_failed", name=call.next_action)
            outcome = _unavailable(turn.language)
        kinds = [reply.kind.value for reply in outcome.replies]
        log.info("action", name=call.next_action, intent=turn.intent, confidence=turn.confidence, kinds=kinds)
        return JSONResponse(outcome.body())

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> Response:
        ready = search is None or search.ready
        return JSONResponse({"ready": ready}, 200 if ready else 503)

    return app


def _unavailable(language: str) -> Outcome:
    key = "notice-unavailable"
    return Outcome([Reply(kind=Kind.NOTICE, text=translate(key, language), language=spoken(key, language))])


def _request_id(call: ActionCall) -> str:
    metadata: dict[str, Any] = call.tracker.latest_message.get("metadata") or {}
    return str(metadata.get("request_id") or "")


def application() -> FastAPI:
    """The factory uvicorn calls."""
    settings = get_settings()
    configure_logging("actions", settings.log_level)
    engine = make_engine(settings.sqlalchemy_url)
    search = LiveSearch(engine, settings)
    tools = Tools(engine, search.searcher, cached_messages(engine), frozenset(settings.translations))
    return create_app(tools, secret(settings.data_dir, "actions_token"), search)
