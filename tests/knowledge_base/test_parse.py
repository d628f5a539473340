import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base import files
from knowledge_base.content import Content
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError, Finding

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[Finding]]
DOCUMENT = "documents/paspor-hilang.md"
FEES = "facts/fees.yml"


def line_of(folder: Path, name: str, text: str) -> int:
    lines = (folder / name).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if text in line)


def test_document_is_read(content: Content) -> None:
    document = content.documents[0]
    assert document.id == "paspor-hilang"
    assert document.sources[1].date == dt.date(2011, 5, 5)
    assert [section.id for section in document.sections] == ["fee", "steps"]
    assert document.sections[0].body.startswith("Paspor hilang kena")
    assert [(q.language, q.style) for q in document.sections[0].questions] == [
        ("id", "clean"),
        ("id", "slang"),
        ("id", "slang"),
        ("en", "clean"),
    ]


def test_facts_messages_and_lists_are_read(content: Content) -> None:
    assert content.facts["fee.lost"].values[0].value == 1000000
    assert content.messages["en"].entries["greeting.hello"].startswith("Hello")  # type: ignore[union-attr]
    assert content.messages["id"].entries["chips"][0]["title"] == "Biaya {{ fee.passport }}"  # type: ignore[index]
    assert content.word_list("topics.txt")[-1] == "sapaan assistant"
    assert content.word_list("nothing.txt") == ()


def test_lines_point_into_the_file(folder: Path, content: Content) -> None:
    item = next(item for item in content.items if item.key == "paspor-hilang")
    assert item.line("sections", 0, "body") == line_of(folder, DOCUMENT, "Paspor hilang kena")
    assert item.line("sections", 1, "questions", 0) == line_of(folder, DOCUMENT, "Tas saya")
    assert item.line("sections", 0, "questions", 3) == line_of(folder, DOCUMENT, "How much")
    fact = next(item for item in content.items if item.key == "fee.passport")
    assert fact.line() == line_of(folder, FEES, "fee.passport:")
    assert fact.line("planned", 0) == line_of(folder, FEES, "Baru rencana")


def test_a_block_holds_the_comments_before_it(content: Content) -> None:
    sources = [item.source for item in content.items if item.path == FEES]
    assert sources[0].startswith("# Tarif\nfee.lost:")
    assert sources[2].startswith("office.name:")


def test_windows_files_are_normalised(folder: Path, content: Content) -> None:
    path = folder / DOCUMENT
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_content(folder) == content


BAD_DOCUMENTS = [
    ("id: paspor-hilang", "id: paspor-rusak", "file_name", "id: paspor-rusak"),
    ("title: Paspor hilang", "titel: Paspor hilang", "unknown_key", "titel: "),
    ("owner: tim-konten\n", "", "missing_key", "id: paspor-hilang"),
    ("facet: fee", "facet: prices", "enum", "facet: prices"),
    ("service: paspor", "service: sim", "literal_error", "service: sim"),
    ("verified_on: 2026-11-20", "verified_on: 2026-11-26", "future_date", "verified_on: "),
    ("verified_on: 2026-11-20", "verified_on: 20261120", "invalid_date", "verified_on: "),
    ("verified_on: 2026-11-20", "verified_on: 2026-13-20", "invalid_yaml", "verified_on: "),
    ("sources: [s2, s1]", "sources: [s9]", "unknown_source", "sources: [s9]"),
    ("id: s2,", "id: s1,", "repeated_id", "sources:"),
    ("  - id: steps", "  - id: fee", "repeated_id", "  - id: fee"),
    ("topics: [paspor_hilang]", "topics: []", "too_short", "topics: []"),
    ("clean: [", "shouted: [", "literal_error", "shouted: ["),
    ('["paspor ilang bayar brp min", "denda paspor ilang"]', "[]", "no_questions", "slang: []"),
    ('{clean: ["How much is a lost passport?"]}', "{}", "no_questions", "en: {}"),
    ('"Berapa biaya paspor hilang?"', '" "', "string_too_short", 'clean: [" "]'),
    ("title: Langkah paspor hilang", "title:", "string_type", "    title:"),
    ("conditions: [hilang]", "conditions: [hilang", "invalid_yaml", "owner: "),
    ("conditions: [hilang]", "conditions: &a [hilang, *a]", "invalid_yaml", "conditions: "),
    ("conditions: [hilang]", "owner: lain", "invalid_yaml", "owner: tim-konten"),
    ("conditions: [hilang]", "? [a]\n: b", "invalid_yaml", "? [a]"),
    ("kind: answer", "kind: answer\n\x00", "invalid_yaml", "\x00"),
    ("## steps", "## step", "unknown_section", "## step"),
    ("## steps", "## fee", "repeated_id", "## fee"),
    ("## fee\n", "Text.\n\n## fee\n", "text_outside_section", "Text."),
    ("    facet: fee", "    facet: fee\n    body: Text", "unknown_key", "body: Text"),
    ("---\nid", "id", "no_front_matter", "id: "),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "at"), BAD_DOCUMENTS)
def test_bad_documents_are_refused_at_their_line(
    *, folder: Path, edit: Edit, problems: Problems, old: str, new: str, code: str, at: str
) -> None:
    edit(DOCUMENT, old, new)
    found = [finding for finding in problems() if finding.code == code]
    assert found, problems()
    assert found[0].file == DOCUMENT
    lines = (folder / DOCUMENT).read_text("utf-8").split("\n")
    near = lines[max(0, found[0].line - 2) : found[0].line + 1]
    assert any(at in line for line in near), found


