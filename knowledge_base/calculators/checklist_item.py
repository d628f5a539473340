"""One document of a checklist, and those that the circumstances of a child's parents add."""

from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge_base.calculators.applicant import Parents


class Need(StrEnum):
    """Asked for by the rule; wise to bring; only where it exists; or the office must be asked."""

    MUST = "must"
    ADVISED = "advised"
    IF_ANY = "if_any"
    ASK = "ask"


@dataclass(frozen=True)
class Item:
    """One document: `document` and `why` are the last parts of message keys, `section` is where it stands;
    `certain` False: the office must confirm it."""

    document: str
    why: str
    section: str
    need: Need = Need.MUST
    certain: bool = True


def _from(section: str, *items: Item) -> tuple[Item, ...]:
    return tuple(replace(item, section=section) for item in items)


_DIVORCE = Item("divorce_certificate", "divorced", "")
_MARRIAGE_ASK = Item("parents_marriage", "marriage_divorced", "paspor-anak-cerai#documents", Need.ASK, certain=False)
OF_PARENTS: dict[Parents, tuple[Item, ...]] = {
    Parents.DIVORCED: (
        *_from(
            "paspor-anak-cerai#documents",
            _DIVORCE,
            Item("custody_ruling", "custody_if_any", "", Need.IF_ANY),
            Item("statement", "statement_divorced", ""),
        ),
        _MARRIAGE_ASK,
    ),
    Parents.CUSTODY: (
        *_from(
            "paspor-anak-cerai#custody",
            _DIVORCE,
            Item("custody_ruling", "custody_holder", ""),
            Item("statement", "statement_holder", ""),
        ),
        _MARRIAGE_ASK,
    ),
    Parents.OTHER_CUSTODY: (
        *_from(
            "paspor-anak-cerai#not-holder",
            _DIVORCE,
            Item("custody_ruling", "custody_other", ""),
            Item("statement", "statement_both", ""),
        ),
        _MARRIAGE_ASK,
    ),
    Parents.NO_RULING: (
        *_from("paspor-anak-cerai#without-ruling", _DIVORCE, Item("statement", "statement_both", "")),
        _MARRIAGE_ASK,
    ),
    Parents.MISSING: (
        *_from(
            "paspor-anak-cerai#missing-parent",
            _DIVORCE,
            Item("statement", "statement_missing", "", certain=False),
        ),
        _MARRIAGE_ASK,
    ),
    Parents.SEPARATED: _from(
        "paspor-anak-cerai#separated", Item("statement", "statement_separated", "", Need.ADVISED, certain=False)
    ),
    Parents.ONE_DEAD: _from(
        "paspor-anak-khusus#one-parent-dead",
        Item("death_certificate", "one_dead", ""),
        Item("statement", "statement_living", ""),
        Item("parent_id_card", "living_parent", ""),
    ),
    Parents.BOTH_DEAD: _from(
        "paspor-anak-khusus#orphan",
        Item("guardian_ruling", "orphan", ""),
        Item("death_certificate", "both_dead", ""),
        Item("statement", "statement_grandparent", ""),
        Item("grandparent_id_card", "grandparent", ""),
        Item("parents_marriage", "parents_orphan", "", Need.IF_ANY),
    ),
    Parents.GUARDIAN: (
        *_from(
            "paspor-anak-khusus#guardian",
            Item("guardian_ruling", "guardian", "", Need.IF_ANY, certain=False),
            Item("statement", "statement_guardian", "", certain=False),
            Item("guardian_id_card", "guardian_identity", "", certain=False),
        ),
        Item("parents_marriage", "not_listed", "paspor-anak#requirements", Need.ASK, certain=False),
    ),
    Parents.ADOPTED: _from(
        "paspor-anak-khusus#adoption",
        Item("adoption_letter", "adopted", "", Need.ASK, certain=False),
        Item("parents_marriage", "not_confirmed", "", Need.ASK, certain=False),
    ),
    Parents.UNREGISTERED: _from(
        "paspor-anak-khusus#siri", Item("parents_marriage", "unregistered", "", Need.ASK, certain=False)
    ),
    Parents.FOREIGN: _from(
        "anak-ganda#passport",
        Item("parent_id_card", "citizen_parent", ""),
        Item("statement", "statement_both", ""),
        Item("parent_passport", "both_passports", ""),
        Item("stay_permit", "foreign_parent", ""),
        Item("dual_registration", "dual", ""),
    ),
}
WITHOUT_PARENTS = (Parents.BOTH_DEAD, Parents.GUARDIAN)
"""Whoever has nobody's identity card and passport to bring but a guardian's."""
