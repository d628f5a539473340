"""What differs between two revisions, or between two releases, line by line."""

from dataclasses import dataclass
from difflib import unified_diff

from sqlalchemy import Engine

from core.database import transaction
from knowledge_base.releases import list_releases
from knowledge_base.revision_history import find_revision
from knowledge_base.store import NoReleaseError, read_release
from knowledge_base.tables import Revision


@dataclass(frozen=True)
class Difference:
    """An item that two releases hold in different revisions; a number is None where it is missing."""

    name: str
    old: int | None
    new: int | None
    text: str


def lines(old: str, new: str, old_name: str, new_name: str) -> str:
    """A unified diff, empty when both texts are equal."""
    return "\n".join(unified_diff(old.splitlines(), new.splitlines(), old_name, new_name, lineterm=""))


def diff_releases(engine: Engine, old: int, new: int) -> list[Difference]:
    """Items that differ, by name. Raises NoReleaseError."""
    before, after = _held(engine, old), _held(engine, new)
    names = sorted(before.keys() | after.keys())
    pairs = ((name, before.get(name), after.get(name)) for name in names)
    return [_difference(name, a, b) for name, a, b in pairs if _id(a) != _id(b)]


def diff_revisions(engine: Engine, name: str, old: int, new: int) -> str:
    """A unified diff of two revisions of an item; a removal counts as empty. Raises ReviewError."""
    first, second = find_revision(engine, name, old), find_revision(engine, name, new)
    return lines(_source(first), _source(second), f"{name}@{old}", f"{name}@{new}")


def _held(engine: Engine, number: int) -> dict[str, Revision]:
    if number not in {found.number for found in list_releases(engine)}:
        raise NoReleaseError(f"there is no release {number}")
    with transaction(engine) as session:
        return {entry.name: entry.revision for entry in read_release(session, number)}


def _difference(name: str, old: Revision | None, new: Revision | None) -> Difference:
    numbers = old.number if old else None, new.number if new else None
    text = lines(_source(old), _source(new), f"{name}@{numbers[0] or 'none'}", f"{name}@{numbers[1] or 'none'}")
    return Difference(name, *numbers, text)


def _id(revision: Revision | None) -> int | None:
    return revision.id if revision else None


def _source(revision: Revision | None) -> str:
    return revision.source if revision and not revision.removed else ""
