import numpy as np
import pytest

from core.text.normalise import normalise
from retrieval.lexical import CharacterIndex, WordIndex, stop_words, tokens

TEXTS = [
    "syarat paspor baru untuk dewasa",
    "paspor hilang di jalan",
    "denda overstay per hari",
    "jam buka kantor imigrasi",
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("syarrat pasporr bru", 0),
        ("psport hlang", 1),
        ("paspor hilangg", 1),
        ("dneda overstey", 2),
        ("jm buka kntor imigrasi", 3),
        ("bukakantor", 3),
    ],
)
def test_a_typo_still_finds_the_text(typed: str, meant: int) -> None:
    index = CharacterIndex(TEXTS)
    assert int(index.scores(index.vector([typed])).argmax()) == meant


def test_character_scores_are_cosines() -> None:
    index = CharacterIndex(TEXTS)
    scores = index.scores(index.vector([TEXTS[2]]))
    assert scores.shape == (len(TEXTS),)
    assert scores[2] == pytest.approx(1.0, abs=1e-5)
    assert (scores[[0, 1, 3]] < 0.5).all() and (scores >= 0).all()


@pytest.mark.parametrize("typed", ["", "  ", "🙏🙏", "一二三"])
def test_characters_nobody_wrote_match_nothing(typed: str) -> None:
    index = CharacterIndex(TEXTS)
    assert not index.scores(index.vector([typed])).any()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apa syarat paspor baru ?", ["syarat", "paspor", "baru"]),
        ("denda-nya berapa, pak?!", ["denda", "-nya"]),
        ("m-paspor error (tidak bisa login)", ["m", "paspor", "error", "login"]),
        ("what is the fee for my passport", ["fee", "passport"]),
        ("yang di ke dari", []),
        ("?! ...", []),
    ],
)
def test_tokens_are_the_content_words(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_the_exact_word_wins_and_more_words_score_higher() -> None:
    scores = WordIndex(TEXTS).scores("paspor hilang")
    assert scores.argsort()[::-1][:2].tolist() == [1, 0]
    assert scores[2] == scores[3] == 0


@pytest.mark.parametrize("query", ["paspor", "denda overstay per hari", "paspor " * 200, " ".join(TEXTS)])
def test_word_scores_lie_between_zero_and_one(query: str) -> None:
    scores = WordIndex(TEXTS).scores(query)
    assert scores.dtype == np.float32
    assert scores.shape == (len(TEXTS),)
    assert (scores >= 0).all() and (scores < 1).all() and scores.any()


@pytest.mark.parametrize("query", ["", "yang di ke", "rendang", "🙏"])
def test_words_nobody_wrote_score_zero(query: str) -> None:
    assert WordIndex(TEXTS).scores(query).tolist() == [0.0] * len(TEXTS)


def test_a_text_of_stop_words_only_is_indexed_but_never_found() -> None:
    assert WordIndex(["yang di ke", *TEXTS]).scores("paspor ke kantor")[0] == 0


def test_stop_words_stand_in_the_spelling_that_is_searched() -> None:
    assert {"yang", "the"} <= stop_words()
    assert [word for word in sorted(stop_words()) if normalise(word) != word] == []
