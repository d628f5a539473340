"""Fit the fusion on cross-validated sample questions and, when a file of labelled questions is named, on those too.

`python -m retrieval.fit [questions.jsonl]` writes `fusion.json`. A labelled question has `text`, `topic`, `behavior`
and `split`; only the split "tune" is read. Sample questions of documents about other offices' matters teach what a
question looks like whose document is missing: each such document is once left out as a whole. The thresholds come from
the sample questions alone: whoever has looked at labelled ones while writing would set them too low.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from core.database import make_engine
from core.settings import get_settings
from core.text.normalise import focus, normalise
from retrieval.cache import CachedEncoder
from retrieval.encoder import Encoder, make_encoder
from retrieval.fusion import RIVAL_SHARE, Fusion, runner_up, signals, topic_shares
from retrieval.index import LEGS, Features, Index, embed
from retrieval.passages import NOT_OURS, Passage
from retrieval.release_index import load_passages, vector_cache

FOLDS = 4
# Shares of wrong first passages above each threshold: to answer, to be sure, to offer as a choice; and, among messages
# too doubtful to answer with one passage, of those for which neither the first nor the second is right.
WRONG_IN_ANSWERS, WRONG_WHEN_SURE, WRONG_IN_CHOICES, WRONG_IN_BOTH = 0.05, 0.015, 0.13, 0.15
LABELLED_SHARE = 0.3
"""What all labelled questions weigh together, beside one for all sample questions."""


@dataclass(frozen=True)
class Example:
    """One query: leg scores over `passages`, and which of them are right (none for a question without an answer).

    `ours`: which passages are about this office's matters; None: all of them.
    """

    legs: Features
    right: NDArray[np.bool_]
    topics: list[str]
    weight: float
    ours: NDArray[np.bool_] | None = None


def cross_validated(passages: Sequence[Passage], encoder: Encoder) -> Iterator[Example]:
    """Every sample question, searched in an index that has not seen it."""
    for fold in range(FOLDS):
        kept = [_without(passage, fold) for passage in passages]
        held = [(passage, text) for passage in passages for text in passage.questions[fold::FOLDS]]
        yield from _examples(Index(kept, embed(kept, encoder)), held, encoder, 1.0)


def _without(passage: Passage, fold: int) -> Passage:
    kept = tuple(text for i, text in enumerate(passage.questions) if i % FOLDS != fold)
    return replace(passage, questions=kept or passage.questions[:1])


def left_out(passages: Sequence[Passage], encoder: Encoder) -> Iterator[Example]:
    """Questions whose whole document is missing from the index: nothing is right."""
    documents = sorted({passage.document for passage in passages if passage.kind == NOT_OURS})
    for group in (documents[start::FOLDS] for start in range(FOLDS)):
        kept = [passage for passage in passages if passage.document not in group]
        held = [(passage, text) for passage in passages if passage.document in group for text in passage.questions]
        yield from _examples(Index(kept, embed(kept, encoder)), held[::3], encoder, 1.0)


def _examples(index: Index, held: Sequence[tuple[Passage, str]], encoder: Encoder, weight: float) -> Iterator[Example]:
    if not held:
        return
    texts = [normalise(focus(text)) for _, text in held]
    topics = [passage.topic for passage in index.passages]
    for (passage, _), text, vector in zip(held, texts, encoder.encode_questions(texts), strict=True):
        not_ours = passage.kind == NOT_OURS
        right = np.array([passage.topic in p.topics or (not_ours and p.kind == NOT_OURS) for p in index.passages])
        yield Example(index.legs(text, vector), right, topics, weight, _ours(index.passages))


def labelled(passages: Sequence[Passage], encoder: Encoder, path: Path, share: float) -> Iterator[Example]:
    """Labelled questions of the tune split that are one message long; together they weigh `share`."""
    index = Index(passages, embed(passages, encoder))
    known = {topic for passage in passages for topic in passage.topics}
    every = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    rows = [row for row in every if row["topic"] in known and _is_single(row)]
    weight = share / len(rows)
    for row in rows:
        text = normalise(focus(row["text"]))
        not_ours = "out_of_scope" in row["behavior"]
        right = np.array([row["topic"] in p.topics or (not_ours and p.kind == NOT_OURS) for p in passages])
        legs = index.legs(text, encoder.encode_questions([text])[0])
        yield Example(legs, right, [passage.topic for passage in passages], weight, _ours(passages))


def _ours(passages: Sequence[Passage]) -> NDArray[np.bool_]:
    return np.array([passage.kind != NOT_OURS for passage in passages])


def _is_single(row: dict[str, Any]) -> bool:
    searched = {"answer", "out_of_scope"} & set(row["behavior"])
    return row["split"] == "tune" and not row.get("multi_turn") and bool(searched)


def fit_weights(examples: Sequence[Example]) -> tuple[float, ...]:
    """Leg weights that make the right passages most likely (conditional logit), none below zero."""
    usable = [example for example in examples if example.right.any()]
    total = sum(example.weight for example in usable)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, gradient = 0.002 * float(weights @ weights), 0.004 * weights
        for example in usable:
            scores = example.legs @ weights
            chances = np.exp(scores - logsumexp(scores))
            right = chances * example.right
            share = right.sum()
            value -= example.weight / total * np.log(max(share, 1e-12))
            slope = example.legs.T @ (right / max(share, 1e-12) - chances)
            gradient = gradient - example.weight / total * slope
        return value, gradient

    start = np.full(len(LEGS), 4.0)
    result = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0.0, 60.0)] * len(LEGS))
    return tuple(round(float(weight), 4) for weight in result.x)


@dataclass(frozen=True)
class Calibrated:
    """Calibration, and for each example its probability and whether its best was right.

    `second` is the share of the topic next to the best if that has a fair chance too, else zero; `either` says
    whether one of the two is right.
    """

    calibration: tuple[float, ...]
    chances: Features
    correct: Features
    either: Features
    second: Features


def fit_probability(fusion: Fusion, examples: Sequence[Example]) -> Calibrated:
    """Calibration by logistic regression."""
    rows, correct, either, seconds = [], [], [], []
    for example in examples:
        scores = fusion.scores(example.legs)
        best = int(scores.argmax())
        shares = topic_shares(scores, example.topics)
        rows.append(signals(example.legs, best, shares, example.topics[best]))
        correct.append(bool(example.right[best]))
        second = runner_up(scores, example.topics, shares, example.topics[best])
        either.append(correct[-1] or (second is not None and bool(example.right[second])))
        seconds.append(0.0 if second is None else _rival_share(example, shares, best, second))
    weights = [example.weight for example in examples]
    model = LogisticRegression(C=10.0, max_iter=1000).fit(np.array(rows), correct, weights)
    calibration = (*(round(float(c), 4) for c in model.coef_[0]), round(float(model.intercept_[0]), 4))
    chances = model.predict_proba(np.array(rows))[:, 1]
    truths = np.array(correct, np.float32), np.array(either, np.float32), np.array(seconds, np.float32)
    return Calibrated(calibration, chances, *truths)


def _rival_share(example: Example, shares: dict[str, float], best: int, second: int) -> float:
    ours = example.ours is None or bool(example.ours[best] and example.ours[second])
    share = shares[example.topics[second]]
    return share if ours and share >= RIVAL_SHARE else 0.0


def threshold(chances: Features, correct: Features, weights: Features, allowed: float) -> float:
    """The lowest probability above which at most the share `allowed` of answers is wrong."""
    order = np.argsort(-chances)
    wrong = np.cumsum(weights[order] * (1 - correct[order])) / np.cumsum(weights[order])
    good = np.nonzero(wrong <= allowed)[0]
    return round(float(chances[order][good[-1]]), 4) if len(good) else 1.0


def fit(passages: Sequence[Passage], encoder: Encoder, questions: Path | None) -> Fusion:
    """Weights, calibration and thresholds for these passages."""
    own = list(cross_validated(passages, encoder))
    given = list(labelled(passages, encoder, questions, LABELLED_SHARE * len(own))) if questions else []
    missing = list(left_out(passages, encoder))
    return fit_examples(own, given, missing)


def fit_examples(own: list[Example], given: list[Example], missing: list[Example]) -> Fusion:
    """`own` sample questions, `given` labelled ones (maybe none), `missing`: questions without their document."""
    fusion = Fusion(fit_weights(own + given), (0.0,) * (len(LEGS) + 3), 1.0, 1.0, 1.0)
    examples = own + given + missing
    fitted = fit_probability(fusion, examples)
    correct = fitted.correct
    judged = slice(0, len(own))
    weights = np.array([example.weight for example in examples], np.float32)
    part = fitted.chances[judged], correct[judged], weights[judged]
    answer_at = threshold(*part, WRONG_IN_ANSWERS)
    second = fitted.second[judged]
    doubtful = (part[0] < answer_at) & (second > 0)
    both = (part[0] + second)[doubtful], fitted.either[judged][doubtful], part[2][doubtful]
    print(f"{len(own)} sample questions: best passage right {correct[: len(own)].mean():.3f}")
    if given:
        right = correct[len(own) : len(own) + len(given)].mean()
        print(f"{len(given)} labelled questions: best passage right {right:.3f}")
    return replace(
        fusion,
        calibration=fitted.calibration,
        answer_at=answer_at,
        sure_at=threshold(*part, WRONG_WHEN_SURE),
        clarify_at=threshold(*part, WRONG_IN_CHOICES),
        either_at=threshold(*both, WRONG_IN_BOTH),
    )


def main() -> None:
    """Fit on the published release."""
    settings = get_settings()
    encoder = CachedEncoder(make_encoder(settings), vector_cache(settings))
    passages = load_passages(make_engine(settings.sqlalchemy_url))
    fusion = fit(passages, encoder, Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    fusion.save()
    print(
        json.dumps(dict(zip(LEGS, fusion.weights, strict=True))), fusion.answer_at, fusion.either_at, fusion.clarify_at
    )


if __name__ == "__main__":
    main()
