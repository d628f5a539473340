"""Tables of the conversation: what came in, what went out, what nobody could answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class Conversation(Base):
    """`id` holds 192 random bits and is the capability to read the conversation."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(8))
    language_chosen: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Message(Base):
    """One message of a resident: a masked copy, and the sealed original until it is answered."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("channel", "client_message_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    client_message_id: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(8))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class StoredReply(Base):
    """A reply as it was sent; `sequence` is the event id of the stream and only ever grows."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        Index("ix_replies_stream", "conversation_id", "sequence"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    position: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Offer(Base):
    """A payload that was offered as a button; no other payload counts in that conversation."""

    __tablename__ = "offers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    payload: Mapped[str] = mapped_column(String(200), primary_key=True)


class Feedback(Base):
    """What a resident thought of one reply; a second opinion replaces the first."""

    __tablename__ = "feedback"

    reply_id: Mapped[str] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True)
    useful: Mapped[bool]
    text: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Unanswered(Base):
    """A question the service could not answer, for the content team to look at."""

    __tablename__ = "unanswered"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PrivacyNotice(Base):
    """When and where a resident was first told what is kept: at `opening` by the channel itself, or in a `reply`."""

    __tablename__ = "privacy_notices"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    shown_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(16))


class Erasure(Base):
    """The receipt of a deletion that a resident asked for; it outlives the conversation and then names nobody."""

    __tablename__ = "erasures"
    __table_args__ = ({"sqlite_autoincrement": True},)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime)
    messages: Mapped[int]
    replies: Mapped[int]
    feedback: Mapped[int]

    @property
    def number(self) -> str:
        """The number on the receipt, for example HD-2026-000012."""
        return f"HD-{self.erased_at.year}-{self.sequence:06d}"


class TrackerErasure(Base):
    """A conversation that the assistant's working memory still has to forget; gone once it has."""

    __tablename__ = "tracker_erasures"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
