"""Who needs a passport, as far as it decides which documents are asked for."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a passport is applied for; all but the first replace an old one."""

    FIRST = "first"
    EXPIRED = "expired"
    FULL = "full"
    LOST = "lost"
    DAMAGED = "damaged"


class Issued(StrEnum):
    """Where and when the old passport was issued: the rule changes with the year of `year.old_passport`."""

    SINCE = "since"
    BEFORE = "before"
    ABROAD = "abroad"


class Purpose(StrEnum):
    WORK = "work"
    UMRAH = "umrah"
    HAJJ = "hajj"
    OTHER = "other"


class Papers(StrEnum):
    """Whether name and birth are the same in all papers."""

    SAME = "same"
    DIFFER = "differ"
    RENAMED = "renamed"


class Parents(StrEnum):
    """The parents of a child. DIVORCED: whether a court gave custody to somebody is not known."""

    TOGETHER = "together"
    DIVORCED = "divorced"
    CUSTODY = "custody"
    OTHER_CUSTODY = "other_custody"
    NO_RULING = "no_ruling"
    MISSING = "missing"
    SEPARATED = "separated"
    ONE_DEAD = "one_dead"
    BOTH_DEAD = "both_dead"
    GUARDIAN = "guardian"
    ADOPTED = "adopted"
    UNREGISTERED = "unregistered"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Applicant:
    """What is known of somebody; None is unknown. `child` counts only without an age.

    `never` says that they never had a passport, `disaster` that force majeure took or spoilt it, `several`
    that more than one child (twins, siblings) applies.
    """

    age: int | None = None
    child: bool | None = None
    married: bool = False
    reason: Reason | None = None
    never: bool = False
    issued: Issued | None = None
    purpose: Purpose | None = None
    papers: Papers | None = None
    parents: Parents | None = None
    naturalised: bool = False
    one_name: bool = False
    disaster: bool = False
    several: bool = False

    @property
    def replaced(self) -> bool:
        """Whether there is an old passport."""
        return self.reason not in (None, Reason.FIRST)

    @property
    def inspected(self) -> bool:
        """Whether the office asks in person first (BAP) instead of taking an application by M-Paspor."""
        changed = self.papers in (Papers.DIFFER, Papers.RENAMED)
        return self.reason in (Reason.LOST, Reason.DAMAGED) or (self.replaced and changed)
