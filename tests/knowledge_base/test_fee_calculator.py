"""What passports and overstays cost, against the tariff of today written down here by hand."""

import datetime as dt
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import ROOT
from knowledge_base.calculators.computation import Computation, Line, Money, Shown, UnknownValueError, write
from knowledge_base.calculators.fees import MOST_PEOPLE, FeeRequest, ImpossibleError, passport_fees
from knowledge_base.calculators.overstay import overstay
from knowledge_base.files import load_content
from knowledge_base.registry import Registry, UnresolvedReferenceError

DAY = dt.date(2026, 11, 25)
# Rupiah for one person, from the published tariff; not from the calculator or the registry.
E_10, E_5, PLAIN_10, PLAIN_5 = 950_000, 650_000, 650_000, 350_000
SAME_DAY, LOST, DAMAGED, OVERSTAY_DAY, OVERSTAY_LIMIT = 1_000_000, 1_000_000, 500_000, 1_000_000, 60
FEW = st.integers(0, 12)


@cache
def registry() -> Registry:
    """The product's facts alone."""
    with TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "knowledge_base" / "content" / "facts", Path(folder) / "facts")
        return load_content(Path(folder)).registry


def without(key: str) -> Registry:
    """The product's facts, but nobody has provided `key`."""
    fact = registry().fact(key)
    unknown = fact.model_copy(update={"values": tuple(v.model_copy(update={"value": None}) for v in fact.values)})
    return Registry({**registry().facts, key: unknown})


@st.composite
def possible(draw: st.DrawFn) -> FeeRequest:
    """Any request that can be."""
    long, short, children = draw(FEW), draw(FEW), draw(FEW)
    long = long if long + short + children else 1
    people = long + short + children
    migrants = draw(st.integers(0, long + short))
    lost = draw(st.integers(0, people - migrants))
    damaged = draw(st.integers(0, people - migrants - lost))
    return FeeRequest(
        long=long,
        short=short,
        children=children,
        regular=draw(st.booleans()),
        same_day=draw(st.integers(0, people - lost - damaged)),
        lost=lost,
        damaged=damaged,
        disaster=draw(st.booleans()),
        migrants=migrants,
    )


def price(request: FeeRequest) -> int:
    """The sum of a request, person by person: the free book is one of the shorter validity."""
    ten, five = (PLAIN_10, PLAIN_5) if request.regular else (E_10, E_5)
    adults = sorted([five] * request.short + [ten] * request.long)
    books = sum(adults[request.migrants :]) + five * request.children
    burden = 0 if request.disaster else LOST * request.lost + DAMAGED * request.damaged
    return books + burden + SAME_DAY * request.same_day


def amounts(result: Computation) -> list[tuple[int, int, int]]:
    """Count, amount and product of each line."""
    rows = []
    for line in result.lines:
        count, each, total = (line.values[name] for name in ("count", "each", "total"))
        assert isinstance(count, int) and isinstance(each, Money) and isinstance(total, Money)
        rows.append((count, each.amount, total.amount))
    return rows


@given(possible())
def test_every_possible_request_costs_what_the_tariff_says(request: FeeRequest) -> None:
    result = passport_fees(request, registry(), DAY)
    assert result.total == price(request)
    assert result.outcome == Line("calc.total", {"total": Money(price(request))})


@given(possible())
def test_the_arithmetic_shown_adds_up(request: FeeRequest) -> None:
    result = passport_fees(request, registry(), DAY)
    rows = amounts(result)
    assert all(count > 0 and count * each == total for count, each, total in rows)
    assert sum(total for _, _, total in rows) == result.total
    assert all(len(line.facts) == 1 for line in result.lines)


@given(possible())
def test_the_sections_tell_every_fact_that_was_used(request: FeeRequest) -> None:
    sections = passport_fees(request, registry(), DAY).sections
    replaced = request.lost + request.damaged > 0
    assert ("paspor-hilang#fee" in sections) == (request.lost > 0)
    assert ("paspor-rusak#fee" in sections) == (request.damaged > 0)
    assert ("denda-kahar#fee" in sections) == (request.disaster and replaced)
    assert ("percepatan#fee" in sections) == (request.same_day > 0)
    assert ("pmi-kerja#free-passport" in sections) == (request.migrants > 0)
    assert "biaya-paspor#fee" in sections and len(set(sections)) == len(sections)


