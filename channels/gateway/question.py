"""A stored message on its way to an answer, and what comes back."""

from dataclasses import dataclass

from channels.gateway.guard import MAX_CHARACTERS
from core.i18n import spoken, translate
from core.reply import Kind, QuickReply, Reply


@dataclass(frozen=True)
class Outcome:
    """Replies of a turn and, when nobody could answer, the reason for the content team."""

    replies: list[Reply]
    unanswered: str | None = None


@dataclass(frozen=True)
class Question:
    """A stored message as it is put to the assistant; `again` when an earlier try may have reached it."""

    message_id: str
    conversation_id: str
    channel: str
    text: str
    payload: str | None
    language: str
    again: bool = False


def notice(key: str, language: str, *buttons: QuickReply, kind: Kind = Kind.NOTICE, **values: object) -> Reply:
    """A word from the system itself, with the values its text wants."""
    text = translate(key, language, limit=MAX_CHARACTERS, **values)
    return Reply(kind=kind, text=text, language=spoken(key, language), quick_replies=list(buttons))