def test_a_section_without_text_is_refused(edit: Edit, problems: Problems) -> None:
    edit(DOCUMENT, "Lapor dulu ke polisi, lalu datang ke {{ office.name }}.\n", "")
    assert [finding.code for finding in problems()] == ["no_body"]


def test_a_section_without_heading_is_refused(edit: Edit, problems: Problems) -> None:
    edit(DOCUMENT, "## steps\n\n", "")
    assert [finding.code for finding in problems()] == ["no_body"]


BAD_FACTS = [
    ("unit: IDR", "unit: null", "no_unit", "unit: null"),
    ("unit: IDR", "unit: USD", "wrong_unit", "unit: USD"),
    (
        "valid_to: 2024-12-16",
        "valid_to: 2024-12-17",
        "overlapping_values",
        "valid_from: 2024-12-17",
    ),
    ("valid_from: 2019-01-01", "valid_from: 2025-01-01", "validity_order", "2025-01-01"),
    ("effective_on: 2027-01-01", "effective_on: 2026-11-24", "planned_past", "2026-11-24"),
    ("announced_on: 2026-08-12", "announced_on: 2026-12-12", "future_date", "2026-12-12"),
    ("value: 950000", 'value: "950000"', "wrong_value", '"950000"'),
    ("value: 950000", "value: 950000.5", "int_type", "950000.5"),
    ("value: 950000", "value: -1", "greater_than_equal", "value: -1"),
    ("value: 950000", "value: [3, 2]", "wrong_value", "[3, 2]"),
    ('value: "Kantor Contoh"', 'value: "{{ office.name }}"', "wrong_value", "{{ office.name }}"),
    ('value: "Kantor Contoh"', "value: 12", "wrong_value", "value: 12"),
    ('value: "Kantor Contoh"', 'value: "17 Desember 2024"', "date_as_text", "17 Desember 2024"),
    ('value: "Kantor Contoh"', "value: 2024-12-17", "date_as_text", "2024-12-17"),
    ("kind: text", "kind: date", "wrong_value", "Kantor Contoh"),
    ("kind: money", "kind: price", "literal_error", "kind: price"),
    ("kind: money", "kind: money\n  colour: red", "unknown_key", "colour: red"),
    ("kind: money", "kind: money\n  key: fee.other", "unknown_key", "key: fee.other"),
    ("office.name:", "fee.lost:", "invalid_yaml", "fee.lost:"),
    ("office.name:", "office:", "invalid_key", "office:"),
    ("office.name:", "office.note: none\noffice.name:", "model_type", "office.note: none"),
]


@pytest.mark.parametrize(("old", "new", "code", "at"), BAD_FACTS)
def test_bad_facts_are_refused_at_their_line(
    *, folder: Path, edit: Edit, problems: Problems, old: str, new: str, code: str, at: str
) -> None:
    edit(FEES, old, new)
    found = [finding for finding in problems() if finding.code == code]
    assert found, problems()
    assert at in (folder / FEES).read_text("utf-8").splitlines()[found[0].line - 1]


def test_every_problem_of_every_file_is_reported(edit: Edit, problems: Problems) -> None:
    edit(DOCUMENT, "owner: tim-konten\n", "")
    edit(FEES, "unit: IDR", "unit: null")
    edit(FEES, "value: 950000", "value: yes")
    edit("messages/id.yml", "chips:", "Chips:")
    found = problems()
    assert {finding.file for finding in found} == {DOCUMENT, FEES, "messages/id.yml"}
    assert {finding.code for finding in found} >= {"missing_key", "no_unit", "int_type"}


def test_a_file_that_is_not_utf8_is_refused(folder: Path, problems: Problems) -> None:
    path = folder / DOCUMENT
    path.write_bytes(path.read_bytes().replace(b"tim-konten", b"tim-\xff"))
    (found,) = problems()
    assert (found.code, found.line) == ("invalid_utf8", 8)


def test_a_large_file_is_refused_without_reading_it_all(folder: Path, problems: Problems) -> None:
    (folder / "documents/besar.md").write_bytes(b"x" * 10_000_000)
    assert [finding.code for finding in problems()] == ["file_too_large"]


def test_a_file_deleted_meanwhile_is_reported(
    folder: Path, problems: Problems, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = folder / "documents/hilang.md"
    monkeypatch.setattr(files, "_files", lambda _: iter([gone]))
    (found,) = problems()
    assert (found.file, found.code) == ("documents/hilang.md", "unreadable_file")


def test_one_key_in_two_files_is_refused(folder: Path, problems: Problems) -> None:
    text = (folder / FEES).read_text("utf-8")
    (folder / "facts/more.yml").write_text(text.partition("# Harga")[0], "utf-8")
    (found,) = problems()
    assert (found.code, found.file, found.line) == ("repeated_key", "facts/more.yml", 2)


@pytest.mark.parametrize("name", ["documents/catatan.txt", "facts/fees.yaml"])
def test_files_that_nobody_would_read_are_reported(folder: Path, problems: Problems, name: str) -> None:
    (folder / name).write_text("x")
    assert [(f.file, f.code) for f in problems()] == [(name, "unexpected_file")]


def test_hidden_files_are_left_alone(folder: Path, content: Content) -> None:
    (folder / "documents/.swp").write_text("x")
    assert load_content(folder) == content


def test_a_directory_without_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no_content"):
        load_content(tmp_path)


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000, "a: " + "[" * 900, "", "- a\n"])
def test_yaml_that_is_no_mapping_is_refused(folder: Path, problems: Problems, text: str) -> None:
    (folder / FEES).write_text(text, "utf-8")
    assert {finding.code for finding in problems()} == {"invalid_yaml"}
