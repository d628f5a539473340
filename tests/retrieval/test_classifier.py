from dataclasses import replace

import numpy as np
import pytest

from core.text.normalise import normalise
from retrieval import classifier
from retrieval.classifier import FLOOR, Classifier, ClassMeans, Compression
from retrieval.index import LEGS, Index, embed
from retrieval.lexical import CharacterIndex
from tests.retrieval.samples import PASSAGES, HashedEncoder, legs_of


def test_class_means_find_the_passage_of_each_sample_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "FITTED_PAIRS", 0)
    index = Index(PASSAGES, embed(PASSAGES, HashedEncoder()))
    assert isinstance(index._classifier._model, ClassMeans)
    column = LEGS.index("classifier")
    for number, passage in enumerate(PASSAGES):
        for question in passage.questions:
            leg = legs_of(index, question)[:, column]
            assert int(leg.argmax()) == number
            assert np.exp(leg * -FLOOR).sum() == pytest.approx(1.0, abs=len(PASSAGES) * np.exp(FLOOR))


def test_a_passage_without_questions_is_no_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "FITTED_PAIRS", 0)
    passages = [replace(PASSAGES[0], document="haji", questions=()), *PASSAGES]
    legs = legs_of(Index(passages, embed(passages, HashedEncoder())), "berapa biaya paspor")
    assert legs[0, LEGS.index("classifier")] == -1


def test_class_means_hold_for_classes_of_one_question_each() -> None:
    features = np.eye(4, dtype=np.float32) * 5
    chances = ClassMeans(features, np.arange(4)).predict_log_proba(features)
    assert chances.argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_compression_learns_from_the_same_texts_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "COMPRESSED_FROM", 9)
    texts = [normalise(question) for passage in PASSAGES for question in passage.questions]

    def likeness(ordered: list[str]) -> np.ndarray:
        characters = CharacterIndex(ordered)
        compressed = Compression(characters, ordered).transform(characters.vector(texts))
        return compressed @ compressed.T

    assert np.allclose(likeness(texts), likeness(texts[::-1]), atol=1e-4)


def test_log_probabilities_have_a_floor() -> None:
    encoder = HashedEncoder()
    index = Index(PASSAGES, embed(PASSAGES, encoder))
    assert isinstance(index._classifier, Classifier)
    vector = encoder.encode_questions(["kantor"])[0] * 20
    found = index._classifier.log_probabilities(vector, index._characters.vector(["kantor"]))
    assert found.min() == FLOOR and found.dtype == np.float32
