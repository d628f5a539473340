"""In which language a passage is shown: the resident's, where it is translated, else that of the office."""

from dataclasses import dataclass

from actions.protocol import Turn
from actions.tools import Tools, choose
from core.reply import QuickReply
from retrieval.passages import Passage, Translated


@dataclass(frozen=True)
class Shown:
    """A passage as the resident reads it; `original` leads to its Indonesian text where this is another."""

    title: str
    text: str
    language: str
    original: QuickReply | None = None


def wanted(turn: Turn) -> str:
    """The language of this turn's answer: that of the button pressed, else the resident's."""
    return turn.entity("language") or turn.language


def passage_title(turn: Turn, tools: Tools, passage: Passage) -> str:
    """What a button that leads to `passage` says."""
    translated = _translation(wanted(turn), tools, passage)
    return translated.title if translated else passage.title


def shown(turn: Turn, tools: Tools, passage: Passage) -> Shown:
    """The translation with a word about who has not checked it, or the original with a word about why."""
    language = wanted(turn)
    messages = tools.messages()
    if translated := _translation(language, tools, passage):
        note = "" if translated.reviewed else f"\n\n{messages.get('translation.unreviewed', language)}"
        return Shown(translated.title, translated.text + note, language, _original(tools, passage, language))
    text = passage.text
    if language != passage.language and messages.has("only_in_indonesian", language):
        text = f"{messages.get('only_in_indonesian', language)}\n\n{text}"
    return Shown(passage.title, text, passage.language)


def _translation(language: str, tools: Tools, passage: Passage) -> Translated | None:
    return passage.translation(language) if language in tools.translations else None


def _original(tools: Tools, passage: Passage, language: str) -> QuickReply:
    title = tools.messages().get("translation.original", language)
    return choose(title, section=passage.key, language=passage.language)
