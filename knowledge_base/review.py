"""The life of a revision: drafted, submitted, approved by somebody else, published; or rejected."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, and_, func, select
from sqlalchemy.orm import Session

from core.clock import now
from core.database import transaction
from knowledge_base.content import Item
from knowledge_base.releases import ConflictError, Prepare, build, go_live, nothing_to_prepare
from knowledge_base.store import Placed, last_number, live_number, new_revision, read_release, revision_name
from knowledge_base.tables import Publication, ReleaseItem, ReviewEvent, Revision


class Step(StrEnum):
    """What happened to a revision; `built` puts it into a release that is not live yet."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    BUILT = "built"
    PUBLISHED = "published"


BEFORE: dict[Step, frozenset[Step]] = {
    Step.SUBMITTED: frozenset({Step.DRAFTED}),
    Step.APPROVED: frozenset({Step.SUBMITTED}),
    Step.REJECTED: frozenset({Step.SUBMITTED, Step.APPROVED, Step.BUILT}),
}
"""The steps that one may follow."""
READY = frozenset({Step.APPROVED, Step.BUILT})


class ReviewError(ValueError):
    """A step that may not be taken: unknown item, wrong order, or approval of one's own work."""


@dataclass(frozen=True)
class Event:
    """One step: who, when, and why where somebody said so."""

    step: Step
    author: str
    at: dt.datetime
    note: str
    release: int | None


@dataclass(frozen=True)
class Reviewed:
    """A revision and its steps, oldest first; an imported revision has none. `live`: residents see it."""

    name: str
    revision: Revision
    events: tuple[Event, ...]
    live: bool

    @property
    def state(self) -> Step:
        """The last step; a revision nobody reviewed came in by import and is published."""
        return self.events[-1].step if self.events else Step.PUBLISHED


def draft(engine: Engine, item: Item, author: str, base: int | None = None) -> int:
    """Keep `item` as a new revision that is in no release; returns its number.

    `base` is the number of the revision it was edited from (0: a new item), the live one when not given. Raises
    ConflictError when another revision is live by now, ReviewError when nothing differs from the live one.
    """
    with transaction(engine) as session:
        live = _live(session, item.kind, item.language, item.key)
        _same_base(item.name, base, live)
        if live and (live.source, live.path) == (item.source, item.path):
            raise ReviewError(f"{item.name} is the same as its live revision {live.number}")
        number = last_number(session, item.kind, item.language, item.key) + 1
        revision = new_revision(item, number, _person(author), live.number if live else 0)
        return _drafted(session, revision)


def draft_changed(engine: Engine, items: Iterable[Item], author: str) -> list[str]:
    """Draft every one of `items` that differs from what is live; returns them as item@number."""
    drafted = []
    for item in items:
        with transaction(engine) as session:
            live = _live(session, item.kind, item.language, item.key)
        if live is None or (live.source, live.path) != (item.source, item.path):
            number = draft(engine, item, author, live.number if live else 0)
            drafted.append(f"{item.name}@{number}")
    return drafted


def draft_removal(engine: Engine, name: str, author: str) -> int:
    """Keep the wish that a live item goes as a new revision; returns its number. Raises ReviewError."""
    with transaction(engine) as session:
        newest = _newest(session, name)
        live = _live(session, newest.kind, newest.language, newest.key)
        if live is None:
            raise ReviewError(f"{name} is not live, so it cannot be removed")
        copied = ("kind", "key", "language", "path", "source", "body", "sha256")
        revision = Revision(
            **{field: getattr(live, field) for field in copied},
            number=newest.number + 1,
            author=_person(author),
            created_at=now(),
            base=live.number,
            removed=True,
        )
        return _drafted(session, revision)


def submit(engine: Engine, name: str, author: str, note: str = "") -> int:
    """Hand the newest revision of an item in for review; returns its number.

    This and the other steps raise ReviewError when the step may not be taken, ConflictError when the revision was
    made from one that is not live any more.
    """
    return _step(engine, name, Step.SUBMITTED, author, note)


