"""The index of one release: vectors and lexical tables over every sample question and every passage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.text.normalise import normalise
from retrieval.classifier import FLOOR, Classifier
from retrieval.encoder import Encoder, Vectors
from retrieval.lexical import CharacterIndex, Scores, WordIndex, tokens
from retrieval.passages import Passage
from retrieval.vectors import VectorTable

LEGS = ("question", "neighbours", "passage", "characters", "words", "classifier")
Features = NDArray[np.float32]
_MEAN_SAMPLE = 256
_NEIGHBOURS = 3


@dataclass(frozen=True)
class Embedded:
    """Unit vectors of a release: sample questions and passages in order, and the mean of questions as queries.

    Sample questions are embedded as passages: a query finds its neighbours better across that pair of roles
    (questions in local languages above all).
    """

    questions: Vectors
    passages: Vectors
    query_mean: Vectors


class Index:
    """Searchable passages with their sample questions; `embedded` holds the vectors of both.

    What `previous` knows of the same passages is taken over; the result is the same without it.
    """

    def __init__(self, passages: Sequence[Passage], embedded: Embedded, previous: "Index | None" = None) -> None:
        self.passages = tuple(passages)
        self.texts = [normalise(question) for passage in passages for question in passage.questions]
        self._owners = np.repeat(np.arange(len(passages)), [len(p.questions) for p in passages])
        self._starts = np.searchsorted(self._owners, np.arange(len(passages) + 1))
        self._questions, self._bodies = VectorTable(embedded.questions), VectorTable(embedded.passages)
        self._characters = CharacterIndex(self.texts)
        self._words = WordIndex.of_tokens(_tokens(passages, previous))
        where = (self._characters, self._owners, len(passages))
        self._classifier = Classifier(embedded.questions, embedded.query_mean, self.texts, *where)
        self._exact = dict(zip(self.texts, self._owners.tolist(), strict=True))

    def exact(self, query: str) -> Passage | None:
        """The passage one of whose sample questions is the normalised `query`."""
        owner = self._exact.get(query)
        return None if owner is None else self.passages[owner]

    def legs(self, query: str, vector: Vectors) -> Features:
        """Scores of every leg for the normalised `query` and its vector, shape (passages, len(LEGS))."""
        dense = self._questions.scores(vector)
        characters = self._characters.vector([query])
        columns = (
            self._best(dense),
            self._neighbours(dense),
            self._bodies.scores(vector),
            self._best(self._characters.scores(characters)),
            self._words.scores(query),
            self._classifier.log_probabilities(vector, characters) / -FLOOR,
        )
        return np.stack(columns, axis=1).astype(np.float32)

    def known_vectors(self) -> tuple[dict[str, Vectors], dict[str, Vectors]]:
        """The vector of each sample question, by its normalised text, and of each passage, by its embedded text."""
        bodies = map(_embedded_text, self.passages)
        return (
            dict(zip(self.texts, self._questions.vectors, strict=True)),
            dict(zip(bodies, self._bodies.vectors, strict=True)),
        )

    def known_tokens(self) -> dict[tuple[str, ...], int]:
        """The number of each passage by what its words come from."""
        return {_worded(passage): number for number, passage in enumerate(self.passages)}

    def tokens_of(self, passage: int) -> list[str]:
        """The tokens of a passage by its number."""
        return self._words.tokens_of(passage)

    def _best(self, scores: Scores) -> Scores:
        """The best question score of each passage, none below zero, shape (passages,)."""
        result = np.zeros(len(self.passages), np.float32)
        np.maximum.at(result, self._owners, scores)
        return result

    def _neighbours(self, scores: Scores) -> Scores:
        """Mean of the best question scores of each passage, shape (passages,)."""
        ordered = scores[np.lexsort((scores, self._owners))]
        firsts, ends = self._starts[:-1], self._starts[1:]
        sums = np.zeros(len(self.passages), np.float32)
        for place in range(1, _NEIGHBOURS + 1):
            there = ends - place >= firsts
            sums[there] += ordered[ends[there] - place]
        result: Scores = sums / np.clip(ends - firsts, 1, _NEIGHBOURS)
        return result.astype(np.float32)


def embed(passages: Sequence[Passage], encoder: Encoder, previous: Index | None = None) -> Embedded:
    """Vectors of every sample question and passage, by `encoder`; those `previous` has are not made again."""
    questions = [normalise(question) for passage in passages for question in passage.questions]
    known, known_bodies = previous.known_vectors() if previous else ({}, {})
    sample = sorted(set(questions), key=lambda text: (crc32(text.encode()), text))[:_MEAN_SAMPLE]
    return Embedded(
        _vectors(questions, known, encoder.encode_passages),
        _vectors([_embedded_text(passage) for passage in passages], known_bodies, encoder.encode_passages),
        encoder.encode_questions(sample).mean(axis=0),
    )


def _vectors(texts: Sequence[str], known: dict[str, Vectors], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
    missing = list(dict.fromkeys(text for text in texts if text not in known))
    if missing:
        known = {**known, **dict(zip(missing, encode(missing), strict=True))}
    return np.stack([known[text] for text in texts])


def _embedded_text(passage: Passage) -> str:
    return f"{passage.title}. {passage.text}"


def _worded(passage: Passage) -> tuple[str, ...]:
    return (passage.title, passage.text, *passage.questions)


def _tokens(passages: Sequence[Passage], previous: Index | None) -> list[list[str]]:
    known = previous.known_tokens() if previous else {}
    found: list[list[str]] = []
    for passage in passages:
        worded = _worded(passage)
        if previous and worded in known:
            found.append(previous.tokens_of(known[worded]))
        else:
            found.append(tokens(normalise(" ".join(worded))))
    return found
