"""When a passport is ready and how long one lasts, against counts made day by day from a list written here."""

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.calculators.computation import Day, UnknownValueError
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.calculators.holidays import OfficeCalendar
from knowledge_base.calculators.timing import Timetable, Trip, Verdict, office_calendar, pace, timetable
from knowledge_base.calculators.timing_text import in_time
from knowledge_base.calculators.validity import (
    Remaining,
    Span,
    expiry_of,
    long_enough,
    months_between,
    remaining,
)
from tests.knowledge_base.test_fee_calculator import registry, without

TODAY = dt.date(2026, 11, 25)
DECREED = dt.date(2026, 12, 31)
# The holidays of the decree for the rest of 2026 (joint leave and Christmas), and New Year's Day.
OFF = {dt.date(2026, 12, 24), dt.date(2026, 12, 25), dt.date(2027, 1, 1)}
QUICK, SLOW, APPROVAL, COLLECT = 3, 4, 3, 30
ONE = dt.timedelta(days=1)
photos = st.dates(TODAY, dt.date(2026, 12, 16))
# Only days that are closed by law within the list above: a trip before 4 January 2027.
trips = st.dates(TODAY, dt.date(2027, 1, 4))


def calendar(closures: frozenset[dt.date] = frozenset()) -> OfficeCalendar:
    return office_calendar(registry(), TODAY, closures)


def is_open(day: dt.date, closures: frozenset[dt.date] = frozenset()) -> bool:
    return day.isoweekday() <= 5 and day not in OFF and day not in closures


def counted(start: dt.date, days: int, closures: frozenset[dt.date] = frozenset()) -> dt.date:
    """The `days`-th open day after `start`, one day at a time."""
    while days:
        start += ONE
        days -= is_open(start, closures)
    return start


def open_days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        if is_open(first):
            yield first
        first += ONE


def table(travel: dt.date, photo: dt.date | None = None, inspected: bool = False, today: dt.date = TODAY) -> Timetable:
    return timetable(Trip(travel, photo, inspected), registry(), calendar(), today)


def test_the_registry_holds_the_pace_and_the_decree_that_are_counted_with() -> None:
    assert pace(registry(), TODAY) == (QUICK, SLOW)
    assert calendar().confirmed_until == DECREED


@given(photos, st.integers(0, 10), st.frozensets(photos, max_size=3))
def test_working_days_are_counted_one_by_one(start: dt.date, days: int, closures: frozenset[dt.date]) -> None:
    found = calendar(closures).after(start, days)
    assert found.day == counted(start, days, closures)
    between = {start + ONE * n for n in range(1, (found.day - start).days + 1)}
    assert {closed.day for closed in found.skipped} == {day for day in between if not is_open(day, closures)}


@given(st.dates(dt.date(2026, 12, 1), dt.date(2027, 1, 4)), st.integers(0, 8))
def test_the_last_day_to_start_is_the_last_from_which_the_days_fit(deadline: dt.date, days: int) -> None:
    last = calendar().before(deadline, days)
    assert is_open(last) and counted(last, days) <= deadline
    assert all(counted(day, days) > deadline for day in open_days(last + ONE, deadline + 9 * ONE))


@given(trips, photos, st.booleans())
def test_the_timetable_of_an_appointment(travel: dt.date, photo: dt.date, inspected: bool) -> None:
    if photo > travel:
        with pytest.raises(ImpossibleError) as caught:
            table(travel, photo, inspected)
        assert caught.value.line.key == "timing.wrong.photo_after"
        return
    found = table(travel, photo, inspected)
    seen = counted(photo, APPROVAL) if inspected else photo
    first, last = counted(seen, QUICK), counted(seen, SLOW)
    assert (found.photo.day, found.first.day, found.last.day) == (seen, first, last)
    if first >= travel:
        assert found.verdict is Verdict.LATE
    elif inspected:
        assert found.verdict is Verdict.UNKNOWN
    else:
        assert found.verdict is (Verdict.ENOUGH if last < travel else Verdict.TIGHT)


