"""Which day in a message is which: the trip, the photo appointment, the end or the issue of the old passport."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.text.date_mention import Mention, Shape
from core.text.dates import prepared, read_dates

TRAVEL, PHOTO, EXPIRY, ISSUED, OTHER = "travel", "photo", "expiry", "issued", "other"
_CUES = {
    OTHER: (
        r"\b(?:sekarang|hari ini) (?=tanggal|tgl)"
        r"|\b(?:pelunasan|lunas\w*|setor\w*|manasik|pulang\w*|kembali\w*|lahir\w*|menikah|"
        r"nikah|cuti|daftar|return(?:ing)?|born|married)\b"
    ),
    TRAVEL: (
        r"\bsebelum(?= )|\b(?:(?:di|ke)?berangkat\w*|brangkat|brgkt|brkt"
        r"|budal|mangkat|terbang|flight|fly(?:ing)?|travel(?:l?ing| (?=on|in|next|to))|trip|tiket\w*|"
        r"liburan|wisata|jalan-jalan|umrah|umroh|haji|pergi|pesawat|leav(?:e|ing)|depart\w*|keberangkatan\w*"
        r"|dipakai|dibutuhkan|"
        r"deadline|(?:mau|harus|kudu) ke(?! kantor| imigrasi| kotabumi)|go(?:ing)? to|harus (?:sudah )?jadi"
        r"|perlu(?:nya)?|butuh)\b"
    ),
    PHOTO: (
        r"\b(?:wawancara\w*|interview|(?:di|ber)?foto\w*|janji\w*|jadwal\w*|antre\w*|antri\w*|kuota\w*|slot|"
        r"appointment|ke kantor|ke imigrasi|biometrik|m-paspor|pemeriksaan|bap)\b"
    ),
    EXPIRY: (
        r"\b(?:habis\w*|berlaku\w*|exp\w*|kedaluwarsa|kadaluarsa|"
        r"kadaluwarsa|mati|jatuh tempo|sisa\w*|valid\w*|entek|telas)\b"
    ),
    ISSUED: r"\b(?:terbit\w*|diterbitkan|dikeluarkan|keluaran|buatan|issued)\b|\bpaspor\w*(?: \w+){0,2} dibuat\b",
}
_CUE = re.compile("|".join(f"(?P<{role}>{pattern})" for role, pattern in _CUES.items()))
_DONE = re.compile(r"\b(?:sudah|habis|kemarin|tadi|barusan|already)\b(?: \w+){0,3}$")
_MADE = re.compile(
    r"\b(?:buat|bikin|urus|ngurus|ngurusnya|make) (?:a )?(?:e-)?(?:paspor|passport|pasport)\w*(?: baru)? $"
)
_LEFT = re.compile(r"sisa\b")
_LEFT_OF = re.compile(r"(?:tinggal|kurang)\b")
_OWN = re.compile(r"\b(?:paspor|passport|pasport|psport|berlaku)\w*(?: \w+){0,2} $")
_APART = 3
"""Words that a comma or a full stop between a cue and a date counts for."""


@dataclass(frozen=True)
class Dated:
    """A date of the message and what it is; `role` None: nothing near it says so. `done`: told as past.

    `distance` tells how far the word is that gave the role.
    """

    mention: Mention
    role: str | None
    done: bool = False
    distance: int = 0

    @property
    def span(self) -> tuple[dt.date, dt.date] | None:
        """The days it can mean, as past where it is told as past; None when it names none."""
        mention = self.mention
        if mention.shape is Shape.DAY and self.done and mention.earlier:
            return mention.earlier, mention.earlier
        if mention.first is None or mention.last is None:
            return None
        return mention.first, mention.last


def dates_with_roles(text: str, today: dt.date) -> list[Dated]:
    """Every date of a message in its order, each with the role of the nearest word that gives one."""
    query = prepared(text)
    mentions = read_dates(text, today)
    cues = [found for found in _CUE.finditer(query) if not any(_within(found, mention) for mention in mentions)]
    return [_dated(mention, mentions, cues, query) for mention in mentions]


def by_role(dates: list[Dated]) -> Mapping[str, Dated]:
    """The date of each role that is told nearest to its word, the first of equals."""
    found: dict[str, Dated] = {}
    for dated in dates:
        if dated.role and (dated.role not in found or dated.distance < found[dated.role].distance):
            found[dated.role] = dated
    return found


def _within(found: re.Match[str], mention: Mention) -> bool:
    return mention.start <= found.start() and found.end() <= mention.end


def _dated(mention: Mention, mentions: list[Mention], cues: list[re.Match[str]], query: str) -> Dated:
    if _LEFT.match(mention.text) or (_LEFT_OF.match(mention.text) and _OWN.search(query[: mention.start])):
        return Dated(mention, EXPIRY)
    others = [other for other in mentions if other is not mention]
    if others and _MADE.search(query[: mention.start]):
        return Dated(mention, PHOTO)
    near = [(_distance(mention, cue, query), cue) for cue in cues if not _blocked(mention, cue, others)]
    nearest = min(near, key=lambda pair: pair[0], default=None)
    role = str(nearest[1].lastgroup) if nearest else None
    done = role in (PHOTO, ISSUED) and bool(_DONE.search(query[: mention.start].rstrip()))
    return Dated(mention, role, done or role == ISSUED, nearest[0] if nearest else 0)


def _blocked(mention: Mention, cue: re.Match[str], others: list[Mention]) -> bool:
    """Whether another date stands between a cue and this one."""
    first, last = sorted((mention.start, cue.start()))
    return any(first < other.start < last for other in others)


def _distance(mention: Mention, cue: re.Match[str], query: str) -> int:
    """Words between; what stands before a date is nearer than what stands after it."""
    before = cue.end() <= mention.start
    between = query[cue.end() : mention.start] if before else query[mention.end : cue.start()]
    breaks = len(re.findall(r"[,;.?!]|\b(?:terus|lalu|tapi|and|but)\b", between))
    return 2 * (len(between.split()) + _APART * breaks) + (0 if before else 1)
