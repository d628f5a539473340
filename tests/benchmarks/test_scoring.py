"""Each rule by which labelled questions are scored."""

from typing import Any

import pytest

from benchmarks.scoring import ACCEPTED, Verdict, judge
from core.reply import Kind

RIGHT, UNSURE, WRONG = Verdict.RIGHT, Verdict.UNSURE, Verdict.WRONG


def row(*behaviour: str, contains: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"behavior": list(behaviour), "must_contain": list(contains)}


def reply(kind: str, text: str = "Biaya paspor Rp950.000", titles: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"kind": kind, "text": text, "quick_replies": [{"title": title, "payload": "/x"} for title in titles]}


RIGHT_KINDS = {
    "answer": {"answer"},
    "clarify": {"clarify", "answer"},
    "out_of_scope": {"out_of_scope", "fallback", "notice", "greeting"},
    "queue_status": {"queue", "form"},
    "queue_booking": {"queue", "form"},
    "application_status": {"status", "form"},
    "handoff": {"handoff"},
    "complaint": {"handoff", "answer"},
    "emergency_trafficking": {"emergency"},
    "greeting": {"greeting"},
}
UNSURE_KINDS = {"clarify", "form", "fallback", "handoff", "notice", "greeting"}


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
@pytest.mark.parametrize("behaviour", RIGHT_KINDS)
def test_one_reply_of_each_kind_to_each_behaviour(behaviour: str, kind: str) -> None:
    if kind in RIGHT_KINDS[behaviour]:
        expected = RIGHT
    elif behaviour == "emergency_trafficking" or kind not in UNSURE_KINDS:
        expected = WRONG
    else:
        expected = UNSURE
    assert judge(row(behaviour), [reply(kind)]).verdict is expected


def test_every_behaviour_has_its_rule() -> None:
    assert set(ACCEPTED) == set(RIGHT_KINDS)


def test_every_behaviour_needs_a_reply_of_its_own_kind() -> None:
    both = row("answer", "handoff")
    assert judge(both, [reply("answer"), reply("handoff")]).verdict is RIGHT
    assert judge(both, [reply("answer")]).missing == ("kind of handoff",)


def test_every_pattern_must_match_whatever_its_case() -> None:
    asked = row("answer", contains=("BIAYA", r"950\.000"))
    assert judge(asked, [reply("answer")]).verdict is RIGHT
    judged = judge(asked, [reply("answer", "Biaya paspor Rp650.000")])
    assert (judged.verdict, judged.missing) == (WRONG, (r"/950\.000/",))


def test_patterns_may_match_in_different_replies() -> None:
    asked = row("answer", contains=("biaya", "jam"))
    assert judge(asked, [reply("answer"), reply("answer", "Jam buka")]).verdict is RIGHT


def test_a_pattern_does_not_match_across_the_gap_between_replies() -> None:
    asked = row("answer", contains=("paspor hilang",))
    assert judge(asked, [reply("answer", "paspor"), reply("answer", "hilang")]).verdict is WRONG


def test_in_a_clarify_the_buttons_count_too() -> None:
    asked = row("clarify", contains=("paspor anak",))
    assert judge(asked, [reply("clarify", "Yang mana?", ("Paspor anak",))]).verdict is RIGHT
    assert judge(asked, [reply("clarify", "Yang mana?", ("Paspor dewasa",))]).verdict is UNSURE


@pytest.mark.parametrize("behaviour", ["answer", "clarify"])
def test_in_an_answer_the_buttons_do_not_count(behaviour: str) -> None:
    asked = row(behaviour, contains=("paspor anak",))
    assert judge(asked, [reply("answer", "Biaya", ("Paspor anak",))]).verdict is WRONG


def test_a_short_direct_answer_satisfies_a_clarify() -> None:
    assert judge(row("clarify", contains=("biaya",)), [reply("answer")]).verdict is RIGHT


@pytest.mark.parametrize("beside", ["out_of_scope", "fallback", "clarify"])
def test_an_answer_to_what_is_out_of_scope_is_wrong_whatever_stands_beside_it(beside: str) -> None:
    judged = judge(row("out_of_scope"), [reply(beside), reply("answer")])
    assert judged.verdict is WRONG and "answered" in judged.missing


@pytest.mark.parametrize("kind", ["handoff", "fallback", "clarify", "answer"])
def test_a_missed_emergency_is_wrong_however_politely(kind: str) -> None:
    judged = judge(row("emergency_trafficking", "handoff"), [reply(kind)])
    assert judged.verdict is WRONG and "emergency missed" in judged.missing


def test_an_answer_beside_a_harmless_reply_is_still_wrong_when_something_is_missing() -> None:
    asked = row("answer", contains=("jam buka",))
    assert judge(asked, [reply("answer"), reply("clarify")]).verdict is WRONG
    assert judge(asked, [reply("clarify")]).verdict is UNSURE


def test_silence_is_wrong() -> None:
    assert judge(row("answer"), []).verdict is WRONG


def test_what_is_right_misses_nothing() -> None:
    assert judge(row("greeting"), [reply("greeting")]).missing == ()
