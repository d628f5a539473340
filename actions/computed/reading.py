"""What a message wants to know the price of: which passports, for whom, with what besides."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from actions.computed.members import AGE_SPANS, MEMBER
from actions.computed.numbers import numbers
from actions.computed.people import People, read_people

Count = int | Literal["all"]
ALL: Literal["all"] = "all"
_SAME_DAY = (
    r"(?:dipercepat|percepatan|kilat|jalur cepat|jalur kilat|1 hari jadi|sehari jadi|jadi sehari|jadi 1 hari|"
    r"langsung jadi|"
    r"hari yang sama|hari itu juga|same ?-? ?hari|express|ekspres)"
)
_LOST = r"(?:hilang|kehilangan|kecopetan|dicopet|dicuri|kecurian|dijambret|raib|ilang|lost|stolen)"
_DAMAGED = r"(?:rusak|ruksak|rosak|sobek|robek|kebasahan|basah|tercuci|kecuci|jamuran|damaged|torn)"
_NOT = r"(?:tidak|tanpa|bukan|without|no|not|ora)"
_DISASTER = re.compile(
    r"\b(?:kahar|(?:ke)?banjir\w*|kebakaran|terbakar|gempa|bencana|huru-hara|flood\w*|earthquake|disaster)\b"
)
_REGULAR = re.compile(
    r"\bpaspor (?:yang )?(?:biasa|reguler|kertas)\b|\bnon ?-? ?(?:elektronik|e-paspor)\b|\b(?:bukan|"
    r"tanpa) (?:elektronik|chip)\b"
    r"|\b(?:regular|non-electronic|ordinary) paspor\b"
)
_MIGRANT = r"(?:c?pmi|tki|tkw|pekerja migran|migrant workers?|kerja (?:di|ke) luar negeri)"
_FIRST = re.compile(r"\b(?:pertama|belum pernah|first|baru pertama|sapisan)\b")
_YEARS = re.compile(r"\b(\d{1,3}) tahun\b(?! (?:lalu|yang lalu|lagi|old|kemarin))")
_ELLIPTIC = re.compile(rf"\byang (\d{{1,2}})\b(?! (?:orang|anak|dewasa|hari|bulan|minggu|tahun|{MEMBER}))")
_CHOSEN = re.compile(r"\b(?:paspor|yang|berlaku|berlakunya|ambil|jangka|elektronik|pilih|sing|for|the|pakai|masa)$")
_MIXED = re.compile(
    r"\b(\d{1,3}) (?:(?:orang|dewasa|paspor|buku|yang|ambil|sing|minta|pakai|of us|adults?) ){1,4}(\d{1,2}) tahun\b"
)
_COUNTED = {"same_day": _SAME_DAY, "lost": _LOST, "damaged": _DAMAGED, "migrants": _MIGRANT}
_BEFORE = r"\b(\d{{1,9}}) (?:(?:orang|anak|paspor|buku|calon|yang|pakai|minta|ikut|nya) ){{0,3}}{word}\b()"
_AFTER = (
    r"\b{word} (?:(?:buat|untuk|cuma|hanya|for|service) ){{0,2}}(?:(\d{{1,3}}) orang\b(?! dewasa)|"
    r"(\d{{1,3}})\b(?! (?:tahun|hari|minggu|bulan|anak|dewasa|orang)))"
)
_EVERYBODY = (
    r"\b(?:semua\w*|kabeh|keduanya|all|both) (?:\w+ )?{word}\b|\b{word} (?:semua\w*|kabeh|all|both)\b(?! berapa)"
)
_EACH_OWN = re.compile(rf"\b(?:paspor|punya|milik)(?:nya)? (?:saya|{MEMBER})\b|\b(?:cuma|hanya|only) (?:saya|1)\b")


@dataclass(frozen=True)
class Wish:
    """What a message says about passports to be paid for; None where it says nothing.

    `years` are the validities it names, `mixed` how many take which; `same_day`, `lost` and `damaged` count people.
    """

    people: People = field(default_factory=People)
    years: tuple[int, ...] = ()
    mixed: tuple[tuple[int, int], ...] = ()
    same_day: Count | None = None
    lost: Count | None = None
    damaged: Count | None = None
    disaster: bool | None = None
    regular: bool | None = None
    migrants: Count | None = None

    @property
    def says_anything(self) -> bool:
        """Whether the message changes anything about a calculation."""
        said = (self.same_day, self.lost, self.damaged, self.disaster, self.regular, self.migrants)
        return self.people.told or bool(self.years) or any(value is not None for value in said)

    def after(self, before: "Wish") -> "Wish":
        """This wish, with what it leaves unsaid taken from the one before it."""
        merged: dict[str, Any] = {
            name: own if (own := getattr(self, name)) is not None else getattr(before, name)
            for name in ("same_day", "lost", "damaged", "disaster", "regular", "migrants")
        }
        again = bool(self.years)
        return Wish(
            people=self.people.after(before.people),
            years=self.years if again else before.years,
            mixed=self.mixed if again or self.people.told else before.mixed,
            **merged,
        )


def read_wish(query: str, adult_age: int, offered: Collection[int]) -> Wish:
    """What normalised text says; from `adult_age` on a child is an adult, `offered` are the validities there are."""
    query = numbers(query)
    said: dict[str, Count | None] = {}
    rest = query
    for name, word in _COUNTED.items():
        said[name], rest = _counted(word, query, rest)
    if not _FIRST.search(query):
        said["migrants"] = None
    plain = AGE_SPANS.sub(" ", query)
    return Wish(
        people=read_people(rest, adult_age),
        years=_years(plain, offered),
        mixed=_mixed(plain),
        disaster=True if _DISASTER.search(query) else None,
        regular=True if _REGULAR.search(query) else None,
        **said,
    )


def _years(query: str, offered: Collection[int]) -> tuple[int, ...]:
    """The validities a message names; one nobody offers only when it is clear that a passport is meant."""
    found = [
        int(match[1])
        for match in _YEARS.finditer(query)
        if int(match[1]) in offered or _CHOSEN.search(query[: match.start()].rstrip())
    ]
    found += [int(match[1]) for match in _ELLIPTIC.finditer(query)]
    return tuple(dict.fromkeys(found))


def _mixed(query: str) -> tuple[tuple[int, int], ...]:
    """How many take which validity, when the message tells it for more than one."""
    found = [(int(count), int(years)) for count, years in _MIXED.findall(query)]
    return tuple(found) if len({years for _, years in found}) > 1 else ()


def _counted(word: str, query: str, rest: str) -> tuple[Count | None, str]:
    """How many people a circumstance holds for, 0 when it is denied, and `rest` without that number."""
    if re.search(rf"\b{_NOT} (?:pakai |usah |ikut |ada |yang )?{word}\b", query):
        return 0, rest
    mentions = len(re.findall(rf"\b{word}\b", query))
    if not mentions:
        return None, rest
    for pattern in (_BEFORE, _AFTER):
        if number := re.search(pattern.format(word=word), query):
            named = "anak" in number[0]  # then the number counts the people as well
            return int(number[1] or number[2]), rest if named else rest.replace(number[0], " ")
    everybody = re.search(_EVERYBODY.format(word=word), query)
    return (mentions if _EACH_OWN.search(query) and not everybody else ALL), rest