def approve(engine: Engine, name: str, author: str, note: str = "") -> int:
    """Allow the newest revision of an item to be published; its own author may not. Returns its number."""
    return _step(engine, name, Step.APPROVED, author, note)


def reject(engine: Engine, name: str, author: str, note: str) -> int:
    """Send the newest revision of an item back, saying why; returns its number."""
    if not note.strip():
        raise ReviewError("say why, so that the author knows what to change")
    return _step(engine, name, Step.REJECTED, author, note)


def _step(engine: Engine, name: str, step: Step, author: str, note: str) -> int:
    with transaction(engine) as session:
        revision = _newest(session, name)
        events = _events(session, [revision])[revision.id]
        state = events[-1].step if events else Step.PUBLISHED
        if state not in BEFORE[step]:
            raise ReviewError(f"{_called(revision)} is {state}: it cannot be {step} now")
        if step is Step.APPROVED and _person(author).casefold() == revision.author.casefold():
            raise ReviewError(f"{revision.author} wrote {_called(revision)}: somebody else has to approve it")
        if step is not Step.REJECTED:
            _same_base(name, revision.base, _live(session, revision.kind, revision.language, revision.key))
        _take(session, revision, step, author, note)
        return revision.number


def publish(engine: Engine, author: str, note: str = "", prepare: Prepare = nothing_to_prepare) -> int:
    """Build a release of what is live and all that is approved, prepare it and put it live; returns its number.

    Raises what `build_approved` and `releases.go_live` raise; the current release stays live then.
    """
    number = build_approved(engine, author, note)
    prepare(number)
    go_live(engine, number, author)
    return number


def build_approved(engine: Engine, author: str, note: str = "") -> int:
    """Build, without putting it live, the release `publish` would publish; returns its number.

    Raises ReviewError when nothing is approved, ConflictError when an approved revision was made from one that is
    not live any more, ContentError when a rule finds something wrong.
    """
    with transaction(engine) as session:
        replaces = live_number(session) or 0
        placed = read_release(session, replaces)
        ready = [entry.revision for entry in _pending(session) if entry.state in READY]
    if not ready:
        raise ReviewError("nothing is approved")
    by_name = {entry.name: entry.revision for entry in placed}
    for revision in ready:
        _same_base(revision_name(revision), revision.base, by_name.get(revision_name(revision)))
    said = note or ", ".join(sorted(map(_called, ready)))
    return build(engine, _replaced(placed, ready), replaces, _person(author), said, ready)


def _replaced(placed: Sequence[Placed], ready: Sequence[Revision]) -> list[Placed]:
    """`placed` with newer revisions at the places of the old ones, or at the end of their files."""
    entries = {entry.name: entry for entry in placed}
    for revision in ready:
        name = revision_name(revision)
        old = entries.pop(name, None)
        if revision.removed:
            continue
        taken = [entry.position for entry in entries.values() if entry.revision.path == revision.path]
        stays = old is not None and old.revision.path == revision.path
        entries[name] = Placed(revision, old.position if old and stays else max(taken, default=-1) + 1)
    return sorted(entries.values(), key=lambda entry: (entry.revision.path, entry.position))


def pending(engine: Engine) -> list[Reviewed]:
    """The newest revision of every item that somebody has drafted and that is not published yet."""
    with transaction(engine) as session:
        return _pending(session)


def _pending(session: Session) -> list[Reviewed]:
    item = (Revision.kind, Revision.language, Revision.key)
    newest = select(*item, func.max(Revision.number).label("number")).group_by(*item).subquery()
    same = [getattr(newest.c, column.key) == column for column in (*item, Revision.number)]
    drafted = select(ReviewEvent.revision_id).where(ReviewEvent.revision_id == Revision.id)
    query = select(Revision).join(newest, and_(*same)).where(drafted.exists()).order_by(*item)
    found = _reviewed(session, session.scalars(query).all())
    return [entry for entry in found if entry.state is not Step.PUBLISHED]


