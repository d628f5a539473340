from dataclasses import replace

import numpy as np
import pytest

from retrieval.index import LEGS, Index, embed
from tests.retrieval.samples import DIMENSIONS, PASSAGES, HashedEncoder, legs_of


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(PASSAGES, embed(PASSAGES, HashedEncoder()))


QUERIES = [
    "berapa biaya paspor",
    "psport ilang gmn min",
    "",
    "   ",
    "🙏🙏🙏",
    "12345",
    "</s><pad>",
    "paspor " * 3000,
    "\x00\x1f‮",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("query", QUERIES)
def test_every_leg_keeps_its_range_whatever_is_typed(index: Index, query: str) -> None:
    legs = legs_of(index, query)
    assert legs.shape == (len(PASSAGES), len(LEGS))
    assert legs.dtype == np.float32
    assert np.isfinite(legs).all()
    for name in ("question", "neighbours", "passage"):
        assert (np.abs(legs[:, LEGS.index(name)]) <= 1 + 1e-5).all()
    for name in ("characters", "words"):
        column = legs[:, LEGS.index(name)]
        assert ((column >= 0) & (column <= 1 + 1e-5)).all()
    classifier = legs[:, LEGS.index("classifier")]
    assert ((classifier >= -1) & (classifier <= 0)).all()


@pytest.mark.parametrize("leg", ["question", "characters", "classifier"])
def test_a_sample_question_finds_its_passage_on_each_leg(index: Index, leg: str) -> None:
    for number, passage in enumerate(PASSAGES):
        for question in passage.questions:
            assert int(legs_of(index, question)[:, LEGS.index(leg)].argmax()) == number, question


def test_the_mean_of_the_neighbours_is_at_most_the_best_question(index: Index) -> None:
    legs = legs_of(index, "biaya paspor hilang")
    assert (legs[:, LEGS.index("neighbours")] <= legs[:, LEGS.index("question")] + 1e-5).all()


def test_the_neighbours_are_the_three_best_questions_of_a_passage() -> None:
    asked = ["denda overstay", "denda overstay", "denda overstay", "zzz", "qqq"]
    passages = [replace(PASSAGES[5], questions=tuple(asked)), *PASSAGES[:2]]
    legs = legs_of(Index(passages, embed(passages, HashedEncoder())), "denda overstay")
    assert legs[0, LEGS.index("neighbours")] == pytest.approx(1.0, abs=1e-5)


def test_the_best_question_of_a_passage_counts_wherever_it_stands() -> None:
    reversed_ = [replace(passage, questions=passage.questions[::-1]) for passage in PASSAGES]
    first = legs_of(Index(PASSAGES, embed(PASSAGES, HashedEncoder())), "kantor tutup jam brp")
    second = legs_of(Index(reversed_, embed(reversed_, HashedEncoder())), "kantor tutup jam brp")
    assert np.allclose(first[:, :4], second[:, :4], atol=1e-5)


def test_a_passage_without_questions_is_found_by_its_text_alone() -> None:
    passages = [*PASSAGES, replace(PASSAGES[0], document="haji", text="Jemaah haji reguler.", questions=())]
    legs = legs_of(Index(passages, embed(passages, HashedEncoder())), "jemaah haji reguler")
    question, neighbours, passage, characters, words, classifier = legs[-1]
    assert (question, neighbours, characters, classifier) == (0, 0, 0, -1)
    assert int(legs[:, LEGS.index("passage")].argmax()) == int(legs[:, LEGS.index("words")].argmax()) == len(PASSAGES)
    assert passage > 0 and words > 0


def test_embedding_takes_questions_as_passages_and_their_mean_as_queries() -> None:
    encoder = HashedEncoder()
    embedded = embed(PASSAGES, encoder)
    questions = sum(len(passage.questions) for passage in PASSAGES)
    assert embedded.questions.shape == (questions, DIMENSIONS)
    assert embedded.passages.shape == (len(PASSAGES), DIMENSIONS)
    assert embedded.query_mean.shape == (DIMENSIONS,)
    assert [role for role, _ in encoder.asked].count("passage") == questions + len(PASSAGES)
    assert ("passage", "kantor tutup jam berapa") in encoder.asked
