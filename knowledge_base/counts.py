"""How much the office knows, for people who want to see it at a glance."""

from dataclasses import dataclass

from knowledge_base.content import Content


@dataclass(frozen=True)
class Counts:
    """`languages` counts sections by the language they are written in, originals and translations."""

    documents: int
    sections: int
    questions: int
    facts: int
    unknown_facts: int
    messages: int
    open_questions: int
    languages: dict[str, int]


def counts(content: Content) -> Counts:
    """Counts of everything in `content`; a fact is unknown when no value has been provided."""
    languages: dict[str, int] = {}
    for text in content.texts():
        if text.section is not None:
            languages[text.language] = languages.get(text.language, 0) + 1
    return Counts(
        documents=len(content.documents),
        sections=len(content.sections),
        questions=sum(1 for _ in content.questions()),
        facts=len(content.facts),
        unknown_facts=sum(all(v.value is None for v in fact.values) for fact in content.facts.values()),
        messages=sum(len(messages.entries) for messages in content.messages.values()),
        open_questions=len(content.open_questions),
        languages=dict(sorted(languages.items())),
    )
