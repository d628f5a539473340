"""The conversation store: a message is kept before it is acknowledged, a reply before it is sent.

Every function is one transaction; callers run them off the event loop.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from cryptography.fernet import InvalidToken
from sqlalchemy import CursorResult, Engine, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import now
from core.database import transaction
from core.reply import Reply
from core.secrets import Sealer
from core.tables import Conversation, Feedback, Message, Offer, StoredReply, Unanswered
from core.text.mask import mask

# PostgreSQL keeps no NUL in a text.
_NUL = "\x00"


class UnknownConversation(LookupError):
    """No conversation has this id."""


class UnknownReply(LookupError):
    """The conversation has no such reply."""


class MessageConflict(ValueError):
    """The client message id was used before with another body."""


@dataclass(frozen=True)
class Incoming:
    """One message as a channel hands it over; `text` is the resident's own words."""

    channel: str
    conversation_id: str | None
    client_message_id: str
    text: str
    payload: str | None = None
    language: str = "auto"

    @property
    def fingerprint(self) -> str:
        parts = (self.text, self.payload or "", self.language)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Received:
    """Where a message was stored. `replies` is None until it is answered; `again` when it came before."""

    message_id: str
    conversation_id: str
    language: str
    payload_offered: bool
    replies: list[Reply] | None
    again: bool = False


def receive(engine: Engine, sealer: Sealer, incoming: Incoming, detected: str | None) -> Received:
    """Store `incoming` once and say where; a repetition finds the first one.

    Raises UnknownConversation, or MessageConflict when the id was used with another body.
    """
    try:
        with transaction(engine) as session:
            if known := _find(session, incoming):
                return known
            return _store(session, sealer, incoming, detected)
    except IntegrityError:
        # Another request with the same id won the race; its row is there now.
        with transaction(engine) as session:
            if known := _find(session, incoming):
                return known
        raise


def _find(session: Session, incoming: Incoming) -> Received | None:
    message = session.scalar(
        select(Message).where(
            Message.channel == incoming.channel, Message.client_message_id == incoming.client_message_id
        )
    )
    if message is None:
        return None
    elsewhere = incoming.conversation_id not in (None, message.conversation_id)
    if elsewhere or message.fingerprint != incoming.fingerprint:
        raise MessageConflict(incoming.client_message_id)
    return Received(
        message.id,
        message.conversation_id,
        message.language,
        _offered(session, message.conversation_id, incoming.payload),
        _replies_of(session, message) if message.answered_at else None,
        again=True,
    )


def _store(session: Session, sealer: Sealer, incoming: Incoming, detected: str | None) -> Received:
    conversation = _conversation(session, incoming)
    if incoming.language != "auto":
        conversation.language, conversation.language_chosen = incoming.language, True
    elif detected and not conversation.language_chosen:
        conversation.language = detected
    conversation.updated_at = now()
    message = Message(
        id=str(uuid4()),
        conversation_id=conversation.id,
        channel=incoming.channel,
        client_message_id=incoming.client_message_id,
        fingerprint=incoming.fingerprint,
        text=mask(incoming.text.replace(_NUL, "")),
        sealed=sealer.seal(f"{incoming.payload or ''}\x1f{incoming.text}"),
        language=conversation.language or "id",
        received_at=conversation.updated_at,
    )
    session.add(message)
    session.flush()
    offered = _offered(session, conversation.id, incoming.payload)
    return Received(message.id, conversation.id, message.language, offered, None)


def _conversation(session: Session, incoming: Incoming) -> Conversation:
    if incoming.conversation_id is not None:
        conversation = _known(session, incoming.conversation_id)
        if conversation.channel != incoming.channel:
            raise UnknownConversation(incoming.conversation_id)
        return conversation
    conversation = Conversation(
        id=secrets.token_urlsafe(24), channel=incoming.channel, created_at=now(), updated_at=now()
    )
    session.add(conversation)
    session.flush()
    return conversation


def _known(session: Session, conversation_id: str) -> Conversation:
    conversation = None if _NUL in conversation_id else session.get(Conversation, conversation_id)
    if conversation is None:
        raise UnknownConversation(conversation_id)
    return conversation


def _offered(session: Session, conversation_id: str, payload: str | None) -> bool:
    if payload is None or _NUL in payload:
        return False
    return session.get(Offer, (conversation_id, payload)) is not None


