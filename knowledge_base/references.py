"""Where facts are shown, and references that lead nowhere."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.content import Content
from knowledge_base.findings import Finding
from knowledge_base.registry import UnresolvedReferenceError
from knowledge_base.render import references, render


@dataclass(frozen=True, order=True)
class Use:
    """A section or message that shows a fact; `section` is None for messages."""

    item: str
    section: str | None
    language: str
    file: str
    line: int


def where_used(content: Content, key: str) -> list[Use]:
    """Every section and message, in every language, that changes when the fact `key` does."""
    return [
        Use(text.item.name, text.section, text.language, text.item.path, text.item.line(*text.place))
        for text in content.texts()
        if key in references(text.text)
    ]


def unresolved(content: Content, on: dt.date) -> Iterator[Finding]:
    """References to no fact, malformed ones and sums of other things than money."""
    for text in content.texts():
        try:
            render(text.text, content.registry, text.language, on)
        except UnresolvedReferenceError as error:
            yield text.item.finding("unresolved_reference", str(error), *text.place)
