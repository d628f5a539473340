"""A translation of a document: text for some or all of its sections in another language."""

from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from knowledge_base.model import Filled, Frozen, Language, PastDay, Section, Slug, problem

DIGITS = 12
Digest = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{DIGITS}}}$")]


def digest(section: Section) -> str:
    """The first hexadecimal digits of the SHA-256 of what a translation of `section` says again."""
    return sha256(f"{section.title}\n{section.body}".encode()).hexdigest()[:DIGITS]


class TranslatedSection(Frozen):
    """One section in another language; `original` is the digest of the section it was made from."""

    id: Slug
    title: Filled
    original: Digest
    body: Filled

    def stale(self, section: Section) -> bool:
        """Whether the original has changed since it was translated."""
        return self.original != digest(section)


class Translation(Frozen):
    """The sections of one document in one language; both `reviewed_*` are null until a speaker read it."""

    document: Slug
    language: Language
    title: Filled
    translator: Filled
    reviewed_by: Filled | None
    reviewed_on: PastDay | None
    sections: tuple[TranslatedSection, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.reviewed_by is None) != (self.reviewed_on is None):
            raise problem("half_reviewed", "a review has both a name and a day", "reviewed_by")
        seen: set[str] = set()
        for n, section in enumerate(self.sections):
            if section.id in seen:
                raise problem("repeated_id", f"section '{section.id}' twice", "sections", n)
            seen.add(section.id)
        return self

    @property
    def reviewed(self) -> bool:
        return self.reviewed_by is not None
