"""Small talk and finding one's way."""

from actions.answer import answer, choice
from actions.computed.checklist_asking import START
from actions.computed.frame import SAY, SLOT
from actions.protocol import Outcome, Turn
from actions.queue import queue
from actions.tools import Tools, choose, officer_button
from core.reply import Kind, QuickReply

CHIPS = 6


def greet(turn: Turn, tools: Tools) -> Outcome:
    return Outcome([tools.say(Kind.GREETING, "greeting.hello", turn.language, _topics(turn, tools))])


def thanks(turn: Turn, tools: Tools) -> Outcome:
    return Outcome([tools.say(Kind.GREETING, "greeting.thanks", turn.language)])


def goodbye(turn: Turn, tools: Tools) -> Outcome:
    return Outcome([tools.say(Kind.GREETING, "greeting.goodbye", turn.language)])


def menu(turn: Turn, tools: Tools) -> Outcome:
    """The topics people ask about most, as buttons."""
    buttons = [*_topics(turn, tools), _checklist(turn, tools), officer_button(turn.language)]
    return Outcome([tools.say(Kind.CLARIFY, "menu.intro", turn.language, buttons)], _forget())


def cancel(turn: Turn, tools: Tools) -> Outcome:
    """Whatever was going on is dropped."""
    return menu(turn, tools)


def go_on(turn: Turn, tools: Tools) -> Outcome:
    """A detail alone, like "besok jam 10" or a ticket code, belongs to what was talked about."""
    if turn.entity("ticket_code") or turn.slot("last_capability") == "queue":
        return queue(turn, tools)
    return answer(turn, tools)


def _checklist(turn: Turn, tools: Tools) -> QuickReply:
    """A button that begins the resident's own list of documents."""
    title = tools.messages().get("checklist.button.start", turn.language)
    return choose(title, **{SAY: START})


def _topics(turn: Turn, tools: Tools) -> list[QuickReply]:
    """Each topic chip that the search answers for certain, as a button to that very passage."""
    searcher = tools.searcher()
    chips = tools.messages().items("chips", turn.language)
    buttons = []
    for chip in chips[:CHIPS]:
        if passage := searcher.exact(chip["text"]):
            buttons.append(choice(passage, chip["title"]))
    return buttons


def _forget() -> dict[str, str | None]:
    return {"last_capability": None, "last_question": None, "last_section": None, SLOT: None}
