"""The dialogues' own rules; needs no product."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from core.reply import Kind, QuickReply, Reply, Source
from tests.product.dialogues import Turn, all_dialogues, button, faults

LEAST = 60
PASSAGE = Reply(
    kind=Kind.ANSWER,
    text="Biaya paspor **Rp950.000**",
    quick_replies=[QuickReply(title="Syarat paspor", payload="/choose")],
    sources=[Source(document="biaya-paspor", section="fee", title="Biaya", revision=1, verified_on=date(2026, 11, 25))],
)


def test_there_are_enough_dialogues_and_each_has_a_name_of_its_own() -> None:
    names = Counter(dialogue.name for dialogue in all_dialogues())

    assert len(names) >= LEAST
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    "expected",
    [
        {"kind": "answer"},
        {"kind": ["clarify", "answer"]},
        {"kinds": "answer", "no_kind": ["fallback", "out_of_scope"]},
        {"says": [r"rp950\.000", "paspor"], "no_says": "gratis"},
        {"offers": "syarat", "kind": "answer"},
        {"source": ["paspor-anak", "biaya-paspor"]},
        {"source": "biaya-paspor#fee", "no_source": "paspor-anak", "answers_in": "id"},
    ],
)
def test_what_holds_is_no_fault(expected: dict[str, Any]) -> None:
    assert faults(Turn(resident="biaya", **expected), [PASSAGE]) == []


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ({"kind": ["clarify", "form"]}, "kind is none of ['clarify', 'form']"),
        ({"kinds": ["answer", "out_of_scope"]}, "no reply of kind out_of_scope"),
        ({"no_kind": "answer"}, "a reply of kind answer"),
        ({"says": "gratis"}, "does not say /gratis/"),
        ({"no_says": "950"}, "says /950/"),
        ({"offers": "petugas"}, "does not offer /petugas/"),
        ({"source": "biaya-paspor#child"}, "source is none of ['biaya-paspor#child'] but ['biaya-paspor#fee']"),
        ({"no_source": ["paspor-anak", "biaya-paspor"]}, "source is biaya-paspor"),
        ({"kind": "answer", "replies": 2}, "1 replies instead of 2"),
        ({"kind": "answer", "answers_in": "jv"}, "answers in id"),
    ],
)
def test_what_does_not_hold_is_told(expected: dict[str, Any], told: str) -> None:
    assert faults(Turn(resident="biaya", **expected), [PASSAGE]) == [told]


@pytest.mark.parametrize(
    "written",
    [
        {"resident": "biaya"},
        {"kind": "answer"},
        {"resident": "biaya", "presses": 1, "kind": "answer"},
        {"resident": "biaya", "kind": "anser"},
        {"resident": "biaya", "say": "650"},
        {"resident": "biaya", "says": "(650"},
    ],
)
def test_a_turn_written_wrong_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Turn.model_validate(written)


@pytest.mark.parametrize("presses", ["Syarat paspor", 1])
def test_a_button_is_found_by_its_title_or_number(presses: str | int) -> None:
    assert button(Turn(presses=presses, kind=[Kind.ANSWER]), [PASSAGE]).payload == "/choose"


@pytest.mark.parametrize("presses", ["Biaya", 2])
def test_a_button_that_was_not_offered_cannot_be_pressed(presses: str | int) -> None:
    with pytest.raises(LookupError):
        button(Turn(presses=presses, kind=[Kind.ANSWER]), [PASSAGE])
