"""Numbers, people, validities and durations in the words of residents."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.computed.durations import Stay, read_stay
from actions.computed.numbers import numbers, spelled
from actions.computed.people import People, read_people
from actions.computed.reading import ALL, Wish, read_wish
from core.text.normalise import normalise

ADULT = 17
TODAY = dt.date(2026, 11, 25)


def people(text: str) -> tuple[int, int, int]:
    """Adults, children and those who may be either."""
    found = read_people(numbers(spelled(text)), ADULT)
    return found.adults or 0, found.children or 0, found.unsure


def wish(text: str) -> Wish:
    return read_wish(spelled(text), ADULT, (5, 10))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("bertiga", "3 orang"),
        ("dua puluh lima hari", "25 hari"),
        ("limalas", "limalas"),
        ("tiga belas org", "13 orang"),
        ("paspor 10thn", "paspor 10 tahun"),
        ("rong taun", "2 tahun"),
        ("papat wong", "4 orang"),
        ("tilu poe", "3 hari"),
        ("patang sasi", "4 bulan"),
        ("seminggu", "1 minggu"),
        ("kedua anak", "2 anak"),
        ("two adults and a kid", "2 adults and 1 kid"),
        ("650rb cukup", "cukup"),
        ("Rp 1.950.000 cukup", "cukup"),
        ("punya 1,9 juta", "punya"),
        ("kelas 3 jam 9 ke-2", ""),
        ("tahun 2026", "tahun"),
        ("50 halaman", ""),
    ],
)
def test_numbers_become_digits_and_what_counts_nobody_goes(text: str, written: str) -> None:
    assert numbers(spelled(text)) == written


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("dua orang dewasa satu anak", (2, 1, 0)),
        ("tiga dewasa", (3, 0, 0)),
        ("dewasa 2 anak 3", (2, 3, 0)),
        ("berdua", (0, 0, 2)),
        ("kami berlima, anaknya 3", (2, 3, 0)),
        ("sekeluarga 4 orang 2 anak", (2, 2, 0)),
        ("sekeluarga isi 6", (0, 0, 6)),
        ("saya dan istri", (2, 0, 0)),
        ("saya, bini, anak satu", (2, 1, 0)),
        ("saya mau bikin paspor bareng suami", (2, 0, 0)),
        ("suami istri 3 anak", (2, 3, 0)),
        ("berdua sama suami", (2, 0, 0)),
        ("bertiga sama bapak ibu", (3, 0, 0)),
        ("tiga dewasa dan 2 bayi", (3, 2, 0)),
        ("berdua dan 1 anak", (2, 1, 0)),
        ("kedua orang tua sama saya", (3, 0, 0)),
        ("nenek, kakek, sama cucunya 2", (2, 2, 0)),
        ("loro wong dewasa karo bocah telu", (2, 3, 0)),
        ("kulo kalih bojo kulo", (2, 0, 0)),
        ("opat jalmi, budak dua", (2, 2, 0)),
        ("loro wong tuwo karo anak telu", (2, 3, 0)),
        ("saya, suami, ibu mertua", (3, 0, 0)),
        ("anak kembar 3", (0, 3, 0)),
        ("2 paspor anak hilang", (0, 2, 0)),
        ("99999 orang", (0, 0, 99999)),
        ("two adults and a kid", (2, 1, 0)),
        ("me and my wife and 2 kids", (2, 2, 0)),
        ("a family of five, 3 kids", (2, 3, 0)),
        ("bikin 3 paspor", (0, 0, 3)),
        ("2 adik umur 10 sama 19", (1, 1, 0)),
        ("semua dewasa, 4 orang", (4, 0, 0)),
    ],
)
def test_people_are_counted(text: str, counted: tuple[int, int, int]) -> None:
    assert people(text) == counted


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("anak umur 16", (0, 1, 0)),
        ("anak umur 17", (1, 0, 0)),
        ("anak usia 4 dan 18", (1, 1, 0)),
        ("2 anak umur 20 dan 15", (1, 1, 0)),
        ("bayi 6 bulan dan ibunya", (1, 1, 0)),
        ("anak umur 16 sudah menikah dan suaminya", (2, 0, 0)),
        ("anak umur 16 belum menikah", (0, 1, 0)),
        ("saya dan istri umur 16", (2, 0, 0)),
        ("my son is 12 years old and my daughter 18 years old", (1, 1, 0)),
        ("anak 7 tahun 2 orang", (0, 2, 0)),
    ],
)
def test_age_and_marriage_say_who_is_a_child(text: str, counted: tuple[int, int, int]) -> None:
    assert people(text) == counted


@pytest.mark.parametrize(
    "text",
    [
        "selamat pagi bapak ibu, paspor berapa",
        "bapak/ibu mau tanya paspor",
        "berapa ya mom",
        "anak-anak saya",
        "paspor anak, ibu bapaknya cerai",
        "mau ketemu ibu saya di Taiwan",
    ],
)
def test_who_is_only_addressed_or_mentioned_is_not_counted_twice(text: str) -> None:
    assert sum(people(text)) <= 1


@given(st.integers(1, 9), st.integers(0, 9))
def test_any_numbers_of_adults_and_children_are_read(adults: int, children: int) -> None:
    assert people(f"{adults} dewasa {children} anak") == (adults, children, 0)
    assert people(f"anak {children} sama dewasa {adults}") == (adults, children, 0)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = wish(text)
    assert found.people.count >= 0
    try:
        read_stay(normalise(text), TODAY)
    except ValueError as error:
        assert "day" in str(error) or "month" in str(error) or "year" in str(error)


def test_nobody_is_told_apart_from_no_word_about_people() -> None:
    assert wish("0 orang").people.nobody
    assert not wish("biaya paspor").people.told


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("yang 10 tahun", (10,)),
        ("paspor sepuluh taun", (10,)),
        ("10th", (10,)),
        ("yg 5", (5,)),
        ("paspor 5 thn", (5,)),
        ("limang taun", (5,)),
        ("yang 5 atau 10 tahun", (10, 5)),
        ("paspor 15 tahun", (15,)),
        ("ten years", (10,)),
        ("anak umur 5 tahun", ()),
        ("anak 10 tahun", ()),
        ("sudah 3 tahun nunggu", ()),
        ("5 tahun lalu", ()),
    ],
)
def test_validities_are_told_from_ages_and_other_years(text: str, years: tuple[int, ...]) -> None:
    assert wish(text).years == years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plus percepatan", Wish(same_day=ALL)),
        ("tanpa percepatan", Wish(same_day=0)),
        ("percepatan 1 orang saja", Wish(same_day=1)),
        ("2 orang yang percepatan", Wish(same_day=2)),
        ("jalur cepat", Wish(same_day=ALL)),
        ("paspor ilang", Wish(lost=ALL)),
        ("2 paspor hilang", Wish(lost=2)),
        ("satu hilang satu rusak", Wish(lost=1, damaged=1)),
        ("paspor tidak hilang", Wish(lost=0)),
        ("rusak kebanjiran", Wish(damaged=ALL, disaster=True)),
        ("2 calon tki pertama kali", Wish(migrants=2)),
        ("tki perpanjang", Wish()),
        ("yang non elektronik", Wish(regular=True)),
    ],
)
def test_additions_are_read_with_their_numbers(text: str, expected: Wish) -> None:
    assert wish(text) == expected


def test_each_own_passport_is_one_person_s() -> None:
    found = wish("saya dan istri, paspor saya hilang")
    assert (found.people, found.lost) == (People(adults=2), 1)
    assert wish("saya dan istri, paspor hilang semua").lost == ALL


def test_different_validities_are_kept_apart() -> None:
    assert wish("2 orang yang 10 tahun 1 orang yang 5 tahun").mixed == ((2, 10), (1, 5))


@pytest.mark.parametrize(
    ("text", "stay"),
    [
        ("overstay 12 hari", Stay(12)),
        ("overstay dua minggu", Stay(2, "minggu")),
        ("visa lewat sebulan", Stay(1, "bulan")),
        ("kitas mati patang dina", Stay(4)),
        ("my visa expired four days ago", Stay(4)),
        ("voa 30 hari, overstay 5 hari", Stay(5)),
        ("overstay 1,5 hari", Stay(part=True)),
        ("overstay setengah hari", Stay(part=True)),
        ("overstay sejak 1 november", Stay(since=dt.date(2026, 11, 1))),
        ("overstay dari 20 desember", Stay(since=dt.date(2025, 12, 20))),
        ("overstay sejak 3 maret 2026", Stay(since=dt.date(2026, 3, 3))),
        ("overstay sejak 05/11/2026", Stay(since=dt.date(2026, 11, 5))),
        ("overstay kurang dari 60 hari", None),
        ("overstay lebih dari 60 hari", None),
        ("denda overstay", None),
        ("3 hari lagi habis", None),
    ],
)
def test_how_long_somebody_overstayed(text: str, stay: Stay | None) -> None:
    assert read_stay(normalise(text), TODAY) == stay


@pytest.mark.parametrize(
    "text", ["overstay sejak 31 februari", "overstay sejak 30/02/2026", "overstay sejak 1/13/2026"]
)
def test_a_date_that_is_not_in_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        read_stay(normalise(text), TODAY)
