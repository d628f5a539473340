"""Guess the language of a short message; unsure is an answer.

Pieces of words (one to four letters) vote with weights fitted on public sets (`data/language.json`, written by
`python -m benchmarks.fit_language`, which names data and licences). A few small words that belong to one language
alone (`data/function_words.tsv`) decide when there is too little text for the pieces, and always for Malay and
Lampung, for which no set was at hand.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from core.text.lists import load
from core.text.normalise import letters

LONGEST_PIECE = 4
FEW_WORDS = 3


@dataclass(frozen=True)
class Model:
    """`weights[piece]` has one logarithm per language; `margin` is the lead per word below which nobody is sure."""

    languages: tuple[str, ...]
    margin: float
    weights: dict[str, tuple[int, ...]]
    scale: float

    def scores(self, words: list[str]) -> list[float]:
        """One sum of logarithms per language, divided by the number of words."""
        totals = [0] * len(self.languages)
        for piece, count in Counter(piece for word in words for piece in pieces(word)).items():
            if weights := self.weights.get(piece):
                for position, weight in enumerate(weights):
                    totals[position] += weight * count
        return [total / self.scale / max(len(words), 1) for total in totals]


@cache
def model() -> Model:
    """The fitted weights."""
    data = json.loads(files("core.text").joinpath("data", "language.json").read_text("utf-8"))
    weights = {piece: tuple(values) for piece, values in data["weights"].items()}
    return Model(tuple(data["languages"]), data["margin"], weights, data["scale"])


def pieces(word: str) -> Iterator[str]:
    """Runs of one to four letters of a word, its beginning and end marked."""
    padded = f"<{word}>"
    for size in range(1, LONGEST_PIECE + 1):
        yield from (padded[start : start + size] for start in range(len(padded) - size + 1))


@cache
def function_words() -> dict[str, str]:
    """Function word -> language code, from `data/function_words.tsv`."""
    rows = (line.split("\t") for line in load("function_words.tsv"))
    return {word: language for language, words in rows for word in words.split()}


def detect(text: str) -> str | None:
    """Language code (id, en, jv, su, min, ban, ms, ljp) of a message, or None when unsure."""
    words = letters(text.lower())
    told = _told_by_small_words(words)
    if len(words) <= FEW_WORDS or told not in (None, *model().languages):
        return told
    scores = model().scores(words)
    ranked = sorted(range(len(scores)), key=lambda position: -scores[position])
    best, second = ranked[0], ranked[1]
    return model().languages[best] if scores[best] - scores[second] >= model().margin else None


def _told_by_small_words(words: list[str]) -> str | None:
    counts = Counter(language for word in words if (language := function_words().get(word)))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
