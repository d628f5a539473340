"""Reading circumstances and the roles of dates out of messages as they are typed."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.computed.circumstances import read_circumstances
from actions.computed.trip import by_role, dates_with_roles
from core.text.normalise import normalise
from knowledge_base.calculators.applicant import Issued, Papers, Parents, Purpose, Reason

TODAY = dt.date(2026, 11, 25)
TOLD: list[tuple[str, dict[str, Any]]] = [
    ("anak sy umur 9 bln", {"ages": [0], "child": True}),
    ("anak saya 20 tahun", {"ages": [20], "child": True}),
    ("umur 5 dan 18 tahun", {"ages": [5, 18]}),
    ("anak kembar", {"child": True, "several": True}),
    ("umur 16 sudah nikah", {"ages": [16], "married": True}),
    ("umur 16 belum nikah", {"ages": [16]}),
    ("mantan sudah nikah lagi", {}),
    ("bikin paspor 10 tahun", {}),
    ("paspor ilang", {"reason": Reason.LOST}),
    ("dompet sama paspor dicopet", {"reason": Reason.LOST}),
    ("paspor robek kena banjir", {"reason": Reason.DAMAGED, "disaster": True}),
    ("halaman paspor sudah penuh", {"reason": Reason.FULL}),
    ("paspor mati", {"reason": Reason.EXPIRED}),
    ("mau perpanjang paspor", {"reason": Reason.EXPIRED}),
    ("belum pernah punya paspor", {"reason": Reason.FIRST, "never": True}),
    ("mantan suami hilang entah ke mana", {"parents": Parents.MISSING}),
    ("saya janda", {"parents": Parents.DIVORCED}),
    ("hak asuh di mantan", {"parents": Parents.OTHER_CUSTODY}),
    ("saya pegang hak asuh", {"parents": Parents.CUSTODY}),
    ("cerai tapi belum ada hak asuh", {"parents": Parents.NO_RULING}),
    ("masih proses cerai", {"parents": Parents.SEPARATED}),
    ("yatim", {"parents": Parents.ONE_DEAD}),
    ("bapaknya sudah meninggal", {"parents": Parents.ONE_DEAD}),
    ("yatim piatu", {"parents": Parents.BOTH_DEAD}),
    ("kedua orang tua sudah wafat", {"parents": Parents.BOTH_DEAD}),
    ("anak panti asuhan", {"child": True, "parents": Parents.GUARDIAN}),
    ("anak adopsi", {"child": True, "parents": Parents.ADOPTED}),
    ("nikah siri", {"parents": Parents.UNREGISTERED}),
    ("suami saya wna", {"parents": Parents.FOREIGN}),
    ("terbitan 2005", {"issued": Issued.BEFORE}),
    ("terbit 2015", {"issued": Issued.SINCE}),
    ("sebelum 2009", {"issued": Issued.BEFORE}),
    ("2009 atau sesudahnya", {"issued": Issued.SINCE}),
    ("keluaran KJRI", {"issued": Issued.ABROAD}),
    ("mau kerja ke taiwan", {"purpose": Purpose.WORK}),
    ("dulu kerja di taiwan", {}),
    ("mau umroh", {"purpose": Purpose.UMRAH}),
    ("naik haji", {"purpose": Purpose.HAJJ}),
    ("nama di ktp beda", {"papers": Papers.DIFFER}),
    ("tanggal lahir salah", {"papers": Papers.DIFFER}),
    ("pernah ganti nama", {"papers": Papers.RENAMED}),
    ("bekas wna", {"naturalised": True}),
    ("nama cuma satu kata", {"one_name": True}),
]


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_what_is_told_is_read(text: str, told: dict[str, Any]) -> None:
    assert read_circumstances(normalise(text), 2009) == told


def test_the_year_is_the_one_of_the_registry() -> None:
    assert read_circumstances("terbit 2009", 2010)["issued"] is Issued.BEFORE
    assert read_circumstances("terbit 2009", 2009)["issued"] is Issued.SINCE


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    query = normalise(text)
    told = read_circumstances(query, 2009)
    assert all(isinstance(age, int) for age in told.get("ages", []))
    assert all(dated.mention.text for dated in dates_with_roles(text, TODAY))


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("wawancara tgl 10 desember berangkat tgl 20", ["photo", "travel"]),
        ("20 desember berangkat, wawancara tgl 3", ["travel", "photo"]),
        ("paspor tinggal 4 bln lg habis, bulan depan mau ke malaysia", ["expiry", "travel"]),
        ("paspor saya tinggal lima bulan lagi", ["expiry"]),
        ("berangkat tinggal 2 minggu lagi", ["travel"]),
        ("habis maret 2027 berangkat oktober 2027", ["expiry", "travel"]),
        ("paspor terbit 3 maret 2022, terbang januari", ["issued", "travel"]),
        ("harus jadi sebelum 20 desember", ["travel"]),
        ("lebaran umrah, bikin paspor bulan depan", ["travel", "photo"]),
        ("sekarang tanggal 18", ["other"]),
        ("anak lahir 3 maret 2020, berangkat 3 desember, pulang 20 desember", ["other", "travel", "other"]),
        ("20 desember", [None]),
        ("my flight is on 20 December, interview next week", ["travel", "photo"]),
    ],
)
def test_every_date_gets_the_role_of_the_nearest_word(text: str, roles: list[str | None]) -> None:
    assert [dated.role for dated in dates_with_roles(text, TODAY)] == roles


def test_of_two_days_for_one_role_the_nearer_one_counts() -> None:
    dates = dates_with_roles("umrah rombongan minggu ini rapat, berangkatnya 20 desember", TODAY)
    assert by_role(dates)["travel"].mention.text == "20 desember"


def test_a_photo_that_was_taken_is_read_as_past() -> None:
    (dated,) = dates_with_roles("sudah foto tgl 20", TODAY)
    assert dated.span == (dt.date(2026, 11, 20), dt.date(2026, 11, 20))
