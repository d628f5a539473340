from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from core.text.normalise import normalise
from knowledge_base import duplicates
from knowledge_base.content import Content
from knowledge_base.duplicates import SIMILAR, duplicate_questions
from knowledge_base.model import Question

WORDS = st.lists(st.sampled_from(["paspor", "visa", "antre", "lapor", "a", "b"]), min_size=1)
LONG = "saya mau tanya berapa lama antre paspor di kantor kalau datang pagi sekali"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS.map(" ".join), min_size=2, max_size=12), st.integers(2, 6))
def test_every_question_like_one_of_another_section_is_found(content: Content, texts: list[str], piece: int) -> None:
    asked = asked_alternately(content, texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duplicates, "PIECE", piece)
        found = {finding.message.split("'")[1] for finding in duplicate_questions(asked)}
    expected = {
        tuple(sorted((one, other)))
        for n, one in enumerate(texts)
        for other in texts[n + 1 :: 2]
        if fuzz.ratio(one, other) >= SIMILAR
    }
    assert all(found & {one, other} for one, other in expected)
    assert bool(found) == bool(expected)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(12, len(LONG)), st.lists(st.tuples(st.integers(0, 73), st.sampled_from("qzw")), max_size=8))
def test_long_questions_are_told_apart_by_how_many_letters_differ(
    content: Content, length: int, changes: list[tuple[int, str]]
) -> None:
    text = changed = LONG[:length].strip()
    for at, letter in changes:
        changed = changed[: at % len(changed)] + letter + changed[at % len(changed) + 1 :]
    found = list(duplicate_questions(asked_alternately(content, [text, changed])))
    assert bool(found) == (fuzz.ratio(normalise(text), normalise(changed)) >= SIMILAR)


def asked_alternately(content: Content, texts: list[str]) -> Content:
    """The small office with `texts` as questions, in turn in one section and in the other."""
    item = next(item for item in content.items if item.kind == "document")
    document = content.documents[0]
    sections = tuple(
        section.model_copy(update={"questions": questions(texts[n::2])}) for n, section in enumerate(document.sections)
    )
    return Content((replace(item, body=document.model_copy(update={"sections": sections})),))


def questions(texts: list[str]) -> tuple[Question, ...]:
    return tuple(Question(text=text, language="id", style="short") for text in texts)
