"""From a resident's words to passages: which answer, which to offer as a choice, or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Lock

import numpy as np

from core.text.normalise import normalise
from retrieval.encoder import Encoder, Vectors
from retrieval.fusion import RIVAL_SHARE, Fusion, signals, topic_shares
from retrieval.index import LEGS, Index
from retrieval.passages import NOT_OURS, QUEUE, Passage
from retrieval.questions import DEFAULT_SUBJECT, facet_of, follows_up, leads, names_subject, split, without_negated

_FACETS = ("requirements", "steps", "fee", "duration", "place", "summary", "notes", "legal")


CLEAR_LEAD = 0.15
BARE_WORDS = 2


class Decision(StrEnum):
    ANSWER = "answer"
    EITHER = "either"
    CLARIFY = "clarify"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Found:
    """A passage with the probability that its topic is right, and what each leg said."""

    passage: Passage
    probability: float
    legs: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What was found for one question, best first, one passage per topic after the best."""

    decision: Decision
    found: tuple[Found, ...]
    sure: bool = False


class Searcher:
    """Search over one index. Thread-safe; the encoder runs one text at a time."""

    def __init__(self, index: Index, encoder: Encoder, fusion: Fusion | None = None) -> None:
        self._index, self._encoder = index, encoder
        self._fusion = fusion or Fusion.load()
        self._topics = [passage.topic for passage in index.passages]
        self._by_key = {passage.key: passage for passage in index.passages}
        # A part of a message counts as a question of its own only when the search has more than a guess.
        self._part_at = (self._fusion.answer_at + min(self._fusion.either_at, self._fusion.answer_at)) / 2
        self._lock = Lock()

    def passage(self, key: str) -> Passage | None:
        """The passage with this `document#section`."""
        return self._by_key.get(key)

    def exact(self, question: str) -> Passage | None:
        """The passage one of whose sample questions is this one, but for spelling."""
        return self._index.exact(normalise(question))

    def siblings(self, passage: Passage) -> list[Passage]:
        """Other passages of the same document, in the order people need them."""
        others = [p for p in self._index.passages if p.document == passage.document and p != passage]
        return sorted(others, key=lambda other: (other.topic != passage.topic, _FACETS.index(other.facet)))

    def search(self, text: str, previous: str | None) -> list[Result]:
        """One result per question in `text`; `previous` is the question before it, for what is only hinted at."""
        parts = split(text)
        results = self._several(parts, previous) if len(parts) > 1 else []
        if len(results) > 1:
            return results
        whole = self._one(text, previous)
        return results if results and whole.decision in (Decision.CLARIFY, Decision.REFUSE) else [whole]

    def _several(self, parts: Sequence[str], previous: str | None) -> list[Result]:
        results: list[Result] = []
        for part, lead in zip(parts, leads(parts, previous), strict=True):
            result = self._one(part, lead)
            known = {item.found[0].passage.key for item in results}
            if self._answers(result, part) and result.found[0].passage.key not in known:
                results.append(result)
        return results

    def _answers(self, result: Result, part: str) -> bool:
        """Whether a result is good enough for a part of a message; a side asked for by name makes it likelier."""
        best = result.found[0]
        asked = best.passage.facet == facet_of(normalise(part))
        return best.probability >= (min(self._fusion.either_at, self._part_at) if asked else self._part_at)

    def _one(self, text: str, previous: str | None) -> Result:
        query = normalise(text)
        if exact := self._index.exact(query):
            return Result(Decision.ANSWER, (Found(exact, 1.0),), sure=True)
        query = without_negated(query)
        if not previous or not follows_up(query):
            alone = self._ranked([query])[0]
            return alone if alone.sure else self._turned(_offered(alone, query), query)
        alone, together = self._ranked([query, f"{normalise(previous)} {query}"])
        lead = alone.found[0].probability - together.found[0].probability
        if lead >= 0 and (names_subject(query) or (alone.sure and lead >= CLEAR_LEAD)):
            return alone
        return self._turned(together, query)

    def _turned(self, result: Result, query: str) -> Result:
        """A question for another side ("biayanya?") gets that section of the document found, or the common one."""
        best, facet = result.found[0], facet_of(query)
        if facet is None or best.passage.facet == facet:
            return result
        turned = next((other for other in self.siblings(best.passage) if other.facet == facet), None)
        if turned is not None:
            return replace(result, found=(replace(best, passage=turned), *result.found[1:]))
        if names_subject(query):
            return result
        common = self._ranked([f"{DEFAULT_SUBJECT} {query}"])[0]
        fits = common.found[0].passage.facet == facet and common.decision is Decision.ANSWER
        return common if fits else result

    def _ranked(self, queries: Sequence[str]) -> list[Result]:
        with self._lock:
            vectors = self._encoder.encode_questions(queries)
        return [self._decide(query, vector) for query, vector in zip(queries, vectors, strict=True)]

    def _decide(self, query: str, vector: Vectors) -> Result:
        legs = self._index.legs(query, vector)
        scores = self._fusion.scores(legs)
        shares = topic_shares(scores, self._topics)
        best = int(scores.argmax())
        probability = self._fusion.probability(signals(legs, best, shares, self._topics[best]))
        found = [Found(self._index.passages[best], probability, _named(legs[best]))]
        for topic in list(shares)[:4]:
            if topic != self._topics[best] and shares[topic] > 0.05:
                passage = max(np.flatnonzero([t == topic for t in self._topics]), key=lambda i: scores[i])
                found.append(Found(self._index.passages[passage], shares[topic], _named(legs[passage])))
        return Result(self._decision(probability, found), tuple(found), probability >= self._fusion.sure_at)

    def _decision(self, probability: float, found: Sequence[Found]) -> Decision:
        if probability < self._fusion.sure_at and _are_rivals(found):
            if probability + found[1].probability >= self._fusion.either_at:
                return Decision.ANSWER if _tell_the_same(found) else Decision.EITHER
        elif probability >= self._fusion.answer_at:
            return Decision.ANSWER
        if probability >= self._fusion.clarify_at and len(found) > 1:
            return Decision.CLARIFY
        return Decision.REFUSE


def _offered(result: Result, query: str) -> Result:
    """A word or two that name a subject lead to a choice: there is too little to know, not nothing."""
    bare = len(query.split()) <= BARE_WORDS and names_subject(query)
    if bare and result.decision is Decision.REFUSE and len(result.found) > 1:
        return replace(result, decision=Decision.CLARIFY)
    return result


def _are_rivals(found: Sequence[Found]) -> bool:
    """Whether a second passage has a fair chance too, and both only tell something: an act is asked for first."""
    if len(found) < 2 or found[1].probability < RIVAL_SHARE:
        return False
    return all(item.passage.kind not in (NOT_OURS, QUEUE) for item in found[:2])


def _tell_the_same(found: Sequence[Found]) -> bool:
    """Whether the two best passages, of different documents, answer one question under one title."""
    return found[0].passage.title == found[1].passage.title


def _named(legs: np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(LEGS, legs, strict=True)}
