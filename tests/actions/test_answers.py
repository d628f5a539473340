"""Answers, choices and honest refusals."""

import dataclasses
import json

import pytest

from actions.answer import CERTAIN
from core.published_messages import Messages
from core.reply import Kind, QuickReply
from retrieval.fusion import Fusion
from tests.actions.conftest import Serve, Server
from tests.retrieval.samples import ALWAYS_ASKS, ALWAYS_REFUSES, PASSAGES, passage

REQUIREMENTS, FEE, LOST, FINE, HOURS, OVERSTAY, LICENCE = PASSAGES


def payload(key: str) -> str:
    return f"/choose{json.dumps({'section': key})}"


def test_an_answer_is_served_as_written_with_its_source(server: Server) -> None:
    reply = server.reply("action_answer", "Berapa denda overstay per hari?")
    assert (reply.kind, reply.text, reply.language) == (Kind.ANSWER, OVERSTAY.text, "id")
    (source,) = reply.sources
    assert source.model_dump() == {
        "document": "overstay",
        "section": "tarif",
        "title": OVERSTAY.source_title,
        "url": OVERSTAY.source_url,
        "revision": OVERSTAY.revision,
        "verified_on": OVERSTAY.verified_on,
        "overdue": False,
    }
    assert reply.confidence == 1.0


def test_an_answer_is_remembered_for_the_next_turn(server: Server) -> None:
    server.reply("action_answer", "Paspor hilang harus bagaimana?")
    assert server.slots == {
        "last_capability": "answer",
        "last_question": "Paspor hilang harus bagaimana?",
        "last_section": LOST.key,
    }


def test_a_follow_up_is_answered_with_what_was_remembered(server: Server) -> None:
    server.reply("action_answer", "saya overstay di bandara dendanya berapa")
    remembered = {name: value for name, value in server.slots.items() if value}
    assert server.reply("action_answer", "tarifnya brp", slots=remembered).text == OVERSTAY.text


def test_an_answer_offers_the_other_sections_of_its_document(server: Server) -> None:
    reply = server.reply("action_answer", "Berapa biaya paspor?")
    assert reply.quick_replies == [QuickReply(title=REQUIREMENTS.title, payload=payload(REQUIREMENTS.key))]


def test_a_pressed_choice_gets_exactly_that_passage(serve: Serve) -> None:
    server = serve(ALWAYS_REFUSES)
    reply = server.reply("action_answer", payload(FINE.key), entities={"section": FINE.key})
    assert (reply.kind, reply.text) == (Kind.ANSWER, FINE.text)
    assert server.slots["last_question"] == FINE.title


def test_a_choice_whose_passage_is_gone_gets_an_honest_word(serve: Serve) -> None:
    reply = serve(ALWAYS_REFUSES).reply("action_answer", payload("lama#hilang"), entities={"section": "lama#hilang"})
    assert reply.kind is Kind.FALLBACK


def test_several_questions_get_several_replies(server: Server) -> None:
    replies = server.replies(
        "action_answer", "Jam berapa kantor buka? terus biaya paspor berapa? bikin SIM C caranya gmn"
    )
    assert [reply.text for reply in replies] == [HOURS.text, FEE.text, LICENCE.text]
    assert [reply.kind for reply in replies] == [Kind.ANSWER, Kind.ANSWER, Kind.OUT_OF_SCOPE]
    assert [len(reply.sources) for reply in replies] == [1, 1, 0]
    assert len({reply.id for reply in replies}) == 3
    assert server.slots["last_section"] == HOURS.key


@pytest.mark.parametrize("language", ["en", "jv"])
def test_an_answer_in_indonesian_says_so_in_the_language_asked(
    server: Server, messages: Messages, language: str
) -> None:
    reply = server.reply("action_answer", "How much is the overstay fine?", language=language)
    assert reply.text == f"{messages.entries[language]['only_in_indonesian']}\n\n{OVERSTAY.text}"
    assert reply.language == "id"


def test_a_language_nobody_wrote_gets_the_answer_alone(server: Server) -> None:
    assert server.reply("action_answer", "How much is the overstay fine?", language="zz").text == OVERSTAY.text


