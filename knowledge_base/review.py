"""The life of a revision: drafted, submitted, approved by somebody else, published; or rejected."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from core.clock import now
from core.database import transaction
from knowledge_base.content import Item
from knowledge_base.releases import ConflictError, Prepare, build, go_live, nothing_to_prepare
from knowledge_base.revision_history import (
    ReviewError,
    Step,
    events_of,
    live_revision,
    newest_revision,
    pending_in,
)
from knowledge_base.store import Placed, last_number, live_number, new_revision, read_release, revision_name
from knowledge_base.tables import ReviewEvent, Revision

BEFORE: dict[Step, frozenset[Step]] = {
    Step.SUBMITTED: frozenset({Step.DRAFTED}),
    Step.APPROVED: frozenset({Step.SUBMITTED}),
    Step.REJECTED: frozenset({Step.SUBMITTED, Step.APPROVED, Step.BUILT}),
}
"""The steps that one may follow."""
READY = frozenset({Step.APPROVED, Step.BUILT})


def draft(engine: Engine, item: Item, author: str, base: int | None = None) -> int:
    """Keep `item` as a new revision that is in no release; returns its number.

    `base` is the number of the revision it was edited from (0: a new item), the live one when not given. Raises
    ConflictError when another revision is live by now, ReviewError when nothing differs from the live one.
    """
    with transaction(engine) as session:
        live = live_revision(session, item.kind, item.language, item.key)
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
            live = live_revision(session, item.kind, item.language, item.key)
        if live is None or (live.source, live.path) != (item.source, item.path):
            number = draft(engine, item, author, live.number if live else 0)
            drafted.append(f"{item.name}@{number}")
    return drafted


def draft_removal(engine: Engine, name: str, author: str) -> int:
    """Keep the wish that a live item goes as a new revision; returns its number. Raises ReviewError."""
    with transaction(engine) as session:
        newest = newest_revision(session, name)
        live = live_revision(session, newest.kind, newest.language, newest.key)
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
        revision = newest_revision(session, name)
        events = events_of(session, [revision])[revision.id]
        state = events[-1].step if events else Step.PUBLISHED
        if state not in BEFORE[step]:
            raise ReviewError(f"{_called(revision)} is {state}: it cannot be {step} now")
        if step is Step.APPROVED and _person(author).casefold() == revision.author.casefold():
            raise ReviewError(f"{revision.author} wrote {_called(revision)}: somebody else has to approve it")
        if step is not Step.REJECTED:
            _same_base(name, revision.base, live_revision(session, revision.kind, revision.language, revision.key))
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
        ready = [entry.revision for entry in pending_in(session) if entry.state in READY]
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
