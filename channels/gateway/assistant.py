"""The assistant over HTTP: Rasa's REST channel, whose silence counts as a failure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
import structlog
from pydantic import ValidationError

from core.reply import Reply

log = structlog.get_logger(__name__)
FORGET_SECONDS = 2.0


class AssistantError(Exception):
    """The assistant gave no usable reply; `reason` is one of unavailable, silent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Turn:
    """What the assistant gets: already masked, neutralised and short."""

    conversation_id: str
    message_id: str
    text: str
    language: str
    request_id: str

    def body(self) -> dict[str, Any]:
        metadata = {"message_id": self.message_id, "language": self.language, "request_id": self.request_id}
        return {"sender": self.conversation_id, "message": self.text, "metadata": metadata}


class Assistant:
    """A client of one Rasa server."""

    def __init__(self, url: str, token: str, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> None:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            limits=limits,
            transport=transport,
        )

    async def reply(self, turn: Turn) -> list[Reply]:
        """Send one turn. Raises AssistantError when nothing usable comes back."""
        headers = {"X-Request-ID": turn.request_id}
        data = await self._json("POST", "/webhooks/rest/webhook", json=turn.body(), headers=headers)
        return _replies(data)

    async def seen(self, conversation_id: str, message_id: str) -> list[Reply] | None:
        """Replies of a turn that Rasa has seen before a crash, or None when it has not seen it."""
        path = f"/webhooks/rest/turns/{quote(conversation_id, safe='')}/{quote(message_id, safe='')}"
        data = await self._json("GET", path)
        if not isinstance(data, dict) or not data.get("seen"):
            return None
        return _replies(data.get("messages"))

    async def forget(self, conversation_id: str) -> bool:
        """Delete what the assistant remembers of a conversation; False when that could not be done now."""
        return await self._delete(f"/{quote(conversation_id, safe='')}")

    async def forget_idle(self, before: datetime) -> bool:
        """Delete every conversation that the assistant last heard of before a moment; False when that failed."""
        return await self._delete(f"?idle_before={before.timestamp():.0f}")

    async def _delete(self, what: str) -> bool:
        try:
            data = await self._json("DELETE", f"/webhooks/rest/conversations{what}", timeout=FORGET_SECONDS)
        except AssistantError:
            return False
        return isinstance(data, dict) and "deleted" in data

    async def healthy(self) -> bool:
        try:
            return (await self._client.get("/webhooks/rest/", timeout=2)).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        await self._client.aclose()

    async def _json(self, method: str, path: str, **options: Any) -> Any:
        try:
            response = await self._client.request(method, path, **options)
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as error:
            log.warning("assistant_unavailable", error=type(error).__name__)
            raise AssistantError("unavailable") from error


def _replies(data: object) -> list[Reply]:
    messages = data if isinstance(data, list) else []
    replies = [reply for message in messages if (reply := _reply(message))]
    if not replies:
        log.warning("assistant_silent")
        raise AssistantError("silent")
    return replies


def _reply(message: object) -> Reply | None:
    custom = message.get("custom") if isinstance(message, dict) else None
    try:
        return Reply.model_validate(custom) if custom else None
    except ValidationError:
        log.error("assistant_reply_invalid")
        return None
