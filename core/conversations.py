"""The conversation store: a message is kept before it is acknowledged, a reply before it is sent.

Every function is one transaction; callers run them off the event loop.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import now
from core.database import insert_once, transaction
from core.reply import Reply
from core.secrets import Sealer
from core.tables import Conversation, Feedback, Message, Offer, PrivacyNotice, StoredReply, Unanswered
from core.text.mask import mask

# PostgreSQL keeps no NUL in a text.
_NUL = "\x00"


class UnknownConversation(LookupError):
    """No conversation has this id."""


class UnknownReply(LookupError):
    """The conversation has no such reply."""


class MessageGone(LookupError):
    """The message was deleted while it waited for its answer."""


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
            if found := _find(session, incoming):
                return found
            return _store(session, sealer, incoming, detected)
    except IntegrityError:
        # Another request with the same id won the race; its row is there now.
        with transaction(engine) as session:
            if found := _find(session, incoming):
                return found
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
        offered(session, message.conversation_id, incoming.payload),
        replies_of(session, message) if message.answered_at else None,
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
    there = offered(session, conversation.id, incoming.payload)
    return Received(message.id, conversation.id, message.language, there, None)


def _conversation(session: Session, incoming: Incoming) -> Conversation:
    if incoming.conversation_id is not None:
        conversation = known(session, incoming.conversation_id)
        if conversation.channel != incoming.channel:
            raise UnknownConversation(incoming.conversation_id)
        return conversation
    conversation = Conversation(
        id=secrets.token_urlsafe(24), channel=incoming.channel, created_at=now(), updated_at=now()
    )
    session.add(conversation)
    session.flush()
    return conversation


def known(session: Session, conversation_id: str) -> Conversation:
    """The conversation within a transaction of the caller's. Raises UnknownConversation."""
    conversation = None if _NUL in conversation_id else session.get(Conversation, conversation_id)
    if conversation is None:
        raise UnknownConversation(conversation_id)
    return conversation


def offered(session: Session, conversation_id: str, payload: str | None) -> bool:
    """Whether a payload was offered as a button in a conversation."""
    if payload is None or _NUL in payload:
        return False
    return session.get(Offer, (conversation_id, payload)) is not None


def replies_of(session: Session, message: Message) -> list[Reply]:
    """The stored replies of a message in their order."""
    rows = session.scalars(
        select(StoredReply).where(StoredReply.message_id == message.id).order_by(StoredReply.position)
    )
    return [Reply.model_validate(row.body) for row in rows]


def load_replies(engine: Engine, message_id: str) -> list[Reply] | None:
    """The stored replies of a message, or None while it is unanswered. Raises MessageGone."""
    with transaction(engine) as session:
        message = waiting(session, message_id)
        return replies_of(session, message) if message.answered_at else None


def waiting(session: Session, message_id: str, lock: bool = False) -> Message:
    """The message within a transaction of the caller's, locked if wanted. Raises MessageGone."""
    message = session.get(Message, message_id, with_for_update=lock)
    if message is None:
        raise MessageGone(message_id)
    return message


@dataclass(frozen=True)
class Opening:
    """The privacy notice of first contact: where it is shown, and the reply that says it if a reply does."""

    place: str
    reply: Reply | None = None


def answer(
    engine: Engine,
    message_id: str,
    replies: Sequence[Reply],
    unanswered: str | None = None,
    opening: Opening | None = None,
) -> list[Reply]:
    """Store the replies of a message and forget its sealed original, once; returns what is stored.

    `unanswered` lists the question for the content team with that reason. `opening` is put before the first replies
    of a conversation and recorded. Raises MessageGone.
    """
    with transaction(engine) as session:
        message = waiting(session, message_id, lock=True)
        if message.answered_at:
            return replies_of(session, message)
        said = [*_opened(session, message.conversation_id, opening), *replies]
        keep(session, message, said)
        if unanswered:
            session.merge(Unanswered(message_id=message.id, reason=unanswered, created_at=now()))
        return said


def _opened(session: Session, conversation_id: str, opening: Opening | None) -> list[Reply]:
    if opening is None:
        return []
    row = {"conversation_id": conversation_id, "shown_at": now(), "place": opening.place}
    first = insert_once(session, PrivacyNotice, [row])
    return [opening.reply] if first and opening.reply else []


def keep(session: Session, message: Message, replies: Sequence[Reply]) -> None:
    """Store the replies of a message within a transaction of the caller's."""
    for position, reply in enumerate(replies):
        session.add(_stored(message, position, reply))
    payloads = sorted({quick.payload for reply in replies for quick in reply.quick_replies})
    insert_once(session, Offer, [{"conversation_id": message.conversation_id, "payload": item} for item in payloads])
    message.answered_at, message.sealed = now(), None


def _stored(message: Message, position: int, reply: Reply) -> StoredReply:
    return StoredReply(
        id=reply.id,
        conversation_id=message.conversation_id,
        message_id=message.id,
        position=position,
        body=reply.model_dump(mode="json"),
        created_at=now(),
    )


def replies_after(engine: Engine, conversation_id: str, sequence: int) -> list[tuple[int, Reply]]:
    """Replies of a conversation with a sequence greater than `sequence`, oldest first.

    Raises UnknownConversation.
    """
    with transaction(engine) as session:
        known(session, conversation_id)
        rows = session.scalars(
            select(StoredReply)
            .where(StoredReply.conversation_id == conversation_id, StoredReply.sequence > sequence)
            .order_by(StoredReply.sequence)
        )
        return [(row.sequence, Reply.model_validate(row.body)) for row in rows]


def history(engine: Engine, conversation_id: str) -> list[tuple[str, list[Reply]]]:
    """Masked questions of a conversation with their replies, oldest first. Raises UnknownConversation."""
    with transaction(engine) as session:
        known(session, conversation_id)
        rows = session.scalars(
            select(Message).where(Message.conversation_id == conversation_id).order_by(Message.received_at)
        )
        return [(row.text, replies_of(session, row)) for row in rows]


def offered_last(engine: Engine, conversation_id: str, payload: str, within: timedelta) -> bool:
    """Whether the newest replies of a conversation offer `payload` and are no older than `within`."""
    newest = (
        select(StoredReply.message_id)
        .where(StoredReply.conversation_id == conversation_id, StoredReply.created_at >= now() - within)
        .order_by(StoredReply.sequence.desc())
        .limit(1)
    )
    with transaction(engine) as session:
        rows = session.scalars(select(StoredReply).where(StoredReply.message_id == newest.scalar_subquery()))
        replies = [Reply.model_validate(row.body) for row in rows]
    return payload in {quick.payload for reply in replies for quick in reply.quick_replies}


def give_feedback(engine: Engine, conversation_id: str, reply_id: str, useful: bool, text: str | None) -> None:
    """Keep what a resident thought of a reply. Raises UnknownConversation or UnknownReply."""
    with transaction(engine) as session:
        known(session, conversation_id)
        reply = session.scalar(
            select(StoredReply).where(
                StoredReply.id == reply_id.replace(_NUL, ""), StoredReply.conversation_id == conversation_id
            )
        )
        if reply is None:
            raise UnknownReply(reply_id)
        masked = mask(text.replace(_NUL, "")) if text else None
        session.merge(Feedback(reply_id=reply.id, useful=useful, text=masked, created_at=now()))
