"""`berangkat 20 desember, bikin paspor sekarang keburu tidak?`: working days and remaining validity for one trip."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from actions.computed import trip_asking
from actions.computed.calculator import Asked, Button, Computed
from actions.computed.circumstances import read_circumstances
from actions.computed.trip import EXPIRY, ISSUED, OTHER, TRAVEL, Dated, by_role, dates_with_roles
from actions.computed.trip_count import Known, counted, restored
from core.reply import Kind
from core.settings import get_settings
from core.text.date_mention import Shape
from knowledge_base.calculators.applicant import Applicant, Reason
from knowledge_base.calculators.computation import Day, Line, number
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.calculators.holidays import OfficeCalendar
from knowledge_base.calculators.timing import FARTHEST, office_calendar
from knowledge_base.calculators.timing_text import dated
from knowledge_base.registry import Registry

_RECENT = 60
"""Days: a date without a year that was over so lately may have been meant."""


class TimingQuestions:
    """Counts when the message asks about being in time and names a date of the trip, or goes on with such a count."""

    name = "timing"

    def compute(self, asked: Asked) -> Computed | None:
        dates = [date for date in dates_with_roles(asked.text, asked.on) if date.role != OTHER]
        before = _before(asked)
        if not dates:
            return None
        if before is not None and trip_asking.goes_on(asked.query):
            return _told(_with_roles(dates, before), before, asked)
        if not _asks(asked, dates):
            return None
        return _told(_with_roles(dates, Known()), Known(), asked)


def _before(asked: Asked) -> Known | None:
    """What was told before; None when another version of this program kept it in another shape."""
    try:
        return restored(asked.previous) if asked.previous is not None else None
    except (TypeError, ValueError):
        return None


def _asks(asked: Asked, dates: list[Dated]) -> bool:
    """Whether the dates of the message are those of a trip for which a passport must be ready or last."""
    roles = by_role(dates)
    in_time = trip_asking.in_time(asked.query) and trip_asking.about_passports(asked.query, asked.last_section)
    if TRAVEL in roles and (EXPIRY in roles or ISSUED in roles):
        return trip_asking.lasts(asked.query) and (in_time or trip_asking.names_passport(asked.query))
    only_one = len(dates) == 1 and dates[0].role is None and trip_asking.hurries(asked.query)
    return in_time and (TRAVEL in roles or only_one)


def _with_roles(dates: list[Dated], before: Known) -> dict[str, Dated]:
    """Dates by role; one that nothing gives a role is the trip, or the photo where the trip is known."""
    roles = dict(by_role(dates))
    free = [date for date in dates if date.role is None]
    if free and TRAVEL not in roles:
        roles[TRAVEL] = free[0]
    return roles


def _told(roles: Mapping[str, Dated], before: Known, asked: Asked) -> Computed:
    """What comes out for the dates of this message and those before it."""
    registry = asked.facts()
    calendar = office_calendar(registry, asked.on, get_settings().office_closures)
    known = _with_circumstances(replace(before, open=False), asked, registry)
    notes: list[Line] = []
    for role, date in roles.items():
        if date.mention.shape is Shape.IMPOSSIBLE:
            return _ask(Line("timing.wrong.no_such_day", {"said": date.mention.text}), known)
        if date.mention.shape is Shape.VAGUE and role == TRAVEL and _may_be(date, asked.on):
            return _ask(Line("timing.ask.vague", {"said": date.mention.text}), known, _choices(date, asked.on))
        span = date.span or _feast(date, calendar, asked.on, notes)
        if span is None:
            return _ask(Line("timing.wrong.feast", {"feast": Line(f"timing.feast.{date.mention.name}")}), known)
        known = _adding(known, role, span)
        notes += _year_note(date, asked.on)
    if known.travel is None:
        return _ask(Line("timing.ask.travel"), known)
    try:
        return counted(known, tuple(notes), registry, calendar, asked.on)
    except ImpossibleError as error:
        kept = replace(known, travel=None, photo=None)
        return Computed(intro=(error.line,), sections=error.sections, parameters=asdict(kept))


def _with_circumstances(known: Known, asked: Asked, registry: Registry) -> Known:
    told = read_circumstances(asked.query, number(registry, "year.old_passport", asked.on))
    applicant = Applicant(reason=told.get("reason"), papers=told.get("papers"))
    ages, adult = told.get("ages"), number(registry, "age.adult", asked.on)
    child = ages[0] < adult if ages else told.get("child", known.child)
    making = known.making or trip_asking.in_time(asked.query)
    lost = known.lost or applicant.reason is Reason.LOST
    return replace(known, child=child, inspected=known.inspected or applicant.inspected, lost=lost, making=making)


def _adding(known: Known, role: str, span: tuple[dt.date, dt.date]) -> Known:
    days = (span[0].isoformat(), span[1].isoformat())
    changed: dict[str, Any] = {role: days}
    return replace(known, **changed)


def _feast(date: Dated, calendar: OfficeCalendar, today: dt.date, notes: list[Line]) -> tuple[dt.date, dt.date] | None:
    """The day of a feast, which is told to the resident."""
    if date.mention.shape is not Shape.FEAST:
        return None
    found = calendar.feast(date.mention.name, today)
    if found is None:
        return None
    key = "timing.note.feast_estimated" if found.estimated else "timing.note.feast"
    notes.append(Line(key, {"feast": Line(f"timing.feast.{date.mention.name}"), "day": dated(found.day)}))
    return found.day, found.day


def _year_note(date: Dated, today: dt.date) -> Iterator[Line]:
    mention = date.mention
    if date.done or mention.earlier is None or mention.first is None:
        return
    lately = (today - mention.earlier).days <= _RECENT and mention.earlier.year == today.year
    if mention.shape is Shape.DAY and mention.first.year > today.year and lately:
        yield Line("timing.note.year", {"day": dated(mention.first)})


def _ask(line: Line, known: Known, buttons: tuple[Button, ...] = ()) -> Computed:
    lines = (line,) if line.key.startswith("timing.ask") else (line, Line("timing.ask.again"))
    return Computed(intro=lines, kind=Kind.CLARIFY, buttons=buttons, parameters=asdict(replace(known, open=True)))


def _may_be(date: Dated, today: dt.date) -> bool:
    """Whether a span that must be asked about holds a day of a trip at all."""
    span = date.span
    return span is not None and span[1] >= today and span[0].year <= today.year + FARTHEST


def _choices(date: Dated, today: dt.date) -> tuple[Button, ...]:
    """The first day, the middle and the last day of what was said, from today on."""
    if date.span is None:
        return ()
    first, last = max(date.span[0], today + dt.timedelta(days=1)), date.span[1]
    days = dict.fromkeys((first, first + (last - first) / 2, last)) if first <= last else {}
    return tuple(Button(Line("timing.button.day", {"day": Day(day)}), f"berangkat {day.isoformat()}") for day in days)
