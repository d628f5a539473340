"""Dates as residents write them: `tgl 20 desember`, `20/12/2026`, `selasa depan`, `2 minggu lagi`, `akhir tahun`.

Standard library only. A day or a month without its year is read as the next one; `past_days` reads it as the last.
"""

import datetime as dt
import re
import unicodedata

from core.text import date_words as words
from core.text.date_mention import Mention, Shape
from core.text.date_patterns import SCAN
from core.text.date_readings import READINGS

_ONE = "|".join(sorted(words.NUMBERS, key=len, reverse=True))
_DAY_IN_WORDS = re.compile(rf"\b(tanggal|tgl) ((?:{_ONE})(?: (?:belas|puluh(?: (?:{_ONE}))?))?)\b")


def prepared(text: str) -> str:
    """`text` as dates are looked for in it: lower case, without space inside 20/12/2026."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"jum ?['’`] ?at\b", "jumat", text)
    text = re.sub(r"(?<=\d) ?([/.-]) ?(?=\d)", r"\1", text)
    text = _DAY_IN_WORDS.sub(lambda found: f"{found[1]} {_number(found[2])}", text)
    return " ".join(re.sub(r"(?<=\d)(?=[a-z])", " ", text).split())


def _number(text: str) -> int:
    """The number of up to three words such as dua puluh lima."""
    ones, _, rest = text.partition(" ")
    if not rest:
        return words.NUMBERS[ones]
    ten, _, more = rest.partition(" ")
    return words.NUMBERS[ones] + 10 if ten == "belas" else 10 * words.NUMBERS[ones] + words.NUMBERS.get(more, 0)


def read_dates(text: str, today: dt.date) -> list[Mention]:
    """Every date in `text` in the order in which it stands there."""
    return [_mention(found, today) for found in SCAN.finditer(prepared(text))]


def past_days(text: str, today: dt.date) -> list[dt.date]:
    """The days in `text` that are not after today; one without its year is the last of that name."""
    days = [mention.earlier or mention.first for mention in read_dates(text, today) if mention.shape is Shape.DAY]
    return [day for day in days if day is not None and day <= today]


def _mention(found: re.Match[str], today: dt.date) -> Mention:
    name = str(found.lastgroup)
    blank = Mention(Shape.IMPOSSIBLE, found.start(), found.end(), found[0])
    try:
        return READINGS[name](blank, found[0], today)
    except (ValueError, OverflowError):
        return blank
