"""The fixed texts of the published release, for rooms that may not read the knowledge base."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlalchemy import JSON, Engine, Integer, String, select
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, transaction

FALLBACK = "id"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class PublishedMessage(Base):
    """One text of one language, its facts filled in; replaced whenever a release is published."""

    __tablename__ = "published_messages"

    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    release: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True)
class Messages:
    """Texts by language and key; what a language lacks is taken from Indonesian."""

    release: int | None
    entries: Mapping[str, Mapping[str, Any]]

    def get(self, key: str, language: str, **params: object) -> str:
        """The text with `{param}` filled in; a placeholder without its parameter stays as written.

        Raises KeyError when no language has the key, TypeError when it is a list.
        """
        value = self._find(key, language)
        if not isinstance(value, str):
            raise TypeError(f"the message {key} is a list")
        # Not str.format: a text must not reach into attributes, nor fail for a missing parameter.
        return _PLACEHOLDER.sub(lambda m: str(params.get(m[1], m[0])), value)

    def has(self, key: str, language: str) -> bool:
        """Whether this very language has the key."""
        return key in self.entries.get(language, {})

    def spoken(self, key: str, language: str) -> str:
        """The language `get` speaks for `key`: the one asked for, else Indonesian."""
        return language if self.has(key, language) else FALLBACK

    def items(self, key: str, language: str) -> list[dict[str, str]]:
        """A message that is a list, such as the chips at opening; errors as for `get`."""
        value = self._find(key, language)
        if isinstance(value, str):
            raise TypeError(f"the message {key} is a text")
        return [dict(entry) for entry in value]

    def _find(self, key: str, language: str) -> Any:
        own = self.entries.get(language, {})
        return own[key] if key in own else self.entries.get(FALLBACK, {})[key]


def load_messages(engine: Engine) -> Messages:
    """The messages as last published; empty before the first release."""
    entries: dict[str, dict[str, Any]] = {}
    release: int | None = None
    with transaction(engine) as session:
        for row in session.scalars(select(PublishedMessage)):
            entries.setdefault(row.language, {})[row.key] = row.value
            release = row.release
    return Messages(release, entries)


def cached_messages(engine: Engine, seconds: float = 2.0) -> Callable[[], Messages]:
    """A function that returns the published messages, read again when they are `seconds` old."""
    kept: list[tuple[float, Messages]] = []

    def messages() -> Messages:
        if not kept or monotonic() - kept[0][0] > seconds:
            kept[:] = [(monotonic(), load_messages(engine))]
        return kept[0][1]

    return messages
