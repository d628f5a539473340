"""Queue, application, people and small talk: nothing is invented, a case is opened once."""

import pytest
from sqlalchemy import Engine

from core.published_messages import Messages
from core.reply import Kind
from tests.actions.conftest import CHIPS, Serve, Server, cases
from tests.retrieval.samples import ALWAYS_REFUSES, PASSAGES


@pytest.fixture
def server(serve: Serve) -> Server:
    return serve(ALWAYS_REFUSES)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("action", ["action_queue", "action_continue"])
def test_a_ticket_code_is_echoed_and_the_queue_is_not_open(
    server: Server, messages: Messages, language: str, action: str
) -> None:
    reply = server.reply(
        action, "status antrean A-012", language=language, confidence=0.4, entities={"ticket_code": "A-012"}
    )
    assert (reply.kind, reply.language) == (Kind.QUEUE, language)
    assert "A-012" in reply.text
    assert reply.text == messages.get("queue.not_open_code", language, code="A-012")
    assert [button.payload for button in reply.quick_replies] == ["/ask_officer"]
    assert server.slots == {"last_capability": "queue"}


@pytest.mark.parametrize(("typed", "echoed"), [("a012", "A-012"), ("B 031", "B-031"), ("C-999", "C-999")])
def test_a_code_is_echoed_as_the_office_prints_it(server: Server, typed: str, echoed: str) -> None:
    assert echoed in server.reply("action_queue", "antrean", entities={"ticket_code": typed}).text


@pytest.mark.parametrize("typed", ["A-12", "A-0123", "AB-012", "A-O12", "QUEUE {case}"])
def test_a_code_that_is_none_is_echoed_as_unrecognised(server: Server, messages: Messages, typed: str) -> None:
    reply = server.reply("action_queue", "antrean", entities={"ticket_code": typed})
    assert reply.kind is Kind.QUEUE
    assert reply.text == messages.get("queue.code_unrecognised", "id", code=typed)
    assert typed in reply.text


def test_without_a_code_no_position_is_told(server: Server, messages: Messages) -> None:
    reply = server.reply("action_queue", "antrean saya nomor berapa")
    assert (reply.kind, reply.text) == (Kind.QUEUE, messages.get("queue.not_open", "id"))


def test_javanese_without_a_text_of_its_own_is_spoken_to_in_indonesian(server: Server, messages: Messages) -> None:
    assert not messages.has("queue.not_open", "jv")
    reply = server.reply("action_queue", "antreanku piye", language="jv")
    assert (reply.language, reply.text) == ("id", messages.get("queue.not_open", "id"))


def test_a_detail_alone_belongs_to_what_was_talked_about(server: Server) -> None:
    assert server.reply("action_continue", "besok jam 10", slots={"last_capability": "queue"}).kind is Kind.QUEUE
    assert server.reply("action_continue", "besok jam 10", slots={"last_capability": "answer"}).kind is Kind.FALLBACK


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_application_number_is_echoed_and_no_status_told(server: Server, messages: Messages, language: str) -> None:
    number = "WK-2026-000123"
    reply = server.reply("action_application_status", "cek", language=language, entities={"application_number": number})
    assert (reply.kind, reply.language) == (Kind.STATUS, language)
    assert number in reply.text
    assert reply.text == messages.get("status.cannot_see_number", language, number=number)


def test_without_a_number_the_resident_learns_where_to_look(server: Server, messages: Messages) -> None:
    reply = server.reply("action_application_status", "paspor saya sudah jadi belum")
    assert (reply.kind, reply.text) == (Kind.STATUS, messages.get("status.cannot_see", "id"))


PEOPLE = [
    ("action_handoff", "handoff", Kind.HANDOFF, "handoff.opened"),
    ("action_complaint", "complaint", Kind.HANDOFF, "complaint.opened"),
    ("action_emergency", "emergency", Kind.EMERGENCY, "emergency.trafficking"),
]


