"""Guessing a language from function words."""

import pytest

from core.text.language import detect, function_words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("syarat bikin paspor baru apa aja", "id"),
        ("perpanjang paspor biayanya brp", "id"),
        ("What do I need to renew my passport?", "en"),
        ("nek paspor ilang piye", "jv"),
        ("kumaha lamun paspor leungit", "su"),
        ("PRIPUN CARANE", "jv"),
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


def test_every_word_is_in_the_spelling_that_is_looked_up() -> None:
    assert all(word == word.lower() and word.isalpha() for word in function_words())
