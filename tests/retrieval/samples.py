"""A small office to search in, and an encoder that needs no model."""

import json
import zlib
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from core.text.normalise import normalise
from retrieval.encoder import Vectors
from retrieval.fusion import SIGNALS, Fusion
from retrieval.index import Index, embed
from retrieval.passages import Passage
from retrieval.search import Searcher

DIMENSIONS = 128
# A fact whose value changes on a day.
FEE = """fee.book:
  kind: money
  label: Buku
  unit: IDR
  values:
    - {value: 100000, valid_from: 2024-01-01, valid_to: 2026-12-31}
    - {value: 200000, valid_from: 2027-01-01, valid_to: null}
  source: {title: Peraturan, url: null, date: null}
  confidence: tinggi
  verified_on: 2026-11-20
"""


class HashedEncoder:
    """Unit vectors of hashed character 3-grams; counts what it was asked to encode."""

    name = "hashed"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode("query", texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode("passage", texts)

    def _encode(self, role: str, texts: Sequence[str]) -> Vectors:
        self.asked += [(role, text) for text in texts]
        return np.stack([_vector(text) for text in texts])


def _vector(text: str) -> Vectors:
    vector = np.zeros(DIMENSIONS, np.float32)
    padded = f"  {text.lower()}  "
    for start in range(len(padded) - 2):
        vector[zlib.crc32(padded[start : start + 3].encode()) % DIMENSIONS] += 1
    return vector / np.linalg.norm(vector)


def passage(
    document: str,
    section: str,
    topic: str,
    questions: Sequence[str],
    *,
    facet: str = "requirements",
    kind: str = "answer",
    text: str = "",
) -> Passage:
    return Passage(
        document=document,
        section=section,
        title=f"{section} {document}".replace("-", " "),
        text=text or f"Keterangan {section} untuk {document}.",
        topics=(topic,),
        facet=facet,
        kind=kind,
        language="id",
        questions=tuple(questions),
        source_title=f"Peraturan {document}",
        source_url=f"https://example.go.id/{document}",
        revision=3,
        verified_on=date(2026, 11, 20),
        overdue=False,
    )


PASSAGES = (
    passage(
        "paspor-baru",
        "syarat",
        "paspor_baru",
        [
            "Apa syarat paspor baru?",
            "bikin paspor bawa apa saja",
            "What documents do I need for a new passport?",
        ],
        text="Untuk paspor baru bawa KTP, Kartu Keluarga dan akta lahir.",
    ),
    passage(
        "paspor-baru",
        "biaya",
        "biaya_paspor",
        ["Berapa biaya paspor?", "harga bikin paspor", "How much is a passport?"],
        facet="fee",
        text="Paspor dibayar dengan kode billing.",
    ),
    passage(
        "paspor-hilang",
        "langkah",
        "paspor_hilang",
        ["Paspor hilang harus bagaimana?", "paspor kecopetan di pasar", "I lost my passport, what now?"],
        facet="steps",
        text="Paspor hilang: lapor dulu ke polisi.",
    ),
    passage(
        "paspor-hilang",
        "denda",
        "denda_hilang",
        ["Berapa denda paspor hilang?", "biaya kalau paspor hilang"],
        facet="fee",
        text="Denda paspor hilang dibayar di luar harga buku.",
    ),
    passage(
        "kantor",
        "jam",
        "jam_layanan",
        ["Jam berapa kantor buka?", "kantor tutup jam berapa", "When is the office open?"],
        facet="place",
        text="Jam buka kantor belum dikonfirmasi.",
    ),
    passage(
        "overstay",
        "tarif",
        "overstay",
        [
            "Berapa denda overstay per hari?",
            "izin tinggal saya lewat waktu",
            "How much is the overstay fine?",
        ],
        facet="fee",
        text="Denda overstay dihitung per hari.",
    ),
    passage(
        "sim",
        "rujukan",
        "luar_kewenangan",
        ["Cara bikin SIM C?", "perpanjang SIM di mana", "How do I get a driving licence?"],
        facet="summary",
        kind="out_of_scope",
        text="SIM diurus di kepolisian.",
    ),
)


def fusion(answer_at: float = 0.6, sure_at: float = 0.9, clarify_at: float = 0.3) -> Fusion:
    """Leans on spelling and words; the probability follows the share of the best topic."""
    calibration = (10.0, *(0.0 for _ in SIGNALS[1:]), -6.0)
    return Fusion((2.0, 1.0, 1.0, 6.0, 4.0, 2.0), calibration, answer_at, sure_at, clarify_at)


ALWAYS_ANSWERS = fusion(0.0, 0.0, 0.0)
ALWAYS_ASKS = fusion(1.1, 1.1, 0.0)
ALWAYS_REFUSES = fusion(1.1, 1.1, 1.1)


def searcher(how: Fusion | None = None, passages: Sequence[Passage] = PASSAGES) -> Searcher:
    encoder = HashedEncoder()
    return Searcher(Index(passages, embed(passages, encoder)), encoder, how or fusion())


def legs_of(index: Index, text: str) -> Vectors:
    """The legs for words as a resident types them, as the search computes them."""
    query = normalise(text)
    return index.legs(query, HashedEncoder().encode_questions([query])[0])


def write_content(folder: Path, passages: Sequence[Passage] = PASSAGES) -> Path:
    """The passages as a content directory, with one message and their topics."""
    for name in ("documents", "messages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for document, group in groupby(passages, key=lambda p: p.document):
        (folder / "documents" / f"{document}.md").write_text(_document(document, list(group)), "utf-8")
    (folder / "messages" / "id.yml").write_text("greeting.hello: Halo.\n", "utf-8")
    topics = sorted({topic for passage in passages for topic in passage.topics})
    (folder / "topics.txt").write_text("".join(f"{topic} assistant\n" for topic in topics), "utf-8")
    return folder


def _document(name: str, passages: Sequence[Passage]) -> str:
    first = passages[0]
    front: dict[str, Any] = {
        "id": name,
        "language": first.language,
        "title": name,
        "service": "paspor",
        "kind": first.kind,
        "owner": "tim-konten",
        "verified_on": first.verified_on.isoformat(),
        "review_interval_days": 90,
        "sources": [
            {"id": "s1", "title": first.source_title, "url": first.source_url, "date": None, "confidence": "tinggi"}
        ],
        "sections": [
            {
                "id": p.section,
                "facet": p.facet,
                "title": p.title,
                "topics": list(p.topics),
                "sources": ["s1"],
                "questions": {"id": {"clean": list(p.questions)}},
            }
            for p in passages
        ],
    }
    # JSON is YAML, but dates must stand bare to be dates.
    yaml = "\n".join(f"{key}: {_bare(value)}" for key, value in front.items())
    bodies = "".join(f"\n## {p.section}\n\n{p.text}\n" for p in passages)
    return f"---\n{yaml}\n---\n{bodies}"


def _bare(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
