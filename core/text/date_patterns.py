"""Where a date stands in a text: one named pattern for each way of writing it, tried in this order."""

import re
from collections.abc import Iterator

from core.text import date_words as words

_YEAR = r"(?:19|20|21)\d\d"
_ON = r"(?:\b(?:tanggal|tgl|tg|on) ?(?:: ?)?)?"
_BEFORE_A_YEAR = ("sampai", "sampe", "hingga", "until", "habis", "exp", "expired", "terbitan", "terbit", "dibuat")
_ORDINAL = r"(?: ?(?:st|nd|rd|th))?"
_COUNTED = rf"{words.NUMBER}(?:-\d{{1,2}})? {words.UNIT}"
_ONE = r"\b(?:se|sa)(?:hari|minggu|pekan|bulan|tahun|taun)"
_AHEAD = r"(?:lagi|lg|maneh|deui|ke ?depan|from now)"


def _patterns() -> Iterator[str]:
    yield rf"(?P<iso>{_ON}\b20\d\d-\d{{1,2}}-\d{{1,2}}\b)"
    yield (
        rf"(?P<numeric>{_ON}(?<![\d/.-])(?:\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d\d)\b"
        r"|(?!24/7)\d{1,2}/\d{1,2}(?![\d/.-])))"
    )
    yield rf"(?P<named>{_ON}\b\d{{1,2}}{_ORDINAL}(?:-\d{{1,2}})?(?: of)? {words.ANY_MONTH}\b(?:,? {_YEAR}\b)?)"
    yield (
        rf"(?P<english>\b{words.ENGLISH_MONTH} \d{{1,2}}{_ORDINAL}\b(?:,? ?{_YEAR}\b)?"
        rf"|\b{words.MONTH} \d{{1,2}}{_ORDINAL},? {_YEAR}\b)"
    )
    yield (
        rf"(?P<part>\b(?:awal|akhir|ujung|pertengahan|tengah|end of|early|late|mid)(?: (?:the|bulan))? "
        rf"(?:(?:this |next )?(?:tahun|taun|thn|bulan|bln|minggu|pekan|year|month|week)(?: (?:ini|{words.NEXT}))?"
        rf"|{words.MONTH}(?: (?:tahun )?{_YEAR})?)\b)"
    )
    yield (
        rf"(?P<of_month>\b(?:tanggal|tgl|tg)(?: ?:)? ?\d{{1,2}}\b(?![/.-]\d| ?{words.ANY_MONTH}\b)"
        rf"(?: (?:bulan|bln) (?:{words.NEXT}|ini|iki))?)"
    )
    yield (
        rf"(?P<interval>(?:{_ONE}|\b{_COUNTED}) {_AHEAD}\b|\b(?:dalam|dlm|within|in|tinggal|sisa|kurang)"
        rf"(?: (?:waktu|cuma|hanya|sekitar|masa berlaku\w*))? (?:{_ONE}|{_COUNTED})(?: {_AHEAD})?\b"
        rf"|(?:{_ONE}|\b{_COUNTED}) (?:(?:yang|yg) )?(?:lalu|kepungkur|ago|kemarin)\b)"
    )
    yield rf"(?P<feast>\b(?:{'|'.join(words.FEASTS.values())})\b)"
    yield (
        rf"(?P<month>\b{words.MONTH}(?: (?:tahun |thn |taun )?(?:{_YEAR}|(?:tahun|taun|thn) {words.NEXT}))?\b"
        rf"|\b{words.ANY_MONTH} (?:tahun )?{_YEAR}\b)"
    )
    yield (
        rf"(?P<weekday>\b(?:(?:besok|next) )?{words.WEEKDAY}\b(?: (?:minggu |pekan )?{words.NEXT}\b| {words.THIS}\b)?)"
    )
    yield (
        rf"(?P<unit>\b(?:minggu|mgg|pekan|bulan|bln|wulan|tahun|thn|taun) (?:{words.NEXT}|{words.THIS})\b"
        r"|\b(?:next|this) (?:week|month|year)\b)"
    )
    yield rf"(?P<relative>\b(?:{'|'.join(sorted(words.RELATIVE, key=len, reverse=True))})\b)"
    after = "".join(f"|(?<={word} )" for word in _BEFORE_A_YEAR)
    yield rf"(?P<year>\b(?:(?:tahun|thn|taun) {after}){_YEAR}\b)"


SCAN = re.compile("|".join(_patterns()))
