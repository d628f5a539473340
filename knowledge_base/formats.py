"""How a value is written in each language."""

import datetime as dt
import re
from functools import cache

from knowledge_base.fact import Fact, Value

_CAPITALISED = re.compile(r"\b[A-Z][a-z]+\b")
_WITH_DATES = frozenset({"hours", "text"})
DASH = "\N{EN DASH}"
UNCONFIRMED = {
    "id": "belum dikonfirmasi kantor",
    "en": "not yet confirmed by the office",
    "jv": "durung dikonfirmasi kantor",
}
MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
DAYS = {
    "id": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
ENGLISH_UNITS = {
    "jam": ("hour", "hours"),
    "hari": ("day", "days"),
    "hari kerja": ("working day", "working days"),
    "minggu": ("week", "weeks"),
    "bulan": ("month", "months"),
    "tahun": ("year", "years"),
    "orang": ("person", "people"),
    "halaman": ("page", "pages"),
    "kata": ("word", "words"),
    "kali": ("time", "times"),
    "digit": ("digit", "digits"),
    "angka": ("digit", "digits"),
}
JAVANESE_UNITS = {
    "hari": "dina",
    "hari kerja": "dina kerja",
    "bulan": "wulan",
    "tahun": "taun",
    "orang": "wong",
    "halaman": "kaca",
    "kata": "tembung",
    "kali": "kali",
}


def unconfirmed(language: str) -> str:
    """What is shown for a value that nobody has provided."""
    return UNCONFIRMED.get(language, UNCONFIRMED["id"])


def grouped(number: int) -> str:
    """`number` with a point between thousands, as written in Indonesia: 1.950.000."""
    return f"{number:,}".replace(",", ".")


def plain(fact: Fact, value: Value, language: str) -> str:
    """The bare value without currency or unit."""
    if value is None:
        return unconfirmed(language)
    if isinstance(value, str):
        return _text(value, fact, language)
    # A number without a unit is a name, such as the year 2009, and has no thousands.
    write = grouped if fact.unit else str
    return DASH.join(write(n) for n in (value if isinstance(value, tuple) else (value,)))


def full(fact: Fact, value: Value, language: str) -> str:
    """The value as a resident reads it: Rp950.000, 17 tahun, 3-4 hari kerja."""
    if fact.kind == "money":
        return money(value, language)
    text = plain(fact, value, language)
    if isinstance(value, int | tuple) and fact.unit:
        return f"{text} {_unit(fact.unit, value, language)}"
    return text


def money(value: Value, language: str) -> str:
    """An amount in rupiah; a range shows both ends."""
    if isinstance(value, tuple):
        return DASH.join(f"Rp{grouped(n)}" for n in value)
    return f"Rp{grouped(value)}" if isinstance(value, int) else unconfirmed(language)


def _unit(unit: str, value: int | tuple[int, int], language: str) -> str:
    if language == "en":
        return ENGLISH_UNITS.get(unit, (unit, unit))[value != 1]
    return JAVANESE_UNITS.get(unit, unit) if language == "jv" else unit


def day(value: dt.date, language: str) -> str:
    """A date in words: 25 November 2026."""
    names = MONTHS.get(language, MONTHS["id"]).split()
    return f"{value.day} {names[value.month - 1]} {value.year}"


def _text(value: str, fact: Fact, language: str) -> str:
    """A text of the registry; days and months in opening hours and the like get their names in `language`."""
    if fact.kind == "date":
        return _date(value, language)
    names = _names(language) if fact.kind in _WITH_DATES else {}
    return _CAPITALISED.sub(lambda found: names.get(found[0], found[0]), value)


@cache
def _names(language: str) -> dict[str, str]:
    """Indonesian names of days and months -> those of `language`."""
    pairs = [(names["id"], names[language]) for names in (DAYS, MONTHS) if language in names]
    return {old: new for theirs, ours in pairs for old, new in zip(theirs.split(), ours.split(), strict=True)}


def _date(value: str, language: str) -> str:
    return day(dt.date.fromisoformat(value), language)
