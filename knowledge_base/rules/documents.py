"""Rules about documents, their topics and their sample questions."""

import datetime as dt
from collections.abc import Iterator

from core.text.normalise import normalise
from knowledge_base.content import TOPICS, Content, Item
from knowledge_base.duplicates import duplicate_questions
from knowledge_base.findings import Finding
from knowledge_base.model import Document, Message
from knowledge_base.rules import Rule

CHIPS = "chips"


def documents(content: Content, on: dt.date) -> Iterator[Finding]:
    """Documents nobody has looked at in time, without questions or without sources."""
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


def topics(content: Content, _: dt.date) -> Iterator[Finding]:
    """Topics of sections that the list does not have, and topics that no section answers."""
    answered: set[str] = set()
    listed = content.word_list(TOPICS)
    known = content.topics
    for item in content.items:
        for n, section in enumerate(item.body.sections if isinstance(item.body, Document) else ()):
            answered.update(section.topics)
            for topic in sorted(topic for topic in set(section.topics) if topic not in known):
                place = ("sections", n, "topics")
                yield item.finding("unknown_topic", f"'{topic}' is not in {TOPICS}", *place)
    lists = [item for item in content.items if item.key == TOPICS]
    for n, entry in enumerate(listed):
        if entry not in answered and not entry.endswith(" assistant"):
            yield lists[0].finding("unanswered_topic", f"no section answers '{entry}'", n)


def questions(content: Content, _: dt.date) -> Iterator[Finding]:
    """Sample questions that two sections share."""
    return duplicate_questions(content)


def chips(content: Content, _: dt.date) -> Iterator[Finding]:
    """Chips at opening that no section answers for certain: their words must be a sample question."""
    asked = {normalise(question.text) for question in content.questions()}
    for item in content.items:
        if isinstance(item.body, Message) and item.key == CHIPS and isinstance(item.body.value, tuple):
            for chip in item.body.value:
                if normalise(chip.get("text", "")) not in asked:
                    yield item.finding("chip_without_answer", f"'{chip.get('text')}' is not a sample question")


RULES: tuple[Rule, ...] = (documents, topics, questions, chips)
