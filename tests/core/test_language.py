"""Guessing a language from function words."""

import pytest

from core.settings import ROOT
from core.text.language import detect, function_words, model, pieces
from knowledge_base.files import load_content


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("syarat bikin paspor baru apa aja", "id"),
        ("perpanjang paspor biayanya brp", "id"),
        ("What do I need to renew my passport?", "en"),
        ("nek paspor ilang piye", "jv"),
        ("kumaha lamun paspor leungit", "su"),
        ("PRIPUN CARANE", "jv"),
        ("pasporku wis mati suwe banget, nggantine kepriye carane", "jv"),
        ("abdi bade naros perkawis paspor anu leungit di jalan", "su"),
        ("ambo kailangan paspor di pasa, baa caro mambueknyo", "min"),
        ("my sister will travel with two small children next month", "en"),
        ("kemaren udah dateng ke kantor tapi disuruh balik lagi besok", "id"),
        ("nak ambil paspor di kaunter pukul berapa", "ms"),
        ("nyak haga guway paspor", "ljp"),
    ],
)
def test_a_language_is_told_by_its_small_words(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "paspor", "A-012", "🙏", "12345", "passport", "piye what", "M-Paspor error"])
def test_unsure_is_an_answer(text: str) -> None:
    assert detect(text) is None


def test_the_majority_wins() -> None:
    assert detect("yang ini what apa") == "id"


def test_a_word_inside_another_does_not_count() -> None:
    assert detect("theisare") is None


def test_hardly_any_sample_question_is_taken_for_another_language() -> None:
    """Replies follow the language, so an Indonesian taken for a Javanese is worse than one who is not placed."""
    questions = list(load_content(ROOT / "knowledge_base" / "content").questions())
    for language, most in (("id", 0.02), ("jv", 0.05), ("en", 0.02)):
        own = [question.text for question in questions if question.language == language]
        wrong = [text for text in own if detect(text) not in (language, None)]
        assert len(own) > 100
        assert len(wrong) <= most * len(own), wrong


def test_the_fitted_model_is_small_and_whole() -> None:
    path = ROOT / "core" / "text" / "data" / "language.json"
    assert path.stat().st_size < 2_000_000
    assert model().languages == ("id", "jv", "su", "en", "min", "ban")
    assert all(len(weights) == len(model().languages) for weights in model().weights.values())


def test_pieces_mark_where_a_word_begins_and_ends() -> None:
    assert list(pieces("aku")) == ["<", "a", "k", "u", ">", "<a", "ak", "ku", "u>", "<ak", "aku", "ku>", "<aku", "aku>"]


def test_every_word_is_in_the_spelling_that_is_looked_up() -> None:
    assert all(word == word.lower() and word.isalpha() for word in function_words())
