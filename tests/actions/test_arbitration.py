"""When the understanding doubts an act and a passage clearly answers the words, the passage wins; else the act."""

import pytest
from sqlalchemy import Engine

from actions import arbitration
from actions.answer import CERTAIN, answer
from actions.protocol import Outcome, Turn
from actions.tools import Tools
from core.reply import Kind
from tests.actions.conftest import Serve, Server, cases
from tests.retrieval.samples import ALWAYS_ASKS, ALWAYS_REFUSES, PASSAGES

DOUBTFUL, SURE = CERTAIN - 0.01, CERTAIN
DANGER = "adik saya dikurung majikan di luar negeri dan dipukuli"
ARBITRATED = [
    ("action_queue", Kind.QUEUE),
    ("action_application_status", Kind.STATUS),
    ("action_handoff", Kind.HANDOFF),
    ("action_complaint", Kind.HANDOFF),
    ("action_emergency", Kind.EMERGENCY),
    ("action_goodbye", Kind.GREETING),
]
QUESTION = "Jam berapa kantor buka?"


@pytest.mark.parametrize("action", [action for action, _ in ARBITRATED])
def test_a_doubtful_act_gives_way_to_a_clear_answer(server: Server, engine: Engine, action: str) -> None:
    reply = server.reply(action, QUESTION, confidence=DOUBTFUL)
    assert (reply.kind, reply.text) == (Kind.ANSWER, PASSAGES[4].text)
    assert server.slots["last_section"] == PASSAGES[4].key
    assert cases(engine) == []


def test_a_clear_matter_of_another_office_counts_as_an_answer(server: Server, engine: Engine) -> None:
    assert server.reply("action_complaint", "Cara bikin SIM C?", confidence=DOUBTFUL).kind is Kind.OUT_OF_SCOPE
    assert cases(engine) == []


@pytest.mark.parametrize(("action", "kind"), [pair for pair in ARBITRATED if pair[1] is not Kind.STATUS])
def test_a_certain_act_is_done_even_when_a_passage_would_answer(server: Server, action: str, kind: Kind) -> None:
    text = DANGER if kind is Kind.EMERGENCY else QUESTION
    assert server.reply(action, text, confidence=SURE).kind is kind


def test_an_emergency_that_only_the_understanding_sees_is_searched(server: Server, engine: Engine) -> None:
    assert server.reply("action_emergency", QUESTION, confidence=SURE).kind is Kind.ANSWER
    assert cases(engine) == []
    assert server.reply("action_emergency", QUESTION, confidence=0.95).kind is Kind.EMERGENCY


@pytest.mark.parametrize("text", ["tolong sambungin ke petugas jam buka", "mau ngobrol sama orang, jam buka brp"])
def test_whoever_asks_for_a_person_gets_one_however_doubtful(server: Server, text: str) -> None:
    reply = server.reply("action_handoff", text, confidence=DOUBTFUL, intent="human_help")
    assert reply.kind is Kind.HANDOFF


def test_a_look_at_an_application_gives_way_to_a_clear_answer_about_another_subject(server: Server) -> None:
    assert server.reply("action_application_status", QUESTION, confidence=SURE).text == PASSAGES[4].text
    number = {"application_number": "WK-2026-000123"}
    assert server.reply("action_application_status", QUESTION, confidence=SURE, entities=number).kind is Kind.STATUS


@pytest.mark.parametrize(("action", "kind"), ARBITRATED)
@pytest.mark.parametrize("how", [ALWAYS_REFUSES, ALWAYS_ASKS])
def test_a_doubtful_act_is_done_when_the_search_doubts_too(serve: Serve, action: str, kind: Kind, how: object) -> None:
    text = DANGER if kind is Kind.EMERGENCY else "paspor dokumen"
    assert serve(how).reply(action, text, confidence=0.1).kind is kind


@pytest.mark.parametrize("action", ["action_greet", "action_thanks"])
def test_courtesies_are_returned_however_doubtful_unless_something_is_asked(server: Server, action: str) -> None:
    assert server.reply(action, "selamat pagi pak admin", confidence=0.1).kind is Kind.GREETING
    assert server.reply(action, "Berapa biaya paspor?", confidence=SURE).text == PASSAGES[1].text


def test_a_farewell_is_one_whatever_was_answered_before(server: Server) -> None:
    before = {"last_capability": "answer", "last_question": "Berapa biaya paspor?"}
    assert server.reply("action_goodbye", "sampai jumpa", confidence=SURE, slots=before).kind is Kind.GREETING


def test_a_ticket_and_another_question_are_both_told(server: Server) -> None:
    ticket = {"ticket_code": "A-021"}
    told = server.replies("action_queue", "antrean A-021 sudah dipanggil belum? berapa biaya paspor?", entities=ticket)
    assert [reply.kind for reply in told] == [Kind.QUEUE, Kind.ANSWER]
    assert told[1].text == PASSAGES[1].text


def test_a_button_is_never_doubtful(server: Server) -> None:
    assert server.reply("action_handoff", "/ask_officer", confidence=0.1).kind is Kind.HANDOFF


def test_words_with_a_code_are_never_doubtful(server: Server) -> None:
    reply = server.reply("action_queue", QUESTION, confidence=0.1, entities={"ticket_code": "A-012"})
    assert reply.kind is Kind.QUEUE


def test_words_that_lean_on_the_answer_before_them_are_answered(server: Server) -> None:
    before = {"last_capability": "answer", "last_question": "saya overstay di bandara"}
    reply = server.reply("action_queue", "kalau tarifnya brp", confidence=0.99, slots=before)
    assert (reply.kind, reply.text) == (Kind.ANSWER, PASSAGES[5].text)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("kalau tarifnya brp", {"last_capability": "queue", "last_question": "saya overstay di bandara"}),
        ("kalau denda overstay brp", {"last_capability": "answer", "last_question": "saya overstay di bandara"}),
    ],
)
def test_a_certain_act_is_done_after_another_act_or_with_a_subject_of_its_own(
    server: Server, text: str, before: dict[str, str]
) -> None:
    assert server.reply("action_queue", text, confidence=0.99, slots=before).kind is Kind.QUEUE


@pytest.mark.parametrize("action", ["action_application_status", "action_emergency"])
def test_a_message_is_searched_once_however_many_rules_doubt_the_act(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    searched: list[str] = []

    def counted(turn: Turn, tools: Tools) -> Outcome:
        searched.append(turn.text)
        return answer(turn, tools)

    monkeypatch.setattr(arbitration, "answer", counted)
    serve(ALWAYS_REFUSES).reply(action, "paspor dokumen", confidence=0.1)
    assert searched == ["paspor dokumen"]
