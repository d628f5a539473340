"""Bring files into a database that has been worked in, without losing what people did there."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from core.database import transaction
from knowledge_base.content import Content, Item
from knowledge_base.store import SEED, Placed, place, publish, read_release
from knowledge_base.tables import Release, Revision

IMPORT = "import"
MACHINES = frozenset({SEED, IMPORT})


class Status(StrEnum):
    """What an import does with an item; `kept` is one that the team edited and nobody named."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    KEPT = "kept"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    """What happens to one item; `item` comes from the files, `current` from the database."""

    name: str
    status: Status
    item: Item | None
    current: Placed | None

    @property
    def author(self) -> str | None:
        """Who wrote the current revision."""
        return self.current.revision.author if self.current else None

    @property
    def diff(self) -> str:
        """A unified diff from the current revision to the file, empty when they are equal."""
        old = self.current.revision.source if self.current else ""
        new = self.item.source if self.item else ""
        lines = unified_diff(
            old.splitlines(),
            new.splitlines(),
            f"current/{self.name}",
            f"import/{self.name}",
            lineterm="",
        )
        return "\n".join(lines)


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do, or did when `release` is the number of the new release."""

    changes: tuple[Change, ...]
    release: int | None = None

    @property
    def counts(self) -> Counter[Status]:
        return Counter(change.status for change in self.changes)

    @property
    def does_something(self) -> bool:
        return bool(self.counts.keys() - {Status.UNCHANGED, Status.KEPT})


def plan_import(engine: Engine, content: Content, overwrite: Collection[str] = frozenset()) -> ImportPlan:
    """What `apply_import` would do; changes nothing."""
    with transaction(engine) as session:
        return _plan(session, content, overwrite)


def apply_import(
    engine: Engine, content: Content, author: str = IMPORT, overwrite: Collection[str] = frozenset()
) -> ImportPlan:
    """Publish `content` as a new release, all of it or nothing; no release when nothing changes.

    An item whose current revision a person wrote is kept unless its key or name is in `overwrite`.
    Raises ContentError when a reference would lead nowhere, ValueError for an unknown name.
    """
    with transaction(engine) as session:
        plan = _plan(session, content, overwrite)
        if not plan.does_something:
            return plan
        placed = [_outcome(session, change, author) for change in plan.changes]
        note = ", ".join(f"{count} {status}" for status, count in sorted(plan.counts.items()))
        number = publish(session, [entry for entry in placed if entry], author, note)
        return ImportPlan(plan.changes, number)


def _plan(session: Session, content: Content, overwrite: Collection[str]) -> ImportPlan:
    number = session.scalar(select(func.max(Release.number)))
    placed = read_release(session, number) if number else []
    current = {entry.name: entry for entry in placed}
    files = {item.name: item for item in content.items}
    names = sorted(current.keys() | files.keys())
    keys = {entry.name: entry.revision.key for entry in placed}
    allowed = _allowed(overwrite, keys | {item.name: item.key for item in content.items})
    changes = (_change(name, files.get(name), current.get(name), name in allowed) for name in names)
    return ImportPlan(tuple(changes))


def _allowed(overwrite: Collection[str], keys: Mapping[str, str]) -> set[str]:
    """The names that `overwrite` means; `keys` has the key of each name."""
    if unknown := sorted(set(overwrite) - keys.keys() - set(keys.values())):
        raise ValueError(f"nothing to overwrite is called {', '.join(unknown)}")
    return {name for name, key in keys.items() if {name, key} & set(overwrite)}


def _change(name: str, item: Item | None, current: Placed | None, allowed: bool) -> Change:
    if current is None:
        return Change(name, Status.ADDED, item, None)
    stored = current.revision
    if item and (item.source, item.path) == (stored.source, stored.path):
        return Change(name, Status.UNCHANGED, item, current)
    if stored.author not in MACHINES and not allowed:
        return Change(name, Status.KEPT, item, current)
    return Change(name, Status.CHANGED if item else Status.REMOVED, item, current)


def _outcome(session: Session, change: Change, author: str) -> Placed | None:
    if change.status in {Status.UNCHANGED, Status.KEPT} and change.current:
        position = change.item.position if change.item else change.current.position
        return Placed(change.current.revision, position)
    if not change.item:
        return None
    number = _last_number(session, change.item) + 1
    return place(change.item, number, author)


def _last_number(session: Session, item: Item) -> int:
    """Counting goes on for an item that was removed and has come back."""
    last = select(func.max(Revision.number)).where(
        Revision.kind == item.kind, Revision.language == item.language, Revision.key == item.key
    )
    return session.scalar(last) or 0
