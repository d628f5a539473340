"""What a calculator of the conversation sees and returns."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.reply import Kind
from knowledge_base.calculators.computation import Computation, Line
from knowledge_base.registry import Registry


@dataclass(frozen=True)
class Asked:
    """One message as a calculator reads it.

    `text` is as typed, or what a button says; `query` the same in standard spelling (core.text.normalise);
    `previous` are this calculator's own parameters of its last answer, None when something else was talked
    about since; `last_section` and `last_question` are what the answer before told and was asked.
    """

    text: str
    query: str
    facts: Callable[[], Registry]
    on: dt.date
    previous: Mapping[str, Any] | None = None
    last_section: str | None = None
    last_question: str | None = None


@dataclass(frozen=True)
class Button:
    """A quick reply: `title` is a message, `say` what it says in the resident's place (at most 150 characters)."""

    title: Line
    say: str


@dataclass(frozen=True)
class Computed:
    """What a calculator answers.

    `intro` and `closing` stand before and after the results; `parameters` must be JSON and come back as
    `Asked.previous`, None forgets; `sections` are sources beside those of the results; `rest` is what the
    message asks besides, left to the search.
    """

    results: tuple[Computation, ...] = ()
    intro: tuple[Line, ...] = ()
    closing: tuple[Line, ...] = ()
    kind: Kind = Kind.ANSWER
    buttons: tuple[Button, ...] = ()
    parameters: Mapping[str, Any] | None = None
    sections: tuple[str, ...] = ()
    rest: str = ""


class Calculator(Protocol):
    """Works one kind of answer out; `name` is its name in the slot `calculation`."""

    name: str

    def compute(self, asked: Asked) -> Computed | None:
        """The answer, or None when the message does not ask for this to be worked out."""
