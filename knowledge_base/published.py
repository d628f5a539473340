"""The published release as residents get it: every text rendered for one day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge_base.content import Content
from knowledge_base.model import Document, Question, Section
from knowledge_base.registry import Registry
from knowledge_base.render import render


@dataclass(frozen=True)
class PublishedSection:
    """What is searched and served; `source_url` is None when residents are not sent there."""

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
        _section(item.body, section, number, content.registry, on)
        for item, number in zip(content.items, revisions, strict=True)
        if isinstance(item.body, Document)
        for section in item.body.sections
    )


def _section(document: Document, section: Section, revision: int, registry: Registry, on: dt.date) -> PublishedSection:
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
        text=render(section.body, registry, document.language, on),
        questions=section.questions,
        source_title=source.title if source else None,
        source_url=source.url if source else None,
        revision=revision,
        verified_on=document.verified_on,
        overdue=document.overdue(on),
    )


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
