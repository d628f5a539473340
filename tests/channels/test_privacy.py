"""A resident's say over their own data: told, exported, deleted, on every channel and without the assistant."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine

import core.conversations
import core.published_messages
from channels.gateway.privacy import DELETE, KEEP
from channels.gateway.question import Question
from channels.gateway.services import Services
from channels.gateway.sweeper import forget_trackers
from channels.gateway.turn import answer_question, take_turn
from core import conversations
from core.clock import now
from core.conversations import Incoming
from core.database import transaction
from core.i18n import translate
from core.reply import Kind
from core.tables import (
    Conversation,
    Erasure,
    Feedback,
    Message,
    Offer,
    PrivacyNotice,
    StoredReply,
    TrackerErasure,
    Unanswered,
)
from office.cases import open_case
from office.tables import Case
from tests.channels.fake_rasa import FakeRasa, Json, ask, choice, custom, message, rows, running
from tests.channels.test_problems import assert_problem

pytestmark = pytest.mark.anyio
NIK = "1871012345670001"
OTHER = '/choose{"section": "a#b"}'


async def say(client: httpx.AsyncClient, conversation: str, text: str, payload: str | None = None) -> list[Json]:
    """The replies to one more message of a conversation."""
    replies: list[Json] = (await ask(client, text, conversation_id=conversation, payload=payload))["messages"]
    return replies


@pytest.fixture
async def conversation(client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine) -> str:
    """Two questions, one of them unanswered, with a button, feedback and a case."""
    rasa.script = [[choice(OTHER)], [custom(Kind.FALLBACK, "Belum tahu.")]]
    first = await ask(client, "paspor")
    found: str = first["conversation_id"]
    await say(client, found, "boleh bawa kucing?")
    body = {"reply_id": first["messages"][0]["id"], "useful": False, "text": "kurang lengkap"}
    assert (await client.post(f"/api/v1/chat/{found}/feedback", json=body)).status_code == 200
    asked = rows(engine, Message)[0]
    open_case(engine, message_id=asked.id, conversation_id=found, kind="handoff", summary="paspor")
    return found


@pytest.fixture
async def other(client: httpx.AsyncClient) -> AsyncIterator[str]:
    """Somebody else's conversation, which nothing touches."""
    found: str = (await ask(client, "punya orang lain"))["conversation_id"]
    before = (await client.get(f"/api/v1/chat/{found}/export")).json()
    yield found
    assert (await client.get(f"/api/v1/chat/{found}/export")).json() == before


# Deleting


@pytest.mark.parametrize(("text", "payload"), [("Ya, hapus", DELETE), ("ya", None), ("Iya hapus aja", None)])
async def test_after_a_yes_everything_said_is_deleted_with_a_receipt(
    client: httpx.AsyncClient,
    rasa: FakeRasa,
    engine: Engine,
    other: str,
    conversation: str,
    text: str,
    payload: str | None,
) -> None:
    turns = len(rasa.turns)
    (question,) = await say(client, conversation, "tolong hapus data saya")
    assert question["kind"] == "clarify"
    assert [button["payload"] for button in question["quick_replies"]] == [DELETE, KEEP]
    assert len(rows(engine, Message)) == 4
    (receipt,) = await say(client, conversation, text, payload)
    (erasure,) = rows(engine, Erasure)
    (case,) = rows(engine, Case)
    assert (erasure.conversation_id, erasure.messages, erasure.replies, erasure.feedback) == (conversation, 3, 3, 1)
    assert receipt["kind"] == "notice"
    assert erasure.number in receipt["text"]
    assert "3 pesan, 3 jawaban, 1 masukan" in receipt["text"]
    assert case.number in receipt["text"]
    assert "Ingatan asisten: dihapus" in receipt["text"]
    mine = [row for row in rows(engine, Message) if row.conversation_id == conversation]
    assert [row.text for row in mine] == [text]
    assert [row.body for row in rows(engine, StoredReply) if row.conversation_id == conversation] == [receipt]
    for table in (Feedback, Unanswered, Offer, TrackerErasure):
        assert rows(engine, table) == []
    assert rasa.forgotten == [conversation]
    assert len(rasa.turns) == turns


