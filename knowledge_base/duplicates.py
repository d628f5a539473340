"""Sample questions of different sections that are the same, or nearly, in standard spelling."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from core.text.normalise import normalise
from knowledge_base.content import Content, Item
from knowledge_base.findings import Finding
from knowledge_base.model import Document
from knowledge_base.yaml_lines import Place

SIMILAR = 95
# Two texts of lengths a <= b are at most 200 * a / (a + b) alike.
LONGEST = (200 - SIMILAR) / SIMILAR
ROWS = 512


@dataclass(frozen=True)
class Asked:
    """A sample question, normalised, and where it stands."""

    text: str
    written: str
    item: Item
    section: str
    place: Place

    @property
    def owner(self) -> tuple[str, str]:
        return self.item.name, self.section


def duplicate_questions(content: Content) -> Iterator[Finding]:
    """One finding for each question that an earlier section already has."""
    first: dict[str, Asked] = {}
    for asked in _asked(content):
        earlier = first.setdefault(asked.text, asked)
        if earlier.owner != asked.owner:
            yield _finding(asked, earlier, "the same as")
    for later, earlier in _nearly_equal(sorted(first.values(), key=lambda asked: len(asked.text))):
        yield _finding(later, earlier, "nearly the same as")


def _asked(content: Content) -> Iterator[Asked]:
    for item in content.items:
        if not isinstance(item.body, Document):
            continue
        for n, section in enumerate(item.body.sections):
            for m, question in enumerate(section.questions):
                place = ("sections", n, "questions", m)
                yield Asked(_words(question.text), question.text, item, section.id, place)


def _words(text: str) -> str:
    """`text` in standard spelling, without punctuation."""
    return " ".join(word for word in normalise(text).split() if word[0].isalnum())


def _nearly_equal(ordered: Sequence[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Pairs of texts of different sections at least SIMILAR alike; at most one for each text.

    Texts come shortest first, so that each block is compared only with those of a similar length.
    """
    texts = [asked.text for asked in ordered]
    lengths = [len(text) for text in texts]
    for start in range(0, len(texts), ROWS):
        rows = texts[start : start + ROWS]
        end = bisect_right(lengths, len(rows[-1]) * LONGEST)
        alike = process.cdist(
            rows,
            texts[start:end],
            scorer=fuzz.ratio,
            score_cutoff=SIMILAR,
            dtype=np.uint8,
            workers=-1,
        )
        reported: set[int] = set()
        for row, column in np.argwhere(np.triu(alike, k=1)):
            earlier, later = ordered[start + row], ordered[start + column]
            if row not in reported and earlier.owner != later.owner:
                reported.add(row)
                yield later, earlier


def _finding(asked: Asked, earlier: Asked, how: str) -> Finding:
    place = f"{earlier.item.path}:{earlier.item.line(*earlier.place)}"
    message = f"'{asked.written}' is {how} one of {earlier.section} ({place})"
    return asked.item.finding("duplicate_question", message, *asked.place)
