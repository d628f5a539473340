"""`2 dewasa 1 anak yang 10 tahun plus percepatan berapa`: what passports cost together."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from actions.computed import asking, fee_cases
from actions.computed.calculator import Asked, Computed
from actions.computed.numbers import spelled
from actions.computed.people import People
from actions.computed.reading import Wish, read_wish
from core.text.normalise import normalise
from knowledge_base.calculators.computation import Line, number
from knowledge_base.calculators.fees import LONG, SHORT, ImpossibleError, passport_fees
from knowledge_base.registry import Registry


class FeeQuestions:
    """Answers with a sum for each way in which the message can be meant, and remembers what was counted."""

    name = "fees"

    def compute(self, asked: Asked) -> Computed | None:
        money, rest = asking.divided(asked.text)
        about = replace(asked, text=money, query=normalise(money))
        registry = asked.facts() if _may_ask(about) else None
        wish = _wish(about, registry, asked.text) if registry else None
        if registry is None or wish is None:
            return None
        try:
            _check(wish, registry, asked)
            cases = list(fee_cases.cases(wish, registry, asked.on))
            sums = [passport_fees(case.request, registry, asked.on) for case in cases]
        except ImpossibleError as error:
            return Computed(intro=(error.line,), closing=(Line("calc.try"),), sections=error.sections)
        return Computed(
            results=tuple(fee_cases.results(cases, sums)),
            intro=(Line("calc.fees", {"who": fee_cases.who(wish.people)}),),
            closing=tuple(fee_cases.closing(wish, cases, sums[0], number(registry, LONG, asked.on))),
            buttons=tuple(fee_cases.buttons(wish, cases, sums)),
            parameters=asdict(wish),
            rest=rest,
        )


def _may_ask(asked: Asked) -> bool:
    """Whether it is worth looking closer."""
    after_a_price = asked.previous is not None or asking.told_fees(asked.last_section)
    return asking.asks_for_a_sum(asked.query) or (after_a_price and asking.changes_a_sum(asked.query))


def _wish(asked: Asked, registry: Registry, whole: str) -> Wish | None:
    """What is to be summed up, or None when no sum is asked for that a passage does not tell.

    `whole` is the message, of which `asked` is the part about money; the people may stand outside of it.
    """
    query, wish = asked.query, _read(asked.text, registry, asked.on)
    if not asks_enough(wish, query):
        wish = _read(whole, registry, asked.on)
    enough = asks_enough(wish, query)
    before = _before(asked, registry)
    if before and _is_change(wish, query):
        afresh = enough and asking.names_passports(query) and not asking.goes_on(query)
        if not afresh and (asked.previous is not None or enough):
            return _counted(wish.after(before))
    about = asking.names_passports(normalise(whole)) or asking.told_fees(asked.last_section)
    about = about or (bool(wish.years) and asking.sums_up(query))
    return _counted(wish) if about and enough and asking.asks_for_a_sum(query) else None


def _read(text: str, registry: Registry, on: dt.date) -> Wish:
    offered = {number(registry, key, on) for key in (LONG, SHORT)}
    return read_wish(spelled(text), number(registry, "age.adult", on), offered)


def _is_change(wish: Wish, query: str) -> bool:
    """Whether a message changes the sum before it; a bare `paspor hilang` begins something else."""
    counts = (wish.lost, wish.damaged, wish.migrants)
    plain = wish.people.told or wish.years or wish.same_day is not None or wish.regular
    told = plain or any(isinstance(value, int) for value in counts) or (wish.says_anything and asking.adds(query))
    return bool(told) and asking.changes_a_sum(query)


def asks_enough(wish: Wish, query: str) -> bool:
    """Whether there is something to add up: several people, or additions that no passage adds up so."""
    if wish.disaster and wish.lost and wish.damaged:
        return False  # which of them the disaster explains is for the officers
    involved = [wish.same_day, wish.lost, wish.damaged, wish.migrants]
    additions = sum(value not in (None, 0) for value in involved)
    several = max([wish.people.count, *(value for value in involved if isinstance(value, int))]) >= 2
    chosen = additions == 1 and len(wish.years) == 1 and asking.sums_up(query)
    return several or wish.people.nobody or bool(wish.mixed) or additions >= 2 or chosen


def _before(asked: Asked, registry: Registry) -> Wish | None:
    """What the last sum was about; after a passage on fees, what was asked then."""
    if asked.previous is not None:
        return _restored(asked.previous)
    if asking.told_fees(asked.last_section):
        last = _read(asked.last_question or "", registry, asked.on)
        return replace(last, people=People())
    return None


def _restored(kept: Mapping[str, Any]) -> Wish | None:
    """The wish that was remembered; None for one an earlier version of the program kept."""
    try:
        pairs = tuple((int(count), int(years)) for count, years in kept["mixed"])
        return Wish(**{**kept, "people": People(**kept["people"]), "years": tuple(kept["years"]), "mixed": pairs})
    except (KeyError, TypeError, ValueError):
        return None


def _counted(wish: Wish) -> Wish:
    """The wish with everybody counted who is needed for it; nobody at all is one adult."""
    counts = [value for value in (wish.same_day, wish.migrants) if isinstance(value, int)]
    replaced = sum(value for value in (wish.lost, wish.damaged) if isinstance(value, int))
    needed = max([replaced, *counts])
    people = wish.people
    if wish.mixed:
        grown = sum(count for count, _ in wish.mixed)
        people = People(grown, people.children)
    elif people.count < min(needed, 2):
        missing = needed - people.count
        known = people.count > 0 or wish.migrants is not None
        people = replace(people, adults=(people.adults or 0) + missing) if known else replace(people, unsure=missing)
    elif people.count == 0 and not people.nobody:
        people = People(adults=1)
    return replace(wish, people=people)


def _check(wish: Wish, registry: Registry, asked: Asked) -> None:
    """Raises ImpossibleError for a validity nobody offers and for less than nobody."""
    long, short = (number(registry, key, asked.on) for key in (LONG, SHORT))
    if any(years not in (long, short) for years in (*wish.years, *(years for _, years in wish.mixed))):
        raise ImpossibleError(Line("calc.wrong.validity"), "biaya-paspor#fee")
    if asking.is_negative(asked.text):
        raise ImpossibleError(Line("calc.wrong.nobody"), "biaya-paspor#fee")
