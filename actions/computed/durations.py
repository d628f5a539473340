"""How many days an overstay lasted, as people tell it: `12 hari`, `2 minggu`, `sejak 1 november`, `setengah hari`."""

import datetime as dt
import re
from dataclasses import dataclass

from actions.computed.numbers import numbers

_LATE = r"(?:over ?stay\w*|lewat|kelewat\w*|lebih|kelebihan|telat|terlambat|habis|mati|expired|late|over|beyond)"
_DAYS = r"(\d{1,4}) (hari|minggu|bulan|tahun)\b(?! (?:lagi|sebelum|depan|kerja))"
_NEAR = re.compile(
    rf"\b{_LATE}\b(?: (?:di|sudah|selama|sekitar|kira-kira|jadi|by|for|izin|tinggal|visa|ya|,)){{0,4}} {_DAYS}"
)
_BEFORE = re.compile(rf"\b{_DAYS} (?:sudah )?{_LATE}\b")
_ANY = re.compile(rf"\b{_DAYS}")
# What a rule says, not how long somebody stayed.
_BOUND = re.compile(
    r"\b(?:kurang|lebih|di ?bawah|di ?atas|maksimal\w*|maks|batas\w*|sampai|sebelum|dalam|setiap|tiap|per|less than|"
    r"more than|"
    r"under|up to)(?: dari)? \d+ (?:hari|minggu|bulan)|\b\d+ (?:hari|minggu|bulan) (?:lebih|ke atas|ke bawah)"
)
_PART = re.compile(
    r"\b(?:setengah|separuh|half a?|1 / 2) hari\b|\b\d+ [.,] \d+ hari\b|\b\d+ (?:setengah|1/2) hari\b|\b\d+ jam\b"
)
_MONTHS = (
    "januari|january|jan februari|february|feb|pebruari maret|march|mar april|apr mei|may juni|june|jun juli|july|jul "
    "agustus|august|agt|agu|aug september|sept|sep oktober|october|okt|oct november|nov desember|december|des|dec"
)
_NUMBER_OF = {name: n for n, names in enumerate(_MONTHS.split(), 1) for name in names.split("|")}
_SINCE = re.compile(
    rf"\b(?:sejak|dari|mulai|since|per|tanggal|tgl|wiwit|from|habis|expired|mati|lewat)(?: (?:tanggal|tgl|"
    rf"on))? (\d{{1,2}}) "
    rf"({'|'.join(_NUMBER_OF)})\b(?: (\d{{4}}))?"
)
_NUMERIC = re.compile(
    r"\b(?:sejak|dari|mulai|since|tanggal|tgl|from|habis) (\d{1,2}) ?[/-] ?(\d{1,2}) ?[/-] ?(\d{4})\b"
)


@dataclass(frozen=True)
class Stay:
    """Days too long as told: `count` of a `unit`, or since a day; `part` of a day is no number of days."""

    count: int = 0
    unit: str = "hari"
    since: dt.date | None = None
    part: bool = False


def read_stay(query: str, on: dt.date) -> Stay | None:
    """The overstay that normalised text tells, seen on a day; None when it tells of none, or only of the rule.

    A date without a year is the last such day that is not more than a year before `on`. Raises ValueError for a
    date that is not in the calendar.
    """
    if since := _since(query, on):
        return Stay(since=since)
    query = numbers(query)
    if _PART.search(query):
        return Stay(part=True)
    if _BOUND.search(query):
        return None
    found = _NEAR.search(query) or _BEFORE.search(query) or _only(query)
    return Stay(int(found[1]), found[2]) if found else None


def _only(query: str) -> re.Match[str] | None:
    """A duration that stands alone, so that nothing else can be meant by it."""
    found = list(_ANY.finditer(query))
    return found[0] if len(found) == 1 else None


def _since(query: str, on: dt.date) -> dt.date | None:
    if found := _NUMERIC.search(query):
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    found = _SINCE.search(query)
    if found is None:
        return None
    day, month = int(found[1]), _NUMBER_OF[found[2]]
    if found[3]:
        return dt.date(int(found[3]), month, day)
    this_year = dt.date(on.year, month, day)
    return this_year if this_year <= on else dt.date(on.year - 1, month, day)
