"""The counter's queue: until it opens, what was understood is echoed and nothing is invented."""

import re

from actions.protocol import Outcome, Turn
from actions.tools import Tools, officer_button
from core.reply import Kind

_TICKET = re.compile(r"([A-Z])-?(\d{3})")


def queue(turn: Turn, tools: Tools) -> Outcome:
    """Position, booking or change of a ticket: the queue is not open yet."""
    code = turn.entity("ticket_code")
    key, values = "queue.not_open", {}
    if code:
        ticket = _TICKET.fullmatch(code.upper().replace(" ", ""))
        key = "queue.not_open_code" if ticket else "queue.code_unrecognised"
        values = {"code": f"{ticket[1]}-{ticket[2]}" if ticket else code}
    reply = tools.say(Kind.QUEUE, key, turn.language, [officer_button(turn.language)], **values)
    return Outcome([reply], {"last_capability": "queue"})
