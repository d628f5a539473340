"""The ways in which a wish can be meant, and what is said around their sums."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from actions.computed.calculator import Button
from actions.computed.people import People
from actions.computed.reading import ALL, Count, Wish
from knowledge_base.calculators.computation import Computation, Line, Shown, number
from knowledge_base.calculators.fees import CHILD, LONG, SHORT, FeeRequest
from knowledge_base.registry import Registry

MOST_LINES = 8
"""Lines of arithmetic that fit into a message with buttons: 1,024 characters on WhatsApp."""


@dataclass(frozen=True)
class Case:
    """One way in which a wish can be meant; `heading` tells it from the others."""

    heading: Line
    request: FeeRequest


def cases(wish: Wish, registry: Registry, on: dt.date) -> Iterator[Case]:
    """Each way in which the wish can be meant: by validity, and with books with and without a chip."""
    long = number(registry, LONG, on)
    adults = (wish.people.adults or 0) + wish.people.unsure
    request = _with_additions(wish, FeeRequest(children=wish.people.children or 0), adults)
    split = [(count, 0) if years == long else (0, count) for count, years in wish.mixed]
    ways: list[tuple[str, int, int]] = []
    if split:
        ways.append(("mixed", sum(pair[0] for pair in split), sum(pair[1] for pair in split)))
    elif len(wish.years) == 1 or request.migrants == adults:
        is_long = bool(adults) and wish.years == (long,)
        ways.append(("long" if is_long else "short", adults * is_long, adults * (not is_long)))
    else:
        ways += [("long", adults, 0), ("short", 0, adults)]
    for book in (False, True) if wish.regular else (False,):
        for name, with_long, with_short in ways:
            yield Case(_heading(name, book, wish), replace(request, long=with_long, short=with_short, regular=book))


def _heading(name: str, regular: bool, wish: Wish) -> Line:
    book = Line("calc.book.regular" if regular else "calc.book.electronic")
    if name == "mixed":
        return Line("calc.case.mixed", {"book": book})
    key = "calc.case.all_adult" if name == "long" and wish.people.unsure else f"calc.case.{name}"
    return Line(key, {"book": book, "years": Shown(LONG if name == "long" else SHORT)})


def _with_additions(wish: Wish, request: FeeRequest, adults: int) -> FeeRequest:
    people = adults + request.children
    lost, damaged = _those(wish.lost, people), _those(wish.damaged, people)
    if wish.lost == ALL and wish.damaged == ALL:
        damaged = 0 if people == 1 else damaged
    left = max(people - lost - damaged, 0)
    same_day = left if wish.same_day == ALL else _those(wish.same_day, people)
    return replace(
        request,
        lost=lost,
        damaged=damaged,
        same_day=same_day,
        disaster=bool(wish.disaster) and bool(lost or damaged),
        migrants=_those(wish.migrants, adults),
    )


def _those(count: Count | None, people: int) -> int:
    return people if count == ALL else int(count or 0)


def results(found: Sequence[Case], computed: Sequence[Computation]) -> Iterator[Computation]:
    """Headings only where there are cases to tell apart; what is noted stands once, at the end."""
    for case, result in zip(found, computed, strict=True):
        yield replace(result, heading=case.heading if len(found) > 1 else None, notes=())


def closing(wish: Wish, found: Sequence[Case], result: Computation, long: int) -> Iterator[Line]:
    """What is to be known besides the sum; `long` is the longer validity in years."""
    if wish.people.children and (wish.years == (long,) or any(case.request.long for case in found)):
        yield Line("calc.note.child", facts=(CHILD,))
    if wish.same_day not in (None, 0) and all(line.facts != ("fee.same_day",) for line in result.lines):
        yield Line("calc.note.same_day_replaced")
    if wish.regular:
        yield Line("calc.note.regular")
    yield from result.notes
    yield Line("calc.note.pay")


def buttons(wish: Wish, found: Sequence[Case], computed: Sequence[Computation]) -> Iterator[Button]:
    """Where it is not told who is a child, and it matters, the likeliest answers."""
    fits = sum(len(result.lines) for result in computed) <= MOST_LINES
    if wish.people.unsure < 2 or not fits or not any(case.request.long for case in found):
        return
    yield Button(Line("calc.button.all_adult"), "semua dewasa")
    for children in range(1, min(wish.people.unsure, 3)):
        yield Button(Line("calc.button.children", {"children": children}), f"{children} anak")


def who(people: People) -> Line:
    """The people a sum is for."""
    adults, children = people.adults or 0, people.children or 0
    if people.unsure:
        return Line("calc.who.people", {"people": people.count})
    if adults and children:
        return Line("calc.who.both", {"adults": adults, "children": children})
    return Line("calc.who.adults", {"adults": adults}) if adults else Line("calc.who.children", {"children": children})
