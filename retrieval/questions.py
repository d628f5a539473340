"""Splitting a message into its questions, and telling a follow-up from a new subject."""

import re
from collections.abc import Iterator, Sequence

from core.text.normalise import normalise

_BOUNDARY = re.compile(
    r"([?!;\n]+|(?<!\d)[.](?!\d)|,|\b(?:terus|trus|trs|lalu|sekalian|serta|dan juga|and also|also)\b"
    r"|\b(?:dan|sama|plus|karo|jeung|and|&)\s+(?=(?:berapa|brp|brapa|piro|sabaraha|gimana|gmn|bagaimana|piye|kumaha|"
    r"di ?mana|dmn|kapan|kpn|how|what|where|when|can|do|is)\b))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:apa\w*|berapa\w*|brp\w*|brapa|gimana|gmn\w*|bagaimana|kapan|kpn|di ?mana|dmn|jam|"
    r"syarat\w*|biaya\w*|bayar\w*|harga\w*|lama\w*|bisa|boleh|cara\w*|gpp|gapapa|"
    r"how|what|when|where|which|can|do|does|is|much|piro|piye|opo|syarate|biayane|regane|iso|oleh)\b",
    re.IGNORECASE,
)
# "harus daftar online?" asks, "lusa harus terbang" tells.
_MAY_ASK = re.compile(r"\b(?:perlu|harus|bawa|aman|wajib|kudu|sah|kena)\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"^(?:terus|lalu|kalau|lha|lah|nek|yang|tapi|itu|untuk|bisa|and|what about|how about|if|then|for)\b"
)
_SUBJECT = re.compile(
    r"\b(?:paspor|passport|m-paspor|e-paspor|itas|kitas|itap|kitap|visa|voa|antrean|kuota|overstay|ktp|umrah|haji|"
    r"affidavit|splp|imigrasi|bpjs)\w*\b|\b(?:calo|sim)(?:nya|ku)?\b"
)
_NEGATED = re.compile(r"\b(?:bukan|dudu|sanes) (?:tanya |soal |urus )?[\w-]+(?= *(?:,|tapi|melainkan|$))")
_FACETS = {
    "fee": re.compile(r"\b(?:biaya|harga|tarif|bayar|ongkos|denda|total|rego|cost|fee|price|how much)"),
    "requirements": re.compile(r"\b(?:syarat|persyaratan|dokumen|berkas|bawa|requirement|document)"),
    "duration": re.compile(r"\b(?:berapa (?:hari|lama|minggu)|kapan jadi|how long)"),
    "place": re.compile(r"\b(?:di mana|alamat\w*|where)\b"),
    "steps": re.compile(r"\b(?:cara|caranya|carane|langkah|urutan|prosedur|how do|how to)\b"),
}
_SIDES = {**_FACETS, "hours": re.compile(r"\b(?:jam|buka|tutup|libur|hours|open)\b")}
_JOINED = re.compile(r"\s+(?:dan|sama|karo|jeung|plus|dengan|and|&|\+)\s+")
_SHORT_WORDS = 5
_BARE_WORDS = 3
MAX_QUESTIONS = 4
DEFAULT_SUBJECT = "paspor"
"""What most people mean who name no subject."""


def split(text: str) -> list[str]:
    """The questions of a message, at most four; one that asks nothing by itself stays with its neighbour."""
    parts: list[str] = []
    open_part = ""
    for piece, end in _pieces(text):
        open_part = f"{open_part} {piece}".strip()
        asks = _ASKS.search(piece) or ("?" in end and (_MAY_ASK.search(piece) or len(piece.split()) > _BARE_WORDS))
        if asks and (len(open_part.split()) > 1 or sides(normalise(piece))):
            parts.append(open_part)
            open_part = ""
    if open_part and parts:
        parts[-1] = f"{parts[-1]} {open_part}"
    last = " ".join(parts[MAX_QUESTIONS - 1 :])
    return [*parts[: MAX_QUESTIONS - 1], last] if last else parts or [text]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What stands between boundaries, each with the boundary that ends it."""
    found = [*_BOUNDARY.split(text), ""]
    for piece, end in zip(found[::2], found[1::2], strict=True):
        yield from ((side.strip(), end) for side in _by_side(piece) if side.strip())


def _by_side(piece: str) -> list[str]:
    """`syarat sama biayanya` asks for two sides of one subject, `5 tahun sama 10 tahun` for one."""
    query = normalise(piece)
    for joint in _JOINED.finditer(query):
        before, after = query[: joint.start()], query[joint.end() :]
        if sides(before) and sides(after) - sides(before):
            return [before, *_by_side(after)]
    return [piece]


def sides(query: str) -> set[str]:
    """The sides of a subject that normalised words ask for."""
    return {side for side, pattern in _SIDES.items() if pattern.search(query)}


def leads(parts: Sequence[str], previous: str | None) -> list[str | None]:
    """What each part leans on: a part before it that says its subject, else `previous`, else any part that does."""
    queries = [normalise(part) for part in parts]
    named = [part for part, query in zip(parts, queries, strict=True) if names_subject(query)]
    lead = previous or (named[0] if named else DEFAULT_SUBJECT)
    result: list[str | None] = []
    for part, query in zip(parts, queries, strict=True):
        result.append(lead)
        tells = len(query.split()) > _BARE_WORDS and lead == DEFAULT_SUBJECT
        lead = part if names_subject(query) or tells else lead
    return result


def follows_up(query: str) -> bool:
    """Whether normalised words lean on the question before: they start like it, or name no subject."""
    if _FOLLOWS.search(query):
        return True
    return len(query.split()) <= _SHORT_WORDS or not names_subject(query)


def names_subject(query: str) -> bool:
    """Whether normalised words name what they are about."""
    return _SUBJECT.search(query) is not None


def without_negated(query: str) -> str:
    """Normalised words without what they say it is not about: `bukan paspor, ktp saya` -> `ktp saya`."""
    kept = _NEGATED.sub(" ", query).strip(" ,")
    return " ".join(kept.split()) or query


def facet_of(query: str) -> str | None:
    """The side of a subject that normalised words ask for, when they ask for just one."""
    asked = [facet for facet, pattern in _FACETS.items() if pattern.search(query)]
    return asked[0] if len(asked) == 1 else None
