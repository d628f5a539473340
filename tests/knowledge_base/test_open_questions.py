"""Open questions: the file, the rules, the command and the content team's own list."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core.settings import ROOT
from knowledge_base.check import check, check_directory
from knowledge_base.content import ItemKind
from knowledge_base.files import load_content
from knowledge_base.findings import Finding
from knowledge_base.imports import apply_import, seed
from knowledge_base.store import current_release, export

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[Finding]]
TODAY = dt.date(2026, 11, 25)
DOCUMENT = "documents/paspor-hilang.md"
FEES = "facts/fees.yml"
NAME = "open_questions.yml"

QUESTIONS = """# What nobody has told us
nama-kantor:
  question: "Apa nama kantor?"
  why: "Warga harus tahu ke mana."
  who: "Kantor"
  topics: [paspor_hilang]
  sections: [paspor-hilang#steps]
  facts: [office.name]
  asked_on: 2026-11-25
  source: office

surat-polisi:
  question: "Berapa lama surat polisi berlaku?"
  why: "Warga menunda."
  who: "Polres"
  topics: [paspor_hilang, biaya_paspor]
  sections: [paspor-hilang#fee]
  asked_on: 2026-11-20
  source: 03-penggantian
"""


@pytest.fixture(autouse=True)
def asked(folder: Path, edit: Edit) -> None:
    """The small office does not know its name, nor how long a letter is valid, and says so."""
    (folder / NAME).write_text(QUESTIONS, "utf-8")
    edit(FEES, 'value: "Kantor Contoh"', "value: null")
    edit(DOCUMENT, "Jumlahnya", "Surat polisi belum ada keterangannya. Jumlahnya")


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in check(load_content(folder))]


def line_of(folder: Path, text: str) -> int:
    lines = (folder / NAME).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if text in line)


def test_open_questions_are_read(folder: Path) -> None:
    content = load_content(folder)
    first, second = content.open_questions
    assert (first.id, first.facts, first.asked_on) == ("nama-kantor", ("office.name",), TODAY)
    assert second.sections == ("paspor-hilang#fee",) and second.facts == ()
    items = [item for item in content.items if item.kind is ItemKind.OPEN_QUESTION]
    assert [item.name for item in items] == ["open_question/nama-kantor", "open_question/surat-polisi"]
    assert "".join(item.source for item in items) == QUESTIONS
    assert check(content) == []


BAD = [
    ('who: "Kantor"', "who:", "string_type", "who:"),
    ('  why: "Warga menunda."\n', "", "missing_key", "surat-polisi:"),
    ("asked_on: 2026-11-20", "asked_on: 2026-12-24", "future_date", "asked_on: 2026-12-24"),
    ("asked_on: 2026-11-20", "asked_on: kemarin", "date_from_datetime_parsing", "asked_on: kemarin"),
    ("sections: [paspor-hilang#fee]", "sections: [paspor-hilang]", "string_pattern_mismatch", "[paspor-hilang]"),
    ("sections: [paspor-hilang#fee]", "sections: []", "too_short", "sections: []"),
    ("topics: [paspor_hilang]", "topics: []", "too_short", "topics: []"),
    ("facts: [office.name]", "facts: [Office]", "string_pattern_mismatch", "[Office]"),
    ("source: office", "source: office\n  urgent: true", "unknown_key", "urgent: true"),
    ("source: office", "source: office\n  id: other", "unknown_key", "id: other"),
    ("surat-polisi:", "Surat Polisi:", "string_pattern_mismatch", "Surat Polisi:"),
    ("surat-polisi:", "nama-kantor:", "invalid_yaml", "nama-kantor:"),
    ("surat-polisi:", "catatan: teks\nsurat-polisi:", "model_type", "catatan: teks"),
    ("topics: [paspor_hilang]", "topics: [paspor_hilang", "invalid_yaml", "sections"),
]


@pytest.mark.parametrize(("old", "new", "code", "at"), BAD)
def test_bad_open_questions_are_refused_at_their_line(
    *, folder: Path, edit: Edit, problems: Problems, old: str, new: str, code: str, at: str
) -> None:
    edit(NAME, old, new)
    found = [finding for finding in problems() if finding.code == code]
    assert found, problems()
    assert found[0].file == NAME
    lines = (folder / NAME).read_text("utf-8").splitlines()
    assert any(at in line for line in lines[max(0, found[0].line - 2) : found[0].line + 1]), found


def test_bytes_that_are_no_text_or_too_many_are_refused(folder: Path, problems: Problems) -> None:
    path = folder / NAME
    path.write_bytes(path.read_bytes().replace(b"Polres", b"Polr\xe9s"))
    assert [(f.file, f.line, f.code) for f in problems()] == [(NAME, 15, "invalid_utf8")]
    path.write_bytes(b"x" * 10_000_000)
    assert [(f.file, f.line, f.code) for f in problems()] == [(NAME, 1, "file_too_large")]


def test_windows_line_ends_change_nothing(folder: Path) -> None:
    content = load_content(folder)
    path = folder / NAME
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_content(folder) == content


@pytest.mark.parametrize("name", ["questions.yml", "open_questions.yaml", "open_questions/a.yml"])
def test_other_names_are_not_read_or_refused(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    (folder / NAME).rename(path)
    if name == "questions.yml":
        assert [finding.code for finding in check_directory(folder)] == ["unexpected_file"]
    else:
        assert load_content(folder).open_questions == ()


FINDINGS = [
    ("topics: [paspor_hilang]", "topics: [paspor_ilang]", "unknown_topic", "topics: [paspor_ilang]"),
    ("sections: [paspor-hilang#fee]", "sections: [paspor-hilang#fees]", "unknown_section", "#fees"),
    ("facts: [office.name]", "facts: [office.name, office.fax]", "unknown_fact", "office.fax"),
]


@pytest.mark.parametrize(("old", "new", "code", "at"), FINDINGS)
def test_each_problem_is_found_where_it_is(*, folder: Path, edit: Edit, old: str, new: str, code: str, at: str) -> None:
    edit(NAME, old, new)
    (found,) = check(load_content(folder))
    assert (found.code, found.file, found.line) == (code, NAME, line_of(folder, at))


def test_an_answered_question_is_to_be_closed(folder: Path, edit: Edit) -> None:
    edit(FEES, "values: [{value: null", 'values: [{value: "Kantor Baru"')
    found = check(load_content(folder))
    assert [(f.code, f.line) for f in found] == [
        ("not_said_unknown", line_of(folder, "sections: [paspor-hilang#steps]")),
        ("answered_question", line_of(folder, "facts: [office.name]")),
    ]


def test_an_unknown_nobody_asks_about_is_found_at_the_fact(folder: Path, edit: Edit) -> None:
    edit(NAME, "  facts: [office.name]\n", "")
    (found,) = check(load_content(folder))
    assert (found.code, found.file) == ("unasked_unknown", FEES)
    assert "office.name" in found.message


def test_a_section_must_say_that_it_is_not_known(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Surat polisi belum ada keterangannya. ", "")
    (found,) = check(load_content(folder))
    assert (found.code, found.line) == ("not_said_unknown", line_of(folder, "sections: [paspor-hilang#fee]"))


def test_open_questions_survive_a_round_trip(engine: Engine, folder: Path, edit: Edit, tmp_path: Path) -> None:
    seed(engine, load_content(folder))
    edit(NAME, "Warga menunda.", "Warga menunda berangkat.")
    plan = apply_import(engine, load_content(folder))
    assert [change.name for change in plan.changes if change.status == "changed"] == ["open_question/surat-polisi"]
    export(engine, tmp_path / "out")
    assert (tmp_path / "out" / NAME).read_bytes() == (folder / NAME).read_bytes()


def test_filling_in_a_fact_is_published_before_its_question_is_closed(engine: Engine, folder: Path, edit: Edit) -> None:
    seed(engine, load_content(folder))
    edit(FEES, "values: [{value: null", 'values: [{value: "Kantor Baru"')
    edit(DOCUMENT, "Lapor dulu", "Syaratnya belum semua ada. Lapor dulu")
    assert "answered_question" in codes(folder)
    assert apply_import(engine, load_content(folder)).release == 2
    assert "Kantor Baru" in current_release(engine).sections[1].text


def test_the_office_asks_about_everything_it_does_not_know() -> None:
    content = load_content(ROOT / "knowledge_base" / "content", TODAY)
    unknown = {key for key, fact in content.facts.items() if fact.value_on(TODAY) is None}
    asked = {key for question in content.open_questions for key in question.facts}
    assert unknown and unknown == asked
    assert {question.source for question in content.open_questions} == {
        "01-paspor-baru-dewasa", "02-paspor-anak", "03-penggantian-hilang-rusak", "04-beda-data-nama-haji",
        "05-pmi-pelaut-splp-ln", "06-m-paspor", "08-tarif-pnbp", "09-wna", "10-antrean", "11-pengaduan-tppo",
        "office", "conflicts",
    }  # fmt: skip
