"""Translations reach the passages of a release, and the index does not care."""

import datetime as dt
from pathlib import Path

from sqlalchemy import Engine

from knowledge_base.files import load_content
from knowledge_base.imports import apply_import
from knowledge_base.stamp import stamp
from retrieval.passages import Translated
from retrieval.release_index import build_index, load_passages, ready_index
from retrieval.stored import index_path
from tests.retrieval.samples import HashedEncoder, write_content

HOURS_IN_ENGLISH = """---
document: kantor
language: en
title: The office
translator: tim-konten
reviewed_by: null
reviewed_on: null
sections:
  - {id: jam, title: Opening hours, original: "000000000000"}
---

## jam

The opening hours are not confirmed.
"""


def translated(folder: Path) -> Path:
    """The content of the samples with one section in English, stamped."""
    write_content(folder)
    (folder / "translations" / "en").mkdir(parents=True)
    (folder / "translations" / "en" / "kantor.md").write_text(HOURS_IN_ENGLISH, "utf-8")
    (folder / "messages" / "en.yml").write_text("translation.unreviewed: Nobody has checked this.\n", "utf-8")
    stamp(folder, "en", "kantor", [], dt.date(2026, 11, 25))
    return folder


def test_a_translation_comes_with_its_passage_and_needs_no_new_index(published: Engine, tmp_path: Path) -> None:
    before = index_path(load_passages(published), "hashed", tmp_path)
    assert apply_import(published, load_content(translated(tmp_path / "more"))).release == 2
    passages = load_passages(published)
    english = Translated("en", "Opening hours", "The opening hours are not confirmed.", reviewed=False)
    assert {p.key: p.translations for p in passages if p.translations} == {"kantor#jam": (english,)}
    hours = next(p for p in passages if p.key == "kantor#jam")
    assert (hours.translation("en"), hours.translation("jv")) == (english, None)
    assert index_path(passages, "hashed", tmp_path) == before


def test_a_stale_translation_stays_behind(published: Engine, tmp_path: Path) -> None:
    folder = translated(tmp_path / "more")
    document = folder / "documents" / "kantor.md"
    document.write_text(document.read_text("utf-8").replace("Jam buka kantor belum", "Jam kantor belum"), "utf-8")
    assert apply_import(published, load_content(folder)).release == 2
    passages = load_passages(published)
    assert any(p.text.startswith("Jam kantor belum") for p in passages)
    assert not any(p.translations for p in passages)


def test_translations_are_there_when_the_index_was_built_before(published: Engine, tmp_path: Path) -> None:
    apply_import(published, load_content(translated(tmp_path / "more")))
    day = dt.date(2026, 11, 25)
    built = build_index(published, 2, day, HashedEncoder(), tmp_path)
    ready = ready_index(published, 2, day, HashedEncoder.name, tmp_path)
    assert ready is not None and ready.passages == built.passages
    hours = next(p for p in ready.passages if p.key == "kantor#jam")
    assert hours.translation("en") == Translated(
        "en", "Opening hours", "The opening hours are not confirmed.", reviewed=False
    )