def history(engine: Engine, name: str) -> list[Reviewed]:
    """Every revision of an item with its steps, the newest first. Raises ReviewError for an unknown item."""
    with transaction(engine) as session:
        newest = _newest(session, name)
        same = (
            Revision.kind == newest.kind,
            Revision.language == newest.language,
            Revision.key == newest.key,
        )
        query = select(Revision).where(*same).order_by(Revision.number.desc())
        return _reviewed(session, session.scalars(query).all())


def find_revision(engine: Engine, name: str, number: int) -> Revision:
    """One revision of an item. Raises ReviewError when there is none."""
    for entry in history(engine, name):
        if entry.revision.number == number:
            return entry.revision
    raise ReviewError(f"{name} has no revision {number}")


def _reviewed(session: Session, revisions: Sequence[Revision]) -> list[Reviewed]:
    events = _events(session, revisions)
    ids = [revision.id for revision in revisions]
    shown = select(ReleaseItem.revision_id).where(
        ReleaseItem.release == live_number(session), ReleaseItem.revision_id.in_(ids)
    )
    live = set(session.scalars(shown))
    return [
        Reviewed(revision_name(revision), revision, tuple(events[revision.id]), revision.id in live)
        for revision in revisions
    ]


def _events(session: Session, revisions: Sequence[Revision]) -> dict[int, list[Event]]:
    ids = [revision.id for revision in revisions]
    rows = session.scalars(select(ReviewEvent).where(ReviewEvent.revision_id.in_(ids)).order_by(ReviewEvent.id))
    found: dict[int, list[Event]] = defaultdict(list)
    for row in rows:
        found[row.revision_id].append(Event(Step(row.step), row.author, row.at, row.note, row.release))
    return found


def _newest(session: Session, name: str) -> Revision:
    """The newest revision of an item, by its name or by its key where only one item has it."""
    parts = name.split("/", 1)
    query = select(Revision).where(Revision.key == name)
    if len(parts) == 2:
        ends = [name[len(parts[0]) + 1 :], name.split("/", 2)[-1]]
        query = select(Revision).where((Revision.kind == parts[0]) & Revision.key.in_(ends) | (Revision.key == name))
    found = {
        revision_name(revision): revision
        for revision in session.scalars(query.order_by(Revision.number))
        if name in (revision_name(revision), revision.key)
    }
    if len(found) > 1:
        raise ReviewError(f"{name} may be {' or '.join(sorted(found))}")
    if not found:
        raise ReviewError(f"there is no {name}")
    return next(iter(found.values()))


def _live(session: Session, kind: str, language: str, key: str) -> Revision | None:
    """The revision of an item that residents see."""
    latest = select(Publication.release).order_by(Publication.id.desc()).limit(1).scalar_subquery()
    query = select(Revision).join(ReleaseItem, ReleaseItem.revision_id == Revision.id)
    query = query.where(ReleaseItem.release == latest, Revision.kind == kind)
    return session.scalar(query.where(Revision.language == language, Revision.key == key))


def _same_base(name: str, base: int | None, live: Revision | None) -> None:
    number = live.number if live else 0
    if base is None or base == number:
        return
    since = f"revision {number} by {live.author} is live now" if live else "it is not live any more"
    origin = f"revision {base}" if base else "nothing"
    raise ConflictError(f"{name} was edited from {origin}, but {since}: edit that one and draft it again")


def _drafted(session: Session, revision: Revision) -> int:
    session.add(revision)
    session.flush()
    _take(session, revision, Step.DRAFTED, revision.author, "")
    return revision.number


def _take(session: Session, revision: Revision, step: Step, author: str, note: str) -> None:
    session.add(ReviewEvent(revision_id=revision.id, step=step, author=_person(author), at=now(), note=note))


def _person(author: str) -> str:
    """The name of who acts; raises ReviewError when it is empty or too long to keep."""
    name = author.strip()
    if not 0 < len(name) <= 120:
        raise ReviewError("say who you are in at most 120 characters")
    return name


def _called(revision: Revision) -> str:
    return f"{revision_name(revision)}@{revision.number}"
