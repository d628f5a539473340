import pickle

import numpy as np
import pytest

from retrieval.encoder import Vectors
from retrieval.vectors import VectorTable


@pytest.fixture
def vectors() -> Vectors:
    made = np.random.default_rng(0).standard_normal((2000, 32), np.float32)
    unit: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def test_few_vectors_are_all_compared(vectors: Vectors) -> None:
    assert np.allclose(VectorTable(vectors).scores(vectors[7]), vectors @ vectors[7])


def test_of_many_the_likely_ones_are_compared(vectors: Vectors) -> None:
    table = VectorTable(vectors, flat_at_most=100)
    exact = vectors @ vectors[7]
    scores = table.scores(vectors[7])
    assert scores.shape == exact.shape and scores.dtype == np.float32
    assert int(scores.argmax()) == 7 and scores[7] == pytest.approx(1.0, abs=1e-5)
    compared = scores > scores.min()
    assert np.allclose(scores[compared], exact[compared], atol=1e-5)
    best = np.argsort(-exact)[:10]
    assert compared[best].sum() >= 9


@pytest.mark.parametrize("flat_at_most", [100, 10_000])
def test_a_table_is_the_same_after_it_was_kept(vectors: Vectors, flat_at_most: int) -> None:
    table = VectorTable(vectors, flat_at_most)
    kept = pickle.loads(pickle.dumps(table))
    assert np.array_equal(kept.scores(vectors[3]), table.scores(vectors[3]))
