"""An open question: what residents need to know and nobody has told the content team."""

from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge_base.model import Filled, Frozen, Key, PastDay, Slug

SectionName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+#[a-z0-9_-]+$", max_length=240)]
"""A section of a document: document#section."""


class OpenQuestion(Frozen):
    """What is not known, who could tell, and where residents read that it is not known.

    `facts` are the registry's keys that wait for the answer, `source` names the list of unanswered
    questions that it comes from.
    """

    id: Slug
    question: Filled
    why: Filled
    who: Filled
    topics: tuple[Slug, ...] = Field(min_length=1)
    sections: tuple[SectionName, ...] = Field(min_length=1)
    facts: tuple[Key, ...] = ()
    asked_on: PastDay
    source: Filled
