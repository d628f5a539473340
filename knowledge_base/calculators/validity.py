"""Whether a passport is valid long enough for a trip: six months on the day of departure (F03-07, F04-14)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.text.date_mention import add_months
from knowledge_base.calculators.computation import Computation, Day, Line, Part, Shown, number
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.calculators.timing import FARTHEST
from knowledge_base.calculators.timing_text import dated
from knowledge_base.registry import Registry

MINIMUM = "validity.travel_minimum"
LONG, CHILD, LONG_FROM = "validity.passport_adult", "validity.passport_child", "date.validity_10y_start"


class Remaining(StrEnum):
    """Long enough, too short, over before the trip, or not known until the printed day is."""

    ENOUGH = "enough"
    SHORT = "short"
    EXPIRED = "expired"
    DEPENDS = "depends"


@dataclass(frozen=True)
class Span:
    """The days something can fall on, both included; one day when it is known."""

    first: dt.date
    last: dt.date

    @property
    def known(self) -> bool:
        return self.first == self.last


def expiry_of(issued: Span, child: bool | None, registry: Registry, on: dt.date) -> Span:
    """When a passport of this day of issue expires; `child` None when it is not known whose it is.

    The longer validity is only for adults and for applications from its first day on.
    """
    short, long = number(registry, CHILD, on), number(registry, LONG, on)
    value = registry.value(LONG_FROM, on)
    begins = dt.date.fromisoformat(value) if isinstance(value, str) else dt.date.max
    longest = long if not child and issued.last >= begins else short
    return Span(add_months(issued.first, 12 * short), add_months(issued.last, 12 * longest))


def remaining(expiry: Span, travel: Span, registry: Registry, on: dt.date) -> Remaining:
    """What the rule says of every pair of days that can be meant."""
    months = number(registry, MINIMUM, on)
    if expiry.last < travel.first:
        return Remaining.EXPIRED
    if expiry.first >= add_months(travel.last, months):
        return Remaining.ENOUGH
    return Remaining.SHORT if expiry.last < add_months(travel.first, months) else Remaining.DEPENDS


def check(travel: Span, today: dt.date) -> None:
    """Raises ImpossibleError for a trip that is over or too far away."""
    days: dict[str, Part] = {"day": Day(travel.last), "today": Day(today)}
    if travel.last < today:
        raise ImpossibleError(Line("timing.wrong.past", days), "masa-berlaku#six-months")
    if travel.first.year > today.year + FARTHEST:
        raise ImpossibleError(Line("timing.wrong.far", days), "masa-berlaku#six-months")


def long_enough(expiry: Span, travel: Span, registry: Registry, on: dt.date) -> Computation:
    """The arithmetic of the rule. Raises ImpossibleError, UnknownValueError, UnresolvedReferenceError."""
    check(travel, on)
    found = remaining(expiry, travel, registry, on)
    return Computation(
        lines=tuple(_lines(expiry, travel, registry, on, found)),
        sections=("masa-berlaku#six-months", *(("penggantian-paspor#requirements",) if found in _REPLACE else ())),
        total=(expiry.first - travel.last).days,
        outcome=Line(f"timing.validity.{found}", {"minimum": Shown(MINIMUM)}),
        notes=(Line("timing.validity.destination"),),
    )


_REPLACE = (Remaining.SHORT, Remaining.EXPIRED, Remaining.DEPENDS)


def _lines(expiry: Span, travel: Span, registry: Registry, on: dt.date, found: Remaining) -> Iterator[Line]:
    months = number(registry, MINIMUM, on)
    yield Line("timing.validity.travel", {"day": spanned(travel)})
    needed = Span(add_months(travel.first, months), add_months(travel.last, months))
    yield Line("timing.validity.needed", {"minimum": Shown(MINIMUM), "day": spanned(needed)})
    yield Line("timing.validity.expiry", {"day": spanned(expiry)})
    if found is Remaining.EXPIRED or not (expiry.known and travel.known):
        return
    whole, days = months_between(travel.first, expiry.first)
    yield Line("timing.validity.left", {"months": whole, "days": days})


def spanned(span: Span) -> Line:
    """A day, or from when to when."""
    if span.known:
        return dated(span.first)
    return Line("timing.span", {"first": Day(span.first), "last": Day(span.last)})


def months_between(start: dt.date, end: dt.date) -> tuple[int, int]:
    """Whole months from `start` to `end`, and the days left over; `end` is not before `start`."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    while add_months(start, whole) > end:
        whole -= 1
    return whole, (end - add_months(start, whole)).days
