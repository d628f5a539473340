"""Put facts into text: `{{ key }}`, sums `{{ key + key }}`, bare numbers `{{ key | number }}`."""

import datetime as dt
import re

from knowledge_base import formats
from knowledge_base.fact import Value
from knowledge_base.registry import Registry, UnresolvedReferenceError

_REFERENCE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_KEY = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+"
_EXPRESSION = re.compile(rf"\s*({_KEY}(?:\s*\+\s*{_KEY})*)\s*(\|\s*number\s*)?")


def render(text: str, registry: Registry, language: str, on: dt.date) -> str:
    """Return `text` with every reference replaced by its value on a day.

    Raises UnresolvedReferenceError for an unknown fact, a malformed reference or a sum of other
    things than money.
    """
    rendered = _REFERENCE.sub(lambda m: _resolve(m[1], registry, language, on), text)
    if "{{" in rendered or "}}" in rendered:
        raise UnresolvedReferenceError("{{", "a reference is not closed or not opened")
    return rendered


def references(text: str) -> set[str]:
    """The keys that `text` refers to; malformed references are left to `render`."""
    expressions = (_EXPRESSION.fullmatch(m[1]) for m in _REFERENCE.finditer(text))
    return {key for found in expressions if found for key in _keys(found[1])}


def expressions(text: str) -> set[str]:
    """The values that `text` shows, as keys or sums of keys in alphabetical order."""
    found = (_EXPRESSION.fullmatch(m[1]) for m in _REFERENCE.finditer(text))
    return {" + ".join(sorted(_keys(expression[1]))) for expression in found if expression}


def without_references(text: str) -> str:
    """`text` with each reference blanked, character for character, so that positions stay."""
    return _REFERENCE.sub(lambda m: re.sub(r"[^\n]", "_", m[0]), text)


def _keys(expression: str) -> list[str]:
    return [key.strip() for key in expression.split("+")]


def _resolve(expression: str, registry: Registry, language: str, on: dt.date) -> str:
    found = _EXPRESSION.fullmatch(expression)
    if not found:
        raise UnresolvedReferenceError(expression.strip(), "is not a reference to facts")
    keys = _keys(found[1])
    facts = [registry.fact(key) for key in keys]
    if len(facts) == 1:
        write = formats.plain if found[2] else formats.full
        return write(facts[0], facts[0].value_on(on), language)
    for fact in facts:
        if fact.kind != "money":
            raise UnresolvedReferenceError(fact.key, "only money can be added")
    total = _sum([fact.value_on(on) for fact in facts])
    return formats.plain(facts[0], total, language) if found[2] else formats.money(total, language)


def _sum(values: list[Value]) -> Value:
    """The sum of amounts; unknown as soon as one of them is, a range when one of them is."""
    low = high = 0
    for value in values:
        if value is None or isinstance(value, str):
            return None
        first, last = value if isinstance(value, tuple) else (value, value)
        low, high = low + first, high + last
    return low if low == high else (low, high)
