"""Numbers as people write them, in digits: `bertiga` -> `3 orang`, `rong taun` -> `2 tahun`, `10th` -> `10 tahun`."""

import re

from core.text.normalise import normalise

_UNITS = {
    "satu": 1, "siji": 1, "hiji": 1, "one": 1,
    "dua": 2, "loro": 2, "rong": 2, "kalih": 2, "two": 2,
    "tiga": 3, "telu": 3, "telung": 3, "tilu": 3, "tigo": 3, "three": 3,
    "empat": 4, "papat": 4, "patang": 4, "opat": 4, "four": 4,
    "lima": 5, "limo": 5, "limang": 5, "five": 5,
    "enam": 6, "enem": 6, "nem": 6, "genep": 6, "six": 6,
    "tujuh": 7, "pitu": 7, "pitung": 7, "seven": 7,
    "delapan": 8, "wolu": 8, "wolung": 8, "dalapan": 8, "eight": 8,
    "sembilan": 9, "sanga": 9, "songo": 9, "salapan": 9, "nine": 9,
}  # fmt: skip
_WHOLE = {
    "nol": 0, "zero": 0, "sepuluh": 10, "sapuluh": 10, "ten": 10, "sebelas": 11, "sewelas": 11, "sabelas": 11,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seratus": 100, "satus": 100, "saratus": 100, "seribu": 1000, "sewu": 1000, "sarebu": 1000,
}  # fmt: skip
_ONE_PERSON = frozenset({"bojo"})
_TOGETHER = {"berdua": 2, "bertiga": 3, "berempat": 4, "berlima": 5, "berenam": 6, "bertujuh": 7, "berdelapan": 8}
_ALL_OF = {"kedua": 2, "ketiga": 3, "keempat": 4}
_MEASURES = {
    "tahun": r"tahun|tahunan|taun|taunan|tahunnya|tahunane|thn|th|years?|yrs?|yr",
    "bulan": r"bulan|bulanan|bln|wulan|sasi|months?",
    "minggu": r"minggu|mingguan|weeks?",
    "hari": r"hari|harian|hr|dina|dino|dinten|poe|days?",
}
_GLUED = re.compile(r"(?<![\w.,-])(\d{1,4})(?=[a-z])")
_TENS = re.compile(rf"\b({'|'.join(_UNITS)}) (puluh|belas|welas)(?: ({'|'.join(_UNITS)}))?\b")
_WORD = re.compile(rf"\b({'|'.join([*_UNITS, *_WHOLE])})\b")
_ONE_OF = re.compile(r"\b(?:se|sa)(hari|minggu|bulan|tahun|taun|orang)\b(?! jadi)")
_ALL = re.compile(rf"\b({'|'.join(_ALL_OF)}) (?=anak|orang|adik|bayi|paspor)")
_BOTH = re.compile(r"\b(?:(?:dua|loro|2)[ -]?(?:dua|loro|2)|kedua) ?(?:nya|ne)\b")
_PERSON = re.compile(r"\b(?:org|orng|wong|uwong|jalmi|jalma|jelema|jiwa|kepala|urang|people|persons?|pax)\b")
# Sums, school years, pages, ordinals, times of day and years count nobody.
_NOT_COUNTS = re.compile(
    r"\brp\W{0,3}\d+(?: [.,] \d+)*|\b\d+(?: [.,] \d{3})+\b|"
    r"\b\d+(?: [.,] \d+)? (?:ribu|rb|juta|jt|jeti|rupiah|perak|ratus|k)\b(?: (?:ribu|rb|rupiah))?|\bsejuta\b|"
    r"\bkelas \d+\b|\bjam \d+\b|\bke ?-? ?\d+\b|\b\d+ (?:halaman|kk|akun|kali|persen|%)|\b(?:nomor|no|pp|pasal) \d+\b|"
    r"\b(?:19|20)\d\d\b|\b\d+ / \d+\b"
)


def spelled(text: str) -> str:
    """`text` in standard spelling; the Javanese for a spouse stays one word, because it is one person."""
    return normalise(text, keep=_ONE_PERSON)


def numbers(query: str) -> str:
    """Normalised text with numerals and units of time in one spelling, and what is no count left out."""
    query = _GLUED.sub(r"\1 ", _BOTH.sub("2 semua", query))
    for word, count in _TOGETHER.items():
        query = re.sub(rf"\b{word}\b", f"{count} orang", query)
    query = _ALL.sub(lambda found: f"{_ALL_OF[found[1]]} ", query)
    query = _ONE_OF.sub(r"1 \1", query)
    query = _TENS.sub(lambda found: str(_compound(found)), query)
    query = _WORD.sub(lambda found: str({**_UNITS, **_WHOLE}[found[1]]), query)
    query = re.sub(r"\b(?:a|an) (?=kid|child|baby|toddler|son|daughter)", "1 ", query)
    query = _PERSON.sub("orang", query)
    for unit, spellings in _MEASURES.items():
        query = re.sub(rf"\b(?:{spellings})\b", unit, query)
    query = _NOT_COUNTS.sub(" ", query)
    return " ".join(query.split())


def _compound(found: re.Match[str]) -> int:
    ten, more = _UNITS[found[1]], _UNITS.get(found[3] or "", 0)
    return 10 * ten + more if found[2] == "puluh" else 10 + ten
