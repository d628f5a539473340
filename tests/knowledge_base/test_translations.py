"""Translations: files, stamping, rules, coverage, and what a release carries of them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core.settings import ROOT
from knowledge_base import files
from knowledge_base.check import check
from knowledge_base.content import Content, ItemKind
from knowledge_base.coverage import coverage, most_asked
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError, Finding
from knowledge_base.imports import apply_import, seed
from knowledge_base.published import render_sections
from knowledge_base.stamp import stamp
from knowledge_base.store import current_release, export
from knowledge_base.translation import digest

Edit = Callable[[str, str, str], None]
Problems = Callable[[], list[Finding]]
TODAY = dt.date(2026, 11, 25)
DOCUMENT = "documents/paspor-hilang.md"
ENGLISH = "translations/en/paspor-hilang.md"
JAVANESE = "translations/jv/paspor-hilang.md"

TRANSLATION = """---
document: paspor-hilang
language: en
title: Lost passport
translator: tim-konten
reviewed_by: null
reviewed_on: null
sections:
  - {id: fee, title: "Fee for a lost passport", original: "000000000000"}  # looked at twice
  - id: steps
    title: "What to do"
    original: '000000000000'
---

## fee

A lost passport costs **{{ fee.lost }}** on top of the passport.

Together {{ fee.lost + fee.passport }}.

## steps

First report it to the police, then come to {{ office.name }}.
"""
IN_JAVANESE = """---
document: paspor-hilang
language: jv
title: Paspor ilang
translator: tim-konten
reviewed_by: Bu Sri
reviewed_on: 2026-11-24
sections:
  - {id: steps, title: "Langkah", original: "000000000000"}
---

## steps

