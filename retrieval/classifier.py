"""Which passage a question belongs to, learned from the sample questions of all passages."""

from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import log_softmax
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression

from retrieval.encoder import Vectors
from retrieval.lexical import CharacterIndex, Scores

FLOOR = -9.0
FITTED_PAIRS = 6_000_000
"""Questions times passages up to which a logistic regression is fitted: some ten seconds. Above, class means do."""
COMPRESSED_FROM = 8_000
"""Questions that the compression of characters is learned from."""
_DENSE_SCALE = 8.0
_CHARACTER_SCALE = 3.0
_CHARACTER_DIMENSIONS = 192
# Of the class means, by 4-fold cross-validation on the sample questions of the office's content: share of the mean
# variance added to each direction, and the temperature.
_SHRINKAGE, _TEMPERATURE = 1.0, 0.2
Features = NDArray[np.float32]


class Compression:
    """Character n-grams in few dimensions, learned from the texts with the smallest checksums.

    That choice changes little when a text does, and is the same wherever the same texts are indexed.
    """

    def __init__(self, characters: CharacterIndex, texts: list[str], dimensions: int = _CHARACTER_DIMENSIONS) -> None:
        chosen = sorted(range(len(texts)), key=lambda i: (crc32(texts[i].encode()), i))[:COMPRESSED_FROM]
        matrix = characters.rows(np.sort(chosen))
        used = np.unique(matrix.indices)
        self._positions = np.full(matrix.shape[1], len(used), np.int32)
        self._positions[used] = np.arange(len(used), dtype=np.int32)
        size = min(dimensions, len(used) - 1, len(chosen) - 1)
        svd = TruncatedSVD(size, random_state=0).fit(self._narrow(matrix, len(used) + 1))
        self._basis = np.ascontiguousarray(svd.components_.T.astype(np.float32))
        # What the chosen texts do not have comes last and counts nothing.
        self._basis[-1] = 0.0

    def transform(self, matrix: csr_matrix) -> Features:
        """Rows of character weights, shape (texts, n-grams) -> (texts, dimensions)."""
        result: Features = self._narrow(matrix, len(self._basis)) @ self._basis
        return result

    def _narrow(self, matrix: csr_matrix, width: int) -> csr_matrix:
        return csr_matrix((matrix.data, self._positions[matrix.indices], matrix.indptr), (matrix.shape[0], width))


class ClassMeans:
    """Linear discriminant analysis with equal chances for all classes: solved at once, however many there are."""

    def __init__(self, features: Features, owners: NDArray[np.int64]) -> None:
        self.classes_, places, counts = np.unique(owners, return_inverse=True, return_counts=True)
        ones = np.ones(len(owners), np.float32)
        members = csr_matrix((ones, (places, np.arange(len(owners)))), (len(counts), len(owners)))
        means = np.asarray(members @ features) / counts[:, None].astype(np.float32)
        spread = (features.T @ features - (means * counts[:, None]).T @ means) / len(features)
        spread += np.eye(len(spread), dtype=np.float32) * max(_SHRINKAGE * np.trace(spread) / len(spread), 1e-3)
        self._weights = np.linalg.solve(spread, means.T).astype(np.float32)
        self._offsets = -0.5 * (means * self._weights.T).sum(axis=1)

    def predict_log_proba(self, features: Features) -> Features:
        """Natural logarithms, shape (rows, classes)."""
        result: Features = log_softmax((features @ self._weights + self._offsets) * _TEMPERATURE, axis=1)
        return result


class Classifier:
    """Passage classifier over all sample questions: centred embeddings beside compressed character n-grams."""

    def __init__(
        self,
        questions: Vectors,
        query_mean: Vectors,
        texts: list[str],
        characters: CharacterIndex,
        owners: NDArray[np.int64],
        passages: int,
    ) -> None:
        self._query_mean, self._passages = query_mean, passages
        self._compression = Compression(characters, texts)
        compressed = self._compression.transform(characters.rows())
        features = _joined(questions - questions.mean(axis=0), compressed)
        self._model: Any = _fitted(features, owners)

    def log_probabilities(self, vector: Vectors, characters: csr_matrix) -> Scores:
        """Natural logarithms, shape (passages,), floored; passages without questions get the floor."""
        features = _joined((vector - self._query_mean)[None], self._compression.transform(characters))
        result = np.full(self._passages, FLOOR, np.float32)
        result[self._model.classes_] = np.maximum(self._model.predict_log_proba(features)[0], FLOOR)
        return result


def _fitted(features: Features, owners: NDArray[np.int64]) -> LogisticRegression | ClassMeans:
    if len(owners) * len(np.unique(owners)) > FITTED_PAIRS:
        return ClassMeans(features, owners)
    return LogisticRegression(C=2.0, max_iter=150).fit(features, owners)


def _joined(vectors: Vectors, characters: Features) -> Features:
    return np.hstack([vectors * _DENSE_SCALE, characters * _CHARACTER_SCALE]).astype(np.float32)
