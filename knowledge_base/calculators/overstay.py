"""What days of overstay do: a charge for each day, beyond a limit deportation (UU 6/2011 article 78, PP 45/2024)."""

import datetime as dt

from knowledge_base.calculators.computation import Computation, Line, Money, Part, number
from knowledge_base.calculators.fees import MOST_PEOPLE, ImpossibleError
from knowledge_base.registry import Registry

DAILY, LIMIT = "fee.overstay_per_day", "limit.overstay"


def overstay(days: int, people: int, registry: Registry, on: dt.date) -> Computation:
    """The charge in rupiah for `people` who stayed `days` whole days too long; no sum from the limit on.

    Raises ImpossibleError; UnknownValueError and UnresolvedReferenceError when the office gives no amount.
    """
    if days <= 0:
        raise ImpossibleError(Line("calc.overstay.no_days"), "overstay#fine")
    if people <= 0 or people > MOST_PEOPLE:
        key = "calc.wrong.nobody" if people <= 0 else "calc.wrong.too_many"
        raise ImpossibleError(Line(key, {"most": MOST_PEOPLE}), "overstay#fine")
    limit = number(registry, LIMIT, on)
    if days > limit:
        return Computation((), ("overstay#over-limit",), notes=(Line("calc.overstay.over_limit", {"days": days}),))
    if days == limit:
        return Computation((), ("overstay#exactly-limit",), notes=(Line("calc.overstay.at_limit"),))
    return _charge(days, people, number(registry, DAILY, on))


def _charge(days: int, people: int, each: int) -> Computation:
    total = Money(days * people * each)
    values: dict[str, Part] = {"days": days, "people": people, "each": Money(each), "total": total}
    key = "calc.overstay.line" if people == 1 else "calc.overstay.line_people"
    return Computation(
        lines=(Line(key, values, (DAILY, LIMIT)),),
        sections=("overstay#fine",),
        total=total.amount,
        outcome=Line("calc.total", {"total": total}),
        notes=(Line("calc.overstay.unpaid"),),
    )