async def test_the_receipt_says_when_and_in_the_residents_language(
    client: httpx.AsyncClient, engine: Engine, rasa: FakeRasa
) -> None:
    found = (await ask(client, "what do I need to renew my passport?"))["conversation_id"]
    (question,) = await say(client, found, "please delete my data")
    assert [button["title"] for button in question["quick_replies"]] == ["Yes, delete", "Cancel"]
    (receipt,) = await say(client, found, "yes")
    assert receipt["language"] == "en"
    assert f"{rows(engine, Erasure)[0].erased_at:%Y}" in receipt["text"]
    assert "Still kept: this receipt." in receipt["text"]


async def test_a_deleted_conversation_can_be_read_and_asked_again(
    client: httpx.AsyncClient, rasa: FakeRasa, conversation: str
) -> None:
    await say(client, conversation, "hapus data saya")
    await say(client, conversation, "ya")
    rasa.script = []
    assert [reply["kind"] for reply in await say(client, conversation, "syarat paspor baru")] == ["answer"]
    # A button from before is gone with the rest: what it says is a question like any other.
    await say(client, conversation, "Paspor hilang", OTHER)
    assert rasa.texts[-1] == "Paspor hilang"


async def test_a_yes_sent_twice_deletes_once(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, conversation: str
) -> None:
    await say(client, conversation, "hapus data saya")
    body = message("ya", conversation_id=conversation)
    first, second = [(await client.post("/api/v1/chat/messages", json=body)).json() for _ in range(2)]
    assert first == second
    assert len(rows(engine, Erasure)) == len(rasa.forgotten) == 1


@pytest.mark.parametrize(("text", "payload"), [("Batal", KEEP), ("gak jadi", None)])
async def test_after_a_no_nothing_is_deleted(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, conversation: str, text: str, payload: str | None
) -> None:
    await say(client, conversation, "hapus data saya")
    (reply,) = await say(client, conversation, text, payload)
    assert reply["text"] == translate("privacy-kept", "id")
    assert len(rows(engine, Message)) == 4
    assert (rows(engine, Erasure), rasa.forgotten) == ([], [])


async def test_another_question_cancels_and_is_answered(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, conversation: str
) -> None:
    await say(client, conversation, "hapus data saya")
    await say(client, conversation, "syarat paspor baru")
    await say(client, conversation, "ya")
    assert rasa.texts[-2:] == ["syarat paspor baru", "ya"]
    assert rows(engine, Erasure) == []


async def test_a_button_from_further_up_asks_again(
    client: httpx.AsyncClient, engine: Engine, conversation: str
) -> None:
    await say(client, conversation, "hapus data saya")
    await say(client, conversation, "syarat paspor baru")
    (question,) = await say(client, conversation, "Ya, hapus", DELETE)
    assert (question["kind"], rows(engine, Erasure)) == ("clarify", [])
    await say(client, conversation, "syarat paspor baru")
    (kept,) = await say(client, conversation, "Batal", KEEP)
    assert kept["text"] == translate("privacy-kept", "id")


