"""What a date in a text says, and how months are added to a day."""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How much a mention says: a day; a span of days; a span that must be asked about; a feast whose day a
    calendar knows; a day that does not exist."""

    DAY = "day"
    PERIOD = "period"
    VAGUE = "vague"
    FEAST = "feast"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Mention:
    """A date in a text that `prepared` has been through, at `start` to `end`.

    `first` and `last` are the earliest and the latest day it can mean, None for a feast and for a day that does
    not exist; `earlier` is the same day read as past, where the year or the month was left open; `name` is the
    feast (a key of `date_words.FEASTS`); `approximate` says that it was counted in months or years from today.
    """

    shape: Shape
    start: int
    end: int
    text: str
    first: dt.date | None = None
    last: dt.date | None = None
    earlier: dt.date | None = None
    name: str = ""
    approximate: bool = False


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month `months` later, or its last day where there is none. Raises OverflowError."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError(f"{months} months from {day} is no date")
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
