"""The published release as residents get it: every text rendered for one day."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge_base.content import Content
from knowledge_base.model import Document, Question, Section
from knowledge_base.registry import Registry
from knowledge_base.render import render


@dataclass(frozen=True)
class PublishedTranslation:
    """A section in another language. A stale one was made from an earlier original and is not shown."""

    title: str
    text: str
    reviewed: bool
    stale: bool


@dataclass(frozen=True)
class PublishedSection:
    """What is searched and served; `source_url` is None when residents are not sent there.

    `translations` is by language.
    """

    document: str
    section: str
    title: str
    document_title: str
    facet: str
    topics: tuple[str, ...]
    conditions: tuple[str, ...]
    service: str
    kind: str
    language: str
    text: str
    questions: tuple[Question, ...]
    source_title: str | None
    source_url: str | None
    revision: int
    verified_on: dt.date
    overdue: bool
    translations: dict[str, PublishedTranslation] = field(default_factory=dict)


@dataclass(frozen=True)
class PublishedRelease:
    """An immutable published set. `published_messages` is by language and key."""

    number: int
    created_at: dt.datetime
    sections: tuple[PublishedSection, ...]
    published_messages: dict[str, dict[str, str | list[dict[str, str]]]]
    registry: Registry


def render_sections(content: Content, revisions: Sequence[int], on: dt.date) -> tuple[PublishedSection, ...]:
    """The sections of all documents; `revisions` has the number of each item, in order."""
    return tuple(
        _section(item.body, section, number, content, on)
        for item, number in zip(content.items, revisions, strict=True)
        if isinstance(item.body, Document)
        for section in item.body.sections
    )


def _section(document: Document, section: Section, revision: int, content: Content, on: dt.date) -> PublishedSection:
    named = {source.id: source for source in document.sources}
    source = named[section.sources[0]] if section.sources else None
    return PublishedSection(
        document=document.id,
        section=section.id,
        title=section.title,
        document_title=document.title,
        facet=section.facet,
        topics=section.topics,
        conditions=document.conditions,
        service=document.service,
        kind=document.kind,
        language=document.language,
        text=render(section.body, content.registry, document.language, on),
        questions=section.questions,
        source_title=source.title if source else None,
        source_url=source.url if source else None,
        revision=revision,
        verified_on=document.verified_on,
        overdue=document.overdue(on),
        translations=dict(_translations(document, section, content, on)),
    )


def _translations(
    document: Document, section: Section, content: Content, on: dt.date
) -> Iterator[tuple[str, PublishedTranslation]]:
    """The section in each language that has it."""
    for translation in content.translations.get(document.id, ()):
        for translated in translation.sections:
            if translated.id == section.id:
                text = render(translated.body, content.registry, translation.language, on)
                stale = translated.stale(section)
                published = PublishedTranslation(translated.title, text, translation.reviewed, stale)
                yield translation.language, published


def render_messages(content: Content, on: dt.date) -> dict[str, dict[str, str | list[dict[str, str]]]]:
    """Every message by language and key with its facts filled in; `{parameters}` stay."""
    rendered: dict[str, dict[str, str | list[dict[str, str]]]] = {}
    for language, messages in content.messages.items():
        texts = rendered.setdefault(language, {})
        for key, value in messages.entries.items():
            if isinstance(value, str):
                texts[key] = render(value, content.registry, language, on)
            else:
                texts[key] = [
                    {k: render(v, content.registry, language, on) for k, v in entry.items()} for entry in value
                ]
    return rendered
