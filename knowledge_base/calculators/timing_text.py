"""The timetable of a passport as it is told: the count line by line, its outcome, and what to do."""

import datetime as dt
from collections.abc import Iterator

from knowledge_base.calculators.computation import Computation, Day, Line, Part, Shown, number
from knowledge_base.calculators.holidays import Closed, OfficeCalendar
from knowledge_base.calculators.timing import APPROVAL, COLLECTION, PROCESSING, Timetable, Trip, Verdict, timetable
from knowledge_base.registry import Registry


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
