"""What a message tells about somebody who needs a passport: age, old passport, parents, purpose, papers."""

import re
from collections.abc import Iterator
from typing import Any

from actions.computed import circumstance_words as words
from actions.computed.numbers import numbers
from knowledge_base.calculators.applicant import Issued, Reason


def read_circumstances(text: str, old_year: int) -> dict[str, Any]:
    """The fields of `Applicant` that normalised text tells, by name; `ages` are all the ages in it.

    `old_year` is the year before which a passport counts as old (the fact year.old_passport).
    """
    found = dict(_read(numbers(text)))
    # `numbers` takes years out, which tell when a passport was issued.
    if issued := _issued(text, old_year):
        found["issued"] = issued
    if words.NEVER.search(text):
        found["never"] = True
    return found


def _issued(text: str, old_year: int) -> Issued | None:
    if words.ABROAD.search(text):
        return Issued.ABROAD
    if year := words.ISSUED_IN.search(text):
        return Issued.BEFORE if int(year[1]) < old_year else Issued.SINCE
    if (year := words.ISSUED_BEFORE.search(text)) and int(year[1]) <= old_year:
        return Issued.BEFORE
    if (year := words.ISSUED_SINCE.search(text)) and int(year[1] or year[2]) >= old_year:
        return Issued.SINCE
    return None


def _read(query: str) -> Iterator[tuple[str, Any]]:
    if ages := list(_ages(query)):
        yield "ages", ages
    if words.CHILD_WORD.search(query):
        yield "child", True
    if words.MARRIED.search(words.UNMARRIED.sub(" ", query)) and not re.search(r"\b(?:orang tua|parents)\b", query):
        yield "married", True
    if reason := _reason(query):
        yield "reason", reason
    groups: tuple[tuple[str, tuple[tuple[Any, str], ...]], ...] = (
        ("purpose", words.PURPOSES),
        ("papers", words.PAPERS),
        ("parents", words.PARENTS),
    )
    for name, patterns in groups:
        for value, pattern in patterns:
            if re.search(pattern, query):
                yield name, value
                break
    for name, pattern in words.FLAGS.items():
        if re.search(pattern, query):
            yield name, True


def _ages(query: str) -> Iterator[int]:
    for found in words.AGE.finditer(query):
        number, unit = next((found[n], found[n + 1]) for n in (1, 3, 5, 7) if found[n])
        yield int(number) if unit in (None, "tahun") else 0
        rest = query[found.end() :]
        while more := words.ONE_MORE_AGE.match(rest):
            yield int(more[1]) if more[2] == "tahun" else 0
            rest = rest[more.end() :]


def _reason(query: str) -> Reason | None:
    """Loss wins over damage, damage over expiry; whoever went missing is no passport."""
    someone = re.search(rf"\b{words.WHO_LEFT}(?: \w+){{0,2}} (?:hilang|mati)\b", query)
    for found in re.finditer(words.LOST, query):
        if not (someone and someone.start() < found.start() <= someone.end()):
            return Reason.LOST
    if someone:
        query = query.replace(someone[0], " ")
    return next((reason for reason, pattern in words.REASONS if re.search(pattern, query)), None)
