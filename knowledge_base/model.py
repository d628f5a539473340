"""What a document, a fact and a message may hold.

Rules that depend on the day (nothing verified in the future, no planned change in the past) apply
only when validation gets the context `{"today": date}`: what was stored must stay readable.
"""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def problem(code: str, message: str, *place: str | int) -> PydanticCustomError:
    """An error for a validator to raise; `place` leads from its value to what is wrong."""
    return PydanticCustomError(code, message, {"place": place})


def _no_number(value: object) -> object:
    if isinstance(value, int | float):
        raise problem("invalid_date", "a date is written as 2026-11-25")
    return value


def _not_in_future(value: dt.date, info: ValidationInfo) -> dt.date:
    if info.context and value > info.context["today"]:
        raise problem("future_date", f"{value} is in the future")
    return value


Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=120)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Day = Annotated[dt.date, BeforeValidator(_no_number)]
PastDay = Annotated[Day, AfterValidator(_not_in_future)]
Confidence = Literal["tinggi", "sedang", "rendah"]
Service = Literal["paspor", "mpaspor", "izin-tinggal", "kantor", "antrean", "pengaduan", "pmi", "rujukan"]
Style = Literal["clean", "slang", "typo", "short", "story", "rumour", "wrong_word", "several"]


class Facet(StrEnum):
    """The side of its subject that a section is about."""

    SUMMARY = "summary"
    REQUIREMENTS = "requirements"
    STEPS = "steps"
    FEE = "fee"
    DURATION = "duration"
    PLACE = "place"
    NOTES = "notes"
    LEGAL = "legal"


class Question(Frozen):
    """A sample question as a resident would type it."""

    text: Filled
    language: Language
    style: Style


class SourceRef(Frozen):
    """Where claims come from; `url` is null when residents must not be sent there."""

    id: Slug
    title: Filled
    url: Url | None
    date: Day | None
    confidence: Confidence
    facts: tuple[Filled, ...] = ()


class Section(Frozen):
    """The unit that is searched and served; `body` holds Markdown with references to facts."""

    id: Slug
    facet: Facet
    title: Filled
    topics: tuple[Slug, ...] = Field(min_length=1)
    sources: tuple[Slug, ...] = ()
    questions: tuple[Question, ...] = ()
    body: Filled

    @field_validator("questions", mode="before")
    @classmethod
    def _flatten(cls, value: object) -> object:
        return list(_questions(value)) if isinstance(value, dict) else value


def _questions(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not value:
        raise problem("no_questions", "questions are given but empty")
    for language, styles in value.items():
        if not isinstance(styles, dict) or not styles:
            raise problem("no_questions", f"'{language}' needs styles with questions", language)
        for style, texts in styles.items():
            if not isinstance(texts, list) or not texts:
                raise problem("no_questions", f"'{style}' needs questions", language, style)
            yield from ({"text": t, "language": language, "style": style} for t in texts)


class Document(Frozen):
    """Everything the office says about one subject in one language."""

    id: Slug
    language: Language
    title: Filled
    service: Service
    kind: Literal["answer", "out_of_scope", "status", "queue"]
    conditions: tuple[Slug, ...] = ()
    owner: Filled
    verified_on: PastDay
    review_interval_days: int = Field(gt=0, strict=True)
    sources: tuple[SourceRef, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        sources = {source.id for source in self.sources}
        if len(sources) < len(self.sources):
            raise problem("repeated_id", "two sources have the same id", "sources")
        seen: set[str] = set()
        for n, section in enumerate(self.sections):
            if section.id in seen:
                raise problem("repeated_id", f"section '{section.id}' twice", "sections", n)
            seen.add(section.id)
            for missing in set(section.sources) - sources:
                at = ("sections", n, "sources")
                raise problem("unknown_source", f"there is no source '{missing}'", *at)
        return self

    def overdue(self, on: dt.date) -> bool:
        """Whether the review interval has passed since somebody last verified the document."""
        return (on - self.verified_on).days > self.review_interval_days


class Message(Frozen):
    """A fixed text of the program, or a list of small mappings such as the chips at opening."""

    language: Language
    key: Key
    value: Filled | Annotated[tuple[dict[str, Filled], ...], Field(min_length=1)]


class Messages(Frozen):
    """All messages of one language."""

    language: Language
    entries: dict[str, str | tuple[dict[str, str], ...]]


class WordList(Frozen):
    """A plain list of content, such as the topics: one entry a line, `#` begins a comment."""

    name: str
    entries: tuple[str, ...]
