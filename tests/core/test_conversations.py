"""The conversation store on both databases. Other tests share PostgreSQL, so every test looks at its own rows only."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, func, select, update

from core import conversations, retention
from core.clock import now
from core.conversations import Incoming, MessageConflict, MessageGone, Received, UnknownConversation, UnknownReply
from core.database import transaction
from core.reply import Kind, QuickReply, Reply
from core.secrets import Sealer
from core.tables import Conversation, Feedback, Message, Offer, StoredReply, Unanswered
from tests.core.at_once import at_once

NIK = "1808041234560001"
Receive = Callable[..., Received]


def incoming(text: str = "syarat paspor baru", conversation: str | None = None, **values: str | None) -> Incoming:
    fields = {"channel": "web", "client_message_id": str(uuid4()), **values}
    return Incoming(conversation_id=conversation, text=text, **fields)  # type: ignore[arg-type]


@pytest.fixture
def receive(store: Engine, sealer: Sealer) -> Receive:
    """Store a message, with the language its words were taken for."""

    def _receive(message: Incoming | None = None, detected: str | None = None) -> Received:
        return conversations.receive(store, sealer, message or incoming(), detected)

    return _receive


def row(store: Engine, received: Received) -> Message:
    with transaction(store) as session:
        return session.get_one(Message, received.message_id)


def language(store: Engine, received: Received) -> str | None:
    with transaction(store) as session:
        return session.get_one(Conversation, received.conversation_id).language


def count(store: Engine, table: type[Message | StoredReply], conversation_id: str) -> int:
    with transaction(store) as session:
        return session.scalar(select(func.count()).where(table.conversation_id == conversation_id)) or 0


def reply(text: str = "Bawa KTP dan KK.", *payloads: str) -> Reply:
    buttons = [QuickReply(title=payload, payload=payload) for payload in payloads]
    return Reply(kind=Kind.ANSWER, text=text, quick_replies=buttons)


def age(store: Engine, received: Received, by: timedelta) -> None:
    with transaction(store) as session:
        session.execute(update(Message).where(Message.id == received.message_id).values(received_at=now() - by))
        session.execute(
            update(Conversation).where(Conversation.id == received.conversation_id).values(updated_at=now() - by)
        )


# Receiving


def test_a_first_message_opens_a_conversation_with_an_id_nobody_guesses(receive: Receive) -> None:
    first, second = receive(), receive()
    assert first.conversation_id != second.conversation_id
    assert len(first.conversation_id) == 32
    assert (first.replies, first.again) == (None, False)


def test_a_message_joins_its_conversation(store: Engine, receive: Receive) -> None:
    first = receive()
    second = receive(incoming("biayanya berapa", first.conversation_id))
    assert second.conversation_id == first.conversation_id
    assert count(store, Message, first.conversation_id) == 2


def test_a_repeated_message_is_stored_once(store: Engine, receive: Receive) -> None:
    message = incoming()
    first, second = receive(message), receive(message)
    assert (second.message_id, second.again) == (first.message_id, True)
    assert count(store, Message, first.conversation_id) == 1


def test_a_message_sent_many_times_at_once_is_stored_once(store: Engine, sealer: Sealer) -> None:
    message = incoming(f"halo {uuid4()}")
    results = at_once(lambda _: conversations.receive(store, sealer, message, None))
    assert len({result.message_id for result in results}) == 1
    assert len({result.conversation_id for result in results}) == 1
    assert sum(not result.again for result in results) == 1
    assert count(store, Message, results[0].conversation_id) == 1


def test_a_lost_race_leaves_no_empty_conversation(store: Engine, sealer: Sealer) -> None:
    message = incoming(channel=uuid4().hex[:16])
    at_once(lambda _: conversations.receive(store, sealer, message, None))
    with transaction(store) as session:
        opened = select(func.count()).select_from(Conversation).where(Conversation.channel == message.channel)
        assert session.scalar(opened) == 1


def test_messages_of_one_conversation_at_once_are_all_stored(store: Engine, sealer: Sealer, receive: Receive) -> None:
    known = receive().conversation_id
    at_once(lambda number: conversations.receive(store, sealer, incoming(f"pesan {number}", known), None))
    assert count(store, Message, known) == 9


@pytest.mark.parametrize("change", [{"text": "lain"}, {"payload": "/menu"}, {"language": "en"}])
def test_an_id_used_for_another_body_is_a_conflict(store: Engine, receive: Receive, change: dict[str, str]) -> None:
    message = incoming(language="auto")
    first = receive(message)
    with pytest.raises(MessageConflict):
        receive(Incoming(**{**vars(message), **change}))
    assert row(store, first).text == message.text


def test_an_id_used_in_another_conversation_is_a_conflict(store: Engine, receive: Receive) -> None:
    other = receive().conversation_id
    message = incoming()
    receive(message)
    with pytest.raises(MessageConflict):
        receive(Incoming(**{**vars(message), "conversation_id": other}))
    assert count(store, Message, other) == 1


def test_a_repetition_may_name_the_conversation_it_opened(receive: Receive) -> None:
    message = incoming()
    first = receive(message)
    again = receive(Incoming(**{**vars(message), "conversation_id": first.conversation_id}))
    assert again.message_id == first.message_id


def test_channels_count_their_ids_apart(receive: Receive) -> None:
    message = incoming()
    other = Incoming(**{**vars(message), "channel": "telegram"})
    assert receive(message).message_id != receive(other).message_id


@pytest.mark.parametrize("unknown", ["nowhere", "", "a\x00b", "x" * 500])
def test_an_unknown_conversation_is_refused_and_nothing_is_stored(
    store: Engine, receive: Receive, unknown: str
) -> None:
    message = incoming(conversation=unknown)
    with pytest.raises(UnknownConversation):
        receive(message)
    with transaction(store) as session:
        found = select(Message).where(Message.client_message_id == message.client_message_id)
        assert session.scalar(found) is None


def test_a_conversation_of_another_channel_is_unknown(receive: Receive) -> None:
    known = receive(incoming(channel="telegram")).conversation_id
    with pytest.raises(UnknownConversation):
        receive(incoming(conversation=known))


@pytest.mark.parametrize(
    "text", ["", " \t\n", "🙏🙏", "0" * 20_000, "a\x00\x07\u202eb", "<script>alert(1)</script>", "<s></s>"]
)
def test_whatever_was_typed_is_kept_word_for_word_until_answered(
    store: Engine, sealer: Sealer, receive: Receive, text: str
) -> None:
    received = receive(incoming(text))
    sealed = row(store, received).sealed
    assert sealed is not None
    assert sealer.unseal(sealed) == f"\x1f{text}"


# Personal data


def test_a_message_is_masked_and_its_original_only_sealed(store: Engine, sealer: Sealer, receive: Receive) -> None:
    stored = row(store, receive(incoming(f"NIK saya {NIK}, antrean A-012")))
    assert stored.text == "NIK saya [NIK], antrean A-012"
    assert stored.sealed is not None
    assert NIK.encode() not in stored.sealed
    assert NIK in sealer.unseal(stored.sealed)


def test_the_original_is_gone_once_answered_and_the_masked_copy_stays(store: Engine, receive: Receive) -> None:
    received = receive(incoming(f"NIK saya {NIK}"))
    conversations.answer(store, received.message_id, [reply()])
    stored = row(store, received)
    assert (stored.sealed, stored.text) == (None, "NIK saya [NIK]")
    assert stored.answered_at is not None


# Language


def test_an_unknown_language_is_taken_for_indonesian(store: Engine, receive: Receive) -> None:
    received = receive()
    assert received.language == "id"
    assert language(store, received) is None


def test_the_language_follows_the_words(receive: Receive) -> None:
    first = receive(incoming("what do I need"), "en")
    unsure = receive(incoming("paspor", first.conversation_id), None)
    turned = receive(incoming("biayane piro", first.conversation_id), "jv")
    assert [first.language, unsure.language, turned.language] == ["en", "en", "jv"]


def test_a_chosen_language_stays_whatever_the_words(store: Engine, receive: Receive) -> None:
    chosen = receive(incoming(language="jv"), "id")
    later = receive(incoming("what do I need", chosen.conversation_id, language="auto"), "en")
    assert (chosen.language, later.language) == ("jv", "jv")
    assert language(store, later) == "jv"


def test_a_new_choice_replaces_the_old_one(receive: Receive) -> None:
    first = receive(incoming(language="jv"))
    assert receive(incoming("hello", first.conversation_id, language="en")).language == "en"


# Answering


def test_an_answer_is_stored_and_a_repetition_gets_it(store: Engine, receive: Receive) -> None:
    message = incoming()
    received = receive(message)
    given = conversations.answer(store, received.message_id, [reply("satu"), reply("dua")])
    assert receive(message).replies == given
    assert conversations.load_replies(store, received.message_id) == given


def test_a_second_answer_changes_nothing(store: Engine, receive: Receive) -> None:
    received = receive()
    first = conversations.answer(store, received.message_id, [reply("satu")])
    assert conversations.answer(store, received.message_id, [reply("lain"), reply("lagi")], "timeout") == first
    assert count(store, StoredReply, received.conversation_id) == 1
    with transaction(store) as session:
        assert session.get(Unanswered, received.message_id) is None


def test_answers_at_once_store_one(store: Engine, receive: Receive) -> None:
    received = receive()
    results = at_once(lambda number: conversations.answer(store, received.message_id, [reply(f"nomor {number}")]))
    assert len({given[0].id for given in results}) == 1
    assert count(store, StoredReply, received.conversation_id) == 1


def test_an_unanswered_message_has_no_replies_yet(store: Engine, receive: Receive) -> None:
    received = receive()
    assert conversations.load_replies(store, received.message_id) is None


def test_a_message_that_was_deleted_meanwhile_has_no_answer(store: Engine) -> None:
    gone = str(uuid4())
    with pytest.raises(MessageGone):
        conversations.load_replies(store, gone)
    with pytest.raises(MessageGone):
        conversations.answer(store, gone, [reply()])


def test_a_message_answered_with_nothing_is_answered(store: Engine, receive: Receive) -> None:
    received = receive()
    conversations.answer(store, received.message_id, [])
    assert conversations.load_replies(store, received.message_id) == []


def test_a_question_nobody_could_answer_is_listed_with_its_reason(store: Engine, receive: Receive) -> None:
    missed, answered = receive(), receive()
    conversations.answer(store, missed.message_id, [reply()], "fallback")
    conversations.answer(store, answered.message_id, [reply()])
    with transaction(store) as session:
        assert session.get_one(Unanswered, missed.message_id).reason == "fallback"
        assert session.get(Unanswered, answered.message_id) is None


def test_only_a_payload_offered_in_this_conversation_counts(receive: Receive, store: Engine) -> None:
    first = receive(incoming("menu", payload="/syarat"))
    conversations.answer(store, first.message_id, [reply("Pilih:", "/syarat", "/biaya")])
    here = first.conversation_id
    assert not first.payload_offered
    assert receive(incoming("Syarat", here, payload="/syarat")).payload_offered
    assert not receive(incoming("Hapus", here, payload="/hapus")).payload_offered
    assert not receive(incoming("Syarat", here, payload="/syarat\x00")).payload_offered
    assert not receive(incoming("Syarat")).payload_offered
    assert not receive(incoming("Syarat", payload="/syarat")).payload_offered


def test_the_same_button_may_be_offered_again(store: Engine, receive: Receive) -> None:
    first = receive()
    conversations.answer(store, first.message_id, [reply("Pilih:", "/menu"), reply("Atau:", "/menu")])
    second = receive(incoming("lagi", first.conversation_id))
    conversations.answer(store, second.message_id, [reply("Pilih:", "/menu")])
    with transaction(store) as session:
        offers = select(Offer.payload).where(Offer.conversation_id == first.conversation_id)
        assert session.scalars(offers).all() == ["/menu"]


# Reading


def test_history_tells_masked_questions_with_their_replies_in_order(store: Engine, receive: Receive) -> None:
    first = receive(incoming("hp 0812-3456-7890"))
    second = receive(incoming("biayanya?", first.conversation_id))
    later = conversations.answer(store, second.message_id, [reply("dua"), reply("tiga")])
    earlier = conversations.answer(store, first.message_id, [reply("satu")])
    third = receive(incoming("halo?", first.conversation_id))
    assert conversations.history(store, third.conversation_id) == [
        ("hp [nomor telepon]", earlier),
        ("biayanya?", later),
        ("halo?", []),
    ]


def test_the_stream_tells_replies_in_the_order_they_were_given(store: Engine, receive: Receive) -> None:
    first = receive()
    second = receive(incoming("lagi", first.conversation_id))
    conversations.answer(store, second.message_id, [reply("satu"), reply("dua")])
    conversations.answer(store, receive().message_id, [reply("orang lain")])
    conversations.answer(store, first.message_id, [reply("tiga")])
    stream = conversations.replies_after(store, first.conversation_id, 0)
    sequences = [sequence for sequence, _ in stream]
    assert [given.text for _, given in stream] == ["satu", "dua", "tiga"]
    assert sequences == sorted(set(sequences))
    assert conversations.replies_after(store, first.conversation_id, sequences[1]) == stream[2:]
    assert conversations.replies_after(store, first.conversation_id, sequences[-1]) == []


@pytest.mark.parametrize("unknown", ["nowhere", "a\x00b"])
def test_reading_an_unknown_conversation_is_refused(store: Engine, unknown: str) -> None:
    with pytest.raises(UnknownConversation):
        conversations.history(store, unknown)
    with pytest.raises(UnknownConversation):
        conversations.replies_after(store, unknown, 0)


# Feedback


def test_a_second_opinion_replaces_the_first(store: Engine, receive: Receive) -> None:
    received = receive()
    [given] = conversations.answer(store, received.message_id, [reply()])
    conversations.give_feedback(store, received.conversation_id, given.id, False, f"NIK {NIK}\x00 salah")
    with transaction(store) as session:
        first = session.get_one(Feedback, given.id)
        assert (first.useful, first.text) == (False, "NIK [NIK] salah")
    conversations.give_feedback(store, received.conversation_id, given.id, True, None)
    with transaction(store) as session:
        second = session.get_one(Feedback, given.id)
        assert (second.useful, second.text) == (True, None)


def test_feedback_needs_a_reply_of_this_conversation(store: Engine, receive: Receive) -> None:
    mine, other = receive(), receive()
    [given] = conversations.answer(store, other.message_id, [reply()])
    for reply_id in (given.id, "nowhere", "a\x00b"):
        with pytest.raises(UnknownReply):
            conversations.give_feedback(store, mine.conversation_id, reply_id, True, None)
    with pytest.raises(UnknownConversation):
        conversations.give_feedback(store, "nowhere", given.id, True, None)
    with transaction(store) as session:
        assert session.get(Feedback, given.id) is None


# What a crash leaves behind, and forgetting


def mine(found: list[retention.Pending], *received: Received) -> list[retention.Pending]:
    ids = {item.message_id for item in received}
    return [item for item in found if item.message_id in ids]


def test_an_unanswered_message_waits_with_its_own_words(store: Engine, sealer: Sealer, receive: Receive) -> None:
    opened = receive()
    conversations.answer(store, opened.message_id, [reply("Pilih:", "/biaya")])
    waiting = receive(incoming(f"NIK {NIK}", opened.conversation_id, payload="/biaya", language="en"))
    [item] = mine(retention.pending(store, sealer), opened, waiting)
    assert item == retention.Pending(waiting.message_id, opened.conversation_id, "web", "/biaya", f"NIK {NIK}", "en")


def test_a_payload_that_was_not_offered_is_not_replayed(store: Engine, sealer: Sealer, receive: Receive) -> None:
    received = receive(incoming("Hapus", payload="/hapus"))
    [item] = mine(retention.pending(store, sealer), received)
    assert (item.payload, item.text) == (None, "Hapus")


def test_the_oldest_waits_first_and_the_newest_not_yet(store: Engine, sealer: Sealer, receive: Receive) -> None:
    newest, oldest, older = receive(), receive(), receive()
    age(store, oldest, timedelta(minutes=9))
    age(store, older, timedelta(minutes=5))
    found = mine(retention.pending(store, sealer, timedelta(minutes=1)), newest, oldest, older)
    assert [item.message_id for item in found] == [oldest.message_id, older.message_id]


def test_words_under_a_lost_key_do_not_hold_up_the_others(store: Engine, sealer: Sealer, receive: Receive) -> None:
    lost = conversations.receive(store, Sealer(Fernet.generate_key().decode()), incoming(), None)
    readable = receive()
    found = mine(retention.pending(store, sealer), lost, readable)
    assert [item.message_id for item in found] == [readable.message_id]


def test_a_sealed_original_is_dropped_after_its_hours(store: Engine, sealer: Sealer, receive: Receive) -> None:
    old, young = receive(), receive()
    age(store, old, timedelta(hours=25))
    sealed, _ = retention.forget(store, 24, 90)
    assert sealed >= 1
    assert row(store, old).sealed is None
    assert row(store, young).sealed is not None
    assert [item.message_id for item in mine(retention.pending(store, sealer), old, young)] == [young.message_id]


def test_an_old_conversation_is_forgotten_whole(store: Engine, receive: Receive) -> None:
    old, young = receive(), receive()
    [given] = conversations.answer(store, old.message_id, [reply("Pilih:", "/menu")], "fallback")
    conversations.give_feedback(store, old.conversation_id, given.id, True, "baik")
    age(store, old, timedelta(days=91))
    age(store, young, timedelta(days=89))
    _, forgotten = retention.forget(store, 24, 90)
    assert forgotten >= 1
    with transaction(store) as session:
        for table, key in (
            (Conversation, old.conversation_id),
            (Message, old.message_id),
            (Feedback, given.id),
            (Unanswered, old.message_id),
            (Offer, (old.conversation_id, "/menu")),
        ):
            assert session.get(table, key) is None
        assert session.get(Conversation, young.conversation_id) is not None
    assert count(store, StoredReply, old.conversation_id) == 0


def test_a_new_message_keeps_an_old_conversation(store: Engine, receive: Receive) -> None:
    old = receive()
    age(store, old, timedelta(days=91))
    receive(incoming("masih di sini", old.conversation_id))
    retention.forget(store, 24, 90)
    assert count(store, Message, old.conversation_id) == 2
