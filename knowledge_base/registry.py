"""The fact registry: the only place a number may come from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge_base.fact import Fact, Value


class UnresolvedReferenceError(ValueError):
    """A reference that cannot be resolved; `key` is the fact or the expression it names."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key


@dataclass(frozen=True)
class Registry:
    """Facts by key."""

    facts: Mapping[str, Fact]

    def fact(self, key: str) -> Fact:
        """Raises UnresolvedReferenceError when there is no such fact."""
        if key not in self.facts:
            raise UnresolvedReferenceError(key, "there is no such fact")
        return self.facts[key]

    def value(self, key: str, on: dt.date) -> Value:
        """The value of `key` that holds on a day; None when nobody has provided one."""
        return self.fact(key).value_on(on)
