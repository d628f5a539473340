"""Writes what was computed in one language, from the message catalogue."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from actions.computed.calculator import Computed
from core.published_messages import FALLBACK, Messages
from knowledge_base.calculators.computation import Computation, Line, Part, write
from knowledge_base.registry import Registry

CONFIRM = "calc.confirm"
UNSURE = "sedang"


def spoken(computed: Computed, messages: Messages, language: str) -> str:
    """`language` when it has every message that is needed, else Indonesian: one reply speaks one language."""
    keys = {key for line in _lines(computed) for key in line.message_keys()}
    keys |= {key for button in computed.buttons for key in button.title.message_keys()} | {CONFIRM}
    return language if all(messages.has(key, language) for key in keys) else FALLBACK


@dataclass(frozen=True)
class Writer:
    """The catalogue, the facts and the day in one language."""

    messages: Messages
    facts: Registry
    on: dt.date
    language: str

    def text(self, computed: Computed) -> str:
        """Paragraphs: intro, each result, closing."""
        blocks = [_paragraphs(self._closed(line) for line in computed.intro)]
        blocks += [self._result(result) for result in computed.results]
        blocks.append(_paragraphs(self._closed(line) for line in computed.closing))
        return "\n\n".join(block for block in blocks if block)

    def line(self, line: Line) -> str:
        """A message with its values."""
        values = {name: self._part(part) for name, part in line.values.items()}
        return self.messages.get(line.key, self.language, **values)

    def _part(self, part: Part) -> str:
        if isinstance(part, Line):
            return self.line(part)
        return write(part, self.facts, self.language, self.on)

    def _result(self, result: Computation) -> str:
        items = [f"- {self._closed(line)}" for line in result.lines]
        if result.outcome:
            items.append(f"- {self._closed(result.outcome)}")
        heading = [self._closed(result.heading)] if result.heading else []
        return "\n\n".join([*heading, "\n".join(items), *(self._closed(note) for note in result.notes)]).strip()

    def _closed(self, line: Line) -> str:
        """The line, and a word that the office must confirm it when a fact behind it is not certain."""
        text = self.line(line)
        confirm = self.messages.get(CONFIRM, self.language)
        unsure = any(self.facts.fact(key).confidence == UNSURE for key in line.fact_keys())
        return f"{text} {confirm}" if unsure and confirm not in text else text


def _paragraphs(texts: Iterator[str]) -> str:
    return "\n\n".join(texts)


def _lines(computed: Computed) -> Iterator[Line]:
    yield from computed.intro
    for result in computed.results:
        yield from result.all_lines()
    yield from computed.closing
