"""Everything a machine can find wrong with content before residents see it."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from core.clock import today
from knowledge_base.content import BANNED_SOURCES, TOPICS, Content, Item
from knowledge_base.duplicates import duplicate_questions
from knowledge_base.fact import Fact
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError, Finding
from knowledge_base.model import Document
from knowledge_base.references import unresolved
from knowledge_base.registry import UnresolvedReferenceError
from knowledge_base.render import references, render, without_references

LONGEST_SECTION = 1024
"""Characters of a WhatsApp message with buttons."""

_UNITS = "hari|jam|minggu|bulan|tahun|days?|hours?|weeks?|months?|years?|dina|wulan|sasi|taun"
LITERALS = {
    "literal_money": re.compile(
        r"(?i)\brp\.?\s?\d[\d.]*|\b\d[\d.,]*\s?(?:ribu|rb|juta|jt|rupiah)\b|\b\d{1,3}(?:\.\d{3})+\b"
    ),
    "literal_phone": re.compile(r"(?<![\w./-])(?:\+?62|0)[\s-]?\d{2,4}\)?[\s-]?\d{3,4}[\s-]?\d{2,5}\b"),
    # "UU Nomor 6 Tahun 2011" names a law.
    "literal_duration": re.compile(rf"(?i)\b\d+(?:\s*[\u2013-]\s*\d+)?[\s-]*(?:{_UNITS})\b(?!\s+(?:19|20)\d\d\b)"),
}
_URL = re.compile(r"https?://[^\s)>\]]+")


def check(content: Content, on: dt.date | None = None) -> list[Finding]:
    """Every finding in `content` as it stands on a day (today when not given), in file order."""
    day = on or today()
    return sorted(set(chain.from_iterable(rule(content, day) for rule in RULES)))


def check_directory(directory: Path, on: dt.date | None = None) -> list[Finding]:
    """Like `check`, for files; what cannot even be read is found first."""
    try:
        return check(load_content(directory, on), on)
    except ContentError as error:
        return error.findings


def _literals(content: Content, _: dt.date) -> Iterator[Finding]:
    for text in content.texts():
        if text.section is None:
            continue
        written = without_references(text.text)
        for code, pattern in LITERALS.items():
            for found in pattern.finditer(written):
                message = f"'{found[0]}' in {text.section} must be a reference to a fact"
                below = written.count("\n", 0, found.start())
                yield text.item.finding(code, message, *text.place, below=below)


def _lengths(content: Content, on: dt.date) -> Iterator[Finding]:
    for text in content.texts():
        try:
            length = len(render(text.text, content.registry, text.language, on))
        except UnresolvedReferenceError:
            continue
        if text.section and length > LONGEST_SECTION:
            message = f"{text.section} has {length} characters, {LONGEST_SECTION} at most"
            yield text.item.finding("section_too_long", message, *text.place)


def _facts_shown(content: Content, on: dt.date) -> Iterator[Finding]:
    for text in content.texts():
        for fact in map(content.facts.get, sorted(references(text.text))):
            if fact and fact.confidence == "rendah" and fact.value_on(on) is not None:
                message = f"{fact.key} is of confidence rendah and may not be shown"
                yield text.item.finding("unserved_fact", message, *text.place)


def _facts_lapsed(content: Content, on: dt.date) -> Iterator[Finding]:
    for item in content.items:
        if isinstance(item.body, Fact):
            periods = [validity.days for validity in item.body.values]
            if not any(first <= on <= last for first, last in periods):
                message = f"{item.key} has no value for {on}; write null if nobody knows it"
                yield item.finding("no_value_today", message, "values")


def _documents(content: Content, on: dt.date) -> Iterator[Finding]:
    for item in content.items:
        if isinstance(item.body, Document):
            yield from _document(item, item.body, on)


def _document(item: Item, document: Document, on: dt.date) -> Iterator[Finding]:
    if document.overdue(on):
        message = f"last verified on {document.verified_on}"
        yield item.finding("overdue_review", message, "verified_on")
    if not any(section.questions for section in document.sections):
        yield item.finding("no_questions", "no section has sample questions", "sections")
    for n, section in enumerate(document.sections):
        if document.kind == "answer" and not section.sources:
            yield item.finding("no_source", f"{section.id} names no source", "sections", n)


def _banned_sources(content: Content, _: dt.date) -> Iterator[Finding]:
    banned = content.word_list(BANNED_SOURCES)
    for item in content.items:
        # A bare name may stand in a warning; an address is something people follow.
        for found in _URL.finditer(item.source):
            host = urlsplit(found[0]).hostname or ""
            if any(host == name or host.endswith(f".{name}") for name in banned):
                below = item.source.count("\n", 0, found.start())
                first = item.line() if isinstance(item.body, Fact) else 1
                yield Finding(item.path, first + below, "banned_source", f"{host} is not official")


def _topics(content: Content, _: dt.date) -> Iterator[Finding]:
    answered: set[str] = set()
    listed = content.word_list(TOPICS)
    known = {entry.split()[0] for entry in listed}
    for item in content.items:
        for n, section in enumerate(item.body.sections if isinstance(item.body, Document) else ()):
            answered.update(section.topics)
            for topic in sorted(set(section.topics) - known):
                place = ("sections", n, "topics")
                yield item.finding("unknown_topic", f"'{topic}' is not in {TOPICS}", *place)
    lists = [item for item in content.items if item.key == TOPICS]
    for n, entry in enumerate(listed):
        if entry not in answered and not entry.endswith(" assistant"):
            yield lists[0].finding("unanswered_topic", f"no section answers '{entry}'", n)


RULES: tuple[Callable[[Content, dt.date], Iterator[Finding]], ...] = (
    unresolved,
    _literals,
    _lengths,
    _facts_shown,
    _facts_lapsed,
    _documents,
    _banned_sources,
    _topics,
    lambda content, _: duplicate_questions(content),
)
