"""One score out of several legs, and a probability that the best passage is the right one.

The numbers lie in `fusion.json`, which `python -m retrieval.fit` writes: leg weights by conditional logit over
cross-validated sample questions, the probability by logistic regression, thresholds by the errors they allow.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from retrieval.index import LEGS, Features

PARAMETERS = Path(__file__).with_name("fusion.json")
RIVAL_SHARE = 0.06
"""A topic with this share beside the best one may be meant as well."""
SIGNALS = ("probability", "margin", *LEGS)


@dataclass(frozen=True)
class Fusion:
    """`weights` one per leg; `calibration` one per signal, then the intercept."""

    weights: tuple[float, ...]
    calibration: tuple[float, ...]
    answer_at: float
    sure_at: float
    clarify_at: float
    either_at: float = 1.1

    @classmethod
    def load(cls, path: Path = PARAMETERS) -> "Fusion":
        data = json.loads(path.read_text("utf-8"))
        return cls(
            tuple(data["weights"]),
            tuple(data["calibration"]),
            data["answer_at"],
            data["sure_at"],
            data["clarify_at"],
            data["either_at"],
        )

    def save(self, path: Path = PARAMETERS) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")

    def scores(self, legs: Features) -> Features:
        """Weighted sums, shape (passages,)."""
        result: Features = legs @ np.asarray(self.weights, np.float32)
        return result

    def probability(self, signals: Features) -> float:
        """How likely the best passage is the right one, given its `signals`."""
        value = float(signals @ np.asarray(self.calibration[:-1], np.float32)) + self.calibration[-1]
        return float(1 / (1 + np.exp(-value)))


def topic_shares(scores: Features, topics: list[str]) -> dict[str, float]:
    """Softmax over passages, summed by topic, largest first."""
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    shares: dict[str, float] = {}
    for topic, weight in zip(topics, weights, strict=True):
        shares[topic] = shares.get(topic, 0.0) + float(weight)
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def signals(legs: Features, best: int, shares: dict[str, float], topic: str) -> Features:
    """What the probability is computed from: the topic's share, its lead over the next topic, and the legs."""
    others = [share for name, share in shares.items() if name != topic]
    share = shares[topic]
    margin = share - max(others, default=0.0)
    return np.array([share, margin, *legs[best]], np.float32)


def runner_up(scores: Features, topics: list[str], shares: dict[str, float], topic: str) -> int | None:
    """The best passage of the topic with the largest share after `topic`, None when there is no other topic."""
    other = next((name for name in shares if name != topic), None)
    if other is None:
        return None
    return max((i for i, name in enumerate(topics) if name == other), key=lambda i: float(scores[i]))
