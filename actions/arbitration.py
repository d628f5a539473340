"""When the understanding is not certain of an act and a passage clearly answers the words, the passage wins."""

from collections.abc import Callable
from functools import wraps

from actions.answer import CERTAIN, answer
from actions.protocol import Outcome, Turn
from actions.tools import Tools
from core.reply import Kind, Reply
from core.text.normalise import normalise
from retrieval.live import NotReady
from retrieval.questions import follows_up, names_subject

Action = Callable[[Turn, Tools], Outcome]
CLEAR = 0.9
FOUND = (Kind.ANSWER, Kind.STATUS, Kind.OUT_OF_SCOPE)


def unless_answered(action: Action) -> Action:
    """`action`, but an answer in its place when `action` is doubtful and the search is not."""

    @wraps(action)
    def arbitrated(turn: Turn, tools: Tools) -> Outcome:
        if _is_doubtful(turn) and (outcome := _answered(turn, tools)):
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
            outcome = _answered(turn, tools)
            if outcome and all(_clearly_told(reply) for reply in outcome.replies):
                return outcome
        return action(turn, tools)

    return arbitrated


def _clearly_told(reply: Reply) -> bool:
    return reply.kind is Kind.ANSWER and (reply.confidence or 0) >= CLEAR


def _answered(turn: Turn, tools: Tools) -> Outcome | None:
    try:
        outcome = answer(turn, tools)
    except NotReady:
        return None  # a case can be opened all the same
    found = all(reply.kind in FOUND for reply in outcome.replies)
    return outcome if found else None


def _is_doubtful(turn: Turn) -> bool:
    """Whether the act was barely recognised, or the words lean on the answer before them and name nothing else."""
    if turn.text.startswith("/") or turn.entities:
        return False
    if turn.confidence < CERTAIN:
        return True
    query = normalise(turn.text)
    return turn.slot("last_capability") == "answer" and follows_up(query) and not names_subject(query)
