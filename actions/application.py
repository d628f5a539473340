"""How far an application is: this assistant cannot see the national system and says where to look."""

from actions.protocol import Outcome, Turn
from actions.tools import Tools, officer_button
from core.reply import Kind


def application_status(turn: Turn, tools: Tools) -> Outcome:
    """Echo the number, if one was given; never a status."""
    number = turn.entity("application_number")
    key = "status.cannot_see_number" if number else "status.cannot_see"
    values = {"number": number} if number else {}
    reply = tools.say(Kind.STATUS, key, turn.language, [officer_button(turn.language)], **values)
    return Outcome([reply], {"last_capability": "application"})
