"""Who is named in a message, with their numbers and ages, as they stand in the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

CHILD = (
    r"(?:anak[ -]anak(?:nya|ku)?|anak(?:nya|ku|e|ne|mu)?|bayi(?:nya|ku)?|balita|bocah\w*|bocil|budak|orok|"
    r"cucu(?:nya|ku)?|"
    r"putu(?:ku|ne)?|keponakan|ponakan|kids?|child|children|baby|babies|toddlers?|sons?|daughters?)"
)
_SPOUSE = (
    r"(?:istri(?:ku|nya|ne)?|isteri|suami(?:ku|nya|ne)?|bini(?:ku)?|bojo(?:ku|ne)?|pamajikan|salaki|wife|husband|"
    r"spouse)"
)
_ELDER = (
    r"(?:(?:ibu|bapak) mertua|ibu(?:ku|nya)?|bapak(?:ku|nya)?|ayah(?:ku|nya)?|emak|mamak|mama|papa|abah|umi|nenek|"
    r"kakek|mbah|simbah|mertua|"
    r"paman|bibi|tante|mother|father|mom|dad|grandma|grandpa)"
)
_OTHER = r"(?:kakak|adik(?:ku|nya)?|adek|abang|saudara|teman|sepupu|brothers?|sisters?|friends?)"
MEMBER = rf"(?:{_SPOUSE}|{_ELDER}|{_OTHER}|{CHILD})"
_AND = r"(?:,|dan|sama|dengan|bareng|bersama|beserta|plus|tambah|ditambah|\+|&|karo|jeung|and|with)"
_AGED = r"(?:umur|usia|umurnya|usianya|umure|berumur|berusia|aged?)"
_AGE = r"\d{1,3}(?: (?:tahun|bulan))?"
_TIME = r"(?! (?:tahun|bulan|minggu|hari))"
_PARENTS = r"(?:orang (?:tua(?:ku|nya)?|tuwa|tuwo)|parents)"
_COUPLE = r"(?:suami(?: ,| dan| &)? iste?ri|pasutri|husband and wife|salaki pamajikan)"
_PATTERNS = (
    ("ages", rf"\b{_AGED} {_AGE}(?: {_AND} (?:{_AGED} )?{_AGE}{_TIME})*|\b\d{{1,2}} tahun old"),
    ("child_age", rf"\b{CHILD}(?: (?:saya|kami|kita|my))? \d{{1,2}} (?:tahun|bulan)\b"),
    ("couple", rf"\b{_COUPLE}\b"),
    ("parents", rf"\b(?:2 )?{_PARENTS}(?: 2)?\b"),
    ("adults", r"\b\d{1,9} (?:orang )?(?:dewasa|adults?)\b|\b(?:dewasa|adults?) \d{1,9}\b" + _TIME),
    (
        "children",
        rf"\b\d{{1,9}} (?:orang |paspor )?{CHILD}\b|\b{CHILD}(?: (?:saya|kami|kita|kembar))? \d{{1,9}}\b{_TIME}",
    ),
    ("others", rf"\b\d{{1,3}} (?:orang )?{_OTHER}\b|\b{_OTHER} \d{{1,3}}\b{_TIME}"),
    ("total", r"\b\d{1,9} orang\b|\borang \d{1,9}\b" + _TIME),
    (
        "total_of",
        r"\b(?:sekeluarga|keluarga|serumah|rombongan|family of|sakulawarga)(?: (?:isi|ada))? \d{1,9}(?: orang)?\b"
        + _TIME,
    ),
    ("books", r"\b\d{1,9} (?:buku )?(?:e-)?(?:paspor|passports?|pasports?)\b"),
    ("child", rf"\b{CHILD}\b"),
    ("spouse", rf"\b{_SPOUSE}\b"),
    ("elder", rf"\b{_ELDER}\b"),
    ("other", rf"\b{_OTHER}\b"),
    (
        "speaker",
        rf"\b(?:saya|me|myself|i)(?= (?:{_AND} )?(?:my )?(?:\d+ (?:orang )?)?{MEMBER}\b)"
        rf"|(?<= and )(?:me|myself)\b|\b(?:saya)(?= (?:\w+ ){{1,6}}(?:sama|bareng|bersama|karo|jeung|with) {MEMBER}\b)",
    ),
    ("speaker_last", rf"{_AND} (?:saya|me|myself)\b(?! (?:mau|ingin|punya|sudah|belum|juga|tidak|harus|bisa|minta))"),
)
AGE_SPANS = re.compile("|".join(pattern for name, pattern in _PATTERNS if name in ("ages", "child_age")))
"""Where a text tells an age, so that the years there are no validity."""
_SCAN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
_OWNED = re.compile(rf"\b{MEMBER} saya\b")
_GREETED = re.compile(
    r"^(?:(?:selamat|met) \w+|assalamualaikum|halo|hallo|hai|permisi|maaf|min|,| )+(?:bapak|ibu)\b(?: /? ?(?:bapak|"
    r"ibu)\b)?"
    r"|^(?:bapak|ibu) ?/? ?(?:(?:bapak|ibu) )?(?=,? ?(?:saya|mau|tanya|numpang|mohon|izin|ijin)\b)"
)
# Whom somebody visits, and whose marriage or death a child's passport depends on, get no passport themselves.
_VISITED = re.compile(
    r"\b(?:rumah|tempat|ketemu|bertemu|menemui|jenguk|menjenguk|kunjungi|mengunjungi|nyusul|menyusul|nikahan|"
    r"undangan|kata|"
    rf"kampung|(?<!yang )ikut|visit|see|meet|nama|ktp) {MEMBER}\b(?: {MEMBER}\b)?"
)
_CIRCUMSTANCES = re.compile(
    r"\b(?:ber)?cerai\w*|\b(?:meninggal|almarhum\w*|yatim\w*|pegatan|pisah|hak asuh|wali|divorced?|died)\b"
)
_CALLED = re.compile(r"(?<=berapa)(?: ya| sih| dong)?(?: ,)? (?:mom|mama|papa|ibu|bapak|tante)\W*$")
_NEAR = 5
_STEM = re.compile(r"(?:nya|ku|ne|e)$")
_DIGITS = re.compile(r"\d+")


@dataclass
class Entry:
    kind: str
    count: int
    ages: tuple[int, ...] = ()
    word: str = ""
    counted: bool = True
    start: int = 0
    end: int = 0
    """Where it stands, in words."""


def _prepared(query: str) -> str:
    """Without the words people greet with, and with the numbers of a family where they are looked for."""
    query = re.sub(r"\b(saya|me) (sama|dan|,|dengan|jeung) suami istri\b", r"\1 dan istri", query)
    query = _VISITED.sub(" ", query)
    query = re.sub(rf"\b({CHILD}) (\d{{1,2}} tahun) (\d{{1,3}}) orang\b", r"\3 \1 umur \2", query)
    return _CALLED.sub("", _GREETED.sub("", query)).strip()


def entries(query: str) -> list[Entry]:
    """Who is named in text that `numbers` has been through, in order; nobody who is merely mentioned."""
    query = _prepared(query)
    found: list[Entry] = []
    owned = {match.end() for match in _OWNED.finditer(query)}
    for match in _SCAN.finditer(query):
        name = str(match.lastgroup)
        digits = [int(digit) for digit in _DIGITS.findall(match[0])]
        if name == "ages":
            _attach(found, _years(match[0]))
        elif name in ("speaker", "speaker_last"):
            if match.end() not in owned and not any(entry.kind == "speaker" for entry in found):
                found.append(Entry("speaker", 1, counted=False))
        else:
            _add(found, name, match[0], digits)
        if found:
            found[-1].start = found[-1].start or len(query[: match.start()].split()) + 1
            found[-1].end = len(query[: match.end()].split())
    return _beside_each_other(found, bool(_CIRCUMSTANCES.search(query)))


def _beside_each_other(entries: list[Entry], circumstances: bool) -> list[Entry]:
    """The entries without people who are merely mentioned: `ketemu ibunya`, far from those who are listed."""
    groups: list[list[Entry]] = []
    for entry in entries:
        near = groups and entry.start - groups[-1][-1].end <= _NEAR
        groups[-1].append(entry) if near else groups.append([entry])
    if circumstances:
        return [entry for entry in entries if entry.counted]
    if len(groups) < 2:
        return entries
    listed = max(groups, key=lambda group: (sum(entry.count for entry in group), len(group)))
    alone = len(listed) == 1 and not listed[0].counted
    return [entry for group in groups for entry in group if entry.counted or (group is listed and not alone)]


def _add(found: list[Entry], name: str, text: str, digits: Sequence[int]) -> None:
    if name == "child_age":
        found.append(Entry("child", 1, tuple(_years(text)), counted=False))
    elif name in ("couple", "parents"):
        found.append(Entry("adult", 2, counted=bool(digits)))
    elif name in ("total", "total_of"):
        found.append(Entry("total", digits[0]))
    elif name == "books":
        found.append(Entry("books", digits[0]))
    elif name in ("adults", "children", "others"):
        kind = {"adults": "adult", "children": "child", "others": "other"}[name]
        found.append(Entry(kind, digits[0]))
    elif (word := _STEM.sub("", text)) not in [entry.word for entry in found]:
        found.append(Entry(name, 1, word=word, counted=False))


def _attach(found: list[Entry], ages: Sequence[int]) -> None:
    """Ages belong to whoever was named last; more ages than people count the people."""
    who = next((entry for entry in reversed(found) if entry.kind in ("child", "other", "speaker", "spouse")), None)
    if who is None:
        return
    who.ages = (*who.ages, *ages)
    if not who.counted:
        who.count = max(who.count, len(who.ages))


def _years(text: str) -> list[int]:
    """The ages in a piece of text, those in months as 0."""
    found = re.findall(r"(\d{1,3})(?: (tahun|bulan))?", text)
    return [0 if unit == "bulan" else int(age) for age, unit in found]
