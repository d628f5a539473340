"""Passages in the resident's language: when a translation is shown, and how its original is reached."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from actions.server import create_app
from actions.tools import Tools
from core.published_messages import Messages
from core.reply import Kind, QuickReply
from retrieval.fusion import Fusion
from retrieval.passages import Passage, Translated
from tests.actions.conftest import TOKEN, Server
from tests.retrieval.samples import ALWAYS_ASKS, PASSAGES, fusion, passage, searcher

REQUIREMENTS, FEE, LOST, FINE, HOURS, OVERSTAY, LICENCE = PASSAGES
LOST_EN = Translated("en", "Lost passport", "Report a lost passport to the police first.", reviewed=False)
LOST_JV = Translated("jv", "Paspor ilang", "Paspor ilang: lapor dhisik neng polisi.", reviewed=True)
FINE_EN = Translated("en", "Fine for a lost passport", "The fine is paid on top.", reviewed=True)
LICENCE_EN = Translated("en", "Driving licence", "The police issue driving licences.", reviewed=True)
TRANSLATED = [
    REQUIREMENTS,
    FEE,
    replace(LOST, translations=(LOST_EN, LOST_JV)),
    replace(FINE, translations=(FINE_EN,)),
    HOURS,
    OVERSTAY,
    replace(LICENCE, translations=(LICENCE_EN,)),
]
ASKED = "I lost my passport, what now?"
Serving = Callable[..., Server]


@pytest.fixture
def serving(engine: Engine, messages: Messages) -> Serving:
    """A server that shows translations into the languages given."""

    def served(*languages: str, how: Fusion | None = None, passages: list[Passage] | None = None) -> Server:
        search = searcher(how, passages or TRANSLATED)
        tools = Tools(engine, lambda: search, lambda: messages, frozenset(languages))
        return Server(TestClient(create_app(tools, TOKEN), headers={"Authorization": f"Bearer {TOKEN}"}))

    return served


def original(key: str) -> QuickReply:
    payload = json.dumps({"section": key, "language": "id"})
    return QuickReply(title="Bahasa Indonesia", payload=f"/choose{payload}")


def test_a_translation_is_the_answer_and_says_that_nobody_has_checked_it(serving: Serving, messages: Messages) -> None:
    server = serving("en", "jv")
    reply = server.reply("action_answer", ASKED, language="en")
    caution = messages.entries["en"]["translation.unreviewed"]
    assert (reply.kind, reply.text, reply.language) == (Kind.ANSWER, f"{LOST_EN.text}\n\n{caution}", "en")
    assert reply.quick_replies[0] == original(LOST.key)
    (source,) = reply.sources
    assert (source.document, source.section, source.title) == ("paspor-hilang", "langkah", LOST.source_title)
    assert server.slots == {"last_capability": "answer", "last_question": ASKED, "last_section": LOST.key}


def test_a_checked_translation_stands_alone(serving: Serving) -> None:
    reply = serving("jv").reply("action_answer", "paspor kecopetan di pasar", language="jv")
    assert (reply.text, reply.language) == (LOST_JV.text, "jv")


def test_buttons_have_the_titles_of_the_language(serving: Serving) -> None:
    reply = serving("en").reply("action_answer", ASKED, language="en")
    assert [button.title for button in reply.quick_replies] == ["Bahasa Indonesia", FINE_EN.title]
    assert json.loads(reply.quick_replies[1].payload.removeprefix("/choose")) == {"section": FINE.key}
    reply = serving("jv").reply("action_answer", ASKED, language="jv")
    assert [button.title for button in reply.quick_replies] == ["Bahasa Indonesia", FINE.title]


def test_the_button_leads_to_the_original_without_an_excuse(serving: Serving, messages: Messages) -> None:
    server = serving("en")
    button = server.reply("action_answer", ASKED, language="en").quick_replies[0]
    entities = json.loads(button.payload.removeprefix("/choose"))
    reply = server.reply("action_answer", button.payload, language="en", entities=entities)
    assert (reply.kind, reply.text, reply.language) == (Kind.ANSWER, LOST.text, "id")
    assert [button.title for button in reply.quick_replies] == [FINE.title]
    assert server.slots["last_section"] == LOST.key
    assert server.slots["last_question"] == LOST.title


def test_other_buttons_keep_to_the_language_of_the_resident(serving: Serving) -> None:
    server = serving("en")
    reply = server.reply("action_answer", "/choose", language="en", entities={"section": FINE.key})
    assert (reply.text, reply.language) == (FINE_EN.text, "en")


def test_what_is_not_translated_is_answered_in_indonesian_with_a_word(serving: Serving, messages: Messages) -> None:
    reply = serving("en").reply("action_answer", "When is the office open?", language="en")
    assert reply.text == f"{messages.entries['en']['only_in_indonesian']}\n\n{HOURS.text}"
    assert reply.language == "id"
    assert all("language" not in button.payload for button in reply.quick_replies)


def test_a_language_that_is_switched_off_is_not_shown(serving: Serving, messages: Messages) -> None:
    for languages in ((), ("jv",)):
        reply = serving(*languages).reply("action_answer", ASKED, language="en")
        assert reply.text == f"{messages.entries['en']['only_in_indonesian']}\n\n{LOST.text}"
        assert (reply.language, [button.title for button in reply.quick_replies]) == ("id", [FINE.title])


@pytest.mark.parametrize("language", ["id", "ljp", "su", "zz"])
def test_a_language_that_nobody_writes_gets_indonesian(serving: Serving, language: str) -> None:
    reply = serving("en", "jv").reply("action_answer", ASKED, language=language)
    assert (reply.text, reply.language) == (LOST.text, "id")


def test_a_choice_is_offered_in_the_language(serving: Serving) -> None:
    reply = serving("en", how=ALWAYS_ASKS).reply("action_answer", "paspor hilang bayar", language="en")
    assert reply.kind is Kind.CLARIFY
    assert {FINE_EN.title, LOST_EN.title} <= {button.title for button in reply.quick_replies}


def test_several_answers_are_each_in_the_language_they_have(serving: Serving, messages: Messages) -> None:
    replies = serving("en").replies("action_answer", "When is the office open? and I lost my passport, what now?",
                                    language="en")  # fmt: skip
    assert [reply.language for reply in replies] == ["id", "en"]
    assert replies[1].text.startswith(LOST_EN.text)


def test_another_office_s_matter_is_explained_in_the_language(serving: Serving) -> None:
    reply = serving("en").reply("action_answer", "How do I get a driving licence?", language="en")
    assert (reply.kind, reply.text, reply.language) == (Kind.OUT_OF_SCOPE, LICENCE_EN.text, "en")
    assert [button.payload for button in reply.quick_replies] == [original(LICENCE.key).payload, "/show_menu"]


def test_no_more_than_three_buttons(serving: Serving) -> None:
    many = [
        replace(
            passage("haji", f"bagian-{n}", "haji", [f"haji bagian {n} apa", f"pertanyaan haji {n}"]),
            translations=(Translated("en", f"Part {n}", f"Text {n}", reviewed=True),),
        )
        for n in range(5)
    ]
    reply = serving("en", passages=[*TRANSLATED, *many]).reply("action_answer", "haji bagian 2 apa", language="en")
    assert reply.text == "Text 2"
    assert [button.title for button in reply.quick_replies] == ["Bahasa Indonesia", "Part 0", "Part 1"]


def test_two_meanings_are_headed_in_the_language(serving: Serving, messages: Messages) -> None:
    either = replace(fusion(), answer_at=0.0, sure_at=1.1, either_at=0.0)
    replies = serving("en", how=either).replies("action_answer", "paspor hilang bayar", language="en")
    headings = {reply.text.split("\n\n")[0] for reply in replies}
    expected = {messages.get("answer.if_meant", "en", title=title) for title in (LOST_EN.title, FINE_EN.title)}
    assert headings == expected
