"""What every action may use."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from core.i18n import translate
from core.published_messages import Messages
from core.reply import Kind, QuickReply, Reply
from knowledge_base.current_facts import current_facts
from knowledge_base.registry import Registry
from retrieval.search import Searcher

ASK_OFFICER = "/ask_officer"
SHOW_MENU = "/show_menu"


@dataclass(frozen=True)
class Tools:
    engine: Engine
    searcher: Callable[[], Searcher]
    messages: Callable[[], Messages]
    translations: frozenset[str] = frozenset()
    """Languages in which passages are shown where they are translated."""

    def facts(self) -> Registry:
        """The facts of the current release. Raises NoReleaseError."""
        return current_facts(self.engine)

    def say(self, kind: Kind, key: str, language: str, quick: list[QuickReply] | None = None, **values: str) -> Reply:
        """A reply with the published message `key` in the resident's language, else in Indonesian."""
        messages = self.messages()
        text, spoken = messages.get(key, language, **values), messages.spoken(key, language)
        return Reply(kind=kind, text=text, language=spoken, quick_replies=quick or [])


def choose(title: str, **entities: str) -> QuickReply:
    """A button that comes back as the intent `choose` with these entities."""
    return QuickReply(title=title, payload=f"/choose{json.dumps(entities, ensure_ascii=False)}")


def officer_button(language: str) -> QuickReply:
    return QuickReply(title=translate("officer-title", language), payload=ASK_OFFICER)


def menu_button(language: str) -> QuickReply:
    return QuickReply(title=translate("menu-title", language), payload=SHOW_MENU)
