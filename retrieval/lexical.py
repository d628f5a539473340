"""The lexical leg: character n-grams forgive typos, BM25 finds the exact word."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import bm25s
import numpy as np
import spacy
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from spacy.language import Language

from core.text.lists import entries

Scores = NDArray[np.float32]
_STOP_WORDS = Path(__file__).with_name("stop_words.txt")


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
    """TF-IDF over character 2- to 5-grams inside words, cosine similarity."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
        self.matrix: csr_matrix = self._vectorizer.fit_transform(texts)

    def vector(self, texts: Sequence[str]) -> csr_matrix:
        return self._vectorizer.transform(texts)

    def scores(self, vector: csr_matrix) -> Scores:
        """Cosine of one query vector, shape (1, features), with every indexed text."""
        product: Scores = (self.matrix @ vector.T).toarray()[:, 0]
        return product


class WordIndex:
    """BM25 scores divided by what a text holding every word of the query could reach: between 0 and about 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75)
        self._bm25.index([tokens(text) or ["-"] for text in texts], show_progress=False)
        self._size = len(texts)

    def scores(self, query: str) -> Scores:
        words = [word for word in tokens(query) if word in self._bm25.vocab_dict]
        if not words:
            return np.zeros(self._size, np.float32)
        raw: Scores = self._bm25.get_scores(words).astype(np.float32)
        share: Scores = raw / (raw.max() + 2.0)
        return share
