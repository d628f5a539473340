"""The short form that makes a list of documents: one question at a time, each answered by a button or in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.computed.calculator import Button
from knowledge_base.calculators.applicant import Issued, Papers, Parents, Purpose, Reason
from knowledge_base.calculators.computation import Line

_DIVORCED = (Parents.DIVORCED,)


@dataclass(frozen=True)
class Question:
    """`name` ends the key of the question; `options` are (key of the button, what it says, what it sets)."""

    name: str
    options: tuple[tuple[str, str, Mapping[str, Any]], ...]

    @property
    def line(self) -> Line:
        return Line(f"checklist.ask.{self.name}")

    def buttons(self, old_year: int) -> tuple[Button, ...]:
        return tuple(Button(Line(f"checklist.button.{key}"), say.format(year=old_year)) for key, say, _ in self.options)

    def chosen(self, query: str) -> Mapping[str, Any] | None:
        """What the words of a button set, None for other words."""
        return next((sets for _, say, sets in self.options if query == say), None)

    @property
    def drops(self) -> frozenset[str]:
        """What is read wrongly in an answer to this question: whether the parents are married, not the applicant."""
        return frozenset({"married"} if self.name == "parents" else ())


WHO = Question("who", (("adult", "dewasa", {"child": False}), ("child", "anak", {"child": True})))
REASON = Question(
    "reason",
    (
        ("first", "baru pertama kali", {"reason": Reason.FIRST}),
        ("expired", "habis berlaku", {"reason": Reason.EXPIRED}),
        ("lost", "hilang", {"reason": Reason.LOST}),
    ),
)
ISSUED = Question(
    "issued",
    (
        ("since", "terbit {year} atau sesudahnya", {"issued": Issued.SINCE}),
        ("before", "terbit sebelum {year}", {"issued": Issued.BEFORE}),
        ("abroad", "terbit di luar negeri", {"issued": Issued.ABROAD}),
    ),
)
PARENTS = Question(
    "parents",
    (
        ("together", "masih menikah", {"parents": Parents.TOGETHER}),
        ("divorced", "bercerai", {"parents": Parents.DIVORCED}),
        ("dead", "ada yang meninggal", {"dead": True}),
    ),
)
CUSTODY = Question(
    "custody",
    (
        ("custody", "hak asuh ada di saya", {"parents": Parents.CUSTODY}),
        ("other_custody", "hak asuh ada di mantan", {"parents": Parents.OTHER_CUSTODY}),
        ("no_ruling", "tidak ada penetapan hak asuh", {"parents": Parents.NO_RULING}),
    ),
)
DEAD = Question(
    "dead",
    (
        ("one_dead", "ayah atau ibu", {"parents": Parents.ONE_DEAD, "dead": None}),
        ("both_dead", "keduanya", {"parents": Parents.BOTH_DEAD, "dead": None}),
    ),
)
PURPOSE = Question(
    "purpose",
    (
        ("work", "bekerja", {"purpose": Purpose.WORK}),
        ("pilgrimage", "umrah", {"purpose": Purpose.UMRAH}),
        ("other", "wisata atau lainnya", {"purpose": Purpose.OTHER}),
    ),
)
PAPERS = Question(
    "papers",
    (
        ("same", "sama semua", {"papers": Papers.SAME}),
        ("differ", "ada yang beda", {"papers": Papers.DIFFER}),
        ("renamed", "pernah ganti nama", {"papers": Papers.RENAMED}),
    ),
)
QUESTIONS = {question.name: question for question in (WHO, REASON, ISSUED, PARENTS, CUSTODY, DEAD, PURPOSE, PAPERS)}
_BARE: dict[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
    "who": ((r"\b(?:saya|sendiri|me|myself|istri|suami|adult|orang tua|ibu|bapak)\b", {"child": False}),),
    "custody": (
        (r"\b(?:tidak (?:tahu|yakin|jelas)|do not know|not sure)\b", {"parents": Parents.DIVORCED}),
        (r"\b(?:mantan|bukan saya|dia|bapaknya|ayahnya|ex|not)\b", {"parents": Parents.OTHER_CUSTODY}),
        (r"\b(?:tidak|belum|no|none)\b", {"parents": Parents.NO_RULING}),
        (r"\b(?:saya|ada|i|me|yes|ya)\b", {"parents": Parents.CUSTODY}),
    ),
    "dead": (
        (r"\b(?:dua|2|semua|kedua\w*|both|ayah dan ibu|bapak dan ibu)\b", {"parents": Parents.BOTH_DEAD, "dead": None}),
        (r"\b(?:ayah\w*|bapak\w*|ibu\w*|salah satu|one|father|mother)\b", {"parents": Parents.ONE_DEAD, "dead": None}),
    ),
    "parents": (
        (r"\b(?:meninggal|wafat|died|dead)\b", {"dead": True}),
        (r"\b(?:menikah|nikah|utuh|lengkap|rukun|bersama|married|together)\b", {"parents": Parents.TOGETHER}),
    ),
    "issued": ((r"\b(?:tidak (?:tahu|ingat)|lupa|do not know|forgot)\b", {"issued": None}),),
    "papers": (
        (r"\b(?:beda|tidak|belum|no|differ\w*)\b", {"papers": Papers.DIFFER}),
        (r"\b(?:sama|ya|iya|yes|same)\b", {"papers": Papers.SAME}),
    ),
    "purpose": ((r"\b(?:kerja|bekerja|work)\b", {"purpose": Purpose.WORK}),),
}


def typed(question: Question, query: str) -> Mapping[str, Any] | None:
    """What an answer in the resident's own words sets, None when it answers something else."""
    for pattern, sets in _BARE.get(question.name, ()):
        if re.search(pattern, query):
            return sets
    return None


def next_question(known: Mapping[str, Any], adult: bool) -> Question | None:
    """The first thing that is not known and changes the list; None when there is enough."""
    if known.get("child") is None and known.get("age") is None:
        return WHO
    if known.get("reason") is None:
        return REASON
    plain = known["reason"] in (Reason.EXPIRED, Reason.FULL)
    if adult and plain and "issued" not in known:
        return ISSUED
    if not adult:
        if known.get("dead"):
            return DEAD
        if known.get("parents") is None:
            return PARENTS
        if known["parents"] in _DIVORCED and not known.get("custody_asked"):
            return CUSTODY
    if known.get("purpose") is None:
        return PURPOSE
    return PAPERS if known.get("papers") is None else None
