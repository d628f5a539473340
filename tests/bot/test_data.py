import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cross_validate import actions_by_intent
from bot.environment import ROOT

DATA = ROOT / "bot" / "data"
ANNOTATED = re.compile(r"\[([^]]+)\]\((\w+)\)")
PAYLOAD_ONLY = {"choose", "ask_officer", "show_menu", "nlu_fallback"}
MANY = {
    "queue_status",
    "queue_booking",
    "application_status",
    "human_help",
    "complaint",
    "emergency",
    "greeting",
    "thanks",
    "goodbye",
    "menu",
    "cancel",
    "inform_detail",
}


@cache
def blocks() -> tuple[dict[str, Any], ...]:
    files: list[Path] = [DATA / "nlu.yml", *sorted((DATA / "nlu").glob("*.yml"))]
    return tuple(block for file in files for block in yaml.safe_load(file.read_text("utf-8"))["nlu"])


@cache
def examples() -> tuple[tuple[str, str], ...]:
    return tuple(
        (block["intent"], line.removeprefix("- "))
        for block in blocks()
        if "intent" in block
        for line in block["examples"].splitlines()
    )


def patterns() -> dict[str, list[re.Pattern[str]]]:
    return {
        block["regex"]: [re.compile(line[2:], re.IGNORECASE) for line in block["examples"].splitlines()]
        for block in blocks()
        if "regex" in block
    }


def test_intents_with_rules_are_the_intents_with_examples() -> None:
    assert {intent for intent, _ in examples()} == set(actions_by_intent()) - PAYLOAD_ONLY


def test_every_intent_has_enough_examples() -> None:
    counts = Counter(intent for intent, _ in examples())

    assert min(counts.values()) >= 20
    assert min(counts[intent] for intent in MANY) >= 35
    assert counts["out_of_scope"] >= 120


def test_no_example_stands_for_two_actions() -> None:
    by_text: defaultdict[str, set[str]] = defaultdict(set)
    for intent, text in examples():
        by_text[text.lower()].add(actions_by_intent()[intent])

    assert {text: found for text, found in by_text.items() if len(found) > 1} == {}


@pytest.mark.parametrize("entity", ["ticket_code", "application_number"])
def test_annotated_codes_are_those_the_patterns_find(entity: str) -> None:
    for _, text in examples():
        plain = ANNOTATED.sub(lambda match: match[1], text)
        found = {match[0] for pattern in patterns()[entity] for match in pattern.finditer(plain)}
        assert found == {value for value, kind in ANNOTATED.findall(text) if kind == entity}, text


def test_no_office_is_named() -> None:
    for file in ROOT.joinpath("bot").rglob("*.*"):
        if file.suffix in {".py", ".yml"} and file.name != "borrowed.yml":  # that one copies content
            assert not re.search(r"way ?kanan|kotabumi", file.read_text("utf-8"), re.IGNORECASE), file
