"""The days on which the office is closed, and counting the days on which it works.

National holidays and joint leave (cuti bersama) are those of the `holidays` library; the decree that fixes
them for a year is known up to `confirmed_until`, later ones are estimates.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal

import holidays

Reason = Literal["weekend", "public", "joint", "office"]
ONE_DAY = dt.timedelta(days=1)
_WITH_A_NAME = {
    "eid_fitr": "Eid al-Fitr",
    "eid_adha": "Eid al-Adha",
    "christmas": "Christmas Day",
    "new_year": "New Year's Day",
    "lunar_new_year": "Lunar New Year",
    "silence": "Day of Silence",
    "vesak": "Vesak Day",
}
_FIXED = frozenset({"christmas", "new_year"})
_ESTIMATE = " (estimated)"


@dataclass(frozen=True)
class Closed:
    """A day on which the office does not work, and why; `estimated` when no decree has fixed it."""

    day: dt.date
    reason: Reason
    estimated: bool = False


@dataclass(frozen=True)
class Counted:
    """The day a count of working days ends on, and the days that did not count on the way."""

    day: dt.date
    skipped: tuple[Closed, ...]


@dataclass(frozen=True)
class OfficeCalendar:
    """Working days of an office that is closed on Saturdays, Sundays, holidays and `closures` of its own."""

    confirmed_until: dt.date
    closures: Collection[dt.date] = ()

    def closed(self, day: dt.date) -> Closed | None:
        """Why the office is closed on a day, None when it is open."""
        if day.weekday() >= 5:
            return Closed(day, "weekend")
        if day in self.closures:
            return Closed(day, "office")
        reasons: tuple[tuple[Reason, str], ...] = (("public", "public"), ("joint", "government"))
        for reason, category in reasons:
            if day in _named_days(day.year, category):
                return Closed(day, reason, day > self.confirmed_until)
        return None

    def working_day(self, day: dt.date) -> dt.date:
        """The day itself when the office works on it, else the next one."""
        while self.closed(day):
            day += ONE_DAY
        return day

    def after(self, start: dt.date, days: int) -> Counted:
        """The `days`-th working day after `start`, which itself does not count."""
        skipped: list[Closed] = []
        day = start
        while days > 0:
            day += ONE_DAY
            closed = self.closed(day)
            if closed:
                skipped.append(closed)
            else:
                days -= 1
        return Counted(day, tuple(skipped))

    def before(self, deadline: dt.date, days: int) -> dt.date:
        """The last working day after which `days` working days end on `deadline` or earlier."""
        day = deadline
        while days > 0:
            if not self.closed(day):
                days -= 1
            day -= ONE_DAY
        while self.closed(day):
            day -= ONE_DAY
        return day

    def feast(self, name: str, today: dt.date) -> Closed | None:
        """The next day of a feast, today included; None beyond the years that are known. KeyError for another name."""
        wanted = _WITH_A_NAME[name]
        for year in (today.year, today.year + 1):
            for day, title in sorted(_named_days(year, "public").items()):
                if title.removesuffix(_ESTIMATE) == wanted and day >= today:
                    return Closed(day, "public", name not in _FIXED and day > self.confirmed_until)
        return None


@cache
def _named_days(year: int, category: str) -> dict[dt.date, str]:
    """The days of a year that are closed by law, with their English names."""
    country: Callable[..., dict[dt.date, str]] = holidays.country_holidays
    return dict(country("ID", years=year, categories=(category,), language="en_US"))
