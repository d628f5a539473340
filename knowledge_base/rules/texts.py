"""Rules about what sections say, in every language."""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from knowledge_base.content import BANNED_SOURCES, UNREVIEWED, Content, Item, ItemKind, Text
from knowledge_base.findings import Finding
from knowledge_base.references import unresolved
from knowledge_base.registry import UnresolvedReferenceError
from knowledge_base.render import references, render, without_references
from knowledge_base.rules import Rule
from knowledge_base.translation import Translation

LONGEST_SECTION = 1024
"""Characters of a WhatsApp message with buttons."""

_AMOUNTS = "ribu|rb|juta|jt|rupiah|thousand|million|ewu|yuta"
_UNITS = "hari|jam|minggu|bulan|tahun|days?|hours?|weeks?|months?|years?|dina|wulan|sasi|taun"
LITERALS = {
    "literal_money": re.compile(
        rf"(?i)\b(?:rp|idr)\.?\s?\d[\d.]*|\b\d[\d.,]*\s?(?:{_AMOUNTS})\b|\b\d{{1,3}}(?:([.,])\d{{3}})(?:\1\d{{3}})*\b"
    ),
    "literal_phone": re.compile(r"(?<![\w./-])(?:\+?62|0)[\s-]?\d{2,4}\)?[\s-]?\d{3,4}[\s-]?\d{2,5}\b"),
    # "UU Nomor 6 Tahun 2011" names a law.
    "literal_duration": re.compile(
        rf"(?i)\b\d+(?:\s*[\u2013-]\s*\d+)?[\s-]*(?:working\s+)?(?:{_UNITS})\b(?!\s+(?:19|20)\d\d\b)"
    ),
}
_URL = re.compile(r"https?://[^\s)>\]]+")
_WHOLE_FILES = {ItemKind.DOCUMENT, ItemKind.TRANSLATION, ItemKind.WORD_LIST}
_CONFIRM = re.compile(r"(?i)konfirmasi|confirm")


def literals(content: Content, _: dt.date) -> Iterator[Finding]:
    """Amounts, telephone numbers and durations that do not come from the registry."""
    for text in content.texts():
        if text.section is None:
            continue
        written = without_references(text.text)
        for code, pattern in LITERALS.items():
            for found in pattern.finditer(written):
                message = f"'{found[0]}' in {text.section} must be a reference to a fact"
                below = written.count("\n", 0, found.start())
                yield text.item.finding(code, message, *text.place, below=below)


def lengths(content: Content, on: dt.date) -> Iterator[Finding]:
    """Sections that are too long for a message, as rendered in their language with what is said below."""
    for text in content.texts():
        try:
            length = len(render(text.text, content.registry, text.language, on)) + _added(content, text)
        except UnresolvedReferenceError:
            continue
        if text.section and length > LONGEST_SECTION:
            message = f"{text.section} has {length} characters, {LONGEST_SECTION} at most"
            yield text.item.finding("section_too_long", message, *text.place)


def _added(content: Content, text: Text) -> int:
    """The length of the word below a translation that no speaker has read."""
    if not isinstance(text.item.body, Translation) or text.item.body.reviewed:
        return 0
    messages = content.messages.get(text.language)
    word = messages.entries.get(UNREVIEWED, "") if messages else ""
    return len(f"\n\n{word}") if isinstance(word, str) else 0


def facts_shown(content: Content, on: dt.date) -> Iterator[Finding]:
    """Facts too uncertain to be shown, and sections that do not say that one must be confirmed."""
    for text in content.texts():
        shown = [content.facts[key] for key in sorted(references(text.text)) if key in content.facts]
        valued = [fact for fact in shown if fact.value_on(on) is not None]
        for fact in valued:
            if fact.confidence == "rendah":
                message = f"{fact.key} is of confidence rendah and may not be shown"
                yield text.item.finding("unserved_fact", message, *text.place)
        unsure = [fact.key for fact in valued if fact.confidence == "sedang" and not fact.emergency]
        if text.section and unsure and not _CONFIRM.search(without_references(text.text)):
            message = f"{text.section} shows {', '.join(unsure)} of confidence sedang without asking to confirm it"
            yield text.item.finding("no_confirmation_note", message, *text.place)


def banned_sources(content: Content, _: dt.date) -> Iterator[Finding]:
    """Addresses of sites that are not official."""
    banned = content.word_list(BANNED_SOURCES)
    for item in content.items:
        # A bare name may stand in a warning; an address is something people follow.
        for found in _URL.finditer(item.source):
            host = urlsplit(found[0]).hostname or ""
            if any(host == name or host.endswith(f".{name}") for name in banned):
                line = _first_line(item) + item.source.count("\n", 0, found.start())
                yield Finding(item.path, line, "banned_source", f"{host} is not official")


def _first_line(item: Item) -> int:
    """The line of its file where the source of `item` begins."""
    return 1 if item.kind in _WHOLE_FILES or item.position == 0 else item.line()


RULES: tuple[Rule, ...] = (unresolved, literals, lengths, facts_shown, banned_sources)
