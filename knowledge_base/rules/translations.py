"""Rules about translations: they must say what their originals say, in words of their language."""

import datetime as dt
import re
from collections.abc import Iterator

from knowledge_base.attested import words
from knowledge_base.content import ATTESTED, UNREVIEWED, Content, Item
from knowledge_base.findings import Finding
from knowledge_base.model import Section
from knowledge_base.render import expressions, without_references
from knowledge_base.rules import Rule
from knowledge_base.translation import TranslatedSection, Translation

ATTESTED_ONLY = frozenset({"jv"})
"""Languages of which the content team writes only words that are known to be written."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def originals(content: Content, _: dt.date) -> Iterator[Finding]:
    """Translations of nothing, of something that has changed since, or with other facts in them."""
    for item, translation in _translations(content):
        if translation.document not in content.document_by_id:
            yield item.finding("unknown_original", f"there is no document {translation.document}", "document")
            continue
        for n, section in enumerate(translation.sections):
            name = f"{translation.document}#{section.id}"
            original = content.sections.get(name)
            if original is None:
                yield item.finding("unknown_original", f"there is no section {name}", "sections", n)
            else:
                yield from _compared(item, n, section, original)


def _compared(item: Item, n: int, section: TranslatedSection, original: Section) -> Iterator[Finding]:
    if section.stale(original):
        message = f"the original of {section.id} has changed; look at it, then stamp the translation"
        yield item.finding("stale_translation", message, "sections", n, "original")
        return
    lost = expressions(original.body) - expressions(section.body)
    added = expressions(section.body) - expressions(original.body)
    if lost or added:
        parts = [f"{what} {', '.join(sorted(keys))}" for what, keys in (("lacks", lost), ("adds", added)) if keys]
        message = f"{section.id} {' and '.join(parts)}: both languages must show the same facts"
        yield item.finding("different_facts", message, "sections", n, "body")


def languages(content: Content, _: dt.date) -> Iterator[Finding]:
    """Translations into a language in which the assistant cannot even say that nobody has checked them."""
    for item, translation in _translations(content):
        messages = content.messages.get(translation.language)
        if messages is None or UNREVIEWED not in messages.entries:
            message = f"the messages of '{translation.language}' lack {UNREVIEWED}"
            yield item.finding("unwritten_language", message, "language")


def vocabulary(content: Content, _: dt.date) -> Iterator[Finding]:
    """Words that are neither in the original document nor known to be written in the language."""
    for item, translation in _translations(content):
        if translation.language in ATTESTED_ONLY:
            known = _known(content, translation)
            yield from _unknown_words(item, ("title",), translation.title, known)
            for n, section in enumerate(translation.sections):
                original = content.sections.get(f"{translation.document}#{section.id}")
                if original and not section.stale(original):
                    yield from _unknown_words(item, ("sections", n, "title"), section.title, known)
                    yield from _unknown_words(item, ("sections", n, "body"), section.body, known)


def _unknown_words(item: Item, place: tuple[str | int, ...], text: str, known: set[str]) -> Iterator[Finding]:
    for below, line in enumerate(text.split("\n")):
        for word in _WORD.findall(without_references(line).casefold()):
            if word not in known and not known.issuperset(word.split("-")):
                message = f"'{word}' is not attested in '{item.language}'"
                yield item.finding("unattested_word", message, *place, below=below)


def _known(content: Content, translation: Translation) -> set[str]:
    known = set(content.word_list(ATTESTED.format(language=translation.language)))
    if document := content.document_by_id.get(translation.document):
        known.update(words(document.title))
        for section in document.sections:
            known.update(words(f"{section.title}\n{section.body}"))
    return known


def _translations(content: Content) -> Iterator[tuple[Item, Translation]]:
    for item in content.items:
        if isinstance(item.body, Translation):
            yield item, item.body


RULES: tuple[Rule, ...] = (originals, languages, vocabulary)