async def test_a_yes_long_after_the_question_deletes_nothing(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await say(client, conversation, "hapus data saya")
    later = now() + timedelta(minutes=31)
    monkeypatch.setattr(core.conversations, "now", lambda: later)
    await say(client, conversation, "ya")
    assert (rasa.texts[-1], rows(engine, Erasure)) == ("ya", [])


async def test_a_yes_or_no_to_the_assistants_own_question_is_the_assistants(
    client: httpx.AsyncClient, rasa: FakeRasa, conversation: str
) -> None:
    for text in ("ya", "batal"):
        await say(client, conversation, text)
    assert rasa.texts[-2:] == ["ya", "batal"]


async def test_a_button_that_was_never_offered_deletes_nothing(
    client: httpx.AsyncClient, rasa: FakeRasa, engine: Engine
) -> None:
    await ask(client, "halo", payload=DELETE)
    assert (rasa.texts, rows(engine, Erasure)) == (["halo"], [])


async def test_with_the_assistant_down_it_forgets_later(
    client: httpx.AsyncClient, services: Services, rasa: FakeRasa, engine: Engine, conversation: str
) -> None:
    rasa.forgets = False
    await say(client, conversation, "hapus data saya")
    (receipt,) = await say(client, conversation, "ya")
    assert "dicoba terus sampai berhasil" in receipt["text"]
    assert [row.text for row in rows(engine, Message)] == ["ya"]
    assert [row.conversation_id for row in rows(engine, TrackerErasure)] == [conversation]
    assert await forget_trackers(services) == 0
    rasa.forgets = True
    assert await forget_trackers(services) == 1
    assert (rows(engine, TrackerErasure), rasa.forgotten) == ([], [conversation])


async def test_a_question_deleted_while_it_waited_is_not_put_to_the_assistant(
    client: httpx.AsyncClient, services: Services, rasa: FakeRasa, engine: Engine, conversation: str
) -> None:
    body = message("paspor hilang", conversation_id=conversation)
    waiting = Incoming("web", conversation, body["client_message_id"], body["text"])
    received = conversations.receive(engine, services.sealer, waiting, None)
    await say(client, conversation, "hapus data saya")
    await say(client, conversation, "ya")
    assert received.message_id not in {row.id for row in rows(engine, Message)}
    late = Question(received.message_id, conversation, "web", "paspor hilang", None, "id")
    (reply,) = await answer_question(services, late)
    assert reply.text == translate("privacy-gone", "id")
    assert "paspor hilang" not in rasa.texts
    assert [row.text for row in rows(engine, Message)] == ["ya"]


async def test_danger_goes_before_a_wish_to_delete(client: httpx.AsyncClient, engine: Engine) -> None:
    (reply,) = (await ask(client, "saya disekap bos, tolong hapus data saya"))["messages"]
    assert (reply["kind"], len(rows(engine, Case))) == ("emergency", 1)


async def test_a_forgotten_conversation_leaves_a_receipt_that_names_nobody(
    client: httpx.AsyncClient, engine: Engine, conversation: str
) -> None:
    await say(client, conversation, "hapus data saya")
    await say(client, conversation, "ya")
    with transaction(engine) as session:
        session.delete(session.get_one(Conversation, conversation))
    (erasure,) = rows(engine, Erasure)
    assert (erasure.conversation_id, erasure.messages) == (None, 3)


# A copy


async def test_the_copy_holds_all_that_is_kept_masked(
    client: httpx.AsyncClient, engine: Engine, other: str, conversation: str
) -> None:
    await say(client, conversation, f"nik saya {NIK}, paspor hilang")
    response = await client.get(f"/api/v1/chat/{conversation}/export")
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["cache-control"] == "no-store"
    copy = response.json()
    assert (copy["conversation_id"], copy["channel"], copy["language"]) == (conversation, "web", "id")
    texts = ["paspor", "boleh bawa kucing?", "nik saya [NIK], paspor hilang"]
    assert [item["text"] for item in copy["messages"]] == texts
    assert [len(item["replies"]) for item in copy["messages"]] == [1, 1, 2]
    (feedback,) = copy["messages"][0]["feedback"]
    assert (feedback["useful"], feedback["text"]) == (False, "kurang lengkap")
    assert [item["number"] for item in copy["cases"]] == [rows(engine, Case)[0].number]
    assert copy["privacy_notice_shown_at"]
    assert NIK not in response.text


async def test_asking_for_a_copy_tells_where_it_is_and_what_is_in_it(
    client: httpx.AsyncClient, rasa: FakeRasa, services: Services, conversation: str
) -> None:
    services.settings = services.settings.model_copy(update={"public_url": "https://tanya.example"})
    turns = len(rasa.turns)
    (reply,) = await say(client, conversation, "unduh data saya")
    address = f"https://tanya.example/api/v1/chat/{conversation}/export"
    assert (reply["kind"], len(rasa.turns)) == ("notice", turns)
    assert f"[{address}]({address})" in reply["text"]
    assert "3 pesan, 2 jawaban, dan 1 laporan" in reply["text"]
    assert (await client.get(address.removeprefix("https://tanya.example"))).status_code == 200


async def test_a_copy_tells_of_earlier_deletions(client: httpx.AsyncClient, engine: Engine, conversation: str) -> None:
    await say(client, conversation, "hapus data saya")
    await say(client, conversation, "ya")
    copy = (await client.get(f"/api/v1/chat/{conversation}/export")).json()
    assert [item["number"] for item in copy["erasures"]] == [rows(engine, Erasure)[0].number]
    assert [item["text"] for item in copy["messages"]] == ["ya"]


@pytest.mark.parametrize("unknown", ["nowhere", "a%00b"])
async def test_nobodys_copy_is_not_found(client: httpx.AsyncClient, unknown: str) -> None:
    response = await client.get(f"/api/v1/chat/{unknown}/export")
    assert_problem(response, 404, "problem-unknown-conversation")


# First contact


async def test_the_web_shows_the_notice_at_opening_and_that_is_recorded_once(
    client: httpx.AsyncClient, engine: Engine
) -> None:
    first = await ask(client)
    await say(client, first["conversation_id"], "biayanya?")
    assert [reply["kind"] for reply in first["messages"]] == ["answer"]
    (row,) = rows(engine, PrivacyNotice)
    assert (row.conversation_id, row.place) == (first["conversation_id"], "opening")


async def test_elsewhere_the_notice_comes_before_the_first_reply_once(
    services: Services, rasa: FakeRasa, engine: Engine
) -> None:
    services.settings = services.settings.model_copy(update={"notice_at_opening": ()})
    async with running(services) as client:
        first = await ask(client)
        second = await say(client, first["conversation_id"], "biayanya?")
    assert [reply["kind"] for reply in first["messages"]] == ["notice", "answer"]
    assert first["messages"][0]["text"] == "Jangan kirim NIK."
    assert [reply["kind"] for reply in second] == ["answer"]
    assert [row.place for row in rows(engine, PrivacyNotice)] == ["reply"]
    assert len(rows(engine, StoredReply)) == 3


async def test_other_channels_get_the_notice_and_their_rights_by_default(
    services: Services, rasa: FakeRasa, engine: Engine
) -> None:
    found, replies = await take_turn(services, Incoming("telegram", None, str(uuid4()), "syarat paspor"))
    assert [reply.kind for reply in replies] == [Kind.NOTICE, Kind.ANSWER]
    for text, kind in (("hapus data saya", Kind.CLARIFY), ("ya", Kind.NOTICE)):
        _, (reply,) = await take_turn(services, Incoming("telegram", found, str(uuid4()), text))
        assert reply.kind == kind
    assert [row.text for row in rows(engine, Message)] == ["ya"]


async def test_before_anything_is_published_the_notice_speaks_for_itself(services: Services, engine: Engine) -> None:
    with transaction(engine) as session:
        for row in session.query(core.published_messages.PublishedMessage).filter_by(key="privacy.notice"):
            session.delete(row)
    _, (first, _) = await take_turn(services, Incoming("telegram", None, str(uuid4()), "syarat paspor"))
    assert first.text == translate("privacy-notice", "id", days=90)
    assert "90 hari" in first.text


async def test_in_danger_nothing_comes_before_the_help(services: Services, engine: Engine) -> None:
    found, (help_,) = await take_turn(services, Incoming("telegram", None, str(uuid4()), f"saya disekap bos nik {NIK}"))
    assert (help_.kind, rows(engine, PrivacyNotice)) == (Kind.EMERGENCY, [])
    _, replies = await take_turn(services, Incoming("telegram", found, str(uuid4()), "syarat paspor"))
    assert [reply.kind for reply in replies] == [Kind.NOTICE, Kind.ANSWER]


async def test_the_widget_says_how_long_messages_are_kept(services: Services, engine: Engine) -> None:
    with transaction(engine) as session:
        row = session.get_one(core.published_messages.PublishedMessage, ("id", "privacy.notice"))
        row.value = "Disimpan {days} hari."
    services.settings = services.settings.model_copy(update={"retention_days": 30})
    async with running(services) as client:
        assert (await client.get("/api/v1/widget")).json()["privacy"] == "Disimpan 30 hari."
        assert "Disimpan 30 hari." in (await client.get("/tanya")).text


# Numbers that nobody has to send


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"nik saya {NIK} paspor hilang", ["nik"]),
        ("paspor X1234567 hilang", ["passport"]),
        ("kartu saya 4111 1111 1111 1111 kena debit", ["card"]),
        (f"nik {NIK} dan paspor X1234567 dan X7654321", ["nik", "passport"]),
    ],
)
async def test_a_hidden_number_is_told_once_beside_the_answer(
    client: httpx.AsyncClient, engine: Engine, text: str, hidden: list[str]
) -> None:
    answer, told = (await ask(client, text))["messages"]
    assert (answer["kind"], told["kind"]) == ("answer", "notice")
    names = ", ".join(translate(f"privacy-hidden-{name}", "id") for name in hidden)
    assert told["text"] == translate("privacy-hidden", "id", what=names)
    (row,) = rows(engine, Message)
    assert not any(part.isdigit() and len(part) > 6 for part in row.text.split())
    assert rows(engine, Unanswered) == []


@pytest.mark.parametrize(
    "text",
    ["syarat paspor? hp saya 081234567890", "email a@contoh.id", "nomor permohonan 1000123456789012", "syarat paspor"],
)
async def test_other_numbers_need_no_word(client: httpx.AsyncClient, text: str) -> None:
    assert [reply["kind"] for reply in (await ask(client, text))["messages"]] == ["answer"]
