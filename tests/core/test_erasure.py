"""Deleting on request and what the assistant still has to forget, on both databases; each test sees its own rows."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from core import conversations, trackers
from core.conversations import Incoming, MessageGone, Received
from core.database import transaction
from core.erasure import Erased, erase
from core.export import export
from core.reply import Kind, QuickReply, Reply
from core.secrets import Sealer
from core.tables import Conversation, Erasure, Offer, PrivacyNotice
from tests.core.at_once import at_once

Say = Callable[..., Received]


@pytest.fixture
def say(store: Engine, sealer: Sealer) -> Say:
    """Store a message of a conversation and, unless told otherwise, answer it."""

    def _say(text: str, conversation: str | None = None, answered: bool = True) -> Received:
        received = conversations.receive(store, sealer, Incoming("web", conversation, str(uuid4()), text), None)
        if answered:
            button = QuickReply(title="Menu", payload="/menu")
            reply = Reply(kind=Kind.ANSWER, text=f"tentang {text}", quick_replies=[button])
            conversations.answer(store, received.message_id, [reply])
        return received

    return _say


def receipt(erased: Erased) -> Reply:
    return Reply(kind=Kind.NOTICE, text=f"{erased.number} {erased.messages} {erased.replies} {erased.feedback}")


def test_all_before_the_confirmation_goes_and_nothing_else(store: Engine, say: Say) -> None:
    first, other = say("satu"), say("orang lain")
    here = first.conversation_id
    say("dua", here)
    say("tertinggal", here, answered=False)
    confirming, later = say("ya", here, answered=False), say("sesudahnya", here, answered=False)
    [reply] = erase(store, confirming.message_id, receipt, tracker_left=False)
    conversations.answer(store, later.message_id, [])
    copy = export(store, here)
    assert reply.text.split()[1:] == ["3", "2", "0"]
    assert [item.text for item in copy.messages] == ["ya", "sesudahnya"]
    assert copy.messages[0].replies == [reply]
    assert [item.number for item in copy.erasures] == [reply.text.split()[0]]
    assert [item.text for item in export(store, other.conversation_id).messages] == ["orang lain"]
    with transaction(store) as session:
        assert session.get(Offer, (here, "/menu")) is None
        assert session.get(Offer, (other.conversation_id, "/menu")) is not None
    assert here not in trackers.queued(store, limit=10_000)


def test_confirmed_twice_at_once_it_is_deleted_once(store: Engine, say: Say) -> None:
    here = say("satu").conversation_id
    confirming = say("ya", here, answered=False)
    results = at_once(lambda _: erase(store, confirming.message_id, receipt, tracker_left=True))
    assert len({given[0].id for given in results}) == 1
    with transaction(store) as session:
        assert len(session.scalars(select(Erasure).where(Erasure.conversation_id == here)).all()) == 1
    assert trackers.queued(store, limit=10_000).count(here) == 1


def test_a_confirmation_that_is_gone_deletes_nothing(store: Engine) -> None:
    with pytest.raises(MessageGone):
        erase(store, str(uuid4()), receipt, tracker_left=True)


def test_what_failed_waits_behind_the_others_until_it_is_forgotten(store: Engine) -> None:
    first, second = str(uuid4()), str(uuid4())
    with transaction(store) as session:
        trackers.queue(session, [first])
        trackers.queue(session, [second, first])
    trackers.failed(store, first)
    waiting = [item for item in trackers.queued(store, limit=10_000) if item in (first, second)]
    assert waiting == [second, first]
    trackers.forgotten(store, second)
    assert [item for item in trackers.queued(store, limit=10_000) if item in (first, second)] == [first]


def test_first_contact_is_recorded_once_also_for_answers_at_once(store: Engine, say: Say) -> None:
    first = say("satu", answered=False)
    second = say("dua", first.conversation_id, answered=False)
    told = Reply(kind=Kind.NOTICE, text="pemberitahuan")
    ids = [first.message_id, second.message_id] * 4
    opening = conversations.Opening("reply", told)
    at_once(lambda number: conversations.answer(store, ids[number], [], opening=opening))
    replies = [reply for _, given in conversations.history(store, first.conversation_id) for reply in given]
    assert replies == [told]
    with transaction(store) as session:
        assert session.get_one(PrivacyNotice, first.conversation_id).place == "reply"
        session.delete(session.get_one(Conversation, first.conversation_id))
    with transaction(store) as session:
        assert session.get(PrivacyNotice, first.conversation_id) is None
