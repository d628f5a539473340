"""A second look for emergencies, learned from examples: words and pieces of words, weighed and added up.

The expressions of the guard catch what is said plainly; people in danger rarely speak plainly. The weights lie in
`data/danger.json`, which `python -m benchmarks.fit_danger` writes. Standard library only: it runs before everything
else and needs nothing that could be down.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from core.text.normalise import letters

WEIGHTS = Path(__file__).parent / "data" / "danger.json"
_PIECE = 4


@dataclass(frozen=True)
class Danger:
    """A linear model: `weights` by feature, a message is an emergency when their mean and `intercept` reach zero."""

    weights: dict[str, float]
    intercept: float

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Danger":
        data = json.loads(path.read_text("utf-8"))
        return cls(dict(data["weights"]), float(data["intercept"]))

    def save(self, path: Path = WEIGHTS) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        path.write_text(text.replace(',"', ',\n"') + "\n", "utf-8")

    def score(self, normalised: str) -> float:
        """Zero and above means danger."""
        found = set(features(normalised))
        total = sum(self.weights.get(feature, 0.0) for feature in found)
        return total / math.sqrt(max(len(found), 1)) + self.intercept


def features(normalised: str) -> Iterator[str]:
    """Words, pairs of neighbours, and pieces of words of normalised text."""
    words = letters(normalised)
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))
    for word in words:
        padded = f"<{word}>"
        yield from (padded[i : i + _PIECE] for i in range(max(len(padded) - _PIECE, 0) + 1))


@cache
def danger() -> Danger:
    """The fitted model."""
    return Danger.load()
