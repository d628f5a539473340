"""Revisions and releases in the database: seed, publish, read the current release, export."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session, contains_eager

from core.clock import now, today
from core.database import transaction
from core.published_messages import PublishedMessage
from knowledge_base.content import BODIES, Content, Item, ItemKind, item_name
from knowledge_base.findings import ContentError
from knowledge_base.published import PublishedRelease, render_messages, render_sections
from knowledge_base.references import unresolved
from knowledge_base.tables import Release, ReleaseItem, Revision

SEED = "seed"


class NoReleaseError(LookupError):
    """Nothing has been published yet."""


@dataclass(frozen=True)
class Placed:
    """A revision and its place among the items of its file; `parsed` is what it was made from."""

    revision: Revision
    position: int
    parsed: Item | None = None

    @property
    def name(self) -> str:
        return item_name(self.revision.kind, self.revision.language, self.revision.key)

    @property
    def item(self) -> Item:
        if self.parsed:
            return self.parsed
        stored = self.revision
        kind = ItemKind(stored.kind)
        body = BODIES[kind].model_validate(stored.body)
        where = (stored.path, self.position, stored.source, body)
        return Item(kind, stored.key, stored.language, *where)


def seed(engine: Engine, content: Content) -> bool:
    """Publish `content` as release 1 of an empty database; False when it is not empty.

    Raises ContentError when a reference in it leads nowhere.
    """
    with transaction(engine) as session:
        if session.scalar(select(Revision.id).limit(1)) is not None:
            return False
        placed = [place(item, 1, SEED) for item in content.items]
        publish(session, placed, SEED, "seed")
    return True


def place(item: Item, number: int, author: str) -> Placed:
    """A new revision of `item`, to be published."""
    return Placed(_revision(item, number, author), item.position, item)


def _revision(item: Item, number: int, author: str) -> Revision:
    return Revision(
        kind=item.kind,
        key=item.key,
        language=item.language,
        number=number,
        path=item.path,
        source=item.source,
        body=item.body.model_dump(mode="json"),
        sha256=sha256(item.source.encode()).hexdigest(),
        author=author,
        created_at=now(),
    )


def publish(session: Session, placed: Sequence[Placed], author: str, note: str) -> int:
    """Make `placed` the current release within the session's transaction and return its number.

    Raises ContentError when a reference leads nowhere.
    """
    content = _content(placed)
    if findings := list(unresolved(content, today())):
        raise ContentError(findings)
    number = (session.scalar(select(func.max(Release.number))) or 0) + 1
    session.add(Release(number=number, created_at=now(), created_by=author, note=note))
    session.add_all(entry.revision for entry in placed)
    session.flush()
    session.add_all(
        ReleaseItem(release=number, revision_id=entry.revision.id, position=entry.position) for entry in placed
    )
    _write_messages(session, content, number)
    return number


def _content(placed: Iterable[Placed]) -> Content:
    return Content(tuple(entry.item for entry in placed))


def _write_messages(session: Session, content: Content, number: int) -> None:
    session.execute(delete(PublishedMessage))
    for language, texts in render_messages(content, today()).items():
        session.add_all(
            PublishedMessage(language=language, key=key, value=value, release=number) for key, value in texts.items()
        )


def current_number(engine: Engine) -> int | None:
    """The number of the current release, None before the first; cheap enough to ask often."""
    with transaction(engine) as session:
        return session.scalar(select(func.max(Release.number)))


def read_release(session: Session, number: int) -> list[Placed]:
    """The revisions of a release, in the order of their files."""
    query = select(ReleaseItem).where(ReleaseItem.release == number).join(ReleaseItem.revision)
    query = query.options(contains_eager(ReleaseItem.revision))
    query = query.order_by(Revision.path, ReleaseItem.position, Revision.id)
    return [Placed(row.revision, row.position) for row in session.scalars(query)]


def current_release(engine: Engine, on: dt.date | None = None) -> PublishedRelease:
    """The current release, rendered for a day (today when not given); raises NoReleaseError."""
    release, placed = _current(engine)
    content, day = _content(placed), on or today()
    numbers = [entry.revision.number for entry in placed]
    return PublishedRelease(
        number=release.number,
        created_at=release.created_at,
        sections=render_sections(content, numbers, day),
        published_messages=render_messages(content, day),
        registry=content.registry,
    )


def refresh_messages(engine: Engine) -> None:
    """Render the published messages for today: a value may have changed overnight."""
    release, placed = _current(engine)
    with transaction(engine) as session:
        if session.scalar(select(func.max(Release.number))) == release.number:
            _write_messages(session, _content(placed), release.number)


def _current(engine: Engine) -> tuple[Release, list[Placed]]:
    with transaction(engine) as session:
        release = session.scalar(select(Release).order_by(Release.number.desc()).limit(1))
        if release is None:
            raise NoReleaseError("nothing has been published yet")
        return release, read_release(session, release.number)


def export(engine: Engine, directory: Path) -> list[Path]:
    """Write the current release as files, byte for byte as imported; returns their paths."""
    _, placed = _current(engine)
    written = []
    for name, group in groupby(placed, key=lambda entry: entry.revision.path):
        path = directory / name
        if not path.resolve().is_relative_to(directory.resolve()):
            raise ValueError(f"{name} would be written outside {directory}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_joined([entry.revision.source for entry in group]).encode())
        written.append(path)
    return written


def _joined(sources: Sequence[str]) -> str:
    # Only the last item of a file may lack a line end.
    closed = [text if text.endswith("\n") else text + "\n" for text in sources[:-1]]
    return "".join(closed) + sources[-1]
