import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.settings import ROOT
from knowledge_base.check import check, check_directory
from knowledge_base.content import Content
from knowledge_base.files import load_content
from knowledge_base.rules.texts import LITERALS

Edit = Callable[[str, str, str], None]
DOCUMENT = "documents/paspor-hilang.md"
FEES = "facts/fees.yml"
STORY = "Tas saya hanyut kemarin, harus ke mana dulu?"


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in check(load_content(folder))]


def test_good_content_has_no_findings(content: Content) -> None:
    assert check(content) == []


def test_what_cannot_be_read_is_a_finding(folder: Path, edit: Edit) -> None:
    assert check_directory(folder) == []
    edit(DOCUMENT, "owner: tim-konten\n", "")
    assert [finding.code for finding in check_directory(folder)] == ["missing_key"]


FINDINGS = [
    (DOCUMENT, "{{ office.name }}", "{{ office.nam }}", "unresolved_reference"),
    ("messages/id.yml", "{{ fee.passport }}", "{{ fee.pasport }}", "unresolved_reference"),
    (DOCUMENT, "Lapor dulu", "Bayar Rp950.000, lapor dulu", "literal_money"),
    (DOCUMENT, "Lapor dulu", "Telepon 0812-3456-7890, lapor dulu", "literal_phone"),
    (DOCUMENT, "Lapor dulu", "Dalam 3 hari lapor dulu", "literal_duration"),
    (DOCUMENT, "Lapor dulu", "Lapor " + "sekali " * 160, "section_too_long"),
    (DOCUMENT, "    sources: [s1]\n", "", "no_source"),
    (DOCUMENT, "https://example.go.id/tarif", "https://www.kantor-palsu.com/x", "banned_source"),
    (DOCUMENT, "Lapor dulu", "Buka [ini](http://kantor-palsu.com), lapor dulu", "banned_source"),
    (DOCUMENT, "verified_on: 2026-11-20", "verified_on: 2026-08-26", "overdue_review"),
    (DOCUMENT, "topics: [paspor_hilang]", "topics: [paspor_ilang]", "unknown_topic"),
    ("topics.txt", "sapaan assistant", "umrah", "unanswered_topic"),
    (FEES, "confidence: tinggi", "confidence: rendah", "unserved_fact"),
    (FEES, "valid_from: 2024-12-17, valid_to: null", "valid_from: 2026-12-17", "no_value_today"),
    ("messages/id.yml", "Berapa biaya paspor hilang?", "Berapa biaya paspor ketinggalan?", "chip_without_answer"),
    (DOCUMENT, STORY, "denda paspor hilang", "duplicate_question"),
    (DOCUMENT, STORY, "Berapa biaya paspor hilangg", "duplicate_question"),
]


@pytest.mark.parametrize(("name", "old", "new", "code"), FINDINGS)
def test_each_problem_is_found_where_it_is(
    *, folder: Path, edit: Edit, name: str, old: str, new: str, code: str
) -> None:
    edit(name, old, new)
    found = check(load_content(folder))
    assert {finding.code for finding in found} == {code}
    assert found[0].file.endswith((name, DOCUMENT))
    assert found[0].line > 1