@given(trips, st.dates(TODAY, dt.date(2026, 12, 14)))
def test_without_an_appointment_the_next_open_day_is_the_best_case(travel: dt.date, today: dt.date) -> None:
    if travel < today:
        with pytest.raises(ImpossibleError):
            table(travel, today=today)
        return
    found = table(travel, today=today)
    visit = counted(today, 1)
    assert (found.visit, found.first.day, found.last.day) == (visit, counted(visit, QUICK), counted(visit, SLOW))
    possible = [day for day in open_days(today + ONE, travel) if counted(day, QUICK) < travel]
    safe = [day for day in open_days(today + ONE, travel) if counted(day, SLOW) < travel]
    assert found.edge == max(possible, default=None) and found.safe == max(safe, default=None)
    expected = Verdict.ENOUGH if safe else Verdict.TIGHT if possible else Verdict.LATE
    assert found.verdict is expected


@given(trips, st.none() | photos, st.booleans())
def test_what_is_told_says_the_same_as_the_timetable(travel: dt.date, photo: dt.date | None, inspected: bool) -> None:
    if photo and photo > travel:
        return
    trip = Trip(travel, photo, inspected)
    told, found = in_time(trip, registry(), calendar(), TODAY), table(travel, photo, inspected)
    assert told.total == (travel - found.last.day).days
    keys = [line.key for line in told.all_lines()]
    assert told.outcome is not None and str(found.verdict) in told.outcome.key
    assert ("timing.note.same_day" in keys) == (found.verdict in (Verdict.TIGHT, Verdict.LATE) and not inspected)
    assert ("timing.line.approval" in keys) == inspected
    assert told.sections[-1] in ("pengambilan-paspor#deadline", "jam-layanan#holidays")
    (collect,) = [line for line in told.lines if line.key == "timing.line.collect"]
    assert collect.values["day"] == Day(found.first.day + COLLECT * ONE)


def test_a_passport_that_should_be_ready_is_to_be_collected() -> None:
    told = in_time(Trip(dt.date(2026, 12, 20), dt.date(2026, 11, 10)), registry(), calendar(), TODAY)
    assert told.outcome is not None and told.outcome.key == "timing.verdict.ready"
    told = in_time(Trip(dt.date(2026, 12, 20), dt.date(2026, 10, 1)), registry(), calendar(), TODAY)
    assert "timing.note.cancelled" in [line.key for line in told.notes]


def test_an_appointment_on_a_closed_day_is_pointed_out() -> None:
    told = in_time(Trip(dt.date(2027, 1, 20), dt.date(2026, 12, 25)), registry(), calendar(), TODAY)
    assert "timing.note.photo_closed" in [line.key for line in told.notes]


def test_holidays_without_a_decree_are_estimates() -> None:
    closed = calendar().closed
    assert [closed(day).estimated for day in (dt.date(2026, 12, 24), dt.date(2026, 12, 25))] == [False, False]  # type: ignore[union-attr]
    new_year = closed(dt.date(2027, 1, 1))
    assert new_year is not None and (new_year.reason, new_year.estimated) == ("public", True)
    joint = closed(dt.date(2026, 12, 24))
    assert joint is not None and joint.reason == "joint"
    told = in_time(Trip(dt.date(2027, 2, 1), dt.date(2026, 12, 30)), registry(), calendar(), TODAY)
    assert "timing.note.estimated" in [line.key for line in told.notes]


def test_without_a_decree_in_the_registry_every_holiday_is_an_estimate() -> None:
    calendar = office_calendar(without("date.holidays_confirmed_until"), TODAY)
    closed = calendar.closed(dt.date(2026, 12, 25))
    assert closed is not None and closed.estimated


def test_the_office_may_be_closed_on_days_of_its_own() -> None:
    day = dt.date(2026, 12, 1)
    closed = calendar(frozenset({day})).closed(day)
    assert closed is not None and closed.reason == "office"
    assert calendar().closed(day) is None


def test_feasts_are_found_and_those_of_the_moon_are_estimates() -> None:
    eid, christmas = calendar().feast("eid_fitr", TODAY), calendar().feast("christmas", TODAY)
    assert eid is not None and eid.estimated and eid.day.year == 2027 and eid.day.month == 3
    assert christmas is not None and (christmas.day, christmas.estimated) == (dt.date(2026, 12, 25), False)
    assert calendar().feast("eid_fitr", dt.date(2400, 1, 1)) is None
    with pytest.raises(KeyError):
        calendar().feast("harvest", TODAY)


