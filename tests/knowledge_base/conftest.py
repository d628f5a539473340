"""A small office: one document, two facts, two messages."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

import core.clock
import core.published_messages
import knowledge_base.tables  # noqa: F401
from core.database import Base, make_engine
from knowledge_base.content import Content
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError, Finding

DOCUMENT = """---
id: paspor-hilang
language: id
title: Paspor hilang
service: paspor
kind: answer
conditions: [hilang]
owner: tim-konten
verified_on: 2026-11-20
review_interval_days: 90
sources:
  - {id: s1, title: PP 45/2024, url: "https://example.go.id/tarif", date: null, confidence: tinggi}
  - {id: s2, title: "UU 6/2011", url: null, date: 2011-05-05, confidence: tinggi}
sections:
  - id: fee
    facet: fee
    title: Biaya paspor hilang
    topics: [paspor_hilang, biaya_paspor]
    sources: [s2, s1]
    questions:
      id:
        clean: ["Berapa biaya paspor hilang?"]
        slang: ["paspor ilang bayar brp min", "denda paspor ilang"]
      en: {clean: ["How much is a lost passport?"]}
  - id: steps
    facet: steps
    title: Langkah paspor hilang
    topics: [paspor_hilang]
    sources: [s1]
    questions:
      id: {story: ["Tas saya hanyut kemarin, harus ke mana dulu?"]}
---

## fee

Paspor hilang kena **{{ fee.lost }}** di luar harga paspor.

Jumlahnya {{ fee.lost + fee.passport }}.

## steps

Lapor dulu ke polisi, lalu datang ke {{ office.name }}.
"""

FACTS = """# Tarif
fee.lost:
  kind: money
  label: Biaya beban paspor hilang
  unit: IDR
  values:
    - {value: 1000000, valid_from: 2024-12-17, valid_to: null}
    - {value: 500000, valid_from: 2019-01-01, valid_to: 2024-12-16}
  planned: []
  source: {title: "PP 45/2024", url: null, date: null, facts: [F08-07]}
  confidence: tinggi
  verified_on: 2026-11-25

# Harga buku
fee.passport:
  kind: money
  label: Paspor
  unit: IDR
  values:
    - {value: 950000, valid_from: 2024-12-17, valid_to: null}
  planned:
    - {value: 990000, announced_on: 2026-08-12, effective_on: 2027-01-01, note: "Baru rencana"}
  source: {title: "PP 45/2024", url: null, date: null, facts: [F08-04]}
  confidence: tinggi
  verified_on: 2026-11-25
office.name:
  kind: text
  label: Nama kantor
  unit: null
  values: [{value: "Kantor Contoh", valid_from: null, valid_to: null}]
  source: {title: "Kantor", url: null, date: null}
  confidence: tinggi
  verified_on: 2026-11-25
"""

MESSAGES = """# Pesan
greeting.hello: |-
  Halo, saya asisten {{ office.name }}, {name}.
handoff.opened: Dicatat dengan nomor {case}.

chips:
  - {title: "Biaya {{ fee.passport }}", text: "Berapa biaya paspor hilang?"}
"""

FILES = {
    "documents/paspor-hilang.md": DOCUMENT,
    "facts/fees.yml": FACTS,
    "messages/id.yml": MESSAGES,
    "messages/en.yml": "greeting.hello: Hello from {{ office.name }}, {name}.\n",
    "topics.txt": "# Topics\npaspor_hilang\nbiaya_paspor\nsapaan assistant\n",
    "banned_sources.txt": "kantor-palsu.com\n",
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = dt.datetime(2026, 11, 25, 5, tzinfo=dt.UTC)
    monkeypatch.setattr(core.clock, "now", lambda: noon)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small office as a content directory."""
    for name, text in FILES.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "content"


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], None]:
    """Replace a piece of text, which must be there, in a file of `folder`."""

    def replace(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return replace


@pytest.fixture
def content(folder: Path) -> Content:
    return load_content(folder)


@pytest.fixture
def problems(folder: Path) -> Callable[[], list[Finding]]:
    """What is wrong with `folder`, which must be something."""

    def load() -> list[Finding]:
        with pytest.raises(ContentError) as caught:
            load_content(folder)
        return caught.value.findings

    return load


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{tmp_path / 'tanya.db'}")
    Base.metadata.create_all(engine)
    return engine
