"""Whether a message asks for a sum of money, for which passports, and what it asks besides."""

import re

from core.text.normalise import normalise
from retrieval.questions import sides, split

FEE_SECTIONS = ("biaya-paspor#", "percepatan#fee", "paspor-hilang#fee", "paspor-rusak#fee", "denda-kahar#fee")
_MONEY = re.compile(
    r"\b(?:biaya\w*|bayar\w*|mbayar\w*|harga\w*|tarif\w*|ongkos\w*|duit\w*|uang\w*|arto|artos|rego\w*|rega\w*|"
    r"raga[dt]\w*|"
    r"habis|kena|denda\w*|dendanya|costs?|fees?|price|pay|charges?|budget|modal|siapkan|siapin)\b"
)
_AMOUNT = re.compile(
    r"\b(?:berapa(?! (?:hari|lama|orang|jam|kali|minggu|bulan|tahun|umur|usia|persen|halaman|kuota|nomor|"
    r"lembar))\w*|total\w*|jumlah\w*|hitung\w*|"
    r"itung\w*|sabaraha|pinten|pira|piro|pikha|pigha|kuda|how much|altogether)\b"
)
_SUM = re.compile(
    r"\b(?:total\w*|jumlah(?:nya|na|e|kan)?|hitung\w*|itung\w*|(?:jadi|dadi|semua\w*|kabeh) berapa|"
    r"berapa (?:total\w*|semua\w*|juta|rupiah|duit|kabeh)|berapaan|how much|sabaraha)\b"
)
_PASSPORT = re.compile(r"\b(?:e-)?(?:paspor|passport|pasport)\w*\b")
# Another thing with a price, another office's, or a complaint about money: the passages know these.
_OTHER = re.compile(
    r"\b(?:visa|voa|e-voa|i?kitas|itas|i?kitap|itap|itk|sim|stnk|skck|bpjs|tiket|pesawat|hotel|kapal|sekolah|kuliah|"
    r"porsi|splp|"
    r"affidavit|meterai|materai|overstay\w*|kbri|kjri|hangus|refund|dikembalikan|kembali|reschedule|jadwal\w*|"
    r"transfer|rekening|"
    r"calo|pungli|agen|biro|jasa|oknum|petugas|ditagih|diminta|dimintai|nipu|tipu|penipu\w*|ketipu|tertipu|admin|"
    r"cicil\w*|nyicil|gratis\w*|diskon|potongan|promo|dulu|lama|kapan|endorse\w*|akta|kuota|ktp|e-ktp)\b"
    r"|\b(?:umur|usia|jam|nomor|tanggal|hari) berapa\b"
    r"|\b(?:sudah|udah|already) (?:di)?bayar\b|\b(?:biaya|ongkos|harga|berapa|paket) (?:umrah|haji|travel|kuliah|"
    r"nikah)\b"
)
_FOLLOWS = re.compile(
    r"^(?:(?:ya|oh|ok|oke|terus|lalu|lah|lha|nah|tapi|dan|trus|min|kak|,) ?)*"
    r"(?:kalau|nek|yen|lamun|misal\w*|andai|yang|sing|plus|tambah|ditambah|tanpa|pakai|pakek|untuk|buat|jadi|how about|"
    r"what about|and|what if|if|with|without|for|sama|cuma|hanya|semua\w*|ada)\b"
)
_ASKS_ELSE = re.compile(
    r"\b(?:apa\w*|bagaimana|kenapa|boleh|bisa|iso|kapan|di ?mana|mana|perlu|harus|wajib|cara\w*|syarat\w*|berlaku|"
    r"gratis|"
    r"why|when|where|can|may|must|need)\b"
)
_ADDS = re.compile(r"\b(?:plus|tambah\w*|ditambah|tanpa|pakai|sekalian|with|without)\b")
_EACH = re.compile(r"\b(?:per|tiap|setiap|masing-masing|saben) ?(?:orang|kepala|anak|wong|person|1)?\b")
_NEGATIVE = re.compile(
    r"(?<!\S)-\d+ ?(?:orang|org|anak|dewasa|paspor|hari|people|adults?|kids?|days?)\b", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_FOLLOW_UP_WORDS, _BARE_WORDS = 9, 4


def asks_for_a_sum(query: str) -> bool:
    """Whether normalised text asks how much money something takes, nothing else's price and no complaint."""
    if _OTHER.search(query) or (_EACH.search(query) and not _SUM.search(query)):
        return False
    about_money = _MONEY.search(query) or _PASSPORT.search(query)
    return bool(_SUM.search(query) or (about_money and _AMOUNT.search(query)))


def sums_up(query: str) -> bool:
    """Whether normalised text asks for a total rather than for a price."""
    return _SUM.search(query) is not None


def names_passports(query: str) -> bool:
    """Whether normalised text speaks of passports."""
    return _PASSPORT.search(query) is not None


def told_fees(section: str | None) -> bool:
    """Whether the last answer was about what a passport costs."""
    return section is not None and section.startswith(FEE_SECTIONS)


def changes_a_sum(query: str) -> bool:
    """Whether normalised text may only change the sum before it: `kalau 3 orang?`, `plus percepatan`."""
    words = len(_WORD.findall(query))
    if words > _FOLLOW_UP_WORDS or _OTHER.search(query) or _ASKS_ELSE.search(query) or sides(query) - {"fee"}:
        return False
    return goes_on(query) or (not names_passports(query) and words <= _BARE_WORDS) or asks_for_a_sum(query)


def goes_on(query: str) -> bool:
    """Whether normalised text starts like something that goes on with what was said before."""
    return _FOLLOWS.search(query) is not None


def adds(query: str) -> bool:
    """Whether normalised text adds to a sum or takes from it."""
    return _ADDS.search(query) is not None or asks_for_a_sum(query)


def is_negative(text: str) -> bool:
    """Whether a message as typed counts fewer than nobody."""
    return _NEGATIVE.search(text) is not None


def divided(text: str) -> tuple[str, str]:
    """The parts of a message that may be about money, and those that ask for another side; each as one text."""
    parts = split(text)
    rest = [part for part in parts if _is_other(normalise(part))] if len(parts) > 1 else []
    return (", ".join(part for part in parts if part not in rest), "? ".join(rest)) if rest else (text, "")


def _is_other(query: str) -> bool:
    return bool(sides(query) - {"fee"}) and not asks_for_a_sum(query)