@pytest.mark.parametrize(
    ("trip", "key"),
    [
        (Trip(dt.date(2026, 11, 24)), "timing.wrong.past"),
        (Trip(dt.date(2020, 1, 1)), "timing.wrong.past"),
        (Trip(dt.date(2100, 1, 1)), "timing.wrong.far"),
        (Trip(dt.date(2026, 12, 1), dt.date(2026, 12, 2)), "timing.wrong.photo_after"),
    ],
)
def test_impossible_trips_are_explained(trip: Trip, key: str) -> None:
    with pytest.raises(ImpossibleError) as caught:
        in_time(trip, registry(), calendar(), TODAY)
    assert caught.value.line.key == key and caught.value.sections


@pytest.mark.parametrize("key", ["duration.passport_processing", "limit.collection"])
def test_without_the_fact_nothing_is_counted(key: str) -> None:
    with pytest.raises(UnknownValueError):
        in_time(Trip(dt.date(2026, 12, 20)), without(key), calendar(), TODAY)


def later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month."""
    number = day.year * 12 + day.month - 1 + months
    for last in range(day.day, 0, -1):
        try:
            return dt.date(number // 12, number % 12 + 1, last)
        except ValueError:
            continue
    raise AssertionError


spans = st.dates(dt.date(2024, 1, 1), dt.date(2038, 1, 1)).flatmap(
    lambda first: st.integers(0, 40).map(lambda days: Span(first, first + days * ONE))
)
ahead = st.dates(TODAY, dt.date(2035, 1, 1)).flatmap(
    lambda first: st.integers(0, 40).map(lambda days: Span(first, first + days * ONE))
)


@given(spans, ahead)
def test_six_months_are_asked_of_every_day_that_can_be_meant(expiry: Span, travel: Span) -> None:
    days = [travel.first + n * ONE for n in range((travel.last - travel.first).days + 1)]
    ends = [expiry.first + n * ONE for n in range((expiry.last - expiry.first).days + 1)]
    fits = {end >= later(day, 6) for end in ends for day in days}
    over = all(end < day for end in ends for day in days)
    expected = Remaining.EXPIRED if over else Remaining.DEPENDS if len(fits) == 2 else None
    expected = expected or (Remaining.ENOUGH if fits == {True} else Remaining.SHORT)
    assert remaining(expiry, travel, registry(), TODAY) is expected
    told = long_enough(expiry, travel, registry(), TODAY)
    assert told.outcome is not None and told.outcome.key == f"timing.validity.{expected}"
    assert ("penggantian-paspor#requirements" in told.sections) == (expected is not Remaining.ENOUGH)


def test_the_day_six_months_later_is_long_enough_and_the_day_before_is_not() -> None:
    travel = Span(dt.date(2026, 8, 31), dt.date(2026, 8, 31))
    enough, short = (Span(day, day) for day in (dt.date(2027, 2, 28), dt.date(2027, 2, 27)))
    assert remaining(enough, travel, registry(), TODAY) is Remaining.ENOUGH
    assert remaining(short, travel, registry(), TODAY) is Remaining.SHORT


@given(st.dates(TODAY, dt.date(2030, 1, 1)), st.integers(0, 3000))
def test_months_and_days_left_lead_to_the_end(start: dt.date, days: int) -> None:
    end = start + days * ONE
    months, rest = months_between(start, end)
    assert later(start, months) + rest * ONE == end and 0 <= rest <= 31


@pytest.mark.parametrize(
    ("issued", "child", "first", "last"),
    [
        # Five years for a child always, for an adult until 12 October 2022; since then up to ten.
        (dt.date(2022, 3, 3), True, 5, 5),
        (dt.date(2024, 3, 3), True, 5, 5),
        (dt.date(2022, 10, 11), False, 5, 5),
        (dt.date(2022, 10, 12), False, 5, 10),
        (dt.date(2025, 6, 1), None, 5, 10),
        (dt.date(2020, 6, 1), None, 5, 5),
    ],
)
def test_the_day_of_issue_gives_the_end(issued: dt.date, child: bool | None, first: int, last: int) -> None:
    found = expiry_of(Span(issued, issued), child, registry(), TODAY)
    assert found == Span(issued.replace(year=issued.year + first), issued.replace(year=issued.year + last))


@pytest.mark.parametrize("day", [dt.date(2026, 11, 24), dt.date(2100, 1, 1)])
def test_validity_for_an_impossible_trip_is_explained(day: dt.date) -> None:
    with pytest.raises(ImpossibleError):
        long_enough(Span(TODAY, TODAY), Span(day, day), registry(), TODAY)
