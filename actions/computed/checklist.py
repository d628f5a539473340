"""`saya cerai, anak 3 tahun, paspor hilang, syaratnya apa saja`: the documents this very person brings."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from actions.computed import checklist_asking
from actions.computed.calculator import Asked, Computed
from actions.computed.checklist_form import QUESTIONS, Question, next_question, typed
from actions.computed.circumstances import read_circumstances
from core.reply import Kind
from knowledge_base.calculators.applicant import Applicant, Issued, Papers, Parents, Purpose, Reason
from knowledge_base.calculators.checklist import is_adult
from knowledge_base.calculators.checklist_text import checklist
from knowledge_base.calculators.computation import Computation, Line, number
from knowledge_base.calculators.fees import ImpossibleError
from knowledge_base.registry import Registry

_ENUMS = {"reason": Reason, "issued": Issued, "purpose": Purpose, "papers": Papers, "parents": Parents}
_FIELDS = frozenset(field.name for field in fields(Applicant))


class ChecklistQuestions:
    """Lists documents for circumstances that no single passage covers together, or asks for them one by one."""

    name = "checklist"

    def compute(self, asked: Asked) -> Computed | None:
        asked = replace(asked, previous=_readable(asked.previous))
        begun = asked.previous is not None
        if checklist_asking.starts_form(asked.query) or (begun and checklist_asking.again(asked.query)):
            return _ask(QUESTIONS["who"], {}, asked.facts(), asked)
        if begun and checklist_asking.stops(asked.query):
            return Computed(intro=(Line("checklist.stopped"),), kind=Kind.NOTICE)
        if not begun and not checklist_asking.asks(asked.query):
            return None
        return _listed_or_asked(asked, asked.facts())


def _listed_or_asked(asked: Asked, registry: Registry) -> Computed | None:
    told = read_circumstances(asked.query, number(registry, "year.old_passport", asked.on))
    previous = asked.previous or {}
    if question := QUESTIONS.get(str(previous.get("open"))):
        return _answered(question, asked, told, registry)
    if asked.previous is not None and told and checklist_asking.changes(asked.query):
        return _listed({**_restored(previous), **told}, asked, registry)
    combined = checklist_asking.combines(told, number(registry, "age.adult", asked.on))
    if combined and checklist_asking.asks(asked.query):
        return _listed(told, asked, registry, checklist_asking.other_questions(asked.text))
    return None


def _ask(
    question: Question, known: Mapping[str, Any], registry: Registry, asked: Asked, again: bool = False
) -> Computed:
    lines = (Line("checklist.again"), question.line) if again else (question.line,)
    parameters = {"open": question.name, "known": _plain(known)}
    buttons = question.buttons(number(registry, "year.old_passport", asked.on))
    return Computed(intro=lines, kind=Kind.FORM, buttons=buttons, parameters=parameters)


def _answered(question: Question, asked: Asked, told: dict[str, Any], registry: Registry) -> Computed | None:
    """The next question after an answer; another question leaves the form, what is not understood is asked again."""
    known = _restored(asked.previous or {})
    told = {name: value for name, value in told.items() if name not in question.drops}
    sets = question.chosen(asked.query)
    if sets is None and checklist_asking.asks_something(asked.text, asked.query):
        if told and checklist_asking.asks(asked.query):
            return _listed({**known, **told}, asked, registry)
        return None
    if sets is None and not _tells(question, told):
        sets = typed(question, asked.query)
        if sets is None and not told:
            return (
                _ask(question, known, registry, asked, again=True) if checklist_asking.is_short(asked.query) else None
            )
    known = {**known, **told, **(sets or {})}
    if question.name == "custody":
        known["custody_asked"] = True
    return _go_on(known, asked, registry)


def _tells(question: Question, told: Mapping[str, Any]) -> bool:
    """Whether what was read in the message answers the question that is open."""
    wanted = {"who": {"ages", "child"}, "custody": {"parents"}, "dead": {"parents"}}
    return bool(wanted.get(question.name, {question.name}) & told.keys())


def _go_on(known: dict[str, Any], asked: Asked, registry: Registry) -> Computed:
    try:
        adults = [is_adult(applicant, registry, asked.on) for applicant in _applicants(known, registry, asked)]
        checked = _results(known, asked, registry)
    except ImpossibleError as error:
        return _impossible(error, known)
    if question := next_question({**known, "age": known.get("ages")}, all(adults)):
        return _ask(question, known, registry, asked)
    return _answer(checked, known)


def _listed(known: dict[str, Any], asked: Asked, registry: Registry, rest: str = "") -> Computed:
    try:
        return _answer(_results(known, asked, registry), known, rest)
    except ImpossibleError as error:
        return _impossible(error, known)


def _answer(results: tuple[Computation, ...], known: Mapping[str, Any], rest: str = "") -> Computed:
    closing = (Line("checklist.change"),)
    return Computed(results=results, closing=closing, parameters={"known": _plain(known)}, rest=rest)


def _impossible(error: ImpossibleError, known: Mapping[str, Any]) -> Computed:
    """What cannot be is said, and forgotten: the next message may correct it."""
    dropped = {"ages", "married", "never", "reason"}
    kept = {name: value for name, value in known.items() if name not in dropped}
    return Computed(intro=(error.line,), sections=error.sections, parameters={"known": _plain(kept)})


def _results(known: Mapping[str, Any], asked: Asked, registry: Registry) -> tuple[Computation, ...]:
    return tuple(checklist(applicant, registry, asked.on) for applicant in _applicants(known, registry, asked))


def _applicants(known: Mapping[str, Any], registry: Registry, asked: Asked) -> list[Applicant]:
    """One applicant, or one child and one adult where the ages that were told are of both."""
    given = {name: value for name, value in known.items() if name in _FIELDS and name != "age"}
    ages = list(known.get("ages") or [None])
    several = bool(given.pop("several", False)) or len(ages) > 1
    young: dict[bool, Applicant] = {}
    for age in ages:
        applicant = Applicant(**given, age=age, several=several)
        adult = is_adult(applicant, registry, asked.on)
        if adult and age is None and not applicant.child:
            applicant = Applicant(**{**given, "parents": None}, several=several)
        young.setdefault(adult, applicant)
    return list(young.values())


def _plain(known: Mapping[str, Any]) -> dict[str, Any]:
    """What is known as JSON."""
    return {name: str(value) if name in _ENUMS and value is not None else value for name, value in known.items()}


def _readable(previous: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """What was kept, None when another version of this program kept it in another shape."""
    try:
        known = _restored(previous or {})
        Applicant(**{name: value for name, value in known.items() if name in _FIELDS})
    except (AttributeError, TypeError, ValueError):
        return None
    return previous


def _restored(previous: Mapping[str, Any]) -> dict[str, Any]:
    """What was known. Raises AttributeError, ValueError for what never was known."""
    return dict(_typed(previous.get("known") or {}))


def _typed(known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in known.items():
        yield name, _ENUMS[name](value) if name in _ENUMS and value is not None else value
