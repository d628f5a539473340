"""The people a message counts: `saya, istri dan 2 anak`, `sekeluarga 4 orang`, `two adults and a kid`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_CHILD = (
    r"(?:anak[ -]anak(?:nya|ku)?|anak(?:nya|ku|e|ne|mu)?|bayi(?:nya|ku)?|balita|bocah\w*|bocil|budak|orok|"
    r"cucu(?:nya|ku)?|"
    r"putu(?:ku|ne)?|keponakan|ponakan|kids?|child|children|baby|babies|toddlers?|sons?|daughters?)"
)
_SPOUSE = (
    r"(?:istri(?:ku|nya|ne)?|isteri|suami(?:ku|nya|ne)?|bini(?:ku)?|bojo(?:ku|ne)?|pamajikan|salaki|wife|husband|"
    r"spouse)"
)
_ELDER = (
    r"(?:ibu(?:ku|nya)?|bapak(?:ku|nya)?|ayah(?:ku|nya)?|emak|mamak|mama|papa|abah|umi|nenek|kakek|mbah|simbah|mertua|"
    r"paman|bibi|tante|mother|father|mom|dad|grandma|grandpa)"
)
_OTHER = r"(?:kakak|adik(?:ku|nya)?|adek|abang|saudara|teman|sepupu|brothers?|sisters?|friends?)"
MEMBER = rf"(?:{_SPOUSE}|{_ELDER}|{_OTHER}|{_CHILD})"
_AND = r"(?:,|dan|sama|dengan|bareng|bersama|beserta|plus|tambah|ditambah|\+|&|karo|jeung|and|with)"
_AGED = r"(?:umur|usia|umurnya|usianya|umure|berumur|berusia|aged?)"
_AGE = r"\d{1,3}(?: (?:tahun|bulan))?"
_TIME = r"(?! (?:tahun|bulan|minggu|hari))"
_PARENTS = r"(?:orang tua(?:ku|nya)?|parents)"
_COUPLE = r"(?:suami(?: ,| dan| &)? iste?ri|pasutri|husband and wife|salaki pamajikan)"
_PATTERNS = (
    ("ages", rf"\b{_AGED} {_AGE}(?: {_AND} (?:{_AGED} )?{_AGE}{_TIME})*|\b\d{{1,2}} tahun old"),
    ("child_age", rf"\b{_CHILD}(?: (?:saya|kami|kita|my))? \d{{1,2}} (?:tahun|bulan)\b"),
    ("couple", rf"\b{_COUPLE}\b"),
    ("parents", rf"\b(?:2 )?{_PARENTS}(?: 2)?\b"),
    ("adults", r"\b\d{1,4} (?:orang )?(?:dewasa|adults?)\b|\b(?:dewasa|adults?) \d{1,4}\b" + _TIME),
    ("children", rf"\b\d{{1,4}} (?:orang )?{_CHILD}\b|\b{_CHILD}(?: (?:saya|kami|kita))? \d{{1,4}}\b{_TIME}"),
    ("others", rf"\b\d{{1,3}} (?:orang )?{_OTHER}\b|\b{_OTHER} \d{{1,3}}\b{_TIME}"),
    ("total", r"\b\d{1,4} orang\b|\borang \d{1,4}\b" + _TIME),
    (
        "total_of",
        r"\b(?:sekeluarga|keluarga|serumah|rombongan|family of|sakulawarga)(?: (?:isi|ada))? \d{1,4}(?: orang)?\b"
        + _TIME,
    ),
    ("books", r"\b\d{1,4} (?:buku )?(?:e-)?(?:paspor|passports?|pasports?)\b"),
    ("child", rf"\b{_CHILD}\b"),
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
_MARRIED = re.compile(r"\b(?:menikah|nikah|kawin|married)\b")
_UNMARRIED = re.compile(r"\b(?:belum|tidak|not|durung|bukan) (?:menikah|nikah|kawin|married)\b")
_ALL_ADULT = re.compile(
    r"\b(?:semua\w*|kabeh) (?:sudah )?dewasa\b|\bdewasa (?:semua\w*|kabeh)\b|\b(?:tanpa|tidak ada|ga ada) anak\b|"
    r"\ball adults?\b"
)
_PLURAL = re.compile(r"\banak[ -]anak\w*|\b(?:kids|children|sons|daughters|babies)\b")
_PLUS_CHILDREN = re.compile(rf"\b\d+ orang(?: dewasa)? (?:dan|plus|tambah|ditambah|\+|and|&) (?:\d+ )?{_CHILD}\b")
# Whom somebody visits, and whose marriage or death a child's passport depends on, get no passport themselves.
_VISITED = re.compile(
    r"\b(?:rumah|tempat|ketemu|bertemu|menemui|jenguk|menjenguk|kunjungi|mengunjungi|nyusul|menyusul|nikahan|"
    r"undangan|kata|"
    rf"kampung|(?<!yang )ikut|visit|see|meet|nama|ktp) {MEMBER}\b(?: {MEMBER}\b)?"
)
_CIRCUMSTANCES = re.compile(
    r"\b(?:ber)?cerai\w*|\b(?:meninggal|almarhum\w*|yatim\w*|pisah|hak asuh|wali|divorced?|died)\b"
)
_CALLED = re.compile(r"(?<=berapa)(?: ya| sih| dong)?(?: ,)? (?:mom|mama|papa|ibu|bapak|tante)\W*$")
_NEAR = 5
_STEM = re.compile(r"(?:nya|ku|ne|e)$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class People:
    """Adults, children, and people of whom the message does not say which (`unsure`); None: none were counted."""

    adults: int | None = None
    children: int | None = None
    unsure: int = 0
    all_adult: bool = False
    nobody: bool = False
    """The message says 0."""

    @property
    def count(self) -> int:
        return (self.adults or 0) + (self.children or 0) + self.unsure

    @property
    def told(self) -> bool:
        """Whether the message says anything about people."""
        return self.count > 0 or self.all_adult or self.nobody

    def after(self, before: "People") -> "People":
        """These people, when `before` were counted in the message this one changes."""
        if not self.told:
            return before
        if self.all_adult and not self.count:
            return People(before.count, None)
        if self.unsure or (self.adults is not None and self.children is not None):
            return self
        if self.adults is None:
            grown = max(before.unsure - (self.children or 0), 0) if before.unsure else 0
            return People((before.adults or 0) + grown or None, self.children)
        return People(self.adults, before.children)


@dataclass
class _Entry:
    kind: str
    count: int
    ages: tuple[int, ...] = ()
    word: str = ""
    counted: bool = True
    start: int = 0
    end: int = 0
    """Where it stands, in words."""


def read_people(query: str, adult_age: int) -> People:
    """Who is counted in text that `numbers` has been through; from `adult_age` on a child is an adult."""
    entries = _entries(_prepared(query))
    married = bool(_MARRIED.search(_UNMARRIED.sub(" ", query)))
    sorted_out = [_grown(entry, adult_age, married) for entry in entries if entry.kind not in ("total", "books")]
    adults, children, unsure = (sum(part) for part in zip(*sorted_out, strict=True)) if sorted_out else (0, 0, 0)
    totals = [entry.count for entry in entries if entry.kind == "total"]
    totals = totals or [entry.count for entry in entries if entry.kind == "books"]
    all_adult = bool(_ALL_ADULT.search(query))
    if _PLURAL.search(query) and not any(entry.kind == "child" and entry.counted for entry in entries):
        children = 0  # how many is not said
    found = _together(adults, children, unsure, totals[0] if totals else None, query)
    nobody = found.count == 0 and any(entry.counted and entry.count == 0 for entry in entries)
    found = replace(found, all_adult=all_adult, nobody=nobody)
    if all_adult and found.unsure:
        return replace(found, adults=(found.adults or 0) + found.unsure, unsure=0)
    return found


def _prepared(query: str) -> str:
    """Without the words people greet with, and with the numbers of a family where they are looked for."""
    query = re.sub(r"\b(saya|me) (sama|dan|,|dengan|jeung) suami istri\b", r"\1 dan istri", query)
    query = _VISITED.sub(" ", query)
    query = re.sub(rf"\b({_CHILD}) (\d{{1,2}} tahun) (\d{{1,3}}) orang\b", r"\3 \1 umur \2", query)
    return _CALLED.sub("", _GREETED.sub("", query)).strip()


def _entries(query: str) -> list[_Entry]:
    found: list[_Entry] = []
    owned = {match.end() for match in _OWNED.finditer(query)}
    for match in _SCAN.finditer(query):
        name = str(match.lastgroup)
        digits = [int(digit) for digit in _DIGITS.findall(match[0])]
        if name == "ages":
            _attach(found, _years(match[0]))
        elif name in ("speaker", "speaker_last"):
            if match.end() not in owned and not any(entry.kind == "speaker" for entry in found):
                found.append(_Entry("speaker", 1, counted=False))
        else:
            _add(found, name, match[0], digits)
        if found:
            found[-1].start = found[-1].start or len(query[: match.start()].split()) + 1
            found[-1].end = len(query[: match.end()].split())
    return _beside_each_other(found, bool(_CIRCUMSTANCES.search(query)))


def _beside_each_other(entries: list[_Entry], circumstances: bool) -> list[_Entry]:
    """The entries without people who are merely mentioned: `ketemu ibunya`, far from those who are listed."""
    groups: list[list[_Entry]] = []
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


def _add(found: list[_Entry], name: str, text: str, digits: Sequence[int]) -> None:
    if name == "child_age":
        found.append(_Entry("child", 1, tuple(_years(text)), counted=False))
    elif name in ("couple", "parents"):
        found.append(_Entry("adult", 2))
    elif name in ("total", "total_of"):
        found.append(_Entry("total", digits[0]))
    elif name == "books":
        found.append(_Entry("books", digits[0]))
    elif name in ("adults", "children", "others"):
        kind = {"adults": "adult", "children": "child", "others": "other"}[name]
        found.append(_Entry(kind, digits[0]))
    elif (word := _STEM.sub("", text)) not in [entry.word for entry in found]:
        found.append(_Entry(name, 1, word=word, counted=False))


def _attach(found: list[_Entry], ages: Sequence[int]) -> None:
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


def _grown(entry: _Entry, adult_age: int, married: bool) -> tuple[int, int, int]:
    """Adults, children and those of whom it is not known; whoever is married is an adult."""
    if entry.kind in ("adult", "spouse", "elder"):
        return entry.count, 0, 0
    grown = sum(age >= adult_age or (married and age > 0) for age in entry.ages[: entry.count])
    young = len(entry.ages[: entry.count]) - grown
    rest = entry.count - grown - young
    if entry.kind == "child":
        return grown, young + rest, 0
    if entry.kind == "speaker":
        return grown + rest, young, 0
    return grown, young, rest


def _together(adults: int, children: int, unsure: int, total: int | None, query: str) -> People:
    """The members a message names, within the total it gives."""
    named = adults + children + unsure
    if total is None or total < named:
        if total is not None and _PLUS_CHILDREN.search(query):
            return People(total, children, 0)
        return People(adults if adults else None, children if children else None, unsure)
    if children and _PLUS_CHILDREN.search(query) and adults == 0:
        return People(total, children)
    missing = total - named
    # Who counts the children apart means that the others are grown; one who is missing is the speaker.
    if (children and not unsure) or (missing == 1 and adults and not unsure):
        return People(adults + missing, children)
    return People(adults if adults else None, children if children else None, unsure + missing)
