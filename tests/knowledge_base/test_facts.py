import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge_base.fact import Fact

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2020, 2, 10))
Period = tuple[dt.date | None, dt.date | None]


def fact(periods: list[Period], **fields: Any) -> Fact:
    names = ("value", "valid_from", "valid_to")
    values = [dict(zip(names, (n, *days), strict=True)) for n, days in enumerate(periods)]
    record = {
        "key": "fee.test",
        "kind": "money",
        "label": "Uji",
        "unit": "IDR",
        "values": values,
        "source": {"title": "PP", "url": None, "date": None},
        "confidence": "tinggi",
        "verified_on": "2026-11-25",
    }
    return Fact.model_validate({**record, **fields})


def covers(period: Period, day: dt.date) -> bool:
    first, last = period
    return (first is None or first <= day) and (last is None or day <= last)


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), min_size=1, max_size=4), DAYS)
def test_a_fact_has_at_most_one_value_a_day_or_is_refused(periods: list[Period], day: dt.date) -> None:
    days = [dt.date(2019, 12, 1) + dt.timedelta(n) for n in range(100)]
    clash = any(sum(covers(period, each) for period in periods) > 1 for each in days)
    backwards = any(first and last and last < first for first, last in periods)
    if clash or backwards:
        with pytest.raises(ValidationError):
            fact(periods)
        return
    holding = [n for n, period in enumerate(periods) if covers(period, day)]
    assert fact(periods).value_on(day) == (holding[0] if holding else None)


@given(st.integers(0, 10**9) | st.none() | st.tuples(st.integers(0, 9), st.integers(10, 99)))
def test_a_value_survives_storage(value: object) -> None:
    stored = fact([(None, None)], values=[{"value": value}])
    assert Fact.model_validate(stored.model_dump(mode="json")) == stored


def test_a_date_is_kept_as_written_in_standards() -> None:
    values = [{"value": dt.date(2024, 12, 17)}]
    assert fact([], kind="date", unit=None, values=values).value_on(dt.date(2026, 1, 1)) == "2024-12-17"


def test_a_stored_fact_stays_readable_after_its_planned_day() -> None:
    planned = [{"value": 1, "announced_on": "2026-01-01", "effective_on": "2026-02-01", "note": "x"}]
    assert fact([(None, None)], planned=planned).planned[0].value == 1


@pytest.mark.parametrize("value", [True, 1.5, "", -1, [1], [1, 2, 3]])
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        fact([], values=[{"value": value}])
