"""Personal data never survives masking, the numbers the service needs always do."""

import re
import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.mask import hidden, mask

GAPS = st.sampled_from(["", " ", "  ", ".", "-", " - ", "\u2011", "\u2013", "\u00a0", "\u200b", "\n", "\t"])
SIDES = st.sampled_from(["", " ", ", ", ". ", ": ", "\n", " (", ") ", "!", "? ", '"', " saya ", ":", "=", "/", " 🙏 "])
DIGITS = st.text("0123456789", min_size=20, max_size=20)


def grouped(digits: str, gap: str, sizes: tuple[int, ...]) -> str:
    """`digits` in groups of `sizes` characters, the rest in the last one."""
    parts, start = [], 0
    for size in sizes:
        parts.append(digits[start : start + size])
        start += size
    return gap.join([*parts, digits[start:]])


def leaks(masked: str, digits: str) -> bool:
    """Whether five digits of `digits` in a row can still be read, whatever stands between them."""
    left = re.sub(r"\D", "", masked)
    return any(digits[start : start + 5] in left for start in range(len(digits) - 4))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("NIK saya 1808041234560001 ya", "NIK saya [NIK] ya"),
        ("nik: 1808-0412-3456-0001.", "nik: [NIK]."),
        ("KTP 18.08.04.123456.0001", "KTP [NIK]"),
        ("NIK 0000123456789012", "NIK [NIK]"),
        ("1808/0412/3456/0001 punya saya", "[NIK] punya saya"),
        ("180804_123456_0001", "[NIK]"),
        ("wa 0812/3456/7890", "wa [nomor telepon]"),
        ("kartu 4111 1111 1111 1111 ditolak", "kartu [nomor kartu] ditolak"),
        ("5500-0000-0000-0004", "[nomor kartu]"),
        ("paspor X1234567 hilang", "paspor [nomor paspor] hilang"),
        ("no.paspor:c 1234567", "no.paspor:[nomor paspor]"),
        ("paspor C-1234567,", "paspor [nomor paspor],"),
        ("hp0812-3456-7890", "hp[nomor telepon]"),
        ("wa:081234567890 2 orang", "wa:[nomor telepon] 2 orang"),
        ("(0812) 3456 7890", "[nomor telepon]"),
        ("+62 812.3456.7890", "[nomor telepon]"),
        ("+62 (0) 812-3456-7890", "[nomor telepon]"),
        ("62812345678", "[nomor telepon]"),
        ("saya di Malaysia +60 12-345 6789", "saya di Malaysia [nomor telepon]"),
        ("081234567890 1808041234560001", "[nomor telepon] [NIK]"),
        ("email Budi.S+x@mail.co.id, ya", "email [email], ya"),
        ("budi @ gmail.com", "[email]"),
        ("budi@gmail", "[email]"),
    ],
)
def test_personal_data_gives_way_to_a_label(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "WK-2026-000123",
        "WK-2026-081234 2026-11-25",
        "wk2026000123",
        "KS-2026-000012",
        "A-012",
        "antrean A-081 2026-11-25",
        "A 081 2026-11-25",
        "a012",
        "0000123456789012",
        "nomor 0812345678901234 sudah jadi?",
        "1012345678901234",
        "0000 1234 5678 9012",
        "0000/1234/5678/9012",
        "berlaku 12/03/2019 - 12/03/2024",
        "08/12/2026 08.00-15.00",
        "Rp1.500.000 atau rp 350000",
        "bayar 8.150.000.000",
        "tanggal 12-08-2026 jam 08.00-16.00",
        "PP 45/2024, foto 4x6, umur 17",
        "2026-11-25T04:44:21.123456Z",
        "kirim ke @imigrasi",
        "",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask(text) == text


@given(before=SIDES, after=SIDES, gap=GAPS, digits=DIGITS, province=st.integers(11, 97))
def test_no_nik_survives(before: str, after: str, gap: str, digits: str, province: int) -> None:
    nik = f"{province}{digits}"[:16]
    for sizes in ((), (4, 4, 4), (6, 6), (2, 2, 2, 6), (1,) * 15):
        assert not leaks(mask(f"x{before}{grouped(nik, gap, sizes)}{after}x"), nik)


@given(before=SIDES, after=SIDES, gap=GAPS, digits=DIGITS, first=st.sampled_from(["4", "51", "54", "34", "62"]))
def test_no_card_survives(before: str, after: str, gap: str, digits: str, first: str) -> None:
    card = f"{first}{digits}"[:16]
    assert not leaks(mask(f"{before}{grouped(card, gap, (4, 4, 4))}{after}"), card)


@given(
    before=SIDES,
    after=SIDES,
    gap=GAPS,
    prefix=st.sampled_from(["0", "62", "+62", "+62 ", "(0", "62-0", "+62 (0)"]),
    second=st.sampled_from("12356789"),
    digits=DIGITS,
    length=st.integers(10, 12),
)
def test_no_phone_survives(
    before: str, after: str, gap: str, prefix: str, second: str, digits: str, length: int
) -> None:
    number = f"8{second}{digits}"[:length]
    for sizes in ((), (3, 4), (2, 4), (3, 3), (1,) * (length - 1)):
        assert not leaks(mask(f"{before}{prefix}{grouped(number, gap, sizes)}{after}"), number)


@given(before=SIDES, after=SIDES, letter=st.sampled_from("ABCEXYabcexy"), gap=GAPS, digits=DIGITS)
def test_no_passport_survives(before: str, after: str, letter: str, gap: str, digits: str) -> None:
    number = digits[:7]
    lead = before or "paspor "
    lead = lead if not lead[-1].isalnum() else f"{lead} "
    assert not leaks(mask(f"{lead}{letter}{gap}{number}{after}"), number)


@given(
    before=SIDES,
    after=SIDES,
    name=st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._+-]{2,20}", fullmatch=True),
    at=st.sampled_from(["@", " @", "@ ", " @ "]),
    domain=st.from_regex(r"[a-z0-9]{1,10}(-[a-z]{1,5})?(\.[a-z]{2,6}){1,2}", fullmatch=True),
)
def test_no_address_survives(before: str, after: str, name: str, at: str, domain: str) -> None:
    masked = mask(f"{before}{name}{at}{domain}{after}")
    assert "@" not in masked
    assert f"{name}{at}" not in masked
    assert domain not in masked