def test_a_literal_is_reported_at_its_own_line(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Jumlahnya {{", "Baris.\n\nJumlah Rp5 {{")
    (found,) = check(load_content(folder))
    lines = (folder / DOCUMENT).read_text("utf-8").splitlines()
    assert "Rp5" in lines[found.line - 1]
    assert str(found).startswith(f"{DOCUMENT}:{found.line}: literal_money: 'Rp5' in fee")


def test_a_document_without_questions_is_found(folder: Path) -> None:
    path = folder / DOCUMENT
    lines = path.read_text("utf-8").splitlines(keepends=True)
    dropped = ("questions", "id:\n", "clean", "slang", "en:", "id: {")
    kept = [line for line in lines if not line.lstrip().startswith(dropped)]
    path.write_text("".join(kept), "utf-8")
    assert codes(folder) == ["no_questions", "chip_without_answer"]


def test_other_subjects_need_no_source(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "kind: answer", "kind: out_of_scope")
    edit(DOCUMENT, "    sources: [s1]\n", "")
    assert codes(folder) == []


def test_a_null_of_low_confidence_may_be_shown(folder: Path, edit: Edit) -> None:
    edit(FEES, "value: 1000000", "value: null")
    edit(FEES, "confidence: tinggi", "confidence: rendah")
    assert codes(folder) == ["unasked_unknown"]


TWINS = [
    ("Biaya beban paspor hilang", "F08-99", "IDR", "950000", ["conflicting_facts"]),
    ("hilang: biaya beban PASPOR", "F08-99", "IDR", "950000", ["conflicting_facts"]),
    ("Biaya beban paspor hilang", "F08-99", "IDR", "null", ["conflicting_facts", "unasked_unknown"]),
    ("Biaya beban paspor hilang", "F08-99", "IDR", "1000000", ["duplicate_fact"]),
    ("Biaya beban paspor hilang per buku", "F08-07", "IDR", "950000", ["conflicting_facts"]),
    ("Biaya beban", "F08-07", "IDR", "950000", ["conflicting_facts"]),
    ("Biaya beban paspor hilang per buku", "F08-99", "IDR", "950000", []),
    ("Biaya beban paspor rusak", "F08-07", "IDR", "950000", []),
]


@pytest.mark.parametrize(("label", "source", "unit", "value", "expected"), TWINS)
def test_two_facts_about_one_thing_are_found(
    *, folder: Path, label: str, source: str, unit: str, value: str, expected: list[str]
) -> None:
    (folder / "facts/more.yml").write_text(TWIN.format(label=label, source=source, unit=unit, value=value), "utf-8")
    found = check(load_content(folder))
    assert [finding.code for finding in found] == expected
    assert {finding.file for finding in found} <= {"facts/more.yml"}
    assert {(f.line) for f in found if f.code != "unasked_unknown"} <= {1}


def test_facts_that_part_ways_later_contradict_each_other(folder: Path) -> None:
    twin = TWIN.format(label="Biaya beban paspor hilang", source="F08-99", unit="IDR", value="1000000")
    twin = twin.replace("valid_from: null", "valid_to: 2026-12-31}, {value: 5, valid_from: 2027-01-01")
    (folder / "facts/more.yml").write_text(twin, "utf-8")
    (found,) = check(load_content(folder))
    assert found.code == "conflicting_facts"
    assert "facts/fees.yml:2" in found.message and "5 and 1000000 on 2027-01-01" in found.message


TWIN = """fee.twin:
  kind: money
  label: "{label}"
  unit: {unit}
  values: [{{value: {value}, valid_from: null}}]
  source: {{title: "PP 45/2024", url: null, date: null, facts: [{source}]}}
  confidence: tinggi
  verified_on: 2026-11-25
"""


def test_a_doubtful_value_is_shown_with_a_word_of_doubt(folder: Path, edit: Edit) -> None:
    edit(FEES, "confidence: tinggi", "confidence: sedang")
    (found,) = check(load_content(folder))
    assert (found.code, found.file) == ("no_confirmation_note", DOCUMENT)
    assert "fee shows fee.lost" in found.message
    edit(DOCUMENT, "di luar harga paspor", "di luar harga paspor (KONFIRMASI ke kantor)")
    assert codes(folder) == []


def test_a_warning_may_name_a_banned_site(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Lapor dulu", "Situs kantor-palsu.com bukan milik kantor. Lapor dulu")
    assert codes(folder) == []


def test_a_question_may_be_asked_twice_in_its_own_section(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, '"denda paspor ilang"', '"denda paspor ilang", "denda paspor hilang"')
    assert codes(folder) == []


ALLOWED = [
    "PP 45/2024",
    "UU Nomor 6 Tahun 2011",
    "Permenkumham 18 Tahun 2022",
    "satu hari",
    "halaman 2",
    "tahun 2009",
    "KUA 2 rangkap",
    "https://imigrasi.go.id/0812345678",
]
FORBIDDEN = [
    "Rp 50.000", "rp350000", "650 ribu", "1,5 juta", "25.000.000", "+62 812 3456 789",
    "0811-980-3737", "(0724) 21234", "17 tahun", "3\N{EN DASH}4 hari kerja", "24 jam", "60-hari",
    "2 years", "3 dina",
]  # fmt: skip


@pytest.mark.parametrize("text", ALLOWED)
def test_numbers_that_may_be_written(text: str) -> None:
    assert not [code for code, pattern in LITERALS.items() if pattern.search(text)]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_numbers_that_must_be_facts(text: str) -> None:
    assert [code for code, pattern in LITERALS.items() if pattern.search(text)]


def test_the_office_content_is_clean() -> None:
    directory = ROOT / "knowledge_base" / "content"
    content = load_content(directory, dt.datetime.now(ZoneInfo("Asia/Jakarta")).date())
    # Reviews fall due as time passes; that must not break the suite.
    day = max(document.verified_on for document in content.documents)
    assert not check(content, day), "\n".join(map(str, check(content, day)))
