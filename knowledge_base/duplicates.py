"""Sample questions of different sections that are the same, or nearly, in standard spelling."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.text.normalise import normalise
from knowledge_base.content import Content, Item
from knowledge_base.findings import Finding
from knowledge_base.model import Document
from knowledge_base.yaml_lines import Place

SIMILAR = 95
# Two texts of lengths a <= b are at most 200 * a / (a + b) alike.
LONGEST = (200 - SIMILAR) / SIMILAR
PIECE = 5
"""Characters of the pieces that texts are found by."""


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
    """Pairs of texts of different sections at least SIMILAR alike, longer one first; at most one for each text.

    Texts come shortest first. Only texts that share one of the rarest pieces of the shorter one are compared.
    """
    texts = [asked.text for asked in ordered]
    lengths = [len(text) for text in texts]
    pieces = [_pieces(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(pieces):
        for piece in own:
            holders[piece].append(number)
    for number, text in enumerate(texts):
        end = bisect_right(lengths, len(text) * LONGEST)
        for other in _alike(number, end, texts, pieces[number], holders):
            if ordered[number].owner != ordered[other].owner:
                yield ordered[other], ordered[number]
                break


def _pieces(text: str) -> set[str]:
    return {text[start : start + PIECE] for start in range(len(text) - PIECE + 1)}


def _alike(
    number: int, end: int, texts: Sequence[str], pieces: Collection[str], holders: Mapping[str, list[int]]
) -> Iterator[int]:
    """Texts after `number` and before `end` that are at least SIMILAR to it, in order."""
    text = texts[number]
    # Characters put in or left out between two texts so alike; each breaks at most PIECE pieces.
    changes = int(len(text) * (1 + LONGEST) * (100 - SIMILAR) / 100 + 1e-9)
    needed = PIECE * changes + 1
    if len(pieces) < needed:
        found: Iterable[int] = range(number + 1, end)
    else:
        rarest = sorted(pieces, key=lambda piece: (len(holders[piece]), piece))[:needed]
        found = sorted({other for piece in rarest for other in _between(holders[piece], number, end)})
    return (other for other in found if fuzz.ratio(text, texts[other], score_cutoff=SIMILAR))


def _between(numbers: Sequence[int], low: int, end: int) -> Sequence[int]:
    return numbers[bisect_right(numbers, low) : bisect_left(numbers, end)]


def _finding(asked: Asked, earlier: Asked, how: str) -> Finding:
    place = f"{earlier.item.path}:{earlier.item.line(*earlier.place)}"
    message = f"'{asked.written}' is {how} one of {earlier.section} ({place})"
    return asked.item.finding("duplicate_question", message, *asked.place)
