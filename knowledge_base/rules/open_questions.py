"""Rules about what is not known: every unknown is asked for, and residents read that it is not known."""

import datetime as dt
import re
from collections.abc import Iterator

from knowledge_base.content import OPEN_QUESTIONS, TOPICS, Content, Item
from knowledge_base.fact import Fact
from knowledge_base.findings import Finding
from knowledge_base.open_question import OpenQuestion
from knowledge_base.render import references
from knowledge_base.rules import Rule

# What the sections of the office's language say about something nobody has told.
_UNKNOWN = re.compile(r"(?i)\bbelum\b|konfirmasi|ditanyakan|tanyakan|tidak (?:ada|punya|memberi) ")


def leads(content: Content, on: dt.date) -> Iterator[Finding]:
    """Open questions that lead to nothing, or to sections that do not say that it is unknown."""
    for item, question in _questions(content):
        for topic in sorted(set(question.topics) - content.topics.keys()):
            yield item.finding("unknown_topic", f"'{topic}' is not in {TOPICS}", "topics")
        for key in sorted(set(question.facts) - content.facts.keys()):
            yield item.finding("unknown_fact", f"there is no fact {key}", "facts")
        for name in question.sections:
            section = content.sections.get(name)
            if section is None:
                yield item.finding("unknown_section", f"there is no section {name}", "sections")
            elif not _UNKNOWN.search(section.body) and not _shows_unknown(content, section.body, on):
                message = f"{name} does not say that this is not known"
                yield item.finding("not_said_unknown", message, "sections")


def answered(content: Content, on: dt.date) -> Iterator[Finding]:
    """Open questions whose facts have all been provided."""
    for item, question in _questions(content):
        facts = [content.facts[key] for key in question.facts if key in content.facts]
        if facts and all(fact.value_on(on) is not None for fact in facts):
            message = "all its facts have values: look at its sections and remove the question"
            yield item.finding("answered_question", message, "facts")


def unasked(content: Content, on: dt.date) -> Iterator[Finding]:
    """Facts without a value that nobody is asked for."""
    asked = {key for question in content.open_questions for key in question.facts}
    for item in content.items:
        if isinstance(item.body, Fact) and item.body.key not in asked and _unknown(item.body, on):
            message = f"nobody knows {item.key} and no open question in {OPEN_QUESTIONS} names it"
            yield item.finding("unasked_unknown", message, "values")


def _unknown(fact: Fact, on: dt.date) -> bool:
    """Whether the value of the day is null; a day without any value is another finding."""
    return any(v.value is None and v.days[0] <= on <= v.days[1] for v in fact.values)


def _shows_unknown(content: Content, body: str, on: dt.date) -> bool:
    return any(_unknown(content.facts[key], on) for key in references(body) if key in content.facts)


def _questions(content: Content) -> Iterator[tuple[Item, OpenQuestion]]:
    for item in content.items:
        if isinstance(item.body, OpenQuestion):
            yield item, item.body


RULES: tuple[Rule, ...] = (leads, answered, unasked)
