"""The channel-neutral reply: actions produce it, channels render it, the store keeps it."""

from datetime import date
from enum import StrEnum
from uuid import uuid4

from pydantic import BaseModel, Field


class Kind(StrEnum):
    """What a reply means; the web contract publishes these words."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    FORM = "form"
    QUEUE = "queue"
    STATUS = "status"
    HANDOFF = "handoff"
    EMERGENCY = "emergency"
    OUT_OF_SCOPE = "out_of_scope"
    FALLBACK = "fallback"
    GREETING = "greeting"
    NOTICE = "notice"


class QuickReply(BaseModel):
    """A button: `title` is what the resident reads, `payload` what is sent back."""

    title: str
    payload: str


class Source(BaseModel):
    """Where an answer comes from and when a person last checked it."""

    document: str
    section: str
    title: str
    url: str | None = None
    revision: int
    verified_on: date
    overdue: bool = False


class Reply(BaseModel):
    """One reply. `text` is a Markdown subset: paragraphs, bold, lists and links."""

    id: str = Field(default_factory=lambda: str(uuid4()))
    kind: Kind
    text: str
    language: str = "id"
    quick_replies: list[QuickReply] = []
    sources: list[Source] = []
    confidence: float | None = Field(default=None, ge=0, le=1)
