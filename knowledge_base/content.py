"""All content at once, as items: documents, translations, facts, messages, lists, with their source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from knowledge_base.fact import Fact
from knowledge_base.findings import Finding
from knowledge_base.model import Document, Message, Messages, Question, Section, WordList
from knowledge_base.open_question import OpenQuestion
from knowledge_base.registry import Registry
from knowledge_base.translation import TranslatedSection, Translation
from knowledge_base.yaml_lines import Place

TOPICS = "topics.txt"
BANNED_SOURCES = "banned_sources.txt"
OPEN_QUESTIONS = "open_questions.yml"
UNREVIEWED = "translation.unreviewed"
"""The message that ends a translation no speaker has read; without it a language is not written."""
ATTESTED = "attested/{language}.txt"
Body = Document | Translation | Fact | Message | OpenQuestion | WordList


class ItemKind(StrEnum):
    DOCUMENT = "document"
    TRANSLATION = "translation"
    FACT = "fact"
    MESSAGE = "message"
    OPEN_QUESTION = "open_question"
    WORD_LIST = "list"


BODIES: dict[ItemKind, type[Body]] = {
    ItemKind.DOCUMENT: Document,
    ItemKind.TRANSLATION: Translation,
    ItemKind.FACT: Fact,
    ItemKind.MESSAGE: Message,
    ItemKind.OPEN_QUESTION: OpenQuestion,
    ItemKind.WORD_LIST: WordList,
}


def item_name(kind: str, language: str, key: str) -> str:
    """What people call an item: document/id/paspor-hilang, fact/fee.lost, message/en/menu.intro."""
    return "/".join(part for part in (kind, language, key) if part)


@dataclass(frozen=True)
class Item:
    """One separately revised piece of content.

    `path` is relative to the content directory, `position` the place among the items of that file,
    `source` the exact text there, `language` empty for what belongs to every language.
    """

    kind: ItemKind
    key: str
    language: str
    path: str
    position: int
    source: str
    body: Body
    lines: Mapping[Place, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        return item_name(self.kind, self.language, self.key)

    def line(self, *place: str | int) -> int:
        """The line of `place`, or of the closest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def finding(self, code: str, message: str, *place: str | int, below: int = 0) -> Finding:
        """A finding `below` lines after the line of `place`."""
        return Finding(self.path, self.line(*place) + below, code, message)


@dataclass(frozen=True)
class Text:
    """A piece of text that may refer to facts, and where it stands."""

    item: Item
    place: Place
    language: str
    section: str | None
    text: str


@dataclass(frozen=True)
class Content:
    """Everything the office knows, from files or from a release."""

    items: tuple[Item, ...]

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        return tuple(item.body for item in self.items if isinstance(item.body, Document))

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    @cached_property
    def topics(self) -> dict[str, int]:
        """The place of each topic in the list, 0 for the one asked about most."""
        return {entry.split()[0]: place for place, entry in enumerate(self.word_list(TOPICS))}

    @cached_property
    def translations(self) -> dict[str, tuple[Translation, ...]]:
        """The translations of each document, by its id."""
        found: dict[str, tuple[Translation, ...]] = {}
        for item in self.items:
            if isinstance(item.body, Translation):
                found[item.key] = (*found.get(item.key, ()), item.body)
        return found

    @cached_property
    def open_questions(self) -> tuple[OpenQuestion, ...]:
        return tuple(item.body for item in self.items if isinstance(item.body, OpenQuestion))

    @cached_property
    def sections(self) -> dict[str, Section]:
        """Every section of every document, by document#section."""
        return {f"{document.id}#{section.id}": section for document in self.documents for section in document.sections}

    def questions(self) -> Iterator[Question]:
        """Every sample question of every document."""
        return (question for section in self.sections.values() for question in section.questions)

    @cached_property
    def facts(self) -> dict[str, Fact]:
        return {item.body.key: item.body for item in self.items if isinstance(item.body, Fact)}

    @cached_property
    def registry(self) -> Registry:
        return Registry(self.facts)

    @cached_property
    def messages(self) -> dict[str, Messages]:
        """Messages by language."""
        entries: dict[str, dict[str, str | tuple[dict[str, str], ...]]] = {}
        for item in self.items:
            if isinstance(item.body, Message):
                entries.setdefault(item.language, {})[item.key] = item.body.value
        return {code: Messages(language=code, entries=texts) for code, texts in entries.items()}

    def word_list(self, name: str) -> tuple[str, ...]:
        """The entries of a word list, none when there is no such list."""
        lists = (item.body for item in self.items if isinstance(item.body, WordList))
        return next((found.entries for found in lists if found.name == name), ())

    def texts(self) -> Iterator[Text]:
        """Every section body and message text."""
        for item in self.items:
            if isinstance(item.body, Document | Translation):
                sections: Sequence[Section | TranslatedSection] = item.body.sections
                for n, section in enumerate(sections):
                    place = ("sections", n, "body")
                    yield Text(item, place, item.language, section.id, section.body)
            elif isinstance(item.body, Message):
                yield from (Text(item, (), item.language, None, t) for t in _strings(item.body))


def _strings(message: Message) -> list[str]:
    if isinstance(message.value, str):
        return [message.value]
    return [text for entry in message.value for text in entry.values()]
