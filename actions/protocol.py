"""Rasa's action protocol as plain JSON: what a call holds and what goes back."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from core.reply import Reply


class Tracker(BaseModel):
    """The part of Rasa's tracker that actions read."""

    sender_id: str
    slots: dict[str, Any] = {}
    latest_message: dict[str, Any] = {}


class ActionCall(BaseModel):
    """The body of a webhook request."""

    next_action: str
    sender_id: str
    tracker: Tracker


@dataclass(frozen=True)
class Turn:
    """One message of a resident as an action sees it: masked, short, already understood."""

    conversation_id: str
    message_id: str
    text: str
    intent: str
    confidence: float
    entities: dict[str, list[str]]
    language: str
    slots: dict[str, Any]

    def entity(self, name: str) -> str | None:
        """The first value of an entity in this message."""
        values = self.entities.get(name)
        return values[0] if values else None

    def slot(self, name: str) -> str | None:
        value = self.slots.get(name)
        return str(value) if value else None


@dataclass(frozen=True)
class Outcome:
    """Replies, and slots for the next turn."""

    replies: list[Reply]
    slots: dict[str, str | None] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        events = [
            {"event": "slot", "name": name, "value": value, "timestamp": None} for name, value in self.slots.items()
        ]
        responses = [{"custom": reply.model_dump(mode="json")} for reply in self.replies]
        return {"events": events, "responses": responses}


def turn_of(call: ActionCall) -> Turn:
    """The turn of a call. A message without our metadata (a direct client) is its own message id."""
    message = call.tracker.latest_message
    metadata = message.get("metadata") or {}
    intent = message.get("intent") or {}
    entities: dict[str, list[str]] = {}
    for entity in message.get("entities") or []:
        entities.setdefault(str(entity.get("entity")), []).append(str(entity.get("value")))
    return Turn(
        conversation_id=call.sender_id,
        message_id=str(metadata.get("message_id") or message.get("message_id") or call.sender_id),
        text=str(message.get("text") or ""),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        entities=entities,
        language=str(metadata.get("language") or "id"),
        slots=call.tracker.slots,
    )
