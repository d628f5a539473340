"""Deleting what a resident wrote when they ask for it, and the assistant's memory of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from core.clock import now
from core.conversations import keep, replies_of, waiting
from core.database import transaction
from core.reply import Reply
from core.tables import Erasure, Feedback, Message, Offer, StoredReply
from core.trackers import queue


@dataclass(frozen=True)
class Erased:
    """What the receipt of a deletion says."""

    number: str
    at: datetime
    messages: int
    replies: int
    feedback: int


def erase(engine: Engine, message_id: str, receipt: Callable[[Erased], Reply], tracker_left: bool) -> list[Reply]:
    """Delete all that came before the message that confirms it, and answer that message with the receipt, at once.

    Messages, replies, feedback, offered buttons and the list of unanswered questions go; the conversation itself stays,
    so that the receipt can be read and a new question asked. `tracker_left` queues the assistant's memory. Done again,
    it returns the first receipt. Raises MessageGone.
    """
    with transaction(engine) as session:
        message = waiting(session, message_id, lock=True)
        if message.answered_at:
            return replies_of(session, message)
        erasure = _delete_before(session, message)
        if tracker_left:
            queue(session, [message.conversation_id])
        reply = receipt(Erased(erasure.number, erasure.erased_at, erasure.messages, erasure.replies, erasure.feedback))
        keep(session, message, [reply])
        return [reply]


def _delete_before(session: Session, message: Message) -> Erasure:
    conversation_id = message.conversation_id
    before = (
        Message.conversation_id == conversation_id,
        Message.id != message.id,
        Message.received_at <= message.received_at,
    )
    replies = select(StoredReply.id).join(Message, StoredReply.message_id == Message.id).where(*before).subquery()
    feedback = select(Feedback.reply_id).join(replies, Feedback.reply_id == replies.c.id).subquery()
    erasure = Erasure(
        conversation_id=conversation_id,
        erased_at=now(),
        messages=session.scalar(select(func.count()).select_from(Message).where(*before)) or 0,
        replies=session.scalar(select(func.count()).select_from(replies)) or 0,
        feedback=session.scalar(select(func.count()).select_from(feedback)) or 0,
    )
    # Replies, feedback and the list of unanswered questions go with their messages.
    session.execute(delete(Message).where(*before))
    session.execute(delete(Offer).where(Offer.conversation_id == conversation_id))
    session.add(erasure)
    session.flush()
    return erasure
