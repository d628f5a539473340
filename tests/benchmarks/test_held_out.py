"""The held-out questions: complete, of known topics, and like nothing that anything is fitted on."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from rapidfuzz import fuzz, process

from benchmarks.evaluate import held_out_files, load
from benchmarks.scoring import ACCEPTED
from core.settings import ROOT
from knowledge_base.files import load_content

LEAST, ALIKE = 40, 80
FIELDS = {"id", "text", "lang", "topic", "expect", "behavior", "must_contain", "difficulty", "split"}
LANGUAGES = {"javanese": "jv", "sundanese": "su", "english": "en", "malay": "ms"}
CONTENT = ROOT / "knowledge_base" / "content"
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


@cache
def fitted_on() -> tuple[str, ...]:
    """Every sample question of the content and every example of the understanding, lower case."""
    samples = [question.text for question in load_content(CONTENT).questions()]
    examples = [text for file in sorted((ROOT / "bot" / "data").rglob("*.yml")) for text in nlu_examples(file)]
    return tuple(text.lower() for text in samples + examples)


def nlu_examples(file: Path) -> list[str]:
    listed = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader).get("nlu", [])
    blocks = [item.get("examples", "") for item in listed if "intent" in item]
    return [_ENTITY.sub(r"\1", line.removeprefix("- ")) for block in blocks for line in block.splitlines()]


def rows(name: str) -> list[dict[str, Any]]:
    lines = (ROOT / "benchmarks" / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_files_are_these() -> None:
    assert {file.stem for file in held_out_files()} == {*LANGUAGES, "emergencies"}


@pytest.mark.parametrize("name", [*LANGUAGES, "emergencies"])
def test_a_file_is_complete(name: str) -> None:
    found = rows(name)
    topics = set((CONTENT / "topics.txt").read_text("utf-8").split())

    assert len(found) >= LEAST
    assert [row["id"] for row in found if set(row) != FIELDS or row["split"] != "held-out"] == []
    assert [row["id"] for row in found if row["topic"] not in topics or not set(row["behavior"]) <= set(ACCEPTED)] == []
    assert all(re.compile(pattern) for row in found for pattern in row["must_contain"])
    assert [text for text, count in Counter(row["text"] for row in found).items() if count > 1] == []


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_asks_about_many_things(name: str) -> None:
    found = rows(name)

    assert {row["lang"] for row in found} == {LANGUAGES[name]}
    assert len({row["topic"] for row in found}) >= LEAST // 2
    assert {behaviour for row in found for behaviour in row["behavior"]} == set(ACCEPTED) - {"clarify"}


@pytest.mark.parametrize("name", LANGUAGES)
def test_no_question_is_like_one_that_anything_is_fitted_on(name: str) -> None:
    alike = []
    for row in rows(name):
        near = process.extractOne(row["text"].lower(), fitted_on(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        alike += [f"{row['id']} is like {near[0]!r}"] if near else []

    assert alike == []


def test_a_row_may_leave_out_what_is_optional(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text('{"id": "x-1", "text": "biaya?", "topic": "biaya_paspor", "behavior": ["answer"]}\n', "utf-8")

    (row,) = load(file)

    assert (row["file"], row["must_contain"], row["split"]) == ("own", [], "untold")
