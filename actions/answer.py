"""Answer from the published passages, ask which of a few was meant, or say that it is not known."""

from collections.abc import Sequence
from dataclasses import replace

from actions.computed.frame import as_said, computed_answer, forgetting
from actions.protocol import Outcome, Turn
from actions.sources import source_of
from actions.tools import Tools, choose, menu_button, officer_button
from actions.translations import passage_title, shown
from core.reply import Kind, QuickReply, Reply
from retrieval.passages import NOT_OURS, Passage
from retrieval.search import Decision, Found, Searcher

CHOICES = 3
CERTAIN = 0.6
_KINDS = {NOT_OURS: Kind.OUT_OF_SCOPE, "status": Kind.STATUS, "queue": Kind.QUEUE}


def answer(turn: Turn, tools: Tools) -> Outcome:
    """What can be worked out for this resident, else the passages that answer the message."""
    turn = as_said(turn)
    computed = computed_answer(turn, tools, lambda rest: _searched(rest, tools))
    return computed or forgetting(turn, _searched(turn, tools))


def _searched(turn: Turn, tools: Tools) -> Outcome:
    """The passages that answer the message; several questions get several replies."""
    searcher = tools.searcher()
    if (key := turn.entity("section")) and (passage := searcher.passage(key)):
        return _answered(turn, tools, [Found(passage, 1.0)])
    previous = turn.slot("last_question")
    results = searcher.search(turn.text, previous)
    if len(results) == 1 and results[0].decision is Decision.EITHER:
        return _either(turn, tools, results[0].found[:2])
    answered = [result.found[0] for result in results if result.decision in (Decision.ANSWER, Decision.EITHER)]
    if answered:
        return _answered(turn, tools, answered)
    if results[0].decision is Decision.CLARIFY:
        return Outcome([_clarify(turn, tools, results[0].found)], _remember(turn, None))
    return Outcome([_unknown(turn, tools)], {"last_capability": "answer"})


def out_of_scope(turn: Turn, tools: Tools) -> Outcome:
    """What the understanding took for another office's matter; a passage that answers it, or doubt, still wins."""
    outcome = answer(turn, tools)
    found = all(reply.kind not in (Kind.CLARIFY, Kind.FALLBACK) for reply in outcome.replies)
    if found or turn.confidence < CERTAIN:
        return outcome
    return Outcome([tools.say(Kind.OUT_OF_SCOPE, "out_of_scope.general", turn.language, [menu_button(turn.language)])])


def _answered(turn: Turn, tools: Tools, found: list[Found]) -> Outcome:
    searcher = tools.searcher()
    replies = [_reply(turn, tools, searcher, item) for item in found]
    return Outcome(replies, _remember(turn, found[0].passage))


def _either(turn: Turn, tools: Tools, found: Sequence[Found]) -> Outcome:
    """Two passages may be meant, and together they hardly miss: both, each under what it answers."""
    outcome = _answered(turn, tools, list(found))
    replies = [
        reply.model_copy(update={"text": f"{_heading(turn, tools, item.passage)}\n\n{reply.text}"})
        for item, reply in zip(found, outcome.replies, strict=True)
    ]
    return replace(outcome, replies=replies)


def _heading(turn: Turn, tools: Tools, passage: Passage) -> str:
    return tools.messages().get("answer.if_meant", turn.language, title=passage_title(turn, tools, passage))


def _remember(turn: Turn, passage: Passage | None) -> dict[str, str | None]:
    question = turn.text if not turn.text.startswith("/") else passage.title if passage else None
    return {
        "last_capability": "answer",
        "last_question": question,
        "last_section": passage.key if passage else None,
    }


def _reply(turn: Turn, tools: Tools, searcher: Searcher, found: Found) -> Reply:
    passage = found.passage
    not_ours = passage.kind == NOT_OURS
    text = shown(turn, tools, passage)
    buttons = [menu_button(turn.language)] if not_ours else _siblings(turn, tools, searcher, passage)
    return Reply(
        kind=_KINDS.get(passage.kind, Kind.ANSWER),
        text=text.text,
        language=text.language,
        quick_replies=[text.original, *buttons][:CHOICES] if text.original else buttons,
        sources=[] if not_ours else [source_of(passage)],
        confidence=round(found.probability, 3),
    )


def _siblings(turn: Turn, tools: Tools, searcher: Searcher, passage: Passage) -> list[QuickReply]:
    return [choice(other, passage_title(turn, tools, other)) for other in searcher.siblings(passage)[:CHOICES]]


def choice(passage: Passage, title: str | None = None) -> QuickReply:
    """A button that leads to exactly this passage, with a title of its own where one is given."""
    return choose(title or passage.title, section=passage.key)


def _clarify(turn: Turn, tools: Tools, found: tuple[Found, ...]) -> Reply:
    buttons = [choice(item.passage, passage_title(turn, tools, item.passage)) for item in found[:CHOICES]]
    reply = tools.say(Kind.CLARIFY, "clarify.which", turn.language, buttons)
    return reply.model_copy(update={"confidence": round(found[0].probability, 3)})


def _unknown(turn: Turn, tools: Tools) -> Reply:
    buttons = [officer_button(turn.language), menu_button(turn.language)]
    return tools.say(Kind.FALLBACK, "fallback.unknown", turn.language, buttons)
