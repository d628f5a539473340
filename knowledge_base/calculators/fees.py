"""What passports cost together: the tariff of PP 45/2024 and the rules around it, as the fact registry holds them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.calculators.computation import Computation, Line, Money, Part, Shown, number
from knowledge_base.registry import Registry

MOST_PEOPLE = 100
"""More people in one question than anybody has; a bound on what is believed, no rule of the office."""
LONG, SHORT, CHILD = "validity.passport_adult", "validity.passport_adult_short", "validity.passport_child"


class ImpossibleError(ValueError):
    """A request that cannot be; `line` tells the resident why, `sections` tell the rule."""

    def __init__(self, line: Line, *sections: str) -> None:
        super().__init__(line.key)
        self.line, self.sections = line, sections


@dataclass(frozen=True)
class FeeRequest:
    """How many people need which passport; every number counts people.

    `long` and `short` are adults with the longer and the shorter validity, `regular` asks for books without a
    chip; `same_day`, `lost` and `damaged` are among all of them, `migrants` (their first passport to work
    abroad, free of charge) among the adults; `disaster` says that force majeure took or spoilt the books.
    """

    long: int = 0
    short: int = 0
    children: int = 0
    regular: bool = False
    same_day: int = 0
    lost: int = 0
    damaged: int = 0
    disaster: bool = False
    migrants: int = 0

    @property
    def adults(self) -> int:
        return self.long + self.short

    @property
    def people(self) -> int:
        return self.adults + self.children


@dataclass(frozen=True)
class _Item:
    """`count` times the fee `key`; `item` names what is paid for, `validity` the fact that says how long it lasts."""

    count: int
    key: str
    item: str
    validity: str | None = None


def passport_fees(request: FeeRequest, registry: Registry, on: dt.date) -> Computation:
    """What the passports of a request cost on a day, in rupiah.

    Raises ImpossibleError; UnknownValueError and UnresolvedReferenceError when the office gives no amount.
    """
    check(request)
    lines, total = [], 0
    for item in _items(request):
        if item.count:
            each = number(registry, item.key, on)
            total += item.count * each
            lines.append(_line(item, each))
    return Computation(
        lines=tuple(lines),
        sections=tuple(_sections(request)),
        total=total,
        outcome=Line("calc.total", {"total": Money(total)}),
        notes=tuple(_notes(request)),
    )


def check(request: FeeRequest) -> None:
    """Raises ImpossibleError for numbers that cannot be."""
    counts = (request.long, request.short, request.children, request.same_day, request.lost, request.damaged)
    if min(*counts, request.migrants) < 0 or request.people == 0:
        raise ImpossibleError(Line("calc.wrong.nobody"), "biaya-paspor#fee")
    if request.people > MOST_PEOPLE:
        raise ImpossibleError(Line("calc.wrong.too_many", {"most": MOST_PEOPLE}), "biaya-paspor#fee")
    replaced = request.lost + request.damaged
    if max(replaced, request.same_day, request.migrants + replaced) > request.people:
        raise ImpossibleError(Line("calc.wrong.more_than_people", {"people": request.people}), "biaya-paspor#fee")
    if request.migrants > request.adults:
        raise ImpossibleError(Line("calc.wrong.child_migrant"), "pmi-kerja#free-passport")
    if request.same_day + replaced > request.people:
        raise ImpossibleError(Line("calc.wrong.same_day_replaced"), "percepatan#how")


def _items(request: FeeRequest) -> Iterator[_Item]:
    book = "regular" if request.regular else "electronic"
    # Whoever gets the free book of a migrant worker pays for no other; it has the shorter validity.
    short = max(request.short - request.migrants, 0)
    long = request.long - (request.migrants - (request.short - short))
    burden, cause = ("fee.force_majeure", "_disaster") if request.disaster else (None, "")
    yield _Item(request.migrants, "fee.migrant_first_passport", "calc.item.migrant")
    yield _Item(long, f"fee.passport_{book}_10y", f"calc.item.adult_{book}", LONG)
    yield _Item(short, f"fee.passport_{book}_5y", f"calc.item.adult_{book}", SHORT)
    yield _Item(request.children, f"fee.passport_{book}_5y", f"calc.item.child_{book}", CHILD)
    yield _Item(request.lost, burden or "fee.lost", f"calc.item.lost{cause}")
    yield _Item(request.damaged, burden or "fee.damaged", f"calc.item.damaged{cause}")
    yield _Item(request.same_day, "fee.same_day", "calc.item.same_day")


def _line(item: _Item, each: int) -> Line:
    years: dict[str, Part] = {"years": Shown(item.validity)} if item.validity else {}
    values: dict[str, Part] = {"count": item.count, "item": Line(item.item, years), "each": Money(each)}
    values["total"] = Money(item.count * each)
    return Line("calc.line", values, (item.key,))


def _sections(request: FeeRequest) -> Iterator[str]:
    replaced = request.lost or request.damaged
    if replaced and request.disaster:
        yield "denda-kahar#fee"
    if request.lost:
        yield "paspor-hilang#fee"
    if request.damaged:
        yield "paspor-rusak#fee"
    if request.same_day:
        yield "percepatan#fee"
    if request.migrants:
        yield "pmi-kerja#free-passport"
    if request.people > 1:
        yield "biaya-paspor#family"
    yield "biaya-paspor#fee"
    if request.regular:
        yield "jenis-paspor#summary"


def _notes(request: FeeRequest) -> Iterator[Line]:
    if request.regular:
        yield Line("calc.note.regular")
    if request.lost or request.damaged:
        yield Line("calc.note.disaster" if request.disaster else "calc.note.replaced")
    if request.same_day:
        yield Line("calc.note.same_day")
    if request.migrants:
        yield Line("calc.note.migrant")
