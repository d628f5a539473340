"""Bring what people type to one spelling: `klo psport ilang gmn` -> `kalau paspor hilang bagaimana`.

Standard library only, so that the gateway, the search and Rasa's own environment share one implementation.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache

from core.text.lists import load

SPECIAL_TOKENS = re.compile(r"</?(?:s|pad|unk|mask|cls|sep)>", re.IGNORECASE)
_CONTROL = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_REDUPLICATED = re.compile(r"\b([^\W\d_]{2,})(?:2|\")(?=\W|$)")
_QUOTED = re.compile(r"(?<![\w\"])\"(?=\w)")
_SUFFIX_APART = re.compile(r"\b([^\W\d_]{3,})(?<!nn)(?: (?:nya|ny)\b)+")
_PREFIX_APART = re.compile(r"\bd ([^\W\d_]{3,})\b")
_THOUSANDS = re.compile(r"\b(\d+)\s?(rb|ribu|k)\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[^\w\s]|_", re.UNICODE)


def letters(text: str) -> list[str]:
    """The runs of letters in a text, digits and marks left out."""
    return _LETTERS.findall(text)


def clean(text: str) -> str:
    """Strip control characters and tokenizer specials, compose Unicode, fold white space."""
    text = SPECIAL_TOKENS.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(_CONTROL.sub(" ", text).split())


@cache
def slang() -> dict[str, str]:
    """The lexicon of `data/slang.tsv`: spelling as typed -> standard word or words."""
    pairs = (line.split("\t") for line in load("slang.tsv"))
    return {typed: standard for typed, standard in pairs if typed != standard}


@cache
def protected() -> frozenset[str]:
    """Acronyms and terms of the field that are never rewritten (kk is Kartu Keluarga, not kakak)."""
    return frozenset(load("protected.txt"))


def normalise(text: str, keep: Collection[str] = frozenset()) -> str:
    """Return `text` in lower case and standard spelling; words in `keep` and acronyms stay as they are."""
    text = clean(unicodedata.normalize("NFKC", text)).lower().replace("_", " _ ")
    if _QUOTED.search(text):  # then a quotation mark after a word closes a quotation, else it repeats the word
        text = text.replace('"', " ")
    text = _REDUPLICATED.sub(r"\1 \1", text)
    text = _STRETCHED.sub(r"\1", text)
    text = _THOUSANDS.sub(r"\1 ribu", text)
    text = " ".join(_standard(word, keep) for word in _WORD.findall(text))
    text = _PREFIX_APART.sub(r"di \1", text)
    return _SUFFIX_APART.sub(r"\1nya", text)


def _standard(word: str, keep: Collection[str]) -> str:
    if word in keep or word in protected():
        return word
    return slang().get(word, word)


def focus(text: str, limit: int = 500) -> str:
    """The last whole sentences of a long message: people tell a story and ask at the end."""
    text = text.strip()
    if len(text) <= limit:
        return text
    chosen: list[str] = []
    for sentence in reversed(re.split(r"(?<=[.!?])\s+|\n\s*", text)):
        if sum(map(len, chosen)) + len(chosen) + len(sentence) > limit:
            break
        chosen.insert(0, sentence)
    return " ".join(chosen) or text[-limit:].partition(" ")[2] or text[-limit:]
