"""When the understanding is not certain of an act and a passage clearly answers the words, the passage wins."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps

from actions.answer import CERTAIN, answer
from actions.protocol import Outcome, Turn
from actions.tools import Tools
from core.reply import Kind, Reply
from core.text.danger import danger
from core.text.normalise import normalise
from retrieval.live import NotReady
from retrieval.questions import follows_up, names_subject, split

Action = Callable[[Turn, Tools], Outcome]
TOLD, CLEAR = 0.8, 0.9
HARMLESS, ALARMING = -1.0, 0.8
# "tolong sambungin ke cs": whoever asks for a person like this gets one, whatever else the words remind of.
_ASKS_FOR_PERSON = re.compile(
    r"\b(?:sambung\w*|disambung\w*|hubungkan|hubungin|dihubungkan|bicara|ngobrol|ngomong|omong|nyarios|panggil\w*|"
    r"connect|talk|speak|transfer|chat)\b.{0,25}\b(?:petugas\w*|pegawai|cs|admin|orang|wong|manusia|operator|staff?|"
    r"customer service|human|person|officer|agent)\b"
)
FOUND = (Kind.ANSWER, Kind.STATUS, Kind.OUT_OF_SCOPE, Kind.FORM)


@dataclass(frozen=True)
class Rule:
    """For which messages the search is asked in place of an act, and which of its answers win over the act."""

    applies: Callable[[Turn], bool]
    wins: Callable[[Outcome], bool]


def unless(action: Action, *rules: Rule) -> Action:
    """`action`, but what the search finds in its place where one of `rules` says so."""

    @wraps(action)
    def arbitrated(turn: Turn, tools: Tools) -> Outcome:
        applying = [rule for rule in rules if rule.applies(turn)]
        outcome = _searched(turn, tools) if applying else None
        if outcome and any(rule.wins(outcome) for rule in applying):
            return outcome
        return action(turn, tools)

    return arbitrated


def with_what_else_is_asked(action: Action) -> Action:
    """`action`, and what the other questions of the same message are answered with."""

    @wraps(action)
    def arbitrated(turn: Turn, tools: Tools) -> Outcome:
        outcome = action(turn, tools)
        if turn.text.startswith("/") or len(split(turn.text)) < 2:
            return outcome
        try:
            others = answer(turn, tools)
        except NotReady:
            return outcome
        told = [reply for reply in others.replies if _clearly_told(reply)]
        return replace(outcome, replies=[*outcome.replies, *told])

    return arbitrated


def _clearly_told(reply: Reply) -> bool:
    return reply.kind in (Kind.ANSWER, Kind.OUT_OF_SCOPE) and (reply.confidence or 0) >= CLEAR


def _searched(turn: Turn, tools: Tools) -> Outcome | None:
    """What the search finds, be it one of two."""
    try:
        outcome = answer(turn, tools)
    except NotReady:
        return None  # a case can be opened all the same
    return outcome if all(reply.kind in FOUND for reply in outcome.replies) else None


def _is_told(reply: Reply) -> bool:
    return reply.kind is Kind.FORM or (reply.confidence or 0) >= TOLD


def _all_told(outcome: Outcome) -> bool:
    return all(_is_told(reply) for reply in outcome.replies)


def _first_told(outcome: Outcome) -> bool:
    return outcome.replies[0].kind is Kind.ANSWER and _is_told(outcome.replies[0])


def _is_doubtful(turn: Turn) -> bool:
    """Whether the act was barely recognised."""
    return _is_open(turn) and turn.confidence < CERTAIN


def _leans(turn: Turn) -> bool:
    """Whether the words lean on the answer before them and name nothing else."""
    if not _is_open(turn) or turn.slot("last_capability") != "answer":
        return False
    query = normalise(turn.text)
    return follows_up(query) and not names_subject(query)


def _is_open(turn: Turn) -> bool:
    """Whether the words leave it open that something else is meant: no button, no code, no call for a person."""
    if turn.text.startswith("/") or turn.entities:
        return False
    return turn.intent != "human_help" or not _ASKS_FOR_PERSON.search(normalise(turn.text))


def _tells_no_number(turn: Turn) -> bool:
    return not turn.text.startswith("/") and not turn.entity("application_number")


def _names_subject(turn: Turn) -> bool:
    return not turn.text.startswith("/") and names_subject(normalise(turn.text))


def _sounds_harmless(turn: Turn) -> bool:
    return turn.confidence < ALARMING and danger().score(normalise(turn.text)) < HARMLESS


DOUBTFUL = Rule(_is_doubtful, _all_told)
LEANING = Rule(_leans, _all_told)
# `paspor saya blm diambil udah 2 bulan` speaks of a finished passport like a question about its state does.
ANOTHER_SUBJECT = Rule(_tells_no_number, _first_told)
# `selamat pagi pak, biaya paspor berapa ya`: a question that comes along with a courtesy.
QUESTION = Rule(_names_subject, lambda _: True)
# An emergency that only the understanding sees.
NO_DANGER = Rule(_sounds_harmless, _all_told)
