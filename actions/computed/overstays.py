"""`overstay 12 hari 2 orang bayar berapa`: the charge, or what takes its place."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.computed.asking import divided, is_negative
from actions.computed.calculator import Asked, Computed
from actions.computed.durations import Stay, read_stay
from actions.computed.numbers import numbers, spelled
from actions.computed.people import People, read_people
from knowledge_base.calculators.computation import Day, Line, number
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.calculators.overstay import LIMIT, overstay
from knowledge_base.registry import Registry

WEEK, MONTH = 7, 30
_PERMIT = r"(?:izin tinggal\w*|ijin tinggal\w*|visa\w*|e?-?voa|i?kitas|itas|itk|stay permit)"
_LATE = r"(?:lewat|kelewat\w*|telat|terlambat|habis|mati|kelebihan|expired|overdue)"
_OVERSTAY = re.compile(
    rf"\bover ?stay\w*|\b{_PERMIT}\b.*\b{_LATE}\b|\b{_LATE}\b.*\b{_PERMIT}\b|\bkelebihan (?:tinggal|hari)\b"
)
_ASKS = re.compile(
    r"\b(?:denda\w*|bayar\w*|biaya\w*|beban|kena|total\w*|hitung\w*|itung\w*|uang|duit|fines?|pay|costs?|charges?|"
    r"penalty|"
    r"how much|piro|pira|pinten|sabaraha|berapa(?! (?:hari|lama|bulan|minggu|orang)))\b"
)
_ELSE = re.compile(
    r"\b(?:cicil\w*|nyicil|keringanan|bebas\w*|dibebaskan|gratis|nego\w*|sanggup|kuat|mampu|punya uang|calo|"
    r"lapor\w*|tangkap\w*|bandara|"
    r"cara\w*|di ?mana|"
    r"ke ?mana|syarat\w*|perpanjang\w*|extend)\b"
)
_SAME_DAY = re.compile(r"\b(?:percepatan|dipercepat|kilat|same ?-?day|express)\b")
_FOLLOWS = re.compile(
    r"^(?:(?:terus|lalu|lah|lha|nah|tapi|dan|ok|oke|,) ?)*(?:kalau|nek|yen|lamun|misal\w*|yang|how about|what about|"
    r"and|what if|"
    r"if|untuk|buat|\d)"
)
_PASSPORT = re.compile(r"\bpaspor\w*\b")
_FOLLOW_UP_WORDS = 8


@dataclass(frozen=True)
class _Told:
    stay: Stay
    people: People


class OverstayQuestions:
    """Answers with a sum, with the rule that takes its place, or with why neither can be told."""

    name = "overstay"

    def compute(self, asked: Asked) -> Computed | None:
        about = bool(_OVERSTAY.search(asked.query) and _ASKS.search(asked.query))
        follows = asked.previous is not None or (asked.last_section or "").startswith("overstay#")
        if _ELSE.search(asked.query) or not (about or (follows and _follows(asked.query))):
            return None
        registry = asked.facts()
        try:
            told = _told(asked, registry, about)
            return _answer(told, asked, registry) if told else None
        except ImpossibleError as error:
            return Computed(intro=(error.line,), sections=error.sections)


def _follows(query: str) -> bool:
    """Whether normalised text changes the days or the people of the sum before it."""
    short = len(re.findall(r"\w+", query)) <= _FOLLOW_UP_WORDS
    return short and bool(_FOLLOWS.search(query)) and not _PASSPORT.search(query)


def _told(asked: Asked, registry: Registry, about: bool) -> _Told | None:
    """Days and people; what a follow-up leaves unsaid is as before."""
    if is_negative(asked.text):
        raise ImpossibleError(Line("calc.overstay.no_days"), "overstay#fine")
    try:
        stay = read_stay(asked.query, asked.on)
    except ValueError:
        raise ImpossibleError(Line("calc.overstay.no_date"), "overstay#fine") from None
    people = read_people(numbers(spelled(asked.text)), number(registry, "age.adult", asked.on))
    before = _restored(asked.previous) if asked.previous else None
    if stay is None and people.told and before and not about:
        stay = before.stay
    if not people.told and before:
        people = before.people
    return _Told(stay, people) if stay else None


def _restored(kept: Mapping[str, Any]) -> _Told | None:
    """What was remembered; None for what an earlier version of the program kept."""
    try:
        since = dt.date.fromisoformat(kept["since"]) if kept["since"] else None
        stay = Stay(int(kept["count"]), str(kept["unit"]), since)
        return _Told(stay, People(int(kept["people"]), int(kept["children"])))
    except (KeyError, TypeError, ValueError):
        return None


def _answer(told: _Told, asked: Asked, registry: Registry) -> Computed:
    stay, people = told.stay, told.people
    parameters = {
        "count": stay.count,
        "unit": stay.unit,
        "since": stay.since.isoformat() if stay.since else None,
        "people": max(people.count - (people.children or 0), 0),
        "children": people.children or 0,
    }
    if stay.part:
        raise ImpossibleError(Line("calc.overstay.part_of_day"), "overstay#fine")
    days = _days(stay, asked, number(registry, LIMIT, asked.on))
    count = 0 if people.nobody else max(people.count, 1)
    result = overstay(days, count, registry, asked.on)
    heading = Line("calc.overstay.heading") if result.lines else None
    notes = (*result.notes, *_notes(stay, days, people, asked))
    return Computed(
        results=(replace(result, heading=heading, notes=notes),),
        parameters=parameters,
        sections=("overstay#what-now",),
        rest=divided(asked.text)[1],
    )


def _days(stay: Stay, asked: Asked, limit: int) -> int:
    """Whole days. Raises ImpossibleError for a day to come, and for months that may lie on either side of `limit`."""
    if stay.since:
        if stay.since >= asked.on:
            raise ImpossibleError(Line("calc.overstay.not_yet", {"day": Day(stay.since)}), "overstay#avoid")
        return (asked.on - stay.since).days
    if stay.unit == "tahun":
        return stay.count * 365
    if stay.unit == "bulan":
        low, high = stay.count * 30 - stay.count // 2, stay.count * 31
        if low <= limit <= high:
            values = {"months": stay.count, "low": low, "high": high}
            raise ImpossibleError(Line("calc.overstay.two_months", values), "overstay#exactly-limit", "overstay#fine")
        return stay.count * MONTH
    return stay.count * (WEEK if stay.unit == "minggu" else 1)


def _notes(stay: Stay, days: int, people: People, asked: Asked) -> Iterator[Line]:
    if stay.since:
        yield Line("calc.overstay.since", {"day": Day(stay.since), "days": days})
    elif stay.unit == "minggu":
        yield Line("calc.overstay.weeks", {"weeks": stay.count, "days": days})
    elif stay.unit == "bulan":
        yield Line("calc.overstay.month", {"days": MONTH})
    if people.children:
        yield Line("calc.overstay.child")
    if _SAME_DAY.search(asked.query):
        yield Line("calc.overstay.no_same_day")
