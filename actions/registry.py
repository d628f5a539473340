"""Which function does what Rasa calls by name."""

from collections.abc import Callable

from actions import answer, application, conversation, people, queue
from actions.protocol import Outcome, Turn
from actions.tools import Tools

Action = Callable[[Turn, Tools], Outcome]

ACTIONS: dict[str, Action] = {
    "action_answer": answer.answer,
    "action_out_of_scope": answer.out_of_scope,
    "action_queue": queue.queue,
    "action_application_status": application.application_status,
    "action_handoff": people.handoff,
    "action_complaint": people.complaint,
    "action_emergency": people.emergency,
    "action_greet": conversation.greet,
    "action_thanks": conversation.thanks,
    "action_goodbye": conversation.goodbye,
    "action_menu": conversation.menu,
    "action_cancel": conversation.cancel,
    "action_continue": conversation.go_on,
}
