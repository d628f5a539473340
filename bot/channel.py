"""The only door into Rasa: a token-protected REST channel for the gateway.

POST   /webhooks/rest/webhook                      {"sender", "message", "metadata"} -> [bot message]
GET    /webhooks/rest/turns/<sender>/<message id>  {"seen": bool, "messages": [bot message]}
DELETE /webhooks/rest/conversations/<sender>       {"deleted": number of events}
DELETE /webhooks/rest/conversations?idle_before=T  the same for all whose last event is older than T, Unix seconds
GET    /webhooks/rest/                             {"status": "ok"}, without token

All but the last want `Authorization: Bearer <token>`. `metadata.message_id` is the gateway's id of the
message; the header X-Request-ID appears in the log lines of the turn and in `metadata.request_id`.
"""

import asyncio
import hmac
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Any

import structlog
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.tracker import delete_conversation, delete_idle, turn_messages

logger = logging.getLogger(__name__)

Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]

# Rasa obeys "/intent{...}" in any text with confidence 1.0; only buttons may use it.
PAYLOAD_INTENTS = frozenset({"choose", "ask_officer", "show_menu"})
_COMMAND = re.compile(r"\s*/+\s*([A-Za-z_]*)")
_REQUEST_ID = re.compile(r"[\w.:-]{1,128}")
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)


class BadRequest(ValueError):
    """The body is not what this channel accepts; the text says what is wrong."""


@dataclass(frozen=True)
class Turn:
    """One message of a resident, as the gateway sends it."""

    sender: str
    text: str
    metadata: dict[str, Any]

    @classmethod
    def from_json(cls, body: Any) -> "Turn":
        """Raise BadRequest unless `body` is {"sender": str, "message": str, "metadata"?: object}."""
        if not isinstance(body, dict):
            raise BadRequest("the body must be a JSON object")
        sender, text, metadata = body.get("sender"), body.get("message"), body.get("metadata") or {}
        if not isinstance(sender, str) or not 0 < len(sender) <= 255:
            raise BadRequest("sender must be a string of 1 to 255 characters")
        if not isinstance(text, str):
            raise BadRequest("message must be a string")
        if not isinstance(metadata, dict):
            raise BadRequest("metadata must be an object")
        return cls(sender, harmless(text), metadata)


def harmless(text: str) -> str:
    """Take the leading slash from everything but the payloads of buttons."""
    match = _COMMAND.match(text)
    if match is None or (text.startswith("/") and match[1] in PAYLOAD_INTENTS):
        return text
    return text.lstrip().lstrip("/").lstrip()


class TokenRestInput(InputChannel):
    """The channel; Rasa creates it from bot/credentials.yml."""

    def __init__(self, token: str) -> None:
        self._expected = f"Bearer {token}".encode()

    @classmethod
    def name(cls) -> str:
        """`rest`, so that the addresses are those of Rasa's own REST channel."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "TokenRestInput":
        """Raise ValueError when no token is set: an open door must not start."""
        token = str((credentials or {}).get("token") or "")
        if not token or token.startswith("$"):
            raise ValueError("RASA_TOKEN is not set")
        return cls(token)

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """What the gateway sends along; it lands on the user event and in latest_message.metadata."""
        metadata = (request.json or {}).get("metadata")
        return metadata if isinstance(metadata, dict) else None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes under /webhooks/rest."""
        blueprint = Blueprint("token_rest", __name__)

        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok"})

        async def receive(request: Request) -> HTTPResponse:
            turn = Turn.from_json(request.json)
            return json(await _finish(_run(turn, on_new_message)))

        async def seen(request: Request, sender: str, message_id: str) -> HTTPResponse:
            messages = await turn_messages(request.app.ctx.agent, sender, message_id)
            return json({"seen": messages is not None, "messages": messages or []})

        async def delete(request: Request, sender: str) -> HTTPResponse:
            return json({"deleted": await delete_conversation(request.app.ctx.agent, sender)})

        async def delete_old(request: Request) -> HTTPResponse:
            return json({"deleted": await delete_idle(request.app.ctx.agent, _moment(request.args.get("idle_before")))})

        blueprint.add_route(health, "/", methods=["GET"])
        blueprint.add_route(self._guarded(receive), "/webhook", methods=["POST"])
        blueprint.add_route(self._guarded(seen), "/turns/<sender:str>/<message_id:str>", methods=["GET"])
        blueprint.add_route(self._guarded(delete), "/conversations/<sender:str>", methods=["DELETE"])
        blueprint.add_route(self._guarded(delete_old), "/conversations", methods=["DELETE"])
        return blueprint

    def _guarded(self, handler: Handler) -> Handler:
        """Check the token, bind the request id, and answer every failure in JSON."""

        @wraps(handler)
        async def guarded(request: Request, **arguments: str) -> HTTPResponse:
            if not hmac.compare_digest(_authorization(request), self._expected):
                return json({"error": "unauthorized"}, status=401)
            structlog.contextvars.clear_contextvars()
            structlog.contextvars.bind_contextvars(request_id=request_id(request))
            try:
                return await handler(request, **arguments)
            except BadRequest as error:
                return json({"error": "bad_request", "detail": str(error)}, status=400)
            except NotImplementedError as error:
                return json({"error": "not_supported", "detail": str(error)}, status=501)
            except SanicException as error:
                return json({"error": "bad_request"}, status=error.status_code or 400)
            except Exception:
                logger.exception("request_failed")
                return json({"error": "turn_failed"}, status=500)

        return guarded


def request_id(request: Request) -> str | None:
    """The gateway's X-Request-ID, if it is a plain identifier."""
    value = request.headers.get("x-request-id") or ""
    return value if _REQUEST_ID.fullmatch(value) else None


def _moment(value: str | None) -> float:
    if not _SECONDS.fullmatch(value or ""):
        raise BadRequest("idle_before must be a time in Unix seconds")
    return float(value or "")


def _authorization(request: Request) -> bytes:
    return (request.headers.get("authorization") or "").encode("utf-8", "replace")


async def _finish(turn: Awaitable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    # A gateway that hangs up must not cut a turn in two: what was done would not be in the tracker.
    return await asyncio.shield(asyncio.ensure_future(turn))


async def _run(turn: Turn, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> list[dict[str, Any]]:
    collector = CollectingOutputChannel()
    bound = structlog.contextvars.get_contextvars().get("request_id")
    metadata = {"request_id": bound, **turn.metadata} if bound else turn.metadata
    message = UserMessage(
        turn.text,
        collector,
        turn.sender,
        input_channel=TokenRestInput.name(),
        message_id=metadata.get("message_id"),
        metadata=metadata,
    )
    started = time.perf_counter()
    await on_new_message(message)
    fields = {
        "duration_ms": round(1000 * (time.perf_counter() - started), 1),
        "messages": len(collector.messages),
    }
    if collector.messages:
        logger.info("turn", extra={"fields": fields})
    else:
        logger.error("turn_without_reply", extra={"fields": fields})
    return collector.messages
