import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.content import Content
from knowledge_base.fact import Fact
from knowledge_base.references import where_used
from knowledge_base.registry import Registry, UnresolvedReferenceError
from knowledge_base.render import references, render, without_references

DAY = dt.date(2026, 11, 25)


def record(key: str, kind: str, unit: str | None, *values: dict[str, Any]) -> Fact:
    source = {"title": "PP", "url": None, "date": None}
    return Fact.model_validate(
        {
            "key": key,
            "kind": kind,
            "label": key,
            "unit": unit,
            "values": values,
            "source": source,
            "confidence": "tinggi",
            "verified_on": DAY,
        }
    )


FACTS = [
    record("fee.a", "money", "IDR", {"value": 950000}),
    record("fee.b", "money", "IDR", {"value": 1000000}),
    record("fee.range", "money", "IDR", {"value": [100000, 250000]}),
    record("fee.zero", "money", "IDR", {"value": 0}),
    record("fee.unknown", "money", "IDR", {"value": None}),
    record("fee.new", "money", "IDR", {"value": 5, "valid_from": dt.date(2026, 11, 26)}),
    record("age.adult", "age", "tahun", {"value": 17}),
    record("limit.day", "duration", "hari", {"value": 1}),
    record("duration.work", "duration", "hari kerja", {"value": [3, 4]}),
    record("year.old", "count", None, {"value": 2009}),
    record("count.people", "count", "orang", {"value": 25000}),
    record("count.steps", "count", "langkah", {"value": 3}),
    record("date.start", "date", None, {"value": "2024-12-17"}),
    record("hours.week", "hours", None, {"value": "Senin\N{EN DASH}Jumat, 08.00\N{EN DASH}16.00, data Mei 2023"}),
    record("office.name", "contact", None, {"value": "Jl. Senin, Kotabumi"}),
    record("contact.police", "contact", None, {"value": "110"}),
]
REGISTRY = Registry({fact.key: fact for fact in FACTS})

RENDERED = [
    ("{{ fee.a }}", "id", "Rp950.000"),
    ("{{fee.a}}", "en", "Rp950.000"),
    ("{{ fee.a + fee.b }}", "jv", "Rp1.950.000"),
    ("{{ fee.a + fee.b | number }}", "id", "1.950.000"),
    ("{{ fee.a + fee.range }}", "id", "Rp1.050.000\N{EN DASH}Rp1.200.000"),
    ("{{ fee.a + fee.unknown }}", "id", "belum dikonfirmasi kantor"),
    ("{{ fee.zero }}", "id", "Rp0"),
    ("{{ fee.unknown }}", "en", "not yet confirmed by the office"),
    ("{{ fee.unknown | number }}", "jv", "durung dikonfirmasi kantor"),
    ("{{ fee.unknown }}", "su", "belum dikonfirmasi kantor"),
    ("{{ fee.new }}", "id", "belum dikonfirmasi kantor"),
    ("{{ fee.a | number }}", "id", "950.000"),
    ("{{ age.adult }}", "id", "17 tahun"),
    ("{{ age.adult }}", "en", "17 years"),
    ("{{ age.adult }}", "jv", "17 taun"),
    ("{{ age.adult | number }}", "en", "17"),
    ("{{ limit.day }}", "en", "1 day"),
    ("{{ duration.work }}", "id", "3\N{EN DASH}4 hari kerja"),
    ("{{ duration.work }}", "en", "3\N{EN DASH}4 working days"),
    ("{{ year.old }}", "id", "2009"),
    ("{{ count.people }}", "id", "25.000 orang"),
    ("{{ count.steps }}", "en", "3 langkah"),
    ("{{ date.start }}", "id", "17 Desember 2024"),
    ("{{ date.start }}", "en", "17 December 2024"),
    ("{{ date.start }}", "jv", "17 Desember 2024"),
    ("{{ hours.week }}", "id", "Senin\N{EN DASH}Jumat, 08.00\N{EN DASH}16.00, data Mei 2023"),
    ("{{ hours.week }}", "en", "Monday\N{EN DASH}Friday, 08.00\N{EN DASH}16.00, data May 2023"),
    ("{{ office.name }}", "en", "Jl. Senin, Kotabumi"),
    ("{{ duration.work }}", "jv", "3\N{EN DASH}4 dina kerja"),
    ("Telepon **{{ contact.police }}**, {name}.", "id", "Telepon **110**, {name}."),
]


@pytest.mark.parametrize(("text", "language", "expected"), RENDERED)
def test_references_are_replaced(text: str, language: str, expected: str) -> None:
    assert render(text, REGISTRY, language, DAY) == expected


UNRESOLVED = [
    ("{{ fee.missing }}", "fee.missing"),
    ("{{ fee.a + fee.missing }}", "fee.missing"),
    ("{{ fee.a + age.adult }}", "age.adult"),
    ("{{ fee.a - fee.b }}", "fee.a - fee.b"),
    ("{{ fee.a | words }}", "fee.a | words"),
    ("{{ fee }}", "fee"),
    ("{{ }}", ""),
    ("{{ fee.a }", "{{"),
    ("fee.a }}", "{{"),
]


@pytest.mark.parametrize(("text", "key"), UNRESOLVED)
def test_what_cannot_be_resolved_names_the_key(text: str, key: str) -> None:
    with pytest.raises(UnresolvedReferenceError) as caught:
        render(text, REGISTRY, "id", DAY)
    assert caught.value.key == key


@given(st.integers(0, 10**12))
def test_money_can_be_read_back(amount: int) -> None:
    registry = Registry({"fee.x": record("fee.x", "money", "IDR", {"value": amount})})
    shown = render("{{ fee.x }}", registry, "id", DAY)
    assert int(shown.removeprefix("Rp").replace(".", "")) == amount


@given(st.text(st.characters(exclude_characters="{}")))
def test_other_text_stays(text: str) -> None:
    assert render(text, REGISTRY, "id", DAY) == text
    assert without_references(text) == text


def test_references_are_listed() -> None:
    text = "{{ fee.a + fee.b }} {{ age.adult | number }} {{ broken"
    assert references(text) == {"fee.a", "fee.b", "age.adult"}
    assert len(without_references(text)) == len(text)


def test_registry_answers_by_day() -> None:
    assert REGISTRY.value("fee.new", DAY) is None
    assert REGISTRY.value("fee.new", DAY + dt.timedelta(1)) == 5


def test_where_a_fact_is_shown(content: Content) -> None:
    uses = where_used(content, "office.name")
    shown = {(use.item, use.section, use.language) for use in uses}
    assert shown == {
        ("document/id/paspor-hilang", "steps", "id"),
        ("message/id/greeting.hello", None, "id"),
        ("message/en/greeting.hello", None, "en"),
    }
    assert all(use.line > 0 for use in uses)
    assert [use.section for use in where_used(content, "fee.passport")] == ["fee", None]
