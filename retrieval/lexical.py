"""The lexical leg: character n-grams forgive typos, BM25 finds the exact word."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import bm25s
import numpy as np
import spacy
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from spacy.language import Language

from core.text.lists import entries

Scores = NDArray[np.float32]
_STOP_WORDS = Path(__file__).with_name("stop_words.txt")
_NGRAMS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), n_features=2**20, alternate_sign=False, norm=None, dtype=np.float32
)


@cache
def stop_words() -> frozenset[str]:
    """Words that carry no subject, in normalised spelling."""
    return frozenset(entries(_STOP_WORDS.read_text("utf-8")))


@cache
def _tokenizer() -> Language:
    return spacy.blank("id")


def tokens(text: str) -> list[str]:
    """Content words of normalised text, by spaCy's Indonesian tokenizer."""
    words = [token.text for token in _tokenizer().make_doc(text) if not token.is_punct and not token.is_space]
    return [word for word in words if word not in stop_words()]


class CharacterIndex:
    """TF-IDF over character 2- to 5-grams inside words, cosine similarity.

    N-grams are told apart by their hash, so that texts can come and go without a new vocabulary. Kept by n-gram:
    a query reads only what its own n-grams touch.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        frequencies = _frequencies(texts)
        self._inverted: csr_matrix = frequencies.T.tocsr()
        documents = np.diff(self._inverted.indptr)
        # N-grams that no text has count nothing in a query either.
        idf = np.where(documents, np.log((1 + len(texts)) / (1 + documents)) + 1, 0)
        self._idf = idf.astype(np.float32)
        self._lengths = _lengths(_weighted(frequencies, self._idf))

    def vector(self, texts: Sequence[str]) -> csr_matrix:
        """Unit vectors of texts, shape (texts, n-grams)."""
        return _unit(_weighted(_frequencies(texts), self._idf))

    def rows(self, chosen: NDArray[np.int64] | None = None) -> csr_matrix:
        """Unit vectors of the indexed texts, of `chosen` ones only when given, shape (texts, n-grams)."""
        frequencies = self._inverted.T.tocsr()
        return _unit(_weighted(frequencies if chosen is None else frequencies[chosen], self._idf))

    def scores(self, vector: csr_matrix) -> Scores:
        """Cosine of one query vector, shape (1, features), with every indexed text."""
        product: Scores = (_weighted(vector, self._idf) @ self._inverted).toarray()[0]
        return product / self._lengths


def _frequencies(texts: Sequence[str]) -> csr_matrix:
    counts = _NGRAMS.transform(texts)
    counts.data = 1 + np.log(counts.data)
    return csr_matrix(counts)


def _weighted(rows: csr_matrix, idf: Scores) -> csr_matrix:
    return csr_matrix((rows.data * idf[rows.indices], rows.indices, rows.indptr), rows.shape)


def _lengths(rows: csr_matrix) -> Scores:
    squares = np.asarray(rows.multiply(rows).sum(axis=1), np.float32)[:, 0]
    return np.maximum(np.sqrt(squares), 1e-9)


def _unit(rows: csr_matrix) -> csr_matrix:
    shares = np.repeat(1 / _lengths(rows), np.diff(rows.indptr))
    return csr_matrix((rows.data * shares, rows.indices, rows.indptr), rows.shape)


class WordIndex:
    """BM25 scores divided by what a text holding every word of the query could reach: between 0 and about 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._build([tokens(text) for text in texts])

    @classmethod
    def of_tokens(cls, documents: Sequence[Sequence[str]]) -> "WordIndex":
        """The index of texts whose tokens are known."""
        index = cls.__new__(cls)
        index._build(documents)
        return index

    def _build(self, documents: Sequence[Sequence[str]]) -> None:
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75)
        self._bm25.index([list(words) or ["-"] for words in documents], show_progress=False)
        self._size = len(documents)
        self._words = sorted({word for words in documents for word in words})
        numbers = {word: number for number, word in enumerate(self._words)}
        self._numbers = np.array([numbers[word] for words in documents for word in words], np.int32)
        self._ends = np.cumsum([0, *map(len, documents)])

    def tokens_of(self, text: int) -> list[str]:
        """The tokens of the indexed text with this number."""
        return [self._words[number] for number in self._numbers[self._ends[text] : self._ends[text + 1]]]

    def scores(self, query: str) -> Scores:
        """For a normalised query, shape (texts,)."""
        words = [word for word in tokens(query) if word in self._bm25.vocab_dict]
        if not words:
            return np.zeros(self._size, np.float32)
        raw: Scores = self._bm25.get_scores(words).astype(np.float32)
        share: Scores = raw / (raw.max() + 2.0)
        return share
