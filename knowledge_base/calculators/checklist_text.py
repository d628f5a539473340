"""The checklist as it is told: the documents by how much they are needed, then what to do and what is not known."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum

from knowledge_base.calculators.applicant import Applicant, Papers, Parents, Purpose, Reason
from knowledge_base.calculators.checklist import documents, is_adult
from knowledge_base.calculators.checklist_item import Item, Need
from knowledge_base.calculators.computation import Computation, Line, Part, Shown
from knowledge_base.registry import Registry

_ORDER = (Need.MUST, Need.ADVISED, Need.IF_ANY, Need.ASK)
_OFFICE_DECIDES = {
    Parents.SEPARATED: "paspor-anak-cerai#separated",
    Parents.GUARDIAN: "paspor-anak-khusus#guardian",
    Parents.ADOPTED: "paspor-anak-khusus#adoption",
    Parents.UNREGISTERED: "paspor-anak-khusus#siri",
}


def checklist(applicant: Applicant, registry: Registry, on: dt.date) -> Computation:
    """The documents with their reasons; `total` is their number.

    Raises ImpossibleError, UnknownValueError, UnresolvedReferenceError.
    """
    items = sorted(documents(applicant, registry, on), key=lambda item: _ORDER.index(item.need))
    adult = is_adult(applicant, registry, on)
    notes = list(_notes(applicant, adult, registry, on))
    sections = [*(item.section for item in items), *(section for _, section in notes)]
    return Computation(
        lines=tuple(_line(item) for item in items),
        sections=tuple(dict.fromkeys(sections)),
        total=len(items),
        heading=Line("checklist.heading", {"who": _who(applicant, adult)}),
        notes=tuple(line for line, _ in notes),
    )


def _line(item: Item) -> Line:
    values: dict[str, Part] = {"document": Line(f"checklist.document.{item.document}")}
    values["why"] = Line(f"checklist.why.{item.why}", {"year": Shown("year.old_passport")})
    line = Line(f"checklist.need.{item.need}", values)
    return line if item.certain else Line("checklist.unsure", {"line": line, "confirm": Line("calc.confirm")})


def _who(applicant: Applicant, adult: bool) -> Line:
    """Whose list it is and which circumstances were counted in."""
    parts = [Line(f"checklist.who.{'adult' if adult else 'child'}")]
    if applicant.age is not None:
        parts.append(Line("checklist.who.age", {"age": applicant.age}))
    named: list[tuple[str, StrEnum | None]] = [
        ("reason", applicant.reason),
        ("issued", applicant.issued),
        ("papers", applicant.papers),
    ]
    named += [("parents", None if adult else applicant.parents), ("purpose", applicant.purpose)]
    parts += [Line(f"checklist.who.{name}.{value}") for name, value in named if value and value not in _PLAIN]
    flags = (("disaster", applicant.disaster), ("naturalised", applicant.naturalised), ("one_name", applicant.one_name))
    parts += [Line(f"checklist.who.{name}") for name, flag in flags if flag]
    return _joined(parts)


_PLAIN = (Papers.SAME, Parents.TOGETHER, Purpose.OTHER)


def _joined(parts: list[Line]) -> Line:
    head, *rest = parts
    return Line("checklist.list", {"first": head, "rest": _joined(rest)}) if rest else head


def _notes(applicant: Applicant, adult: bool, registry: Registry, on: dt.date) -> Iterator[tuple[Line, str]]:
    """What to do, each with the section that says so."""
    yield from _about_the_papers(applicant, adult)
    yield from _about_the_parents(applicant, adult)
    yield _how(applicant, adult, registry, on)
    if not adult:
        yield Line("checklist.note.child_comes"), "paspor-anak#attendance"
    yield Line("checklist.note.originals"), "paspor-baru#originals"
    yield Line("checklist.note.officer"), "paspor-baru#special"


def _about_the_papers(applicant: Applicant, adult: bool) -> Iterator[tuple[Line, str]]:
    if applicant.reason is None:
        yield Line("checklist.note.reason_unknown"), "penggantian-paspor#requirements"
    if applicant.papers is Papers.DIFFER:
        yield Line("checklist.note.differ"), "beda-data#summary"
    if applicant.one_name and applicant.purpose in (Purpose.UMRAH, Purpose.HAJJ):
        yield Line("checklist.note.one_name", facts=("count.name_words_minimum",)), "umrah#name"
    if applicant.purpose is Purpose.WORK:
        yield (Line("checklist.note.work"), "pmi-kerja#be-honest") if adult else _CHILD_WORK
    if applicant.naturalised and not adult:
        yield Line("checklist.note.ask_case"), "paspor-baru#special"


_CHILD_WORK = (Line("checklist.note.child_work"), "pmi-kerja#check-job")


def _about_the_parents(applicant: Applicant, adult: bool) -> Iterator[tuple[Line, str]]:
    if adult and applicant.parents not in (None, Parents.TOGETHER, Parents.FOREIGN):
        yield Line("checklist.note.grown_up", {"age": Shown("age.adult")}), "paspor-anak#age-boundary"
    if adult and applicant.parents is Parents.FOREIGN:
        limits: dict[str, Part] = {
            "from": Shown("age.dual_citizen_choice_from"),
            "limit": Shown("age.dual_citizen_limit"),
        }
        yield Line("checklist.note.dual_choice", limits), "anak-ganda#age-limits"
    if adult:
        return
    if applicant.parents in _OFFICE_DECIDES:
        yield Line("checklist.note.ask_case"), _OFFICE_DECIDES[applicant.parents]
    if applicant.parents is Parents.DIVORCED:
        yield Line("checklist.note.custody"), "paspor-anak-cerai#summary"
    if applicant.age is None:
        yield Line("checklist.note.age_unknown", {"age": Shown("age.adult")}), "paspor-anak#age-boundary"
    if applicant.several:
        yield Line("checklist.note.several"), "paspor-anak#attendance"


def _how(applicant: Applicant, adult: bool, registry: Registry, on: dt.date) -> tuple[Line, str]:
    """Where the application begins: in person, or in M-Paspor as what."""
    if applicant.inspected:
        return Line("checklist.note.in_person"), _IN_PERSON.get(applicant.reason, "beda-data#steps")
    kind = Line("checklist.note.replacement" if applicant.replaced else "checklist.note.new")
    age = applicant.age
    for key, section, within in _PRIORITY:
        limit = registry.value(key, on)
        if age is not None and isinstance(limit, int) and within(age, limit):
            return Line("checklist.note.priority", {"age": Shown(key), "kind": kind}), section
    return (
        kind,
        "penggantian-paspor#steps" if applicant.replaced else "paspor-baru#steps" if adult else "paspor-anak#steps",
    )


_IN_PERSON: dict[Reason | None, str] = {
    Reason.LOST: "paspor-hilang#no-mpaspor",
    Reason.DAMAGED: "paspor-rusak#no-mpaspor",
}
_PRIORITY = (
    ("age.priority_child", "paspor-anak#without-mpaspor", int.__le__),
    ("age.priority_elderly", "layanan-prioritas#who", int.__ge__),
)
