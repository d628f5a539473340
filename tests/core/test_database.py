"""Transactions and times on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from core.clock import now
from core.database import transaction
from core.tables import Conversation, Message
from tests.core.at_once import at_once


def conversation(**values: object) -> Conversation:
    return Conversation(**{"id": str(uuid4()), "channel": "web", "created_at": now(), "updated_at": now(), **values})


def test_a_failed_transaction_leaves_nothing(store: Engine) -> None:
    row = conversation()
    with pytest.raises(RuntimeError), transaction(store) as session:
        session.add(row)
        session.flush()
        raise RuntimeError
    with transaction(store) as session:
        assert session.get(Conversation, row.id) is None


def test_a_transaction_is_kept(store: Engine) -> None:
    row = conversation()
    with transaction(store) as session:
        session.add(row)
    with transaction(store) as session:
        assert session.get(Conversation, row.id) is not None


def test_writers_at_once_all_succeed(store: Engine) -> None:
    name = uuid4().hex[:8]

    def read_then_write(number: int) -> None:
        with transaction(store) as session:
            session.scalars(select(Conversation).limit(1)).all()
            session.add(conversation(id=f"{name}-{number}"))

    at_once(read_then_write)
    with transaction(store) as session:
        found = session.scalars(select(Conversation.id).where(Conversation.id.startswith(name))).all()
    assert len(found) == 8


def test_a_naive_time_is_refused(store: Engine) -> None:
    row = conversation(created_at=datetime(2026, 11, 25, 8, 0))  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive"), transaction(store) as session:
        session.add(row)


def test_a_time_comes_back_in_utc(store: Engine) -> None:
    moment = datetime(2026, 11, 25, 8, 0, tzinfo=timezone(timedelta(hours=7)))
    row = conversation(created_at=moment)
    with transaction(store) as session:
        session.add(row)
    with transaction(store) as session:
        stored = session.get_one(Conversation, row.id).created_at
    assert stored == moment
    assert stored.tzinfo is UTC


def test_a_message_needs_its_conversation(store: Engine) -> None:
    stray = Message(
        id=str(uuid4()),
        conversation_id="nowhere",
        channel="web",
        client_message_id=str(uuid4()),
        fingerprint="",
        text="halo",
        language="id",
        received_at=now(),
    )
    with pytest.raises(IntegrityError), transaction(store) as session:
        session.add(stray)


def test_sqlite_writes_ahead_so_that_readers_do_not_wait(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
