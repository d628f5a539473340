"""Rules about the registry: a value for every day, and one fact for one thing."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.content import Content, Item
from knowledge_base.fact import Fact
from knowledge_base.findings import Finding
from knowledge_base.rules import Rule

_WORD = re.compile(r"[^\W_]+")


def lapsed(content: Content, on: dt.date) -> Iterator[Finding]:
    """Facts without a value on the day."""
    for item, fact in _facts(content):
        periods = [validity.days for validity in fact.values]
        if not any(first <= on <= last for first, last in periods):
            message = f"{item.key} has no value for {on}; write null if nobody knows it"
            yield item.finding("no_value_today", message, "values")


@dataclass(frozen=True)
class _Labelled:
    """A fact with the words of its label and its place among all facts."""

    number: int
    item: Item
    fact: Fact
    words: frozenset[str]

    def is_within(self, other: "_Labelled") -> bool:
        """Whether the other label says the same, or more about the same source fact."""
        if self.number == other.number or not self.words <= other.words:
            return False
        return self.words == other.words or bool(set(self.fact.source.facts) & set(other.fact.source.facts))


def told_twice(content: Content, on: dt.date) -> Iterator[Finding]:
    """Two facts about one thing: they contradict each other now, or will after the next edit of one.

    They are taken for one thing when they have the same kind and unit, and labels of the same words, or
    of the same words and more where both come from the same source fact.
    """
    facts = [
        _Labelled(n, item, fact, frozenset(_WORD.findall(fact.label.casefold())))
        for n, (item, fact) in enumerate(_facts(content))
    ]
    by_word = _by_rarest_word(facts)
    for entry in facts:
        for word in entry.words:
            for other in by_word[entry.fact.kind, entry.fact.unit, word]:
                if other.is_within(entry):
                    earlier, later = sorted((entry, other), key=lambda one: one.number)
                    yield _twice(later.item, later.fact, earlier.item, earlier.fact, on)


def _by_rarest_word(facts: list[_Labelled]) -> dict[tuple[str, str | None, str], list[_Labelled]]:
    """The facts by kind, unit and the rarest word of their label, which every label that says as much has."""
    counts = Counter(word for entry in facts for word in entry.words)
    found: dict[tuple[str, str | None, str], list[_Labelled]] = defaultdict(list)
    for entry in facts:
        if entry.words:
            rarest = min(entry.words, key=lambda word: (counts[word], word))
            found[entry.fact.kind, entry.fact.unit, rarest].append(entry)
    return found


def _twice(item: Item, fact: Fact, earlier_item: Item, earlier: Fact, on: dt.date) -> Finding:
    days = {on} | {v.valid_from for f in (fact, earlier) for v in f.values if v.valid_from and v.valid_from > on}
    day = next((day for day in sorted(days) if fact.value_on(day) != earlier.value_on(day)), None)
    place = f"{earlier.key} ({earlier_item.path}:{earlier_item.line()})"
    if day is None:
        message = f"{fact.key} and {place} are about the same thing; keep one of them"
        return item.finding("duplicate_fact", message)
    values = f"{fact.value_on(day)!r} and {earlier.value_on(day)!r}"
    message = f"{fact.key} and {place} are about the same thing, but say {values} on {day}"
    return item.finding("conflicting_facts", message)


def _facts(content: Content) -> Iterator[tuple[Item, Fact]]:
    for item in content.items:
        if isinstance(item.body, Fact):
            yield item, item.body


RULES: tuple[Rule, ...] = (lapsed, told_twice)
