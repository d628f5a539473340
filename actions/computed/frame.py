"""Asks the calculators, writes what they found, and remembers with what it was worked out."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import structlog

from actions.computed.calculator import Asked, Button, Calculator, Computed
from actions.computed.registry import CALCULATORS
from actions.computed.wording import Writer, spoken
from actions.protocol import Outcome, Turn
from actions.sources import source_of
from actions.tools import Tools, choose
from core.clock import today
from core.reply import Kind, QuickReply, Reply, Source
from core.settings import get_settings
from core.text.normalise import normalise
from knowledge_base.calculators.computation import UnknownValueError
from knowledge_base.registry import UnresolvedReferenceError
from knowledge_base.store import NoReleaseError
from retrieval.questions import names_subject

log = structlog.get_logger(__name__)
SLOT = "calculation"
SAY = "say"
Search = Callable[[Turn], Outcome]


def as_said(turn: Turn) -> Turn:
    """The turn with a button's words in the place of its payload."""
    said = turn.entity(SAY)
    return replace(turn, text=said) if said and turn.text.startswith("/") else turn


def computed_answer(turn: Turn, tools: Tools, search: Search) -> Outcome | None:
    """What the first calculator that is asked works out; `search` answers what else the message asks."""
    if turn.text.startswith("/"):
        return None
    message, (begun, parameters) = _asked(turn, tools), _previous(turn)
    # The calculator of the last answer first: the message may go on with it.
    for calculator in sorted(CALCULATORS, key=lambda calculator: calculator.name != begun):
        asked = replace(message, previous=parameters) if calculator.name == begun else message
        try:
            if computed := calculator.compute(asked):
                outcome = _outcome(calculator, computed, asked, turn, tools)
                return _with_rest(outcome, computed.rest, turn, search)
        except (UnknownValueError, UnresolvedReferenceError, NoReleaseError) as error:
            # The office took a fact away: the passages tell what is known.
            log.warning("not_computable", calculator=calculator.name, reason=str(error))
    return None


def forgetting(turn: Turn, outcome: Outcome) -> Outcome:
    """`outcome` about something else, with which the last calculation is over."""
    if not turn.slot(SLOT):
        return outcome
    return replace(outcome, slots={**outcome.slots, SLOT: None})


def _asked(turn: Turn, tools: Tools) -> Asked:
    return Asked(
        text=turn.text,
        query=normalise(turn.text),
        facts=tools.facts,
        on=today(get_settings().time_zone),
        last_section=turn.slot("last_section"),
        last_question=turn.slot("last_question"),
    )


def _previous(turn: Turn) -> tuple[str | None, dict[str, Any] | None]:
    """The calculator of the last answer and what it kept; None for both when it kept nothing that can be read."""
    try:
        kept = json.loads(turn.slot(SLOT) or "null")
    except ValueError:
        return None, None
    name, parameters = (kept.get("calculator"), kept.get("parameters")) if isinstance(kept, dict) else (None, None)
    return (name, parameters) if isinstance(name, str) and isinstance(parameters, dict) else (None, None)


def _outcome(calculator: Calculator, computed: Computed, asked: Asked, turn: Turn, tools: Tools) -> Outcome:
    messages = tools.messages()
    language = spoken(computed, messages, turn.language)
    writer = Writer(messages, asked.facts(), asked.on, language)
    sources = list(_sources(computed, tools))
    reply = Reply(
        kind=computed.kind,
        text=writer.text(computed),
        language=language,
        quick_replies=[_quick_reply(button, writer) for button in computed.buttons],
        sources=sources,
        confidence=1.0 if computed.kind is Kind.ANSWER else None,
    )
    return Outcome([reply], _slots(calculator, computed, asked, sources))


def _slots(calculator: Calculator, computed: Computed, asked: Asked, sources: list[Source]) -> dict[str, str | None]:
    kept = None
    if computed.parameters is not None:
        kept = json.dumps({"calculator": calculator.name, "parameters": computed.parameters}, ensure_ascii=False)
    section = f"{sources[0].document}#{sources[0].section}" if sources else None
    # What comes next leans on the question that names its subject, not on `kalau 3 orang?`.
    leans = asked.previous is not None and asked.last_question and not names_subject(asked.query)
    question = asked.last_question if leans else asked.text
    return {"last_capability": "answer", "last_question": question, "last_section": section, SLOT: kept}


def _sources(computed: Computed, tools: Tools) -> Iterator[Source]:
    """Each section once, in order; one that is not published any more is left out."""
    keys = [key for result in computed.results for key in result.sections]
    searcher = tools.searcher()
    for key in dict.fromkeys([*keys, *computed.sections]):
        if passage := searcher.passage(key):
            yield source_of(passage)


def _quick_reply(button: Button, writer: Writer) -> QuickReply:
    return choose(writer.line(button.title), **{SAY: button.say})


def _with_rest(outcome: Outcome, rest: str, turn: Turn, search: Search) -> Outcome:
    """`outcome`, and after it what the search is sure of for the other questions of the message."""
    if not rest:
        return outcome
    searched = search(replace(turn, text=rest, entities={}, slots={**turn.slots, "last_question": turn.text}))
    told = {source for reply in outcome.replies for source in _keys(reply)}
    new = [reply for reply in searched.replies if reply.kind is Kind.ANSWER and not told & set(_keys(reply))]
    return replace(outcome, replies=[*outcome.replies, *new])


def _keys(reply: Reply) -> list[tuple[str, str]]:
    return [(source.document, source.section) for source in reply.sources]
