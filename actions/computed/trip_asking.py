"""Whether a message asks about being in time, or about a passport that must last for a trip."""

import re

_HURRY = (
    r"\b(?:ke?buru|sempat|sempet|nyandak|nutut|ke?kejar|terkejar|kekejer|mepet|telat|terlambat|keteter|kesusul|in time|"
    r"on time|too late|make it|enough time|waktunya cukup|cukup waktu\w*)\b"
)
_HURRIES = re.compile(_HURRY)
_IN_TIME = re.compile(
    _HURRY + r"|\b(?:cukup|aman|bisa)(?: \w+){0,3} (?:jadi|selesai|kelar|beres|terbit|keluar|dapat|buat)\b"
    r"|\b(?:jadi|selesai|kelar|beres)(?: (?:tidak|apa|sudah|bisa|nya))* (?:sebelum|before|pas|waktu)\b"
    r"|\b(?:cukup|aman|bisa) (?:tidak|ga|enggak|ya|kah)\b|\b(?:apa|apakah) (?:masih )?(?:cukup|aman|bisa|sempat)\b"
    r"|\bharus (?:sudah )?jadi\b|\bbe ready\b"
)
_VALID = re.compile(
    r"\b(?:bisa|boleh|aman|cukup|ganti|perpanjang|harus|perlu|"
    r"masalah|ditolak|apa-apa|apa apa|gimana|bagaimana|berlaku|can|may|ok|oke|"
    r"valid|enough|allowed|renew|iso)\b"
)
_PASSPORT = re.compile(r"\b(?:e-)?(?:paspor|passport|pasport)\w*\b")
_MAKING = re.compile(
    r"\b(?:buat|bikin|urus\w*|perpanjang\w*|ganti\w*|daftar\w*|foto\w*|wawancara\w*|percepatan|renew|apply|make|get)\b"
)
# Another paper, another office's matter, a case of its own, or money: the passages know these.
_OTHER = re.compile(
    r"\b(?:visa|e-visa|voa|i?kitas|itas|i?kitap|itap|itk|splp|affidavit|overstay\w*|skck|sim|ktp|kk|bpjs|porsi\w*|"
    r"vaksin|deportasi|cip|chip|nama\w*|kata|kilat|percepatan|"
    r"dipercepat|\w*titip\w*|ambilkan|\w*wakil\w*|memilih|blasteran|kewarganegaraan|wni|bank|"
    r"dibatalkan|diambil|ambil|ngambil|mengambil|pengambilan|kuasa|reschedule|hangus|refund|billing|biaya\w*"
    r"|bayar\w*|harga\w*|"
    r"berapa (?:biaya|harga|duit|uang)|dicek(?:kan)?|cekkan|status\w*|sms|syarat\w*|dokumen\w*|berkas\w*|nikah|wafat)\b"
    r"|\bbulan yang sama\b|\b(?:sehari|langsung) jadi\b|\bubah (?:jadwal|tanggal)\b"
    r"|\b(?:ganti|pindah|geser|majukan) (?:jadwal|tanggal|hari)\b|\bbelum jadi(?:-jadi)?\b"
)
_NEW = re.compile(
    r"\b(?:apa|apakah|berapa|di mana|ke mana|siapa|kenapa|kapan|jam|pukul|buka|tutup|libur|kantor|antre\w*|"
    r"cara\w*|what|where|when|how much|how many|open|closed?|office)\b"
)
_FOLLOW_WORDS = 10
SECTIONS = (
    "lama-proses#",
    "percepatan#",
    "masa-berlaku#six-months",
    "kuota-jadwal#",
    "umrah#validity-fee",
    "perjalanan-umum#before",
)


def in_time(query: str) -> bool:
    """Whether normalised text asks if there is time enough for a passport."""
    return bool(_IN_TIME.search(query)) and not _OTHER.search(query)


def hurries(query: str) -> bool:
    """Whether normalised text leaves no doubt that it asks about being in time."""
    return _HURRIES.search(query) is not None


def lasts(query: str) -> bool:
    """Whether normalised text asks anything that the remaining validity decides."""
    return bool(_VALID.search(query)) and not _OTHER.search(query)


def about_passports(query: str, section: str | None) -> bool:
    """Whether the message, or the answer before it, is about a passport or about making one."""
    told = section is not None and section.startswith(SECTIONS)
    made = _MAKING.search(query) is not None and hurries(query)
    return _PASSPORT.search(query) is not None or made or told


def names_passport(query: str) -> bool:
    return _PASSPORT.search(query) is not None


def goes_on(query: str) -> bool:
    """Whether a message may give another date for the count before it: short, and about nothing else."""
    return len(query.split()) <= _FOLLOW_WORDS and not _OTHER.search(query) and not _NEW.search(query)