Lapor dhisik neng polisi,
lalu teka neng {{ office.name }}.
"""
UNREVIEWED = "translation.unreviewed: Nobody has checked this.\n"


@pytest.fixture(autouse=True)
def translated(folder: Path) -> Path:
    """The small office with its document in English, and half of it in Javanese."""
    more = {
        ENGLISH: TRANSLATION,
        JAVANESE: IN_JAVANESE,
        "messages/en.yml": (folder / "messages/en.yml").read_text("utf-8") + UNREVIEWED,
        "messages/jv.yml": "translation.unreviewed: Durung dicek.\n",
        "attested/jv.txt": "# words\ndhisik\nneng\nteka\nilang\n",
    }
    for name, text in more.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for language in ("en", "jv"):
        stamp(folder, language, "paspor-hilang", [], TODAY)
    return folder


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in check(load_content(folder))]


def line_of(folder: Path, name: str, text: str) -> int:
    lines = (folder / name).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if text in line)


def test_a_translation_is_read(folder: Path) -> None:
    content = load_content(folder)
    english, javanese = content.translations["paspor-hilang"]
    assert (english.language, english.title, english.reviewed) == ("en", "Lost passport", False)
    assert english.sections[1].body == "First report it to the police, then come to {{ office.name }}."
    assert (javanese.reviewed, javanese.reviewed_on) == (True, dt.date(2026, 11, 24))
    item = next(item for item in content.items if item.path == ENGLISH)
    assert (item.name, item.kind) == ("translation/en/paspor-hilang", ItemKind.TRANSLATION)
    assert item.line("sections", 1, "body") == line_of(folder, ENGLISH, "First report")


def test_the_digest_is_of_title_and_text_without_what_facts_say(folder: Path, edit: Edit) -> None:
    before = digest(load_content(folder).sections["paspor-hilang#steps"])
    edit("facts/fees.yml", "Kantor Contoh", "Kantor Lain")
    assert digest(load_content(folder).sections["paspor-hilang#steps"]) == before
    edit(DOCUMENT, "title: Langkah paspor hilang", "title: Langkahnya")
    assert digest(load_content(folder).sections["paspor-hilang#steps"]) != before


BAD = [
    ("document: paspor-hilang", "document: paspor-rusak", "file_name", "document: "),
    ("language: en", "language: su", "file_name", "language: "),
    ("language: en", "language: English", "string_pattern_mismatch", "language: "),
    ("title: Lost passport", "titel: Lost passport", "unknown_key", "titel: "),
    ("translator: tim-konten\n", "", "missing_key", "document: "),
    ("reviewed_by: null", "reviewed_by: Ann", "half_reviewed", "reviewed_by: "),
    ("reviewed_on: null", "reviewed_on: 2027-01-01", "future_date", "reviewed_on: "),
    ("id: steps", "id: fee", "repeated_id", "id: fee"),
    ('"What to do"\n', '"What to do"\n    facet: steps\n', "unknown_key", "facet: steps"),
    ("## steps", "## step", "unknown_section", "## step"),
    ("## steps", "## fee", "repeated_id", "## fee"),
    ("## fee\n", "Text.\n\n## fee\n", "text_outside_section", "Text."),
    ("title: Lost passport", "title: Lost passport: how", "invalid_yaml", "title: Lost"),
    ("title: Lost passport", "title: &a x\ntranslator: *a", "invalid_yaml", "title: "),
    ("---\ndocument", "document", "no_front_matter", "document: "),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "at"), BAD)
def test_bad_translations_are_refused_at_their_line(
    *, folder: Path, edit: Edit, problems: Problems, old: str, new: str, code: str, at: str
) -> None:
    edit(ENGLISH, old, new)
    found = [finding for finding in problems() if finding.code == code]
    assert found, problems()
    assert found[0].file == ENGLISH
    near = (folder / ENGLISH).read_text("utf-8").splitlines()[max(0, found[0].line - 2) : found[0].line + 1]
    assert any(at in line for line in near), found


@pytest.mark.parametrize("value", ['"12345"', '"00000000000G"', "123456789012", "null"])
def test_a_digest_is_twelve_hexadecimal_digits_in_quotes(
    folder: Path, edit: Edit, problems: Problems, value: str
) -> None:
    written = load_content(folder).translations["paspor-hilang"][0].sections[0].original
    edit(ENGLISH, f'original: "{written}"', f"original: {value}")
    (found,) = problems()
    assert (found.file, found.line) == (ENGLISH, line_of(folder, ENGLISH, "id: fee"))


def test_a_translation_of_a_section_needs_text(edit: Edit, problems: Problems) -> None:
    edit(ENGLISH, "First report it to the police, then come to {{ office.name }}.\n", "")
    assert [finding.code for finding in problems()] == ["no_body"]


def test_a_translation_in_windows_spelling_is_the_same(folder: Path) -> None:
    content = load_content(folder)
    path = folder / ENGLISH
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_content(folder) == content


def test_a_translation_that_is_not_utf8_or_huge_is_refused(folder: Path, problems: Problems) -> None:
    (folder / ENGLISH).write_bytes(TRANSLATION.encode().replace(b"Lost", b"L\xffst"))
    (folder / JAVANESE).write_bytes(b"x" * 10_000_000)
    assert [(f.file, f.line, f.code) for f in problems()] == [
        (ENGLISH, 4, "invalid_utf8"),
        (JAVANESE, 1, "file_too_large"),
    ]


def test_a_translation_deleted_while_it_is_read_is_reported(
    folder: Path, problems: Problems, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = list(files._files(folder))
    (folder / JAVANESE).unlink()
    monkeypatch.setattr(files, "_files", lambda _: iter(listed))
    (found,) = problems()
    assert (found.file, found.code) == (JAVANESE, "unreadable_file")


@pytest.mark.parametrize("name", ["translations/en/notes.txt", "translations/paspor-hilang.md", "attested/jv.csv"])
def test_files_in_the_wrong_place_are_reported(folder: Path, problems: Problems, name: str) -> None:
    (folder / name).write_text(TRANSLATION if name.endswith(".md") else "x", "utf-8")
    assert [(f.file, f.code) for f in problems()][:1] in (
        [(name, "unexpected_file")],
        [(name, "file_name")],
    )


def test_good_translations_have_no_findings(folder: Path) -> None:
    assert check(load_content(folder)) == []


def test_stamping_changes_the_digests_and_no_other_byte(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    path = folder / ENGLISH
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    assert codes(folder) == ["stale_translation", "stale_translation"]
    old = load_content(folder).translations["paspor-hilang"][0].sections[1].original
    assert stamp(folder, "en", "paspor-hilang", ["steps"], TODAY) == ["steps"]
    new = digest(load_content(folder).sections["paspor-hilang#steps"])
    assert path.read_bytes() == before.replace(old.encode(), new.encode())
    assert stamp(folder, "en", "paspor-hilang", [], TODAY) == []
    assert codes(folder) == ["stale_translation"]


def test_only_the_sections_named_are_stamped(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Paspor hilang kena", "Paspor yang hilang kena")
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    assert stamp(folder, "en", "paspor-hilang", ["fee"], TODAY) == ["fee"]
    assert [section.stale(load_content(folder).sections[f"paspor-hilang#{section.id}"])
            for section in load_content(folder).translations["paspor-hilang"][0].sections] == [False, True]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "document", "sections", "code"),
    [
        ("su", "paspor-hilang", [], "unreadable_file"),
        ("en", "paspor-rusak", [], "unreadable_file"),
        ("en", "paspor-hilang", ["notes"], "unknown_section"),
    ],
)
def test_what_cannot_be_stamped_is_said(
    folder: Path, language: str, document: str, sections: list[str], code: str
) -> None:
    before = (folder / ENGLISH).read_bytes()
    with pytest.raises(ContentError) as caught:
        stamp(folder, language, document, sections, TODAY)
    assert [finding.code for finding in caught.value.findings] == [code]
    assert (folder / ENGLISH).read_bytes() == before


FINDINGS = [
    (ENGLISH, "come to {{ office.name }}", "come to us", "different_facts", "First report"),
    (ENGLISH, "{{ fee.lost + fee.passport }}", "{{ fee.lost }}, {{ fee.passport }}", "different_facts", "A lost"),
    (ENGLISH, "then come", "pay Rp950.000, then come", "literal_money", "pay Rp"),
    (ENGLISH, "then come", "pay IDR 950,000, then come", "literal_money", "pay IDR"),
    (ENGLISH, "then come", "pay 2 million, then come", "literal_money", "pay 2"),
    (ENGLISH, "then come", "wait 3 working days, then come", "literal_duration", "wait 3"),
    (ENGLISH, "then come", "call 0812-3456-7890, then come", "literal_phone", "call 08"),
    (ENGLISH, "then come", "then " + "really " * 140 + "come", "section_too_long", "First report"),
    (ENGLISH, "then come", "then visit https://kantor-palsu.com/x and come", "banned_source", "kantor-palsu"),
    (ENGLISH, "{{ fee.lost }}** on", "{{ fee.lots }}** on", "unresolved_reference", "A lost"),
    (JAVANESE, "lalu teka neng", "banjur teka neng", "unattested_word", "banjur"),
    (JAVANESE, 'title: "Langkah"', 'title: "Tindak-lampah"', "unattested_word", "Tindak-lampah"),
    (JAVANESE, "title: Paspor ilang", "title: Paspor musna", "unattested_word", "musna"),
    (JAVANESE, "Lapor dhisik", "Lapor 3 wulan dhisik", "literal_duration", "wulan"),
    (JAVANESE, "Lapor dhisik", "Bayar 50 ewu, lapor dhisik", "literal_money", "ewu"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "code", "at"), FINDINGS)
def test_each_problem_is_found_where_it_is(
    *, folder: Path, edit: Edit, name: str, old: str, new: str, code: str, at: str
) -> None:
    edit(name, old, new)
    found = [finding for finding in check(load_content(folder)) if finding.code == code]
    assert found, check(load_content(folder))
    assert (found[0].file, found[0].line) == (name, line_of(folder, name, at))


def test_a_word_of_the_original_or_of_the_list_is_attested(folder: Path, edit: Edit) -> None:
    edit(JAVANESE, "Lapor dhisik neng polisi", "Paspor-Hilang dhisik-dhisik, {{ fee.lost }}")
    found = [finding.message for finding in check(load_content(folder)) if finding.code == "unattested_word"]
    assert found == []
    (folder / "attested/jv.txt").unlink()
    found = [finding.message for finding in check(load_content(folder)) if finding.code == "unattested_word"]
    assert {message.split("'")[1] for message in found} == {"ilang", "dhisik-dhisik", "teka", "neng"}


def test_other_languages_are_free_in_their_words(folder: Path, edit: Edit) -> None:
    edit(ENGLISH, "First report it", "Forthwith report it")
    assert codes(folder) == []


def test_a_sign_of_doubt_is_asked_for_in_every_language(folder: Path, edit: Edit) -> None:
    edit("facts/fees.yml", "facts: [F08-07]}\n  confidence: tinggi", "facts: [F08-07]}\n  confidence: sedang")
    assert [(f.file, f.code) for f in check(load_content(folder))] == [
        (DOCUMENT, "no_confirmation_note"),
        (ENGLISH, "no_confirmation_note"),
    ]
    edit(DOCUMENT, "di luar harga paspor.", "di luar harga paspor (konfirmasi ke kantor).")
    edit(ENGLISH, "on top of the passport.", "on top of the passport (please confirm with the office).")
    stamp(folder, "en", "paspor-hilang", [], TODAY)
    assert codes(folder) == []


def test_what_was_translated_must_be_there(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "## fee", "## price")
    edit(DOCUMENT, "  - id: fee", "  - id: price")
    (found,) = check(load_content(folder))
    assert (found.code, found.file, found.line) == ("unknown_original", ENGLISH, line_of(folder, ENGLISH, "id: fee"))


def test_a_translation_of_an_unknown_document_is_found(folder: Path) -> None:
    other = TRANSLATION.replace("document: paspor-hilang", "document: paspor-rusak")
    (folder / "translations/en/paspor-rusak.md").write_text(other, "utf-8")
    found = check(load_content(folder))
    assert [(f.code, f.file, f.line) for f in found] == [("unknown_original", "translations/en/paspor-rusak.md", 2)]


def test_a_language_without_its_words_of_caution_is_not_written(folder: Path, edit: Edit) -> None:
    edit("messages/en.yml", UNREVIEWED, "")
    (found,) = check(load_content(folder))
    assert (found.code, found.file, found.line) == ("unwritten_language", ENGLISH, 3)


def test_coverage_counts_sections_and_documents(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Paspor hilang kena", "Paspor yang hilang kena")
    english, javanese, sundanese = coverage(load_content(folder), ["su"])
    assert english.language == "en" and english.everything == english.most_asked
    part = english.everything
    assert (part.documents, part.translated_documents, part.sections, part.translated) == (1, 1, 2, 2)
    assert (part.stale, part.reviewed, part.missing) == (1, 0, ())
    part = javanese.everything
    assert (part.translated_documents, part.translated, part.reviewed) == (0, 1, 1)
    assert part.missing == ("paspor-hilang#fee",)
    assert (sundanese.language, sundanese.everything.translated) == ("su", 0)


def test_documents_of_other_offices_are_not_counted(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "kind: answer", "kind: out_of_scope")
    assert {part.everything.documents for part in coverage(load_content(folder))} == {0}


def test_the_most_asked_documents_follow_the_list_of_topics(folder: Path) -> None:
    text = (folder / DOCUMENT).read_text("utf-8")
    for name, topic in (("umrah", "biaya_paspor"), ("haji", "unlisted")):
        other = text.replace("id: paspor-hilang", f"id: {name}").replace("paspor_hilang", topic)
        (folder / f"documents/{name}.md").write_text(other, "utf-8")
    content = load_content(folder)
    assert [document.id for document in most_asked(content)] == ["paspor-hilang", "haji", "umrah"]
    assert [document.id for document in most_asked(content, 1)] == ["paspor-hilang"]


def test_a_release_carries_translations_rendered_in_their_language(engine: Engine, folder: Path) -> None:
    seed(engine, load_content(folder))
    fee, steps = current_release(engine).sections
    english = fee.translations["en"]
    assert english.text.startswith("A lost passport costs **Rp1.000.000**")
    assert english.text.endswith("Together Rp1.950.000.")
    assert (english.title, english.reviewed, english.stale) == ("Fee for a lost passport", False, False)
    assert list(fee.translations) == ["en"]
    assert steps.translations["jv"].reviewed
    assert fee.text.startswith("Paspor hilang kena **Rp1.000.000**")


def test_a_changed_original_makes_its_translations_stale(folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    content = load_content(folder)
    fee, steps = render_sections(content, [1] * len(content.items), TODAY)
    assert not fee.translations["en"].stale
    assert [translation.stale for translation in steps.translations.values()] == [True, True]


def test_unit_words_follow_the_language(folder: Path, edit: Edit) -> None:
    edit("facts/fees.yml", "# Harga buku\n", LIMIT)
    for name in (DOCUMENT, ENGLISH, JAVANESE):
        edit(name, "{{ office.name }}.", "{{ office.name }} {{ limit.wait }} {{ date.start }}.")
    content = load_content(folder)
    _, steps = render_sections(content, [1] * len(content.items), TODAY)
    assert steps.text.endswith("2–3 hari kerja 17 Agustus 2024.")
    assert steps.translations["en"].text.endswith("2–3 working days 17 August 2024.")
    assert steps.translations["jv"].text.endswith("2–3 dina kerja 17 Agustus 2024.")


LIMIT = """# Batas
limit.wait:
  kind: duration
  label: Tunggu
  unit: hari kerja
  values: [{value: [2, 3]}]
  source: {title: "Kantor", url: null, date: null}
  confidence: tinggi
  verified_on: 2026-11-25
