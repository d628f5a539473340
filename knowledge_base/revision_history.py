"""Who did what to a revision and when: the steps of its life, and how to find it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, and_, func, select
from sqlalchemy.orm import Session

from core.database import transaction
from knowledge_base.store import live_number, revision_name
from knowledge_base.tables import Publication, ReleaseItem, ReviewEvent, Revision


class Step(StrEnum):
    """What happened to a revision; `built` puts it into a release that is not live yet."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    BUILT = "built"
    PUBLISHED = "published"


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


def pending(engine: Engine) -> list[Reviewed]:
    """The newest revision of every item that somebody has drafted and that is not published yet."""
    with transaction(engine) as session:
        return pending_in(session)


def pending_in(session: Session) -> list[Reviewed]:
    """Like `pending`, within a transaction."""
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
        newest = newest_revision(session, name)
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
    events = events_of(session, revisions)
    ids = [revision.id for revision in revisions]
    shown = select(ReleaseItem.revision_id).where(
        ReleaseItem.release == live_number(session), ReleaseItem.revision_id.in_(ids)
    )
    live = set(session.scalars(shown))
    return [
        Reviewed(revision_name(revision), revision, tuple(events[revision.id]), revision.id in live)
        for revision in revisions
    ]


def events_of(session: Session, revisions: Sequence[Revision]) -> dict[int, list[Event]]:
    """The steps of each revision by its id, oldest first."""
    ids = [revision.id for revision in revisions]
    rows = session.scalars(select(ReviewEvent).where(ReviewEvent.revision_id.in_(ids)).order_by(ReviewEvent.id))
    found: dict[int, list[Event]] = defaultdict(list)
    for row in rows:
        found[row.revision_id].append(Event(Step(row.step), row.author, row.at, row.note, row.release))
    return found


def newest_revision(session: Session, name: str) -> Revision:
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


def live_revision(session: Session, kind: str, language: str, key: str) -> Revision | None:
    """The revision of an item that residents see."""
    latest = select(Publication.release).order_by(Publication.id.desc()).limit(1).scalar_subquery()
    query = select(Revision).join(ReleaseItem, ReleaseItem.revision_id == Revision.id)
    query = query.where(ReleaseItem.release == latest, Revision.kind == kind)
    return session.scalar(query.where(Revision.language == language, Revision.key == key))