@given(before=SIDES, after=SIDES, letter=st.sampled_from("ABCDEXZabz"), number=st.integers(0, 999))
def test_every_ticket_survives(before: str, after: str, letter: str, number: int) -> None:
    for ticket in (f"{letter}-{number:03d}", f"{letter}{number:03d}", f"{letter} {number:03d}"):
        assert ticket in mask(f"antrean {before}{ticket}{after}")


@given(before=SIDES, after=SIDES, year=st.integers(2020, 2040), number=st.integers(0, 999_999))
def test_every_application_number_survives(before: str, after: str, year: int, number: int) -> None:
    for code in (f"WK-{year}-{number:06d}", f"wk{year}{number:06d}"):
        assert code in mask(f"permohonan {before}{code}{after}")


@given(before=SIDES, after=SIDES, first=st.sampled_from(["0", "10", "98", "99"]), digits=DIGITS)
def test_every_sixteen_digit_application_number_survives(before: str, after: str, first: str, digits: str) -> None:
    number = f"{first}{digits}"[:16]
    assert number in mask(f"permohonan {before}{number}{after}")


@given(st.uuids())
def test_every_request_id_survives(identity: UUID) -> None:
    assert mask(f"request {identity} done") == f"request {identity} done"


PIECES = [
    "NIK 1808041234560001",
    "081234567890",
    "+62 812-3456-7890",
    "X1234567",
    "budi@mail.id",
    "A-012",
    "WK-2026-000123",
]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from([" ", ", ", "\n", " dan "]))
def test_masking_twice_changes_nothing_more(pieces: list[str], gap: str) -> None:
    once = mask(gap.join(pieces))
    assert mask(once) == once
    assert once.count("[") == sum(piece not in ("A-012", "WK-2026-000123") for piece in pieces)


@pytest.mark.parametrize("piece", ["a.", "1 ", "a@", "0812 ", "+", "nik ", "(", " ", "a.@", "1.", "x@ a."])
def test_a_long_message_is_masked_in_no_time(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("nik 1871012345670001, ktp: 1871 0123 4567 0002", {"[NIK]"}),
        ("X1234567 dan 4111111111111111", {"[nomor paspor]", "[nomor kartu]"}),
        ("hp 081234567890, email a@contoh.id", {"[nomor telepon]", "[email]"}),
        ("antrean A-081, permohonan 1000123456789012, WK-2026-081234", set()),
    ],
)
def test_what_was_hidden_is_known(text: str, labels: set[str]) -> None:
    assert hidden(text) == labels
    assert all(label in mask(text) for label in labels)
