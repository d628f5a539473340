"""Releases: built and checked beside the current one, then live in one transaction, or not at all."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.clock import now, today
from core.database import transaction
from knowledge_base.content import Content
from knowledge_base.findings import TO_DO, ContentError, Finding
from knowledge_base.located import check_placed
from knowledge_base.references import unresolved
from knowledge_base.store import NoReleaseError, Placed, content_of, live_number, read_release, write_messages
from knowledge_base.tables import Publication, Release, ReleaseItem, ReviewEvent, Revision

FROM_TIME = frozenset({"overdue_review", "no_value_today"})
"""Findings that come with the passing of time, whoever publishes what; they do not keep a release back."""
Prepare = Callable[[int], None]
"""Makes ready whatever a release needs before it goes live, its search index above all; raises if it cannot."""


class ConflictError(RuntimeError):
    """Somebody else was first; nothing was changed, and it can be tried again on what is there now."""


@dataclass(frozen=True)
class ReleaseInfo:
    """A release, who built it and, once it was live, who put it there; `current` when residents see it."""

    number: int
    created_at: dt.datetime
    created_by: str
    note: str
    replaces: int
    live_at: dt.datetime | None
    live_by: str | None
    current: bool


def nothing_to_prepare(_: int) -> None:
    """For releases whose index the search builds by itself."""


def refuse(findings: Iterable[Finding]) -> None:
    """Raises ContentError unless every finding comes with time alone, or only asks for work."""
    if serious := [finding for finding in findings if finding.code not in FROM_TIME | TO_DO]:
        raise ContentError(serious)


def refuse_unresolved(content: Content) -> None:
    """Raises ContentError when a reference leads nowhere: such content cannot be shown."""
    refuse(unresolved(content, today()))


def build(
    engine: Engine, placed: Sequence[Placed], replaces: int, author: str, note: str, reviewed: Sequence[Revision] = ()
) -> int:
    """Check `placed` by every rule and keep it as a release that is not live; returns its number.

    `replaces` is the current release it was made from, 0 for none; `reviewed` are the revisions, or wishes for
    removal, that it brings. Raises ContentError when a rule finds something, ConflictError when `replaces` is not
    the current release any more.
    """
    refuse(check_placed(placed))
    return _kept(engine, placed, replaces, author, note, reviewed)


def _kept(
    engine: Engine, placed: Sequence[Placed], replaces: int, author: str, note: str, reviewed: Sequence[Revision] = ()
) -> int:
    try:
        with transaction(engine) as session:
            if replaces != (live_number(session) or 0):
                raise ConflictError(f"release {live_number(session)} went live meanwhile; look at it and publish again")
            number = insert_release(session, placed, replaces, author, note)
            at = now()
            session.add_all(
                ReviewEvent(revision_id=revision.id, step="built", author=author, at=at, note="", release=number)
                for revision in reviewed
            )
            return number
    except IntegrityError as error:
        raise ConflictError("somebody published at the same moment; publish again") from error


def insert_release(session: Session, placed: Sequence[Placed], replaces: int, author: str, note: str) -> int:
    """Keep a release that is not live within the session's transaction; returns its number."""
    number = (session.scalar(select(func.max(Release.number))) or 0) + 1
    session.add(Release(number=number, created_at=now(), created_by=author, note=note, replaces=replaces))
    session.add_all(entry.revision for entry in placed if entry.revision.id is None)
    session.flush()
    rows = [{"release": number, "revision_id": entry.revision.id, "position": entry.position} for entry in placed]
    if rows:
        session.execute(insert(ReleaseItem), rows)
    return number


def go_live(engine: Engine, number: int, author: str) -> None:
    """Put a built release in the place of the current one, in one transaction.

    Raises NoReleaseError for an unknown number, ConflictError when it was built from another release than the
    current one or has been live already.
    """
    try:
        with transaction(engine) as session:
            activate(session, number, author)
    except IntegrityError as error:
        raise ConflictError("somebody published at the same moment; publish again") from error


def activate(session: Session, number: int, author: str) -> None:
    """Like `go_live`, within the session's transaction."""
    built, current = session.get(Release, number), live_number(session)
    if built is None:
        raise NoReleaseError(f"there is no release {number}")
    if built.replaces != (current or 0):
        raise ConflictError(
            f"release {number} was made to replace release {built.replaces or 'none'}, but release {current} is live; "
            "publish again"
        )
    at = now()
    session.add(Publication(release=number, replaces=built.replaces, at=at, author=author))
    brought = session.scalars(select(ReviewEvent).where(ReviewEvent.release == number, ReviewEvent.step == "built"))
    session.add_all(
        ReviewEvent(revision_id=event.revision_id, step="published", author=author, at=at, note="", release=number)
        for event in brought.all()
    )
    write_messages(session, number)
    session.flush()


def rollback(engine: Engine, number: int, author: str, prepare: Prepare = nothing_to_prepare) -> int:
    """Publish a new release that holds what release `number` held; returns the new number, deletes nothing.

    Only references are checked: an old release may break a newer rule and still be the better one. Raises
    NoReleaseError for a release that was never live, ValueError for the current one, ContentError, ConflictError.
    """
    with transaction(engine) as session:
        current = live_number(session)
        if session.scalar(select(Publication.id).where(Publication.release == number)) is None:
            raise NoReleaseError(f"there is no release {number} that was live")
        if number == current:
            raise ValueError(f"release {number} is live already")
        placed = read_release(session, number)
    refuse_unresolved(content_of(placed))
    new = _kept(engine, placed, current or 0, author, f"rollback to release {number}")
    prepare(new)
    go_live(engine, new, author)
    return new


def list_releases(engine: Engine) -> list[ReleaseInfo]:
    """Every release, the newest first."""
    query = select(Release, Publication).outerjoin(Publication, Publication.release == Release.number)
    with transaction(engine) as session:
        current = live_number(session)
        rows = session.execute(query.order_by(Release.number.desc())).all()
    return [_info(built, live, current) for built, live in rows]


def _info(built: Release, live: Publication | None, current: int | None) -> ReleaseInfo:
    return ReleaseInfo(
        number=built.number,
        created_at=built.created_at,
        created_by=built.created_by,
        note=built.note,
        replaces=built.replaces,
        live_at=live.at if live else None,
        live_by=live.author if live else None,
        current=built.number == current,
    )
