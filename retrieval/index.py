"""The index of one release: vectors and lexical tables over every sample question and every passage."""

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression

from core.text.normalise import normalise
from retrieval.encoder import Encoder, Vectors
from retrieval.lexical import CharacterIndex, Scores, WordIndex
from retrieval.passages import Passage

LEGS = ("question", "neighbours", "passage", "characters", "words", "classifier")
Features = NDArray[np.float32]
_DENSE_SCALE = 8.0
_CHARACTER_SCALE = 3.0
_CHARACTER_DIMENSIONS = 192
_MEAN_SAMPLE = 256
_FLOOR = -9.0


@dataclass(frozen=True)
class Embedded:
    """Unit vectors of a release: sample questions and passages in order, and the mean of questions as queries.

    Sample questions are embedded as passages: a query finds its neighbours better across that pair of roles
    (questions in local languages above all).
    """

    questions: Vectors
    passages: Vectors
    query_mean: Vectors


class Classifier:
    """Passage classifier over all sample questions: centred embeddings beside compressed character n-grams."""

    def __init__(
        self, embedded: Embedded, characters: CharacterIndex, owners: NDArray[np.int64], passages: int
    ) -> None:
        self._query_mean = embedded.query_mean
        size = min(_CHARACTER_DIMENSIONS, characters.matrix.shape[1] - 1, len(owners) - 1)
        self._svd = TruncatedSVD(size, random_state=0).fit(characters.matrix)
        self._passages = passages
        compressed = self._svd.transform(characters.matrix)
        features = _joined(embedded.questions - embedded.questions.mean(axis=0), compressed)
        self._model = LogisticRegression(C=2.0, max_iter=150).fit(features, owners)

    def log_probabilities(self, vector: Vectors, characters: csr_matrix) -> Scores:
        """Natural logarithms, shape (passages,), floored; passages without questions get the floor."""
        features = _joined((vector - self._query_mean)[None], self._svd.transform(characters))
        result = np.full(self._passages, _FLOOR, np.float32)
        result[self._model.classes_] = np.maximum(self._model.predict_log_proba(features)[0], _FLOOR)
        return result


def _joined(vectors: Vectors, characters: Features) -> Features:
    return np.hstack([vectors * _DENSE_SCALE, characters * _CHARACTER_SCALE]).astype(np.float32)


class Index:
    """Searchable passages with their sample questions; `embedded` holds the vectors of both."""

    def __init__(self, passages: Sequence[Passage], embedded: Embedded) -> None:
        self.passages = tuple(passages)
        self._owners = np.repeat(np.arange(len(passages)), [len(p.questions) for p in passages])
        self._starts = np.searchsorted(self._owners, np.arange(len(passages) + 1))
        self._questions, self._bodies = _flat(embedded.questions), _flat(embedded.passages)
        texts = [normalise(question) for passage in passages for question in passage.questions]
        self._characters = CharacterIndex(texts)
        self._words = WordIndex([normalise(f"{p.title} {p.text} {' '.join(p.questions)}") for p in passages])
        self._classifier = Classifier(embedded, self._characters, self._owners, len(passages))

    def legs(self, query: str, vector: Vectors) -> Features:
        """Scores of every leg for the normalised `query` and its vector, shape (passages, len(LEGS))."""
        dense = _similarities(self._questions, vector)
        characters = self._characters.vector([query])
        columns = (
            self._best(dense, 1),
            self._best(dense, 3),
            _similarities(self._bodies, vector),
            self._best(self._characters.scores(characters), 1),
            self._words.scores(query),
            self._classifier.log_probabilities(vector, characters) / -_FLOOR,
        )
        return np.stack(columns, axis=1).astype(np.float32)

    def _best(self, scores: Scores, count: int) -> Scores:
        """Mean of the `count` best question scores of each passage, shape (passages,)."""
        result = np.zeros(len(self.passages), np.float32)
        if count == 1:
            np.maximum.at(result, self._owners, scores)
            return result
        for passage in range(len(self.passages)):
            own = scores[self._starts[passage] : self._starts[passage + 1]]
            if len(own):
                result[passage] = np.sort(own)[-count:].mean()
        return result


def embed(passages: Sequence[Passage], encoder: Encoder) -> Embedded:
    """Vectors of every sample question and passage, by `encoder`."""
    questions = [normalise(question) for passage in passages for question in passage.questions]
    step = max(1, len(questions) // _MEAN_SAMPLE)
    return Embedded(
        encoder.encode_passages(questions),
        encoder.encode_passages([f"{passage.title}. {passage.text}" for passage in passages]),
        encoder.encode_questions(questions[::step]).mean(axis=0),
    )


def _flat(vectors: Vectors) -> faiss.IndexFlatIP:
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    return index


def _similarities(index: faiss.IndexFlatIP, vector: Vectors) -> Scores:
    """Inner products with every stored vector, in storage order."""
    scores, ids = index.search(vector[None], index.ntotal)
    result = np.empty(index.ntotal, np.float32)
    result[ids[0]] = scores[0]
    return result