def _replies_of(session: Session, message: Message) -> list[Reply]:
    rows = session.scalars(
        select(StoredReply).where(StoredReply.message_id == message.id).order_by(StoredReply.position)
    )
    return [Reply.model_validate(row.body) for row in rows]


def load_replies(engine: Engine, message_id: str) -> list[Reply] | None:
    """The stored replies of a message, or None while it is unanswered."""
    with transaction(engine) as session:
        message = session.get(Message, message_id)
        return _replies_of(session, message) if message and message.answered_at else None


def answer(engine: Engine, message_id: str, replies: Sequence[Reply], unanswered: str | None = None) -> list[Reply]:
    """Store the replies of a message and forget its sealed original, once; returns what is stored.

    `unanswered` lists the question for the content team with that reason.
    """
    with transaction(engine) as session:
        message = session.get_one(Message, message_id, with_for_update=True)
        if message.answered_at:
            return _replies_of(session, message)
        for position, reply in enumerate(replies):
            session.add(_stored(message, position, reply))
        _offer(session, message.conversation_id, replies)
        message.answered_at, message.sealed = now(), None
        if unanswered:
            session.add(Unanswered(message_id=message.id, reason=unanswered, created_at=now()))
        return list(replies)


def _stored(message: Message, position: int, reply: Reply) -> StoredReply:
    return StoredReply(
        id=reply.id,
        conversation_id=message.conversation_id,
        message_id=message.id,
        position=position,
        body=reply.model_dump(mode="json"),
        created_at=now(),
    )


def _offer(session: Session, conversation_id: str, replies: Sequence[Reply]) -> None:
    payloads = {quick.payload for reply in replies for quick in reply.quick_replies}
    rows = [{"conversation_id": conversation_id, "payload": payload} for payload in sorted(payloads)]
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(Offer).values(rows).on_conflict_do_nothing())


def replies_after(engine: Engine, conversation_id: str, sequence: int) -> list[tuple[int, Reply]]:
    """Replies of a conversation with a sequence greater than `sequence`, oldest first.

    Raises UnknownConversation.
    """
    with transaction(engine) as session:
        _known(session, conversation_id)
        rows = session.scalars(
            select(StoredReply)
            .where(StoredReply.conversation_id == conversation_id, StoredReply.sequence > sequence)
            .order_by(StoredReply.sequence)
        )
        return [(row.sequence, Reply.model_validate(row.body)) for row in rows]


def history(engine: Engine, conversation_id: str) -> list[tuple[str, list[Reply]]]:
    """Masked questions of a conversation with their replies, oldest first. Raises UnknownConversation."""
    with transaction(engine) as session:
        _known(session, conversation_id)
        rows = session.scalars(
            select(Message).where(Message.conversation_id == conversation_id).order_by(Message.received_at)
        )
        return [(row.text, _replies_of(session, row)) for row in rows]


def give_feedback(engine: Engine, conversation_id: str, reply_id: str, useful: bool, text: str | None) -> None:
    """Keep what a resident thought of a reply. Raises UnknownConversation or UnknownReply."""
    with transaction(engine) as session:
        _known(session, conversation_id)
        reply = session.scalar(
            select(StoredReply).where(
                StoredReply.id == reply_id.replace(_NUL, ""), StoredReply.conversation_id == conversation_id
            )
        )
        if reply is None:
            raise UnknownReply(reply_id)
        masked = mask(text.replace(_NUL, "")) if text else None
        session.merge(Feedback(reply_id=reply.id, useful=useful, text=masked, created_at=now()))


@dataclass(frozen=True)
class Pending:
    """A message that was acknowledged or at least stored, and has no reply yet."""

    message_id: str
    conversation_id: str
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
    offered = payload if _offered(session, message.conversation_id, payload) else None
    return Pending(message.id, message.conversation_id, offered, text, message.language)


def forget(engine: Engine, sealed_hours: int, retention_days: int) -> tuple[int, int]:
    """Drop sealed originals and conversations past their time; returns how many of each."""
    with transaction(engine) as session:
        sealed = session.execute(
            update(Message)
            .where(Message.sealed.is_not(None), Message.received_at < now() - timedelta(hours=sealed_hours))
            .values(sealed=None)
        )
        old = session.execute(
            delete(Conversation).where(Conversation.updated_at < now() - timedelta(days=retention_days))
        )
        return _count(sealed), _count(old)


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