@pytest.mark.parametrize(("action", "kind", "reply_kind", "key"), PEOPLE)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_case_is_opened_and_its_number_told(
    server: Server,
    engine: Engine,
    messages: Messages,
    action: str,
    kind: str,
    reply_kind: Kind,
    key: str,
    language: str,
) -> None:
    reply = server.reply(action, "saya diperas petugas", language=language, message_id="m-7")
    (case,) = cases(engine)
    assert (case.kind, case.message_id, case.status) == (kind, "m-7", "open")
    assert (case.conversation_id, case.summary) == ("aG3vU1-conversation", "saya diperas petugas")
    assert (reply.kind, reply.text) == (reply_kind, messages.get(key, language, case=case.number))
    assert case.number in reply.text
    assert server.slots == {"last_capability": kind}


@pytest.mark.parametrize("action", [row[0] for row in PEOPLE])
def test_the_same_message_opens_one_case(server: Server, engine: Engine, action: str) -> None:
    texts = {server.reply(action, "tolong", message_id="m-1").text for _ in range(3)}
    assert len(texts) == len(cases(engine)) == 1


def test_another_message_or_another_kind_opens_another_case(server: Server, engine: Engine) -> None:
    server.reply("action_handoff", "tolong", message_id="m-1")
    server.reply("action_handoff", "tolong", message_id="m-2")
    server.reply("action_complaint", "tolong", message_id="m-2")
    opened = cases(engine)
    assert [(case.message_id, case.kind) for case in opened] == [
        ("m-1", "handoff"),
        ("m-2", "handoff"),
        ("m-2", "complaint"),
    ]
    assert len({case.number for case in opened}) == 3


def test_a_case_holds_nothing_that_identifies_a_person(server: Server, engine: Engine) -> None:
    server.reply("action_complaint", "NIK 1808012345670001, hp 0812-3456-7890, budi@example.com, A-012")
    (case,) = cases(engine)
    assert case.summary == "NIK [NIK], hp [nomor telepon], [email], A-012"


def test_a_pressed_button_puts_the_question_before_it_into_the_case(server: Server, engine: Engine) -> None:
    server.reply("action_handoff", "/ask_officer", slots={"last_question": "paspor anak saya gimana"})
    server.reply("action_handoff", "/ask_officer", message_id="m-2")
    assert [case.summary for case in cases(engine)] == ["paspor anak saya gimana", ""]


@pytest.mark.parametrize("action", ["action_greet", "action_thanks", "action_goodbye", "action_menu", "action_cancel"])
def test_small_talk_opens_no_case(server: Server, engine: Engine, action: str) -> None:
    assert server.reply(action, "halo").kind in (Kind.GREETING, Kind.CLARIFY)
    assert cases(engine) == []


@pytest.mark.parametrize("action", ["action_greet", "action_menu", "action_cancel"])
def test_topics_are_offered_only_where_there_is_an_answer(server: Server, action: str) -> None:
    buttons = {button.title: button.payload for button in server.reply(action, "halo").quick_replies}
    fee, hours = PASSAGES[1], PASSAGES[4]
    assert buttons[CHIPS[0]["title"]] == f'/choose{{"section": "{fee.key}"}}'
    assert buttons[CHIPS[2]["title"]] == f'/choose{{"section": "{hours.key}"}}'
    assert CHIPS[1]["title"] not in buttons


@pytest.mark.parametrize("action", ["action_menu", "action_cancel"])
def test_the_menu_offers_a_person_and_forgets_what_was_talked_about(server: Server, action: str) -> None:
    reply = server.reply(action, "/show_menu", slots={"last_capability": "queue"})
    assert reply.quick_replies[-1].payload == "/ask_officer"
    assert server.slots == {
        "last_capability": None,
        "last_question": None,
        "last_section": None,
        "calculation": None,
    }


@pytest.mark.parametrize(("action", "key"), [("action_greet", "greeting.hello"), ("action_thanks", "greeting.thanks")])
@pytest.mark.parametrize("language", ["id", "en", "jv"])
def test_a_greeting_comes_back_in_the_language_of_the_resident(
    server: Server, messages: Messages, action: str, key: str, language: str
) -> None:
    reply = server.reply(action, "halo", language=language)
    assert (reply.kind, reply.language, reply.text) == (Kind.GREETING, language, messages.entries[language][key])
