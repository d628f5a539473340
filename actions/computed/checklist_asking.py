"""Whether a message asks for a list of documents, and whether its circumstances need one of their own."""

import re
from collections.abc import Mapping
from typing import Any

from core.text.normalise import normalise
from knowledge_base.calculators.applicant import Papers, Parents, Purpose, Reason
from knowledge_base.calculators.checklist import OLDEST
from retrieval.questions import sides, split

_DOCUMENTS = re.compile(
    r"\b(?:(?:per)?syarat\w*|dokumen\w*|berkas\w*|kelengkapan\w*|surat-surat\w*|surat surat\w*"
    r"|surat apa|requirements?|documents?|papers)\b"
    r"|\b(?:bawa|siapkan|siapin|disiapkan|disiapin|dibawa|nyiapin|nggowo|gowo|butuh|perlu|lampirkan|bring|need)"
    r"(?: \w+){0,2} (?:apa|opo|naon)\b"
    r"|\b(?:apa|opo|naon)(?: \w+){0,3} (?:di)?(?:bawa|siapkan|siapin|perlukan|butuhkan|gowo|lampirkan)\b"
    r"|\bwhat(?: \w+){0,4} (?:bring|need)\b"
)
# Another document, another office, or trouble that the passages know: no list is made.
_OTHER = re.compile(
    r"\b(?:visa|kitas|itas|kitap|itap|voa|sim|skck|stnk|bpjs|splp|affidavit|overstay\w*|kuasa|"
    r"ambil\w*|diambil\w*|"
    r"mengambil|deportasi|cekal|nikah di kua|endorse\w*)\b|\b(?:cara|gugat\w*|urus\w*"
    r"|sidang) cerai\b|\bbuat (?:ktp|kk|akta)\b"
)
START = "daftar dokumen saya"
"""What a button says that starts the form."""
_START = re.compile(
    r"^(?:(?:buat|minta|mau|tolong|bikinkan|buatkan|lihat) )*(?:daftar|list|checklist|ceklis)"
    r" (?:dokumen|syarat|berkas)(?: (?:untuk )?(?:saya|pribadi))$"
    r"|^my (?:documents|checklist)$|^checklist (?:dokumen|saya)$"
)
_STOP = re.compile(r"^(?:batal\w*|stop|berhenti|keluar|cancel|menu|sudah|tidak jadi|wis|cukup)$")
_AGAIN = re.compile(r"^(?:ulang\w*|mulai ulang|dari awal|ulangi dari awal|again|restart|start over)$")
_QUESTION = re.compile(
    r"\b(?:apa|apakah|berapa|bagaimana|kenapa|kapan|di mana|ke mana|siapa|bisakah|bolehkah|"
    r"how|what|when|where|why|which|can|does)\b"
)
_CHANGE = re.compile(
    r"^(?:kalau|nek|yen|misal\w*|tapi|eh|bukan|ternyata|"
    r"umur\w*|yang|ganti|jadi|if|but|aged?|actually|what if|how about)\b"
)
_SHORT, _CHANGE_WORDS = 4, 10
_COVERED: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "child parents", "child replaced", "child lost", "child damaged", "child foreign", "child several parents",
        "child pilgrimage", "child several pilgrimage", "child married", "child renamed", "lost disaster",
        "damaged disaster", "replaced issued",
        "replaced differ", "replaced renamed", "pilgrimage one_name", "pilgrimage replaced", "issued differ",
        "replaced issued differ", "child several", "naturalised renamed",
    )
)  # fmt: skip
"""Circumstances that one section of the knowledge base tells together."""


def asks(query: str) -> bool:
    """Whether normalised text asks which documents a passport takes."""
    return bool(_DOCUMENTS.search(query)) and not _OTHER.search(query)


def other_questions(text: str) -> str:
    """The parts of a message that ask for another side than documents, as one text; empty when there are none."""
    parts = split(text)
    other = [part for part in parts if sides(normalise(part)) and not asks(normalise(part))]
    return "? ".join(other) if len(parts) > 1 else ""


def starts_form(query: str) -> bool:
    return _START.search(query) is not None


def stops(query: str) -> bool:
    return _STOP.search(query) is not None


def again(query: str) -> bool:
    return _AGAIN.search(query) is not None


def asks_something(text: str, query: str) -> bool:
    """Whether a message in the middle of the form is a question of its own."""
    return "?" in text or _QUESTION.search(query) is not None


def is_short(query: str) -> bool:
    """Whether it can be meant as an answer, though it is none; `biaya` alone asks for something else."""
    return len(query.split()) <= _SHORT and not sides(query)


def changes(query: str) -> bool:
    """Whether a message goes on with the list before it: `kalau rusak?`, `umurnya 18`."""
    words = len(query.split())
    return words <= _CHANGE_WORDS and bool(_CHANGE.search(query)) and not _OTHER.search(query)


def combines(told: Mapping[str, Any], adult_age: int) -> bool:
    """Whether at least two circumstances were told that no section covers together."""
    circumstances = _circumstances(told, adult_age)
    return len(circumstances) >= 2 and not any(circumstances <= covered for covered in _COVERED)


def _circumstances(told: Mapping[str, Any], adult_age: int) -> frozenset[str]:
    found = set()
    ages = told.get("ages") or [0]
    # An age that nobody has is a slip in what is told about a child.
    young = bool(told.get("child")) and (min(ages) < adult_age or max(ages) > OLDEST)
    if young:
        found.add("child")
        if parents := told.get("parents"):
            found.add("foreign" if parents is Parents.FOREIGN else "parents")
    reason = told.get("reason")
    if reason in (Reason.LOST, Reason.DAMAGED):
        found.add(str(reason))
    elif reason in (Reason.EXPIRED, Reason.FULL):
        found.add("replaced")
    purpose = told.get("purpose")
    if purpose in (Purpose.UMRAH, Purpose.HAJJ):
        found.add("pilgrimage")
    elif purpose is Purpose.WORK:
        found.add("work")
    if papers := told.get("papers"):
        found |= {Papers.DIFFER: {"differ"}, Papers.RENAMED: {"renamed"}}.get(papers, set())
    found |= {name for name in ("issued", "disaster", "naturalised", "one_name") if told.get(name)}
    return frozenset(found | {name for name in ("several", "married") if young and told.get(name)})
