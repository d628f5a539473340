"""Whether a passport is ready before a trip: working days after the photo, from the fact registry and a calendar."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.calculators.computation import Day, Line, Part, UnknownValueError, number
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.calculators.holidays import ONE_DAY, Counted, OfficeCalendar
from knowledge_base.registry import Registry

FARTHEST = 10
"""Years: a trip further away is not planned with today's passport; a bound on what is believed, no rule."""
PROCESSING, APPROVAL = "duration.passport_processing", "duration.bap_approval"
COLLECTION, CONFIRMED = "limit.collection", "date.holidays_confirmed_until"


class Verdict(StrEnum):
    """Ready before the day of the trip at the slower pace, only at the quicker one, at neither; or nobody can say,
    because an inspection comes first whose length is unknown."""

    ENOUGH = "enough"
    TIGHT = "tight"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Trip:
    """A day of departure; `photo` is the day of the appointment, None when there is none yet; `inspected` says
    that the old passport is lost or damaged or its data change, so that an inspection (BAP) comes first."""

    travel: dt.date
    photo: dt.date | None = None
    inspected: bool = False


@dataclass(frozen=True)
class Timetable:
    """The days of a passport; `safe` and `edge` are the last days for the photo at either pace, None if gone."""

    visit: dt.date
    photo: Counted
    first: Counted
    last: Counted
    safe: dt.date | None
    edge: dt.date | None
    verdict: Verdict


def office_calendar(registry: Registry, on: dt.date, closures: frozenset[dt.date] = frozenset()) -> OfficeCalendar:
    """The calendar of the office; no holiday is confirmed when the registry names no decree."""
    value = registry.value(CONFIRMED, on)
    return OfficeCalendar(dt.date.fromisoformat(value) if isinstance(value, str) else dt.date.min, closures)


def pace(registry: Registry, on: dt.date) -> tuple[int, int]:
    """The working days from the photo to the passport, quicker and slower. Raises UnknownValueError."""
    value = registry.value(PROCESSING, on)
    if isinstance(value, tuple):
        return value
    if not isinstance(value, int):
        raise UnknownValueError(PROCESSING)
    return value, value


def check(trip: Trip, today: dt.date) -> None:
    """Raises ImpossibleError for a trip that is over, too far away, or before the appointment."""
    days: dict[str, Part] = {"day": Day(trip.travel), "today": Day(today)}
    if trip.travel < today:
        raise ImpossibleError(Line("timing.wrong.past", days), "lama-proses#plan")
    if trip.travel.year > today.year + FARTHEST:
        raise ImpossibleError(Line("timing.wrong.far", days), "lama-proses#plan")
    if trip.photo and trip.photo > trip.travel:
        raise ImpossibleError(Line("timing.wrong.photo_after", {**days, "photo": Day(trip.photo)}), "lama-proses#plan")


def timetable(trip: Trip, registry: Registry, calendar: OfficeCalendar, today: dt.date) -> Timetable:
    """When the passport is ready, and whether that is before the trip.

    Raises ImpossibleError, UnknownValueError, UnresolvedReferenceError.
    """
    check(trip, today)
    quick, slow = pace(registry, today)
    visit = trip.photo or calendar.working_day(today + ONE_DAY)
    photo = calendar.after(visit, number(registry, APPROVAL, today) if trip.inspected else 0)
    first, last = calendar.after(photo.day, quick), calendar.after(photo.day, slow)
    safe, edge = (calendar.before(trip.travel - ONE_DAY, days) for days in (slow, quick))
    return Timetable(
        visit,
        photo,
        first,
        last,
        safe if safe > today else None,
        edge if edge > today else None,
        _verdict(trip, first.day, last.day, today),
    )


def _verdict(trip: Trip, first: dt.date, last: dt.date, today: dt.date) -> Verdict:
    """Ready on the day of the trip itself is too late: the passport has to be collected."""
    if max(first, today) >= trip.travel:
        return Verdict.LATE
    if trip.inspected:
        return Verdict.UNKNOWN
    return Verdict.ENOUGH if max(last, today) < trip.travel else Verdict.TIGHT
