"""The people a message counts: `saya, istri dan 2 anak`, `sekeluarga 4 orang`, `two adults and a kid`."""

import re
from dataclasses import dataclass, replace

from actions.computed.members import CHILD, Entry, entries

_MARRIED = re.compile(r"\b(?:menikah|nikah|kawin|married)\b")
_UNMARRIED = re.compile(r"\b(?:belum|tidak|not|durung|bukan) (?:menikah|nikah|kawin|married)\b")
_ALL_ADULT = re.compile(
    r"\b(?:semua\w*|kabeh) (?:sudah )?dewasa\b|\bdewasa (?:semua\w*|kabeh)\b|\b(?:tanpa|tidak ada|ga ada) anak\b|"
    r"\ball adults?\b"
)
_PLURAL = re.compile(r"\banak[ -]anak\w*|\b(?:kids|children|sons|daughters|babies)\b")
_PLUSCHILDREN = re.compile(rf"\b\d+ orang(?: dewasa)? (?:dan|plus|tambah|ditambah|\+|and|&) (?:\d+ )?{CHILD}\b")


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


def read_people(query: str, adult_age: int) -> People:
    """Who is counted in text that `numbers` has been through; from `adult_age` on a child is an adult."""
    named = entries(query)
    married = bool(_MARRIED.search(_UNMARRIED.sub(" ", query)))
    sorted_out = [_grown(entry, adult_age, married) for entry in named if entry.kind not in ("total", "books")]
    adults, children, unsure = (sum(part) for part in zip(*sorted_out, strict=True)) if sorted_out else (0, 0, 0)
    totals = [entry.count for entry in named if entry.kind == "total"]
    totals = totals or [entry.count for entry in named if entry.kind == "books"]
    all_adult = bool(_ALL_ADULT.search(query))
    if _PLURAL.search(query) and not any(entry.kind == "child" and entry.counted for entry in named):
        children = 0  # how many is not said
    found = _together(adults, children, unsure, totals[0] if totals else None, query)
    nobody = found.count == 0 and any(entry.counted and entry.count == 0 for entry in named)
    found = replace(found, all_adult=all_adult, nobody=nobody)
    if all_adult and found.unsure:
        return replace(found, adults=(found.adults or 0) + found.unsure, unsure=0)
    return found


def _grown(entry: Entry, adult_age: int, married: bool) -> tuple[int, int, int]:
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
        if total and children and not adults and not unsure:
            return People(total, children)  # more children than people: the people are their elders
        return People(adults if adults else None, children if children else None, unsure)
    if children and _PLUSCHILDREN.search(query) and adults == 0:
        return People(total, children)
    missing = total - named
    # Who counts the children apart means that the others are grown; one who is missing is the speaker.
    if (children and not unsure) or (missing == 1 and adults and not unsure):
        return People(adults + missing, children)
    return People(adults if adults else None, children if children else None, unsure + missing)
