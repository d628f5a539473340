"""A fact: one amount, deadline, limit, name or contact with the days on which each value holds."""

import datetime as dt
import re
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StrictInt, StrictStr, ValidationInfo, model_validator

from knowledge_base.model import Confidence, Day, Filled, Frozen, Key, PastDay, Url, problem

NUMERIC = frozenset({"money", "duration", "age", "count"})
WITH_UNIT = frozenset({"money", "duration", "age"})


_WRITTEN_DATE = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d\d-\d\d")


def _is_day(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


Range = tuple[Annotated[StrictInt, Field(ge=0)], Annotated[StrictInt, Field(ge=0)]]
Value = Annotated[Annotated[StrictInt, Field(ge=0)] | Range | StrictStr | None, BeforeValidator(_iso)]
"""A number, a range of numbers, a text (a date as 2026-11-25), or None: nobody has provided it."""


class Validity(Frozen):
    """A value and the days on which it holds, both included; None leaves that side open."""

    value: Value
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise problem("validity_order", f"valid_to {self.valid_to} is before valid_from")
        return self

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return self.valid_from or dt.date.min, self.valid_to or dt.date.max


class Planned(Frozen):
    """A change that was announced but is not in force; it is never shown as a value."""

    value: Value
    announced_on: PastDay
    effective_on: Day | None = None
    note: Filled

    @model_validator(mode="after")
    def _still_ahead(self, info: ValidationInfo) -> Self:
        if info.context and self.effective_on and self.effective_on < info.context["today"]:
            message = f"the planned change of {self.effective_on} is in the past"
            raise problem("planned_past", message, "effective_on")
        return self


class FactSource(Frozen):
    """Where a fact comes from; `url` is null when residents must not be sent there."""

    title: Filled
    url: Url | None
    date: Day | None
    facts: tuple[Filled, ...] = ()


class Fact(Frozen):
    """One record of the registry, referred to by its key."""

    key: Key
    kind: Literal[
        "money", "duration", "age", "count", "date", "document", "regulation", "contact", "hours",
        "url", "text",
    ]  # fmt: skip
    label: Filled
    unit: Filled | None
    values: tuple[Validity, ...] = Field(min_length=1)
    planned: tuple[Planned, ...] = ()
    source: FactSource
    confidence: Confidence
    verified_on: PastDay
    emergency: bool = False
    """A number for people in danger: shown without a word of doubt that could keep them from calling."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if "." not in self.key:
            raise problem("invalid_key", f"'{self.key}' must look like group.name")
        if self.kind in WITH_UNIT and not self.unit:
            raise problem("no_unit", f"a {self.kind} needs a unit", "unit")
        if self.kind == "money" and self.unit != "IDR":
            raise problem("wrong_unit", f"money is in IDR, not {self.unit}", "unit")
        for n, validity in enumerate(self.values):
            self._check_value(validity.value, "values", n)
        for n, planned in enumerate(self.planned):
            self._check_value(planned.value, "planned", n)
        self._check_overlap()
        return self

    def _check_value(self, value: Value, *place: str | int) -> None:
        numeric = isinstance(value, int | tuple)
        if value is not None and numeric != (self.kind in NUMERIC):
            raise problem("wrong_value", f"{value!r} is not a value for {self.kind}", *place)
        if isinstance(value, tuple) and value[0] >= value[1]:
            raise problem("wrong_value", "a range goes from the lower to the higher", *place)
        if isinstance(value, str) and self.kind == "date" and not _is_day(value):
            raise problem("wrong_value", f"'{value}' is not a date like 2026-11-25", *place)
        if isinstance(value, str) and self.kind != "date" and _WRITTEN_DATE.fullmatch(value.strip()):
            raise problem("date_as_text", f"'{value}' is a date: kind date, written as 2026-11-25", *place)
        if isinstance(value, str) and (not value.strip() or "{{" in value):
            raise problem("wrong_value", "a value cannot be empty or refer to facts", *place)

    def _check_overlap(self) -> None:
        ordered = sorted(enumerate(self.values), key=lambda entry: entry[1].days)
        for (_, earlier), (n, later) in pairwise(ordered):
            if later.days[0] <= earlier.days[1]:
                message = f"{earlier.value!r} and {later.value!r} are both valid on {later.days[0]}"
                raise problem("overlapping_values", message, "values", n)

    def value_on(self, day: dt.date) -> Value:
        """The value that holds on `day`, or None when there is none or nobody has provided it."""
        for validity in self.values:
            first, last = validity.days
            if first <= day <= last:
                return validity.value
        return None
