"""Conversations that the assistant's working memory still has to forget; kept until it has."""

from collections.abc import Sequence

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from core.clock import now
from core.database import insert_once, transaction
from core.tables import TrackerErasure


def queue(session: Session, conversation_ids: Sequence[str]) -> None:
    """Queue conversations within a transaction of the caller's; one that waits already waits once."""
    rows = [{"conversation_id": item, "queued_at": now(), "tries": 0} for item in conversation_ids]
    insert_once(session, TrackerErasure, rows)


def queued(engine: Engine, limit: int = 100) -> list[str]:
    """Conversations to forget: those least often tried first, then the oldest."""
    with transaction(engine) as session:
        rows = select(TrackerErasure.conversation_id).order_by(TrackerErasure.tries, TrackerErasure.queued_at)
        return list(session.scalars(rows.limit(limit)))


def forgotten(engine: Engine, conversation_id: str) -> None:
    """The assistant has forgotten this conversation."""
    with transaction(engine) as session:
        session.execute(delete(TrackerErasure).where(TrackerErasure.conversation_id == conversation_id))


def failed(engine: Engine, conversation_id: str) -> None:
    """The assistant could not be made to forget this conversation; the others come first next time."""
    with transaction(engine) as session:
        row = TrackerErasure.conversation_id == conversation_id
        session.execute(update(TrackerErasure).where(row).values(tries=TrackerErasure.tries + 1))
