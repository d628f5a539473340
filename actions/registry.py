"""Which function does what Rasa calls by name."""

from actions import answer, application, conversation, people, queue
from actions.arbitration import (
    Action,
    unless_a_question,
    unless_about_another_subject,
    unless_answered,
    unless_harmless,
    with_what_else_is_asked,
)

ACTIONS: dict[str, Action] = {
    "action_answer": answer.answer,
    "action_out_of_scope": answer.out_of_scope,
    "action_queue": unless_answered(with_what_else_is_asked(queue.queue)),
    "action_application_status": unless_answered(unless_about_another_subject(application.application_status)),
    "action_handoff": unless_answered(people.handoff),
    "action_complaint": unless_answered(people.complaint),
    "action_emergency": unless_answered(unless_harmless(people.emergency)),
    "action_greet": unless_a_question(conversation.greet),
    "action_thanks": unless_a_question(conversation.thanks),
    "action_goodbye": unless_answered(conversation.goodbye, leaning=False),
    "action_menu": conversation.menu,
    "action_cancel": conversation.cancel,
    "action_continue": conversation.go_on,
}
