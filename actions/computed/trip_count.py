"""What comes out for the dates that were told: the validity of the old passport, and the time for a new one."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from actions.computed.calculator import Computed
from knowledge_base.calculators.computation import Computation, Line
from knowledge_base.calculators.holidays import OfficeCalendar
from knowledge_base.calculators.timing import Trip, Verdict, timetable
from knowledge_base.calculators.timing_text import dated, in_time
from knowledge_base.calculators.validity import Remaining, Span, expiry_of, long_enough, remaining
from knowledge_base.registry import Registry

_Days = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """What was told, as JSON: spans of days in ISO; `making`: a passport is to be made."""

    travel: _Days | None = None
    photo: _Days | None = None
    expiry: _Days | None = None
    issued: _Days | None = None
    child: bool | None = None
    inspected: bool = False
    lost: bool = False
    making: bool = False
    open: bool = False


def restored(kept: Mapping[str, Any]) -> Known:
    """What was told before. Raises TypeError, ValueError for what never was."""
    spans = {name: kept[name] for name in ("travel", "photo", "expiry", "issued") if kept.get(name)}
    for first, last in spans.values():
        dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return Known(**{**kept, **{name: (first, last) for name, (first, last) in spans.items()}})


def counted(
    known: Known, notes: tuple[Line, ...], registry: Registry, calendar: OfficeCalendar, today: dt.date
) -> Computed:
    """The validity of the old passport where it is known, and the time for a new one where it is needed.

    Raises ImpossibleError, UnknownValueError, UnresolvedReferenceError.
    """
    travel = _span(known.travel)
    results: list[Computation] = []
    expiry = _expiry(known, registry, today)
    needed = True
    if expiry:
        result = long_enough(expiry, travel, registry, today)
        results.append(replace(result, heading=Line("timing.validity.heading")))
        needed = remaining(expiry, travel, registry, today) in (Remaining.SHORT, Remaining.EXPIRED)
    if needed:
        results += _schedules(known, travel, registry, calendar, today, bool(expiry))
    closing = (Line("timing.validity.printed"),) if known.issued and not known.expiry else ()
    period = () if travel.known else (Line("timing.note.period"),)
    return Computed(
        results=tuple(results),
        intro=notes,
        closing=(*closing, *period),
        parameters=asdict(known),
        sections=("paspor-hilang#duration",) if known.lost and needed else (),
    )


def _expiry(known: Known, registry: Registry, today: dt.date) -> Span | None:
    if known.expiry:
        return _span(known.expiry)
    return expiry_of(_span(known.issued), known.child, registry, today) if known.issued else None


def _schedules(
    known: Known, travel: Span, registry: Registry, calendar: OfficeCalendar, today: dt.date, renewed: bool
) -> Iterator[Computation]:
    """The count for the earliest day of the trip, and for the latest where that changes the verdict."""
    photo = _photo(known, travel)
    first = max(travel.first, today) if travel.last >= today else travel.first
    trips = [Trip(first, photo, known.inspected)]
    last = Trip(travel.last, photo, known.inspected)
    if _verdict(last, registry, calendar, today) is not _verdict(trips[0], registry, calendar, today):
        trips.append(last)
    results = [in_time(trip, registry, calendar, today) for trip in trips]
    if len(results) == 1:
        yield replace(results[0], heading=Line("timing.renew" if renewed else "timing.heading"))
        return
    keys = ("timing.heading_first", "timing.heading_last")
    told: set[str] = set()
    for trip, key, result in reversed(list(zip(trips, keys, results, strict=True))):
        notes = tuple(note for note in result.notes if note.key not in told or note.values)
        told |= {note.key for note in notes}
        results[trips.index(trip)] = replace(result, heading=Line(key, {"day": dated(trip.travel)}), notes=notes)
    yield from results


def _photo(known: Known, travel: Span) -> dt.date | None:
    """The day of the appointment, at its latest where it is open."""
    if not known.photo:
        return None
    photo = _span(known.photo)
    return photo.last if photo.last < travel.first else photo.first


def _verdict(trip: Trip, registry: Registry, calendar: OfficeCalendar, today: dt.date) -> Verdict:
    return timetable(trip, registry, calendar, today).verdict


def _span(days: _Days | None) -> Span:
    """Raises ValueError when there is none."""
    if days is None:
        raise ValueError("no days")
    return Span(dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[1]))
