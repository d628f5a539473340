"""Everything a machine can find wrong with content before residents see it."""

import datetime as dt
from itertools import chain
from pathlib import Path

from core.clock import today
from knowledge_base.content import Content
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError, Finding
from knowledge_base.rules import Rule, documents, facts, open_questions, texts, translations

RULES: tuple[Rule, ...] = (
    *texts.RULES,
    *facts.RULES,
    *documents.RULES,
    *translations.RULES,
    *open_questions.RULES,
)


def check(content: Content, on: dt.date | None = None) -> list[Finding]:
    """Every finding in `content` as it stands on a day (today when not given), in file order."""
    day = on or today()
    return sorted(set(chain.from_iterable(rule(content, day) for rule in RULES)))


def check_directory(directory: Path, on: dt.date | None = None) -> list[Finding]:
    """Like `check`, for files; what cannot even be read is found first."""
    try:
        return check(load_content(directory, on), on)
    except ContentError as error:
        return error.findings
