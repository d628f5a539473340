"""The documents one applicant brings, each with why it is asked for and the section that says so."""

import datetime as dt
from collections.abc import Iterable, Iterator

from knowledge_base.calculators.applicant import Applicant, Issued, Papers, Parents, Purpose, Reason
from knowledge_base.calculators.checklist_item import OF_PARENTS, WITHOUT_PARENTS, Item, Need
from knowledge_base.calculators.computation import Line, number
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.registry import Registry

OLDEST, YOUNGEST_MARRIED = 120, 12
"""Bounds on what is believed, no rules of the office."""


def is_adult(applicant: Applicant, registry: Registry, on: dt.date) -> bool:
    """Adult by age or by marriage; somebody of unknown age is one unless called a child."""
    if applicant.married or applicant.age is None:
        return applicant.married or not applicant.child
    return applicant.age >= number(registry, "age.adult", on)


def check(applicant: Applicant) -> None:
    """Raises ImpossibleError for what cannot be."""
    age = applicant.age
    if age is not None and not 0 <= age <= OLDEST:
        raise ImpossibleError(Line("checklist.wrong.age", {"age": str(age)}), "paspor-anak#age-boundary")
    if age is not None and age < YOUNGEST_MARRIED and applicant.married:
        raise ImpossibleError(Line("checklist.wrong.married", {"age": age}), "paspor-anak#age-boundary")
    if applicant.never and applicant.replaced:
        raise ImpossibleError(Line(f"checklist.wrong.never_{applicant.reason}"), "penggantian-paspor#when")


def documents(applicant: Applicant, registry: Registry, on: dt.date) -> tuple[Item, ...]:
    """What to bring, most important first, each document once; what a circumstance says wins over the basic list.

    Raises ImpossibleError, UnknownValueError, UnresolvedReferenceError.
    """
    check(applicant)
    grown = is_adult(applicant, registry, on) and not _is_dual(applicant, registry, on)
    basic = _adult(applicant) if grown else _child(applicant)
    return _once([*basic, *_old_book(applicant, grown), *_circumstances(applicant, grown)])


def _is_dual(applicant: Applicant, registry: Registry, on: dt.date) -> bool:
    """A child of two nationalities keeps the list of its own until it has to have chosen."""
    limit = number(registry, "age.dual_citizen_limit", on)
    return applicant.parents is Parents.FOREIGN and applicant.age is not None and applicant.age < limit


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for item in items:
        found[item.document] = item
    return tuple(found.values())


def _adult(applicant: Applicant) -> Iterator[Item]:
    section, relaxed = _adult_section(applicant)
    yield Item("id_card", "identity", section)
    if relaxed is None:
        yield Item("family_card", "family", section)
        yield Item("support", "support", section)
        return
    # Since 2009 two documents are enough by the rule; where the year is not known the rest may be needed.
    yield Item("family_card", relaxed, section, Need.ADVISED, certain=relaxed == "if_old")
    yield Item("support", relaxed, section, Need.ADVISED, certain=relaxed == "if_old")


def _adult_section(applicant: Applicant) -> tuple[str, str | None]:
    """Where the basic list stands, and why part of it is only advised (None: all of it is asked for)."""
    if applicant.reason is Reason.LOST:
        return "paspor-hilang#requirements", None
    if applicant.reason is Reason.DAMAGED:
        return "paspor-rusak#requirements", None
    if not applicant.replaced:
        return "paspor-baru#requirements", None
    if applicant.issued in (Issued.BEFORE, Issued.ABROAD) or applicant.papers in (Papers.DIFFER, Papers.RENAMED):
        return "penggantian-paspor#requirements-old", None
    return "penggantian-paspor#requirements", "some_offices" if applicant.issued is Issued.SINCE else "if_old"


def _old_book(applicant: Applicant, adult: bool) -> Iterator[Item]:
    """The passport that is replaced, or what stands in for it."""
    if applicant.reason is Reason.LOST:
        section = "paspor-hilang#requirements" if adult else "paspor-hilang#child"
        yield Item("police_letter", "lost", section)
        yield Item("passport_copy", "copy", section, Need.IF_ANY)
    elif applicant.reason is Reason.DAMAGED:
        yield Item("damaged_passport", "damaged", "paspor-rusak#requirements" if adult else "paspor-rusak#child")
    elif applicant.replaced:
        section = _adult_section(applicant)[0] if adult else "paspor-anak#replacement"
        yield Item("old_passport", "replaced", section)


def _child(applicant: Applicant) -> Iterator[Item]:
    section = "paspor-anak#requirements"
    parents = applicant.parents or Parents.TOGETHER
    yield Item("birth_certificate", "birth", section)
    yield Item("family_card", "child_in_family", section)
    yield Item("parents_marriage", "parents", section)
    if parents not in WITHOUT_PARENTS:
        yield Item("parent_id_card", "one_parent", section)
    yield Item("statement", "statement", section)
    if parents not in WITHOUT_PARENTS:
        yield Item("parent_passport", "parent_passport", section, Need.IF_ANY)
    yield from OF_PARENTS.get(parents, ())


def _circumstances(applicant: Applicant, adult: bool) -> Iterator[Item]:
    if applicant.papers is Papers.RENAMED:
        section = "ubah-data#change-name" if applicant.replaced else "paspor-baru#special"
        yield Item("name_ruling", "renamed", section if adult else "paspor-anak#requirements")
    if applicant.papers is Papers.DIFFER and applicant.replaced:
        yield Item("proof", "differs", "beda-data#passport-differs", certain=False)
    if applicant.naturalised and adult:
        yield Item("citizenship_letter", "naturalised", "paspor-baru#special")
    if applicant.disaster and applicant.reason in (Reason.LOST, Reason.DAMAGED):
        yield Item("event_letter", "disaster", "denda-kahar#evidence", certain=False)
    yield from _for_the_purpose(applicant.purpose, adult)


def _for_the_purpose(purpose: Purpose | None, adult: bool) -> Iterator[Item]:
    if purpose is Purpose.WORK and adult:
        yield Item("job_proof", "work", "pmi-kerja#requirements", certain=False)
        yield Item("labour_letter", "work_conflict", "pmi-kerja#requirements", Need.ASK, certain=False)
        yield Item("work_contract", "work_conflict", "pmi-kerja#requirements", Need.ASK, certain=False)
    elif purpose is Purpose.UMRAH:
        yield Item("travel_letter", "umrah", "umrah#recommendation", Need.IF_ANY, certain=False)
    elif purpose is Purpose.HAJJ:
        yield Item("hajj_letter", "hajj", "haji#requirements", Need.ASK, certain=False)
