"""What a crash left open, and forgetting what has had its time."""

from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from core.clock import now
from core.conversations import offered
from core.database import count_of, insert_once, transaction
from core.secrets import Sealer
from core.tables import Conversation, Message, Unanswered
from core.trackers import queue

AT_ONCE = 500


@dataclass(frozen=True)
class Pending:
    """A message that was acknowledged or at least stored, and has no reply yet."""

    message_id: str
    conversation_id: str
    channel: str
    payload: str | None
    text: str
    language: str


def pending(engine: Engine, sealer: Sealer, older_than: timedelta = timedelta(0)) -> list[Pending]:
    """Unanswered messages whose original can still be read, oldest first; a payload only if it was offered."""
    with transaction(engine) as session:
        rows = session.scalars(
            select(Message)
            .where(Message.answered_at.is_(None), Message.sealed.is_not(None))
            .where(Message.received_at <= now() - older_than)
            .order_by(Message.received_at)
        )
        return [item for row in rows.all() if (item := _unsealed(session, sealer, row))]


def _unsealed(session: Session, sealer: Sealer, message: Message) -> Pending | None:
    try:
        payload, _, text = sealer.unseal(message.sealed or b"").partition("\x1f")
    except InvalidToken:
        # Sealed under another key: nobody can read it, and the others must not wait for it.
        return None
    button = payload if offered(session, message.conversation_id, payload) else None
    return Pending(message.id, message.conversation_id, message.channel, button, text, message.language)


def forget(engine: Engine, sealed_hours: int, retention_days: int) -> tuple[int, int]:
    """Drop sealed originals and conversations past their time; returns how many of each.

    A message whose original went unanswered is listed as unanswered with the reason `expired`. The assistant's memory
    of a conversation is queued for deletion with it.
    """
    with transaction(engine) as session:
        return _expire(session, timedelta(hours=sealed_hours)), _retire(session, timedelta(days=retention_days))


def _expire(session: Session, kept: timedelta) -> int:
    old = (Message.sealed.is_not(None), Message.received_at < now() - kept)
    missed = session.scalars(select(Message.id).where(*old, Message.answered_at.is_(None))).all()
    rows = [{"message_id": message_id, "reason": "expired", "created_at": now()} for message_id in missed]
    for start in range(0, len(rows), AT_ONCE):
        insert_once(session, Unanswered, rows[start : start + AT_ONCE])
    return count_of(session.execute(update(Message).where(*old).values(sealed=None)))


def _retire(session: Session, kept: timedelta) -> int:
    idle = Conversation.updated_at < now() - kept
    some = select(Conversation.id).where(idle).limit(AT_ONCE)
    gone = session.scalars(
        # The condition again: a message may have come in between.
        delete(Conversation)
        .where(Conversation.id.in_(some.scalar_subquery()), idle)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    ).all()
    queue(session, gone)
    return len(gone)