date.start:
  kind: date
  label: Mulai
  unit: null
  values: [{value: 2024-08-17}]
  source: {title: "Kantor", url: null, date: null}
  confidence: tinggi
  verified_on: 2026-11-25
"""


def test_translations_and_lists_survive_a_round_trip(engine: Engine, folder: Path, tmp_path: Path) -> None:
    seed(engine, load_content(folder))
    written = {path.relative_to(tmp_path / "out").as_posix() for path in export(engine, tmp_path / "out")}
    assert {ENGLISH, JAVANESE, "attested/jv.txt"} <= written
    for name in written:
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()
    assert load_content(tmp_path / "out").items == load_content(folder).items


def test_an_imported_translation_replaces_the_old_one(engine: Engine, folder: Path, edit: Edit) -> None:
    seed(engine, load_content(folder))
    edit(ENGLISH, "then come to", "after that come to")
    plan = apply_import(engine, load_content(folder))
    assert [change.name for change in plan.changes if change.status == "changed"] == ["translation/en/paspor-hilang"]
    steps = current_release(engine).sections[1]
    assert "after that come to Kantor Contoh" in steps.translations["en"].text


def test_a_stale_translation_does_not_keep_an_answer_back(engine: Engine, folder: Path, edit: Edit) -> None:
    seed(engine, load_content(folder))
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    assert apply_import(engine, load_content(folder)).release == 2
    steps = current_release(engine).sections[1]
    assert steps.text.startswith("Segera lapor")
    assert steps.translations["en"].stale


def test_the_office_content_has_translations_of_its_own_documents() -> None:
    content: Content = load_content(ROOT / "knowledge_base" / "content", TODAY)
    assert {"en", "jv"} <= {found.language for every in content.translations.values() for found in every}
    for part in coverage(content):
        assert part.most_asked.documents == 25
