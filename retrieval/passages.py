"""What the search sees of a published section."""

from dataclasses import dataclass
from datetime import date

QUEUE = "queue"
NOT_OURS = "out_of_scope"
"""The kind of a document about another office's matter."""


@dataclass(frozen=True)
class Translated:
    """A passage in another language; `reviewed` when a speaker of it has read it."""

    language: str
    title: str
    text: str
    reviewed: bool


@dataclass(frozen=True)
class Passage:
    """One section as published: a resident reads `text`, the search also reads `questions`."""

    document: str
    section: str
    title: str
    text: str
    topics: tuple[str, ...]
    facet: str
    kind: str
    language: str
    questions: tuple[str, ...]
    source_title: str
    source_url: str | None
    revision: int
    verified_on: date
    overdue: bool
    translations: tuple[Translated, ...] = ()

    def translation(self, language: str) -> Translated | None:
        """The passage in `language`; only translations of its present text are here."""
        return next((found for found in self.translations if found.language == language), None)

    @property
    def key(self) -> str:
        return f"{self.document}#{self.section}"

    @property
    def topic(self) -> str:
        return self.topics[0]
