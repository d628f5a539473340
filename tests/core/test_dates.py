"""Reading dates as residents write them, against dates written here."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.date_mention import Shape, add_months
from core.text.dates import past_days, read_dates
from core.text.normalise import normalise

TODAY = dt.date(2026, 11, 25)  # a Wednesday
MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
DAYS = [
    ("berangkat tgl 20/12/2026", "2026-12-20"),
    ("20-12-26", "2026-12-20"),
    ("20.12.2026", "2026-12-20"),
    ("tgl 20/12", "2026-12-20"),
    ("2026-12-20", "2026-12-20"),
    ("20 desember", "2026-12-20"),
    ("tanggal 20 Des 2026", "2026-12-20"),
    ("20-25 desember", "2026-12-20"),
    ("20th of December", "2026-12-20"),
    ("Dec 20, 2026", "2026-12-20"),
    ("15 feb", "2027-02-15"),
    ("24 november", "2027-11-24"),
    ("25 november", "2026-11-25"),
    ("29 februari", "2028-02-29"),
    ("tgl 31", "2026-12-31"),
    ("tgl 25", "2026-11-25"),
    ("tanggal dua puluh dua", "2026-12-22"),
    ("tanggal lima belas", "2026-12-15"),
    ("tgl 5 bulan depan", "2026-12-05"),
    ("hari ini", "2026-11-25"),
    ("besok", "2026-11-26"),
    ("sesuk", "2026-11-26"),
    ("besok lusa", "2026-11-27"),
    ("lusa", "2026-11-27"),
    ("kemarin", "2026-11-24"),
    ("besok senin", "2026-11-30"),
    ("jumat", "2026-11-27"),
    ("jum'at ini", "2026-11-27"),
    ("jumat depan", "2026-12-04"),
    ("selasa depan", "2026-12-01"),
    ("selasa minggu depan", "2026-12-01"),
    ("hari minggu", "2026-11-29"),
    ("hari minggu depan", "2026-12-06"),
    ("rabu", "2026-11-25"),
    ("3hr lagi", "2026-11-28"),
    ("2 minggu lagi", "2026-12-09"),
    ("seminggu lagi", "2026-12-02"),
    ("rong minggu maneh", "2026-12-09"),
    ("in two weeks", "2026-12-09"),
    ("sebulan lagi", "2026-12-25"),
    ("tinggal 4 bln lg", "2027-03-25"),
    ("3 hari yang lalu", "2026-11-22"),
]
PERIODS = [
    ("bulan depan", "2026-12-01", "2026-12-31"),
    ("minggu depan", "2026-11-30", "2026-12-06"),
    ("maret 2027", "2027-03-01", "2027-03-31"),
    ("nopember", "2026-11-01", "2026-11-30"),
    ("oktober", "2027-10-01", "2027-10-31"),
    ("desember tahun depan", "2027-12-01", "2027-12-31"),
    ("akhir desember", "2026-12-21", "2026-12-31"),
    ("awal bulan depan", "2026-12-01", "2026-12-10"),
    ("awal bulan", "2026-12-01", "2026-12-10"),
    ("2-3 minggu lagi", "2026-12-09", "2026-12-16"),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read(text: str, day: str) -> None:
    (mention,) = read_dates(text, TODAY)
    assert (mention.shape, str(mention.first), str(mention.last)) == (Shape.DAY, day, day)


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_normalised_text_reads_the_same(text: str, day: str) -> None:
    (mention,) = read_dates(normalise(text), TODAY)
    assert (mention.shape, str(mention.first)) == (Shape.DAY, day)


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_span_of_days_is_read(text: str, first: str, last: str) -> None:
    (mention,) = read_dates(text, TODAY)
    assert (mention.shape, str(mention.first), str(mention.last)) == (Shape.PERIOD, first, last)


@pytest.mark.parametrize(
    "text", ["31 februari", "31/2/2027", "tanggal 45", "32 desember", "0/5/2027", "9999 tahun lagi"]
)
def test_a_day_that_does_not_exist_is_told_apart(text: str) -> None:
    (mention,) = read_dates(text, TODAY)
    assert (mention.shape, mention.first, mention.last) == (Shape.IMPOSSIBLE, None, None)


@pytest.mark.parametrize("text", ["akhir tahun", "awal tahun depan", "tahun 2027", "tahun depan"])
def test_what_can_be_many_days_is_vague(text: str) -> None:
    (mention,) = read_dates(text, TODAY)
    assert mention.shape is Shape.VAGUE


@pytest.mark.parametrize(
    ("text", "name"),
    [("lebaran", "eid_fitr"), ("lebaran haji", "eid_adha"), ("natalan", "christmas"), ("imlek", "lunar_new_year")],
)
def test_a_feast_is_named(text: str, name: str) -> None:
    (mention,) = read_dates(f"habis {text} berangkat", TODAY)
    assert (mention.shape, mention.name, mention.first) == (Shape.FEAST, name, None)


@pytest.mark.parametrize(
    "text", ["anak 2 tahun", "paspor 10 tahun", "Rp 650.000", "buka 24/7", "tiga orang", "", "jan"]
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert read_dates(text, TODAY) == []


def test_several_dates_stand_in_their_order() -> None:
    found = read_dates("foto 3 desember, terbang 20 desember, pulang 2 minggu lagi", TODAY)
    assert [str(mention.first) for mention in found] == ["2026-12-03", "2026-12-20", "2026-12-09"]
    assert [mention.text for mention in found] == ["3 desember", "20 desember", "2 minggu lagi"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("overstay sejak 1 november", ["2026-11-01"]),
        ("sejak 20 desember", ["2025-12-20"]),
        ("dari tgl 26", ["2026-10-26"]),
        ("1 desember 2026", []),
        ("sejak kemarin", ["2026-11-24"]),
    ],
)
def test_days_can_be_read_as_past(text: str, days: list[str]) -> None:
    assert [str(day) for day in past_days(text, TODAY)] == days


near = st.dates(dt.date(2020, 1, 1), dt.date(2098, 12, 31))


@given(near, near)
def test_every_day_is_read_back_however_it_is_written(day: dt.date, today: dt.date) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        f"{day.day} {month} {day.year}",
        f"{day:%d/%m/%Y}",
        day.isoformat(),
        f"tgl {day.day}-{day.month}-{day.year}",
    ):
        (mention,) = read_dates(f"mau pergi {text} ya", today)
        assert mention.first == mention.last == day


@given(near, near)
def test_a_day_without_its_year_is_the_next_and_the_last_of_its_name(day: dt.date, today: dt.date) -> None:
    (mention,) = read_dates(f"{day.day} {MONTHS[day.month - 1]}", today)
    assert mention.first is not None and mention.earlier is not None
    assert mention.earlier <= today <= mention.first
    assert {(found.day, found.month) for found in (mention.first, mention.earlier)} == {(day.day, day.month)}
    if (day.day, day.month) != (29, 2):
        assert (mention.first - today).days <= 366 and (today - mention.earlier).days <= 366


@given(st.text(max_size=80) | st.text("0123456789/-. abcdeilmnorstu", max_size=60), near)
def test_no_text_breaks_the_reading(text: str, today: dt.date) -> None:
    for mention in read_dates(text, today):
        assert (mention.first is None) == (mention.last is None)
        assert mention.first is None or mention.last is None or mention.first <= mention.last


@given(near, st.integers(0, 300))
def test_months_are_added_as_on_a_calendar(day: dt.date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    next_day = later + dt.timedelta(days=1)
    assert later.day == day.day or (later.day < day.day and next_day.day == 1)
