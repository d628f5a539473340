"""Content of any size that nobody means: made-up words in plain sentences, the same for the same number."""

import random
from pathlib import Path

SECTIONS = ("langkah", "tempat")
OWN_WORDS = 1_000_000
"""Where the numbers of the words begin that only one section has."""
_FACETS = {"langkah": "steps", "tempat": "place"}
_SYLLABLES = [first + vowel + last for first in "bcdghjklmnprst" for vowel in "aiueo" for last in ("", "n", "r", "s")]
_FACTS = """office.name:
  kind: text
  label: Nama kantor
  unit: null
  values: [{value: "Kantor Contoh", valid_from: null, valid_to: null}]
  source: {title: "Kantor", url: null, date: null}
  confidence: tinggi
  verified_on: 2026-11-20
"""


def words(number: int, count: int) -> list[str]:
    """Made-up words of three syllables, the same for the same number."""
    chance = random.Random(number)
    return ["".join(chance.choices(_SYLLABLES, k=3)) for _ in range(count)]


def document(number: int, verified_on: str, change: str = "") -> str:
    """The text of a document; `change` is added to the first section and to its first question."""
    name = f"layanan-{number:05}"
    sections = [_section(number, place, name, change if place == 0 else "") for place in range(len(SECTIONS))]
    front = "".join(head for head, _ in sections)
    bodies = "".join(body for _, body in sections)
    title = " ".join(words(number, 2)).capitalize()
    return (
        f"---\nid: {name}\nlanguage: id\ntitle: Layanan {title}\nservice: paspor\nkind: answer\nowner: tim-konten\n"
        f"verified_on: {verified_on}\nreview_interval_days: 90\nsources:\n"
        f'  - {{id: s1, title: Contoh, url: "https://example.go.id/{name}", date: null, confidence: tinggi}}\n'
        f"sections:\n{front}---\n{bodies}"
    )


def _section(number: int, place: int, name: str, change: str) -> tuple[str, str]:
    section = SECTIONS[place]
    own = words(number * len(SECTIONS) + place + OWN_WORDS, 12)
    subject = " ".join(words(number, 2))
    asked = [f"Bagaimana {own[0]} {subject} {own[1]} {change}".strip() + "?", f"{own[2]} {subject} {own[3]} gmn min"]
    head = (
        f"  - id: {section}\n    facet: {_FACETS[section]}\n    title: {own[4]} {subject}\n    topics: [{name}]\n"
        f'    sources: [s1]\n    questions:\n      id:\n        clean: ["{asked[0]}"]\n        slang: ["{asked[1]}"]\n'
    )
    text = f"Untuk {subject}, bawa {own[5]} dan {own[6]} ke {{{{ office.name }}}}. Petugas {own[7]} {own[8]}."
    return head, f"\n## {section}\n\n{text} Lalu {own[9]} {own[10]} sampai {own[11]}. {change}".rstrip() + "\n"


def write(folder: Path, documents: int, verified_on: str) -> Path:
    """A content directory with this many documents of two sections with two questions each."""
    for name in ("documents", "facts", "messages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        path = folder / "documents" / f"layanan-{number:05}.md"
        path.write_text(document(number, verified_on), "utf-8")
    (folder / "facts" / "office.yml").write_text(_FACTS, "utf-8")
    (folder / "messages" / "id.yml").write_text("greeting.hello: Halo dari {{ office.name }}.\n", "utf-8")
    topics = "".join(f"layanan-{number:05}\n" for number in range(documents))
    (folder / "topics.txt").write_text(topics, "utf-8")
    return folder