@pytest.mark.parametrize(
    ("request_", "total"),
    [
        (FeeRequest(long=1), 950_000),
        (FeeRequest(short=1), 650_000),
        (FeeRequest(children=1), 650_000),
        (FeeRequest(long=2, children=1), 2_550_000),
        (FeeRequest(long=2, children=2, same_day=4), 7_200_000),
        (FeeRequest(long=1, lost=1), 1_950_000),
        (FeeRequest(short=1, damaged=1), 1_150_000),
        (FeeRequest(long=2, lost=2, disaster=True), 1_900_000),
        (FeeRequest(short=1, migrants=1), 0),
        (FeeRequest(long=2, short=1, migrants=2), 950_000),
        (FeeRequest(long=1, short=1, regular=True), 1_000_000),
        (FeeRequest(long=MOST_PEOPLE), 95_000_000),
    ],
)
def test_sums_worked_out_by_hand(request_: FeeRequest, total: int) -> None:
    assert passport_fees(request_, registry(), DAY).total == total


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (FeeRequest(), "calc.wrong.nobody"),
        (FeeRequest(long=-1, children=3), "calc.wrong.nobody"),
        (FeeRequest(long=1, same_day=-1), "calc.wrong.nobody"),
        (FeeRequest(long=MOST_PEOPLE, children=1), "calc.wrong.too_many"),
        (FeeRequest(long=1, lost=2), "calc.wrong.more_than_people"),
        (FeeRequest(long=1, lost=1, damaged=1), "calc.wrong.more_than_people"),
        (FeeRequest(long=1, same_day=2), "calc.wrong.more_than_people"),
        (FeeRequest(short=1, migrants=1, lost=1), "calc.wrong.more_than_people"),
        (FeeRequest(long=1, children=2, migrants=2), "calc.wrong.child_migrant"),
        (FeeRequest(long=1, lost=1, same_day=1), "calc.wrong.same_day_replaced"),
    ],
)
def test_what_cannot_be_is_told_and_why(request_: FeeRequest, why: str) -> None:
    with pytest.raises(ImpossibleError) as caught:
        passport_fees(request_, registry(), DAY)
    assert caught.value.line.key == why
    assert caught.value.sections


def test_the_tariff_of_the_day_is_used() -> None:
    before = passport_fees(FeeRequest(long=1), registry(), dt.date(2024, 12, 16))
    assert (before.total, passport_fees(FeeRequest(long=1), registry(), dt.date(2024, 12, 17)).total) == (
        650_000,
        950_000,
    )


def test_an_amount_nobody_provided_is_never_guessed() -> None:
    with pytest.raises(UnknownValueError) as caught:
        passport_fees(FeeRequest(long=1, same_day=1), without("fee.same_day"), DAY)
    assert caught.value.key == "fee.same_day"
    assert passport_fees(FeeRequest(long=1), without("fee.same_day"), DAY).total == E_10


def test_a_fact_that_is_gone_is_named() -> None:
    with pytest.raises(UnresolvedReferenceError, match=r"fee\.passport_electronic_5y"):
        passport_fees(FeeRequest(children=1), Registry({}), DAY)


@given(st.integers(1, OVERSTAY_LIMIT - 1), st.integers(1, MOST_PEOPLE))
def test_below_the_limit_each_day_of_each_person_is_charged(days: int, people: int) -> None:
    result = overstay(days, people, registry(), DAY)
    assert result.total == days * people * OVERSTAY_DAY
    assert result.sections == ("overstay#fine",)
    assert len(result.lines) == 1


@given(st.integers(OVERSTAY_LIMIT + 1, 5000), st.integers(1, MOST_PEOPLE))
def test_beyond_the_limit_there_is_no_sum(days: int, people: int) -> None:
    result = overstay(days, people, registry(), DAY)
    assert (result.total, result.lines, result.outcome) == (None, (), None)
    assert [note.key for note in result.notes] == ["calc.overstay.over_limit"]
    assert result.sections == ("overstay#over-limit",)


def test_on_the_very_limit_the_rule_is_silent() -> None:
    result = overstay(OVERSTAY_LIMIT, 1, registry(), DAY)
    assert (result.total, result.lines) == (None, ())
    assert [note.key for note in result.notes] == ["calc.overstay.at_limit"]
    assert result.sections == ("overstay#exactly-limit",)


@pytest.mark.parametrize(
    ("days", "people", "why"),
    [
        (0, 1, "calc.overstay.no_days"),
        (-3, 1, "calc.overstay.no_days"),
        (3, 0, "calc.wrong.nobody"),
        (3, -1, "calc.wrong.nobody"),
        (3, MOST_PEOPLE + 1, "calc.wrong.too_many"),
    ],
)
def test_an_overstay_that_cannot_be_is_told_and_why(days: int, people: int, why: str) -> None:
    with pytest.raises(ImpossibleError) as caught:
        overstay(days, people, registry(), DAY)
    assert caught.value.line.key == why


@pytest.mark.parametrize("key", ["limit.overstay", "fee.overstay_per_day"])
def test_an_overstay_without_its_rule_has_no_sum(key: str) -> None:
    with pytest.raises(UnknownValueError):
        overstay(3, 1, without(key), DAY)


@pytest.mark.parametrize(
    ("part", "language", "text"),
    [
        (1950, "id", "1.950"),
        ("apa adanya", "id", "apa adanya"),
        (Money(1_950_000), "en", "Rp1.950.000"),
        (Shown("validity.passport_adult"), "en", "10 years"),
        (Shown("validity.passport_adult"), "jv", "10 taun"),
    ],
)
def test_values_are_written_in_the_resident_s_language(
    part: int | str | Money | Shown, language: str, text: str
) -> None:
    assert write(part, registry(), language, DAY) == text


def test_a_line_knows_the_messages_and_facts_within_it() -> None:
    inner = Line("calc.item.same_day", {"years": Shown("validity.passport_child")}, ("fee.same_day",))
    line = Line("calc.line", {"item": inner, "count": 2}, ("fee.lost",))
    assert list(line.message_keys()) == ["calc.line", "calc.item.same_day"]
    assert list(line.fact_keys()) == ["fee.lost", "fee.same_day", "validity.passport_child"]
