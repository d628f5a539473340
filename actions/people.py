"""Where a person must take over: a case is opened and its number told."""

from actions.protocol import Outcome, Turn
from actions.tools import Tools
from core.reply import Kind
from office.cases import open_case


def handoff(turn: Turn, tools: Tools) -> Outcome:
    """A resident asks for an officer; the case holds the question before it, when a button was pressed."""
    return _case(turn, tools, "handoff", Kind.HANDOFF, "handoff.opened")


def complaint(turn: Turn, tools: Tools) -> Outcome:
    """A resident reports extortion, brokers or bad treatment."""
    return _case(turn, tools, "complaint", Kind.HANDOFF, "complaint.opened")


def emergency(turn: Turn, tools: Tools) -> Outcome:
    """Confinement or trafficking that the words alone did not give away."""
    return _case(turn, tools, "emergency", Kind.EMERGENCY, "emergency.trafficking")


def _case(turn: Turn, tools: Tools, kind: str, reply_kind: Kind, key: str) -> Outcome:
    pressed = turn.text.startswith("/")
    number = open_case(
        tools.engine,
        message_id=turn.message_id,
        conversation_id=turn.conversation_id,
        kind=kind,
        summary=(turn.slot("last_question") or "") if pressed else turn.text,
    )
    return Outcome([tools.say(reply_kind, key, turn.language, case=number)], {"last_capability": kind})
