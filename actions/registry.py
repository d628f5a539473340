"""Which function does what Rasa calls by name."""

from actions import answer, application, conversation, people, queue
from actions.arbitration import (
    ANOTHER_SUBJECT,
    DOUBTFUL,
    LEANING,
    NO_DANGER,
    QUESTION,
    Action,
    unless,
    with_what_else_is_asked,
)

ACTIONS: dict[str, Action] = {
    "action_answer": answer.answer,
    "action_out_of_scope": answer.out_of_scope,
    "action_queue": unless(with_what_else_is_asked(queue.queue), DOUBTFUL, LEANING),
    "action_application_status": unless(application.application_status, DOUBTFUL, LEANING, ANOTHER_SUBJECT),
    "action_handoff": unless(people.handoff, DOUBTFUL, LEANING),
    "action_complaint": unless(people.complaint, DOUBTFUL, LEANING),
    "action_emergency": unless(people.emergency, DOUBTFUL, LEANING, NO_DANGER),
    "action_greet": unless(conversation.greet, QUESTION),
    "action_thanks": unless(conversation.thanks, QUESTION),
    "action_goodbye": unless(conversation.goodbye, DOUBTFUL),
    "action_menu": conversation.menu,
    "action_cancel": conversation.cancel,
    "action_continue": conversation.go_on,
}
