"""How much of what residents can read there is in each language."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge_base.content import Content
from knowledge_base.model import Document

MOST_ASKED = 25


@dataclass(frozen=True)
class Part:
    """Counts among some documents. Translated documents have every section, up to date or stale.

    `missing` names the sections without a translation, document#section.
    """

    documents: int
    translated_documents: int
    sections: int
    translated: int
    stale: int
    reviewed: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """One language: all documents that answer, and those that are asked for most."""

    language: str
    everything: Part
    most_asked: Part


def coverage(content: Content, languages: Iterable[str] = ()) -> list[Coverage]:
    """Every language that has a translation, and those named; documents of other offices do not count."""
    written = {found.language for every in content.translations.values() for found in every}
    answers = [document for document in content.documents if document.kind != "out_of_scope"]
    asked = most_asked(content)
    return [
        Coverage(language, _part(content, answers, language), _part(content, asked, language))
        for language in sorted(written | set(languages))
    ]


def most_asked(content: Content, count: int = MOST_ASKED) -> list[Document]:
    """The documents that answer the topics asked about most, by the place of their best topic."""
    ranked = [
        (min(content.topics.get(topic, len(content.topics)) for s in document.sections for topic in s.topics), n)
        for n, document in enumerate(content.documents)
        if document.kind != "out_of_scope"
    ]
    return [content.documents[n] for _, n in sorted(ranked)[:count]]


def _part(content: Content, documents: list[Document], language: str) -> Part:
    complete = stale = reviewed = 0
    missing: list[str] = []
    for document in documents:
        translation = next((t for t in content.translations.get(document.id, ()) if t.language == language), None)
        done = {section.id: section for section in translation.sections} if translation else {}
        lacking = [f"{document.id}#{section.id}" for section in document.sections if section.id not in done]
        present = [section for section in document.sections if section.id in done]
        complete += not lacking
        stale += sum(done[section.id].stale(section) for section in present)
        reviewed += len(present) if translation and translation.reviewed else 0
        missing += lacking
    sections = sum(len(document.sections) for document in documents)
    return Part(len(documents), complete, sections, sections - len(missing), stale, reviewed, tuple(missing))
