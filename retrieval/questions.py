"""Splitting a message into its questions, and telling a follow-up from a new subject."""

import re

_BOUNDARY = re.compile(
    r"[?!;\n]+|(?<!\d)[.](?!\d)|,|\b(?:terus|trus|trs|lalu|sekalian|serta|dan juga|and also|also)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:apa\w*|berapa\w*|brp\w*|brapa|gimana|gmn\w*|bagaimana|kapan|kpn|di ?mana|dmn|jam|"
    r"syarat\w*|biaya\w*|bayar\w*|harga\w*|lama\w*|bisa|boleh|perlu|harus|cara\w*|bawa|"
    r"how|what|when|where|which|can|do|does|is|much|piro|piye|opo|syarate|biayane|regane|iso|oleh)\b",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^(?:terus|lalu|kalau|lha|lah|nek|yang|tapi|itu|untuk|bisa|and|what about|how about|if|then|for)\b"
)
_SUBJECT = re.compile(
    r"\b(?:paspor|passport|m-paspor|e-paspor|itas|kitas|itap|kitap|visa|voa|antrean|kuota|overstay|ktp|umrah|haji|"
    r"affidavit|splp|imigrasi|bpjs)\w*\b|\b(?:calo|sim)(?:nya|ku)?\b"
)
_NEGATED = re.compile(r"\b(?:bukan|dudu|sanes) (?:tanya |soal |urus )?[\w-]+(?= *(?:,|tapi|melainkan|$))")
_FACETS = {
    "fee": re.compile(r"\b(?:biaya|harga|tarif|bayar|ongkos|rego|cost|fee|price|how much)"),
    "requirements": re.compile(r"\b(?:syarat|persyaratan|dokumen|berkas|bawa|requirement|document)"),
    "duration": re.compile(r"\b(?:berapa (?:hari|lama|minggu)|kapan jadi|how long)"),
    "place": re.compile(r"\b(?:di mana|alamat|where)\b"),
    "steps": re.compile(r"\b(?:cara|caranya|carane|langkah|urutan|prosedur|how do|how to)\b"),
}
_SHORT_WORDS = 5
MAX_QUESTIONS = 3


def split(text: str) -> list[str]:
    """The questions of a message, at most three; one that asks nothing by itself stays with its neighbour."""
    parts: list[str] = []
    open_part = ""
    for piece in (piece.strip() for piece in _BOUNDARY.split(text)):
        if not piece:
            continue
        open_part = f"{open_part} {piece}".strip()
        if _ASKS.search(piece) and len(open_part.split()) > 1:
            parts.append(open_part)
            open_part = ""
    if open_part and parts:
        parts[-1] = f"{parts[-1]} {open_part}"
    last = " ".join(parts[MAX_QUESTIONS - 1 :])
    return [*parts[: MAX_QUESTIONS - 1], last] if last else parts or [text]


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
