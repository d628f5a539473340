"""Bring files into a database that has been worked in, without losing what people did there."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from enum import StrEnum

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from core.database import transaction
from knowledge_base.content import Content, Item
from knowledge_base.releases import (
    Prepare,
    activate,
    build,
    go_live,
    insert_release,
    nothing_to_prepare,
    refuse_unresolved,
)
from knowledge_base.store import Placed, last_number, live_number, place, read_release
from knowledge_base.tables import Revision

SEED = "seed"
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
    replaces: int = 0

    @property
    def counts(self) -> Counter[Status]:
        return Counter(change.status for change in self.changes)

    @property
    def does_something(self) -> bool:
        return bool(self.counts.keys() - {Status.UNCHANGED, Status.KEPT})


def seed(engine: Engine, content: Content) -> bool:
    """Publish `content` as release 1 of an empty database; False when it is not empty.

    Raises ContentError when a reference in it leads nowhere.
    """
    refuse_unresolved(content)
    with transaction(engine) as session:
        if session.scalar(select(Revision.id).limit(1)) is not None:
            return False
        placed = [place(item, 1, SEED) for item in content.items]
        activate(session, insert_release(session, placed, 0, SEED, "seed"), SEED)
    return True


def plan_import(engine: Engine, content: Content, overwrite: Collection[str] = frozenset()) -> ImportPlan:
    """What `apply_import` would do; changes nothing."""
    with transaction(engine) as session:
        number = live_number(session)
        placed = read_release(session, number) if number else []
    return _plan(placed, number or 0, content, overwrite)


def apply_import(
    engine: Engine,
    content: Content,
    author: str = IMPORT,
    overwrite: Collection[str] = frozenset(),
    prepare: Prepare = nothing_to_prepare,
) -> ImportPlan:
    """Publish `content` as a new release, all of it or nothing; no release when nothing changes.

    An item whose current revision a person wrote is kept unless its key or name is in `overwrite`.
    `prepare` runs for the new release before it goes live. Raises ContentError when a rule finds something
    wrong with what would be published, ConflictError when somebody else publishes meanwhile, ValueError for an
    unknown name.
    """
    plan = plan_import(engine, content, overwrite)
    if not plan.does_something:
        return plan
    with transaction(engine) as session:
        placed = [_outcome(session, change, author) for change in plan.changes]
    in_files = sorted((entry for entry in placed if entry), key=lambda e: (e.revision.path, e.position))
    note = ", ".join(f"{count} {status}" for status, count in sorted(plan.counts.items()))
    number = build(engine, in_files, plan.replaces, author, note)
    prepare(number)
    go_live(engine, number, author)
    return replace(plan, release=number)


def _plan(placed: Sequence[Placed], number: int, content: Content, overwrite: Collection[str]) -> ImportPlan:
    current = {entry.name: entry for entry in placed}
    files = {item.name: item for item in content.items}
    names = sorted(current.keys() | files.keys())
    keys = {entry.name: entry.revision.key for entry in placed}
    allowed = _allowed(overwrite, keys | {item.name: item.key for item in content.items})
    changes = (_change(name, files.get(name), current.get(name), name in allowed) for name in names)
    return ImportPlan(tuple(changes), replaces=number)


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
        same = change.item if change.status is Status.UNCHANGED else None
        position = change.item.position if change.item else change.current.position
        return Placed(change.current.revision, position, same)
    if not (item := change.item):
        return None
    number = last_number(session, item.kind, item.language, item.key) + 1
    return place(item, number, author)
