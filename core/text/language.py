"""Guess the language of a short message from function words; unsure is an answer.

The words come from public word lists and `data/function_words.tsv` names one language per word; shared words are left
out because a wrong guess is worse than keeping the conversation's language.
"""

import re
from functools import cache

from core.text.lists import load

_WORD = re.compile(r"[^\W\d_]+")


@cache
def function_words() -> dict[str, str]:
    """Function word -> language code, from `data/function_words.tsv`."""
    rows = (line.split("\t") for line in load("function_words.tsv"))
    return {word: language for language, words in rows for word in words.split()}


def detect(text: str) -> str | None:
    """Language code (id, en, jv, su) of the clear majority of known words, or None when unsure."""
    counts: dict[str, int] = {}
    for word in _WORD.findall(text.lower()):
        if language := function_words().get(word):
            counts[language] = counts.get(language, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
