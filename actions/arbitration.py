"""When the understanding is not certain of an act and a passage clearly answers the words, the passage wins."""

import re
from collections.abc import Callable
from dataclasses import replace
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


def unless_answered(action: Action, leaning: bool = True) -> Action:
    """`action`, but an answer in its place when `action` is doubtful and the search is not.

    `leaning`: words that only lean on the answer before make it doubtful too.
    """

    @wraps(action)
    def arbitrated(turn: Turn, tools: Tools) -> Outcome:
        if _is_doubtful(turn, leaning) and (outcome := _answered(turn, tools)):
            return outcome
        return action(turn, tools)

    return arbitrated


def unless_about_another_subject(action: Action) -> Action:
    """A look at an application without its number, but the passage when the words clearly ask for something else.

    `paspor saya blm diambil udah 2 bulan` speaks of a finished passport like a question about its state does.
    """

    @wraps(action)
    def arbitrated(turn: Turn, tools: Tools) -> Outcome:
        if not turn.text.startswith("/") and not turn.entity("application_number"):
            outcome = _searched(turn, tools)
            if outcome and outcome.replies[0].kind is Kind.ANSWER and _is_told(outcome.replies[0]):
                return outcome
        return action(turn, tools)

    return arbitrated


def unless_a_question(action: Action) -> Action:
    """A courtesy, but the answer when a question comes along with it: `selamat pagi pak, biaya paspor berapa ya`."""

    @wraps(action)
    def arbitrated(turn: Turn, tools: Tools) -> Outcome:
        asks = not turn.text.startswith("/") and names_subject(normalise(turn.text))
        if asks and (outcome := _searched(turn, tools)):
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


def unless_harmless(action: Action) -> Action:
    """An emergency that only the understanding sees; the search when the words themselves speak of no danger."""

    @wraps(action)
    def arbitrated(turn: Turn, tools: Tools) -> Outcome:
        harmless = danger().score(normalise(turn.text)) < HARMLESS
        if harmless and turn.confidence < ALARMING and (outcome := _answered(turn, tools)):
            return outcome
        return action(turn, tools)

    return arbitrated


def _clearly_told(reply: Reply) -> bool:
    return reply.kind in (Kind.ANSWER, Kind.OUT_OF_SCOPE) and (reply.confidence or 0) >= CLEAR


def _answered(turn: Turn, tools: Tools) -> Outcome | None:
    """What the search finds when it is in no doubt."""
    outcome = _searched(turn, tools)
    return outcome if outcome and all(_is_told(reply) for reply in outcome.replies) else None


def _searched(turn: Turn, tools: Tools) -> Outcome | None:
    """What the search finds, be it one of two."""
    try:
        outcome = answer(turn, tools)
    except NotReady:
        return None  # a case can be opened all the same
    return outcome if all(reply.kind in FOUND for reply in outcome.replies) else None


def _is_told(reply: Reply) -> bool:
    return reply.kind is Kind.FORM or (reply.confidence or 0) >= TOLD


def _is_doubtful(turn: Turn, leaning: bool) -> bool:
    """Whether the act was barely recognised, or the words lean on the answer before them and name nothing else."""
    if turn.text.startswith("/") or turn.entities:
        return False
    query = normalise(turn.text)
    if turn.intent == "human_help" and _ASKS_FOR_PERSON.search(query):
        return False
    if turn.confidence < CERTAIN:
        return True
    return leaning and turn.slot("last_capability") == "answer" and follows_up(query) and not names_subject(query)
