"""What is kept of a conversation, as its resident may take it along: masked, as everything that is kept."""

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from core.conversations import known, replies_of
from core.database import transaction
from core.reply import Reply
from core.tables import Conversation, Erasure, Feedback, Message, PrivacyNotice


class GivenFeedback(BaseModel):
    """What the resident thought of a reply."""

    reply_id: str
    useful: bool
    text: str | None
    given_at: datetime


class ExportedMessage(BaseModel):
    """One message, masked, with its replies and the feedback on them."""

    received_at: datetime
    answered_at: datetime | None
    language: str
    text: str
    replies: list[Reply]
    feedback: list[GivenFeedback]


class ExportedErasure(BaseModel):
    """The receipt of an earlier deletion."""

    number: str
    erased_at: datetime
    messages: int
    replies: int
    feedback: int


class ExportedConversation(BaseModel):
    """Everything kept of a conversation, oldest first."""

    conversation_id: str
    channel: str
    language: str | None
    created_at: datetime
    updated_at: datetime
    privacy_notice_shown_at: datetime | None
    messages: list[ExportedMessage]
    erasures: list[ExportedErasure]


def export(engine: Engine, conversation_id: str) -> ExportedConversation:
    """Everything kept of a conversation. Raises UnknownConversation."""
    with transaction(engine) as session:
        conversation = known(session, conversation_id)
        notice = session.get(PrivacyNotice, conversation_id)
        return ExportedConversation(
            conversation_id=conversation.id,
            channel=conversation.channel,
            language=conversation.language,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
            privacy_notice_shown_at=notice.shown_at if notice else None,
            messages=_messages(session, conversation),
            erasures=_erasures(session, conversation),
        )


def _messages(session: Session, conversation: Conversation) -> list[ExportedMessage]:
    rows = select(Message).where(Message.conversation_id == conversation.id).order_by(Message.received_at)
    return [_message(session, row) for row in session.scalars(rows).all()]


def _message(session: Session, row: Message) -> ExportedMessage:
    replies = replies_of(session, row)
    opinions = session.scalars(select(Feedback).where(Feedback.reply_id.in_([reply.id for reply in replies])))
    return ExportedMessage(
        received_at=row.received_at,
        answered_at=row.answered_at,
        language=row.language,
        text=row.text,
        replies=replies,
        feedback=[
            GivenFeedback(reply_id=item.reply_id, useful=item.useful, text=item.text, given_at=item.created_at)
            for item in opinions
        ],
    )


def _erasures(session: Session, conversation: Conversation) -> list[ExportedErasure]:
    rows = select(Erasure).where(Erasure.conversation_id == conversation.id).order_by(Erasure.sequence)
    return [ExportedErasure.model_validate(row, from_attributes=True) for row in session.scalars(rows)]
