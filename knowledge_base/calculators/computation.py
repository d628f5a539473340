"""What a calculator returns: lines that name a message and its values, so that every language can write them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from knowledge_base import formats
from knowledge_base.registry import Registry


class UnknownValueError(LookupError):
    """A fact without which nothing can be computed has no value on that day; `key` names it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} has no value that can be computed with")
        self.key = key


@dataclass(frozen=True)
class Money:
    """An amount in rupiah."""

    amount: int


@dataclass(frozen=True)
class Shown:
    """The value of a fact, written with its unit."""

    key: str


@dataclass(frozen=True)
class Day:
    """A date."""

    day: dt.date


@dataclass(frozen=True)
class Line:
    """A line of text: the message `key` with `values`; `facts` are those an amount in it was computed from."""

    key: str
    values: Mapping[str, "Part"] = field(default_factory=dict)
    facts: tuple[str, ...] = ()

    def message_keys(self) -> Iterator[str]:
        """The message keys of this line and of the lines within it."""
        yield self.key
        for part in self.values.values():
            if isinstance(part, Line):
                yield from part.message_keys()

    def fact_keys(self) -> Iterator[str]:
        """The facts shown in this line or used for it."""
        yield from self.facts
        for part in self.values.values():
            if isinstance(part, Shown):
                yield part.key
            elif isinstance(part, Line):
                yield from part.fact_keys()


Part = int | str | Money | Shown | Day | Line


@dataclass(frozen=True)
class Computation:
    """One result: a heading, the arithmetic line by line, its outcome, then notes.

    `total` is the outcome in its own unit (rupiah for fees), None when there is no number;
    `sections` are the document#section that tell the facts, most important first.
    """

    lines: tuple[Line, ...]
    sections: tuple[str, ...]
    total: int | None = None
    heading: Line | None = None
    outcome: Line | None = None
    notes: tuple[Line, ...] = ()

    def all_lines(self) -> Iterator[Line]:
        """Every line, in the order in which they are read."""
        for line in (self.heading, *self.lines, self.outcome, *self.notes):
            if line is not None:
                yield line


def number(registry: Registry, key: str, on: dt.date) -> int:
    """The number a fact holds on a day. Raises UnknownValueError, UnresolvedReferenceError."""
    value = registry.value(key, on)
    if not isinstance(value, int):
        raise UnknownValueError(key)
    return value


def write(part: int | str | Money | Shown | Day, registry: Registry, language: str, on: dt.date) -> str:
    """A value as residents read it; whole numbers with a point between thousands."""
    match part:
        case Money(amount):
            return formats.money(amount, language)
        case Day(day):
            return formats.day(day, language)
        case Shown(key):
            fact = registry.fact(key)
            return formats.full(fact, fact.value_on(on), language)
        case int():
            return formats.grouped(part)
        case str():
            return part
