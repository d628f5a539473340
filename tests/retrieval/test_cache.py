from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval.cache import CachedEncoder
from tests.retrieval.samples import DIMENSIONS, HashedEncoder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.db"


def test_vectors_are_those_of_the_encoder_in_the_order_asked(path: Path) -> None:
    texts = ["paspor hilang", "biaya", "paspor hilang", "jam buka"]
    cached = CachedEncoder(HashedEncoder(), path)
    for _ in range(2):
        vectors = cached.encode_passages(texts)
        assert vectors.dtype == np.float32
        assert np.array_equal(vectors, HashedEncoder().encode_passages(texts))


def test_only_what_is_missing_is_encoded_and_only_once(path: Path) -> None:
    encoder = HashedEncoder()
    cached = CachedEncoder(encoder, path)
    cached.encode_questions(["a", "b", "a"])
    assert encoder.asked == [("query", "a"), ("query", "b")]
    cached.encode_questions(["b", "c", "a"])
    assert encoder.asked[2:] == [("query", "c")]


def test_a_question_and_a_passage_of_the_same_words_are_told_apart(path: Path) -> None:
    encoder = HashedEncoder()
    cached = CachedEncoder(encoder, path)
    cached.encode_questions(["biaya"])
    cached.encode_passages(["biaya"])
    assert encoder.asked == [("query", "biaya"), ("passage", "biaya")]


def test_another_instance_finds_what_the_first_one_encoded(path: Path) -> None:
    first, second = HashedEncoder(), HashedEncoder()
    vectors = CachedEncoder(first, path).encode_passages(["biaya", "jam"])
    assert np.array_equal(CachedEncoder(second, path).encode_passages(["biaya", "jam"]), vectors)
    assert second.asked == []


def test_another_model_does_not_get_the_vectors_of_the_first(path: Path) -> None:
    other = HashedEncoder()
    other.name = "other"
    CachedEncoder(HashedEncoder(), path).encode_passages(["biaya"])
    CachedEncoder(other, path).encode_passages(["biaya"])
    assert other.asked == [("passage", "biaya")]


def test_more_texts_than_one_query_can_name_are_found_again(path: Path) -> None:
    texts = [f"pertanyaan {number}" for number in range(1203)]
    encoder = HashedEncoder()
    cached = CachedEncoder(encoder, path)
    assert cached.encode_passages(texts).shape == (1203, DIMENSIONS)
    assert np.array_equal(cached.encode_passages(texts[::-1])[::-1], cached.encode_passages(texts))
    assert len(encoder.asked) == 1203


def test_two_processes_may_fill_it_at_once(path: Path) -> None:
    texts = [[f"pertanyaan {number % 40}" for number in range(start, start + 30)] for start in range(0, 200, 5)]

    def encode(part: list[str]) -> bool:
        vectors = CachedEncoder(HashedEncoder(), path).encode_passages(part)
        return np.array_equal(vectors, HashedEncoder().encode_passages(part))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(encode, texts))
