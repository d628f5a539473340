"""Whether a passport is ready before a trip: working days after the photo, from the fact registry and a calendar."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge_base.calculators.computation import Computation, Day, Line, Part, Shown, UnknownValueError, number
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.calculators.holidays import ONE_DAY, Closed, Counted, OfficeCalendar
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


def in_time(trip: Trip, registry: Registry, calendar: OfficeCalendar, today: dt.date) -> Computation:
    """The timetable as it is told to the resident; errors as for `timetable`."""
    table = timetable(trip, registry, calendar, today)
    collect = table.first.day + dt.timedelta(days=number(registry, COLLECTION, today))
    return Computation(
        lines=tuple(_lines(trip, table, collect)),
        sections=tuple(_sections(trip, table)),
        total=(trip.travel - table.last.day).days,
        outcome=_outcome(trip, table, today),
        notes=tuple(_notes(trip, table, calendar, collect, today)),
    )


def _lines(trip: Trip, table: Timetable, collect: dt.date) -> Iterator[Line]:
    visit = "inspection" if trip.inspected else "photo"
    yield Line(f"timing.line.{visit}_{'told' if trip.photo else 'assumed'}", {"day": dated(table.visit)})
    if trip.inspected:
        yield Line("timing.line.approval", {"days": Shown(APPROVAL), "day": dated(table.photo.day)})
    pair: dict[str, Part] = {"first": dated(table.first.day), "last": dated(table.last.day)}
    same = "_same" if table.first.day == table.last.day else ""
    yield Line(f"timing.line.ready{same}", {**pair, "days": Shown(PROCESSING)})
    skipped = dict.fromkeys((*table.photo.skipped, *table.last.skipped))
    if skipped:
        yield Line("timing.line.skipped", {"days": listed([_closed(closed) for closed in skipped])})
    yield Line("timing.line.travel", {"day": dated(trip.travel)})
    yield Line("timing.line.collect", {"day": Day(collect), "days": Shown(COLLECTION)})


def _outcome(trip: Trip, table: Timetable, today: dt.date) -> Line:
    if table.verdict is Verdict.ENOUGH and trip.photo and table.last.day < today:
        return Line("timing.verdict.ready")
    suffix = "told" if trip.photo or table.verdict is Verdict.UNKNOWN else "open"
    if table.verdict is Verdict.UNKNOWN:
        return Line("timing.verdict.unknown", {"schedule": Shown("case.bap_schedule")})
    return Line(f"timing.verdict.{table.verdict}_{suffix}")


def _notes(trip: Trip, table: Timetable, calendar: OfficeCalendar, collect: dt.date, today: dt.date) -> Iterator[Line]:
    if not trip.photo and not trip.inspected and table.edge:
        if table.safe and table.safe != table.edge:
            yield Line("timing.note.deadline", {"safe": dated(table.safe), "edge": dated(table.edge)})
        else:
            yield Line("timing.note.edge", {"edge": dated(table.edge)})
    if trip.photo and (closed := calendar.closed(trip.photo)):
        yield Line("timing.note.photo_closed", {"day": _closed(closed)})
    if collect < today:
        yield Line("timing.note.cancelled", {"day": Day(collect)})
    if table.verdict is not Verdict.ENOUGH and not trip.inspected:
        yield Line("timing.note.same_day", {"fee": Shown("fee.same_day"), "here": Shown("office.same_day_service")})
    if trip.inspected:
        yield Line("timing.note.inspected")
    if any(closed.estimated for closed in (*table.photo.skipped, *table.last.skipped)):
        yield Line("timing.note.estimated")
    yield Line("timing.note.told" if trip.photo or trip.inspected else "timing.note.quota")


def _sections(trip: Trip, table: Timetable) -> Iterator[str]:
    if trip.inspected:
        yield "lama-proses#delays"
    yield "lama-proses#plan"
    yield "lama-proses#duration"
    if table.verdict is not Verdict.ENOUGH and not trip.inspected:
        yield "percepatan#availability"
    yield "pengambilan-paspor#deadline"
    if any(closed.reason in ("public", "joint") for closed in (*table.photo.skipped, *table.last.skipped)):
        yield "jam-layanan#holidays"


def dated(day: dt.date) -> Line:
    """A date with the name of its weekday."""
    return Line("timing.dated", {"weekday": Line(f"timing.weekday.{day.isoweekday()}"), "day": Day(day)})


def listed(lines: list[Line]) -> Line:
    """Several phrases as one, with commas. Raises IndexError without any."""
    head, *rest = lines
    return Line("timing.list", {"first": head, "rest": listed(rest)}) if rest else head


def _closed(closed: Closed) -> Line:
    key = f"timing.closed.{closed.reason}{'_estimated' if closed.estimated else ''}"
    return Line(key, {"day": dated(closed.day)})