def test_in_doubt_the_resident_chooses_and_every_choice_leads_to_its_passage(serve: Serve, messages: Messages) -> None:
    server = serve(ALWAYS_ASKS)
    reply = server.reply("action_answer", "paspor")
    assert (reply.kind, reply.text) == (Kind.CLARIFY, messages.get("clarify.which", "id"))
    assert reply.sources == []
    assert 2 <= len(reply.quick_replies) <= 3
    by_title = {passage.title: passage for passage in PASSAGES}
    for button in reply.quick_replies:
        key = json.loads(button.payload.removeprefix("/choose"))["section"]
        chosen = server.reply("action_answer", button.payload, entities={"section": key})
        assert chosen.text == by_title[button.title].text


def test_what_is_not_known_is_said_and_a_person_offered(serve: Serve, messages: Messages) -> None:
    server = serve(ALWAYS_REFUSES)
    reply = server.reply("action_answer", "resep rendang", slots={"last_question": "biaya"})
    assert (reply.kind, reply.text) == (Kind.FALLBACK, messages.get("fallback.unknown", "id"))
    assert [button.payload for button in reply.quick_replies] == ["/ask_officer", "/show_menu"]
    assert server.slots == {"last_capability": "answer"}


@pytest.mark.parametrize("action", ["action_answer", "action_out_of_scope"])
def test_another_office_s_matter_is_refused_by_its_document_without_a_source(server: Server, action: str) -> None:
    reply = server.reply(action, "Cara bikin SIM C?")
    assert (reply.kind, reply.text) == (Kind.OUT_OF_SCOPE, LICENCE.text)
    assert reply.sources == []
    assert [button.payload for button in reply.quick_replies] == ["/show_menu"]


def test_taken_for_another_office_s_matter_an_own_passage_still_answers(server: Server) -> None:
    reply = server.reply("action_out_of_scope", "Jam berapa kantor buka?")
    assert (reply.kind, reply.text) == (Kind.ANSWER, HOURS.text)


@pytest.mark.parametrize(("how", "kind"), [(ALWAYS_ASKS, Kind.CLARIFY), (ALWAYS_REFUSES, Kind.FALLBACK)])
def test_what_was_hardly_taken_for_another_office_s_matter_is_treated_as_a_question(
    serve: Serve, how: Fusion, kind: Kind
) -> None:
    assert serve(how).reply("action_out_of_scope", "paspor dokumen saya", confidence=CERTAIN - 0.01).kind is kind
    assert serve(how).reply("action_out_of_scope", "paspor dokumen saya", confidence=CERTAIN).kind is Kind.OUT_OF_SCOPE


def test_a_document_about_what_cannot_be_seen_is_a_status(serve: Serve) -> None:
    status = passage("permohonan", "status", "status", ["Status permohonan saya apa?"], kind="status")
    reply = serve(None, [*PASSAGES, status]).reply("action_answer", "Status permohonan saya apa?")
    assert (reply.kind, reply.text) == (Kind.STATUS, status.text)
    assert [source.document for source in reply.sources] == ["permohonan"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_another_office_s_matter_without_a_document_is_refused_in_general(
    serve: Serve, messages: Messages, language: str
) -> None:
    reply = serve(ALWAYS_REFUSES).reply("action_out_of_scope", "resep rendang", language=language)
    assert (reply.kind, reply.language) == (Kind.OUT_OF_SCOPE, language)
    assert reply.text == messages.entries[language]["out_of_scope.general"]


def test_two_passages_are_each_served_under_what_they_answer(serve: Serve, messages: Messages) -> None:
    server = serve(dataclasses.replace(ALWAYS_ASKS, either_at=0.1))
    first, second = server.replies("action_answer", "paspor")
    assert (first.kind, second.kind) == (Kind.ANSWER, Kind.ANSWER)
    for reply in (first, second):
        (source,) = reply.sources
        (served,) = [p for p in PASSAGES if p.key == f"{source.document}#{source.section}"]
        assert reply.text == f"{messages.get('answer.if_meant', 'id', title=served.title)}\n\n{served.text}"
    assert first.confidence and second.confidence and first.confidence != second.confidence
    assert server.slots["last_section"] == f"{first.sources[0].document}#{first.sources[0].section}"


def test_a_passage_about_the_queue_is_a_word_about_the_queue(serve: Serve) -> None:
    where = passage(
        "antrean", "posisi", "antrean_status", ["antrean saya nomor berapa"], kind="queue", text="Di papan."
    )
    reply = serve(None, [where, *PASSAGES]).reply("action_answer", "antrean saya nomor berapa")
    assert (reply.kind, reply.text) == (Kind.QUEUE, "Di papan.")
