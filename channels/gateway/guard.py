"""Checks that need no assistant: what cannot be read, and emergencies, which work when everything else is down."""

import re
from functools import cache

from core.text.danger import danger
from core.text.lists import load
from core.text.normalise import clean, letters, normalise

MAX_CHARACTERS = 4000
_LETTER = re.compile(r"[^\W\d_]")
_TELLING_WORDS = 4
_CODE = re.compile(r"(?<!\d)\d{3}(?!\d)|\d{15,16}")


@cache
def _emergency_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(line) for line in load("emergency.txt"))


def is_emergency(text: str) -> bool:
    """Whether the words tell of confinement or trafficking."""
    normalised = normalise(text[:MAX_CHARACTERS])
    if any(pattern.search(normalised) for pattern in _emergency_patterns()):
        return True
    return len(letters(normalised)) >= _TELLING_WORDS and danger().score(normalised) >= 0


def problem_with(text: str) -> str | None:
    """The catalogue key of the notice for text that cannot be a question, or None."""
    if not clean(text):
        return "notice-empty"
    if len(text) > MAX_CHARACTERS:
        return "notice-too-long"
    readable = neutralise(text)
    if not _LETTER.search(readable) and not _CODE.search(readable):
        return "notice-unreadable"
    return None


def neutralise(text: str) -> str:
    """Free text that the assistant cannot take for a command: no leading slash, no control characters."""
    return clean(text).lstrip("/／ \t")
