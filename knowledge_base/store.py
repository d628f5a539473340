"""What the database holds: revisions and releases as content, the current release, its texts."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
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
from knowledge_base.published import PublishedRelease, render_messages, render_sections
from knowledge_base.tables import Publication, Release, ReleaseItem, Revision


class NoReleaseError(LookupError):
    """Nothing has been published yet, or there is no release with that number."""


@dataclass(frozen=True)
class Placed:
    """A revision and its place among the items of its file; `parsed` is what it was made from."""

    revision: Revision
    position: int
    parsed: Item | None = None

    @property
    def name(self) -> str:
        return revision_name(self.revision)

    @property
    def item(self) -> Item:
        if self.parsed:
            return self.parsed
        stored = self.revision
        kind = ItemKind(stored.kind)
        body = BODIES[kind].model_validate(stored.body)
        where = (stored.path, self.position, stored.source, body)
        return Item(kind, stored.key, stored.language, *where)


def revision_name(revision: Revision) -> str:
    """What people call the item of a revision."""
    return item_name(revision.kind, revision.language, revision.key)


def place(item: Item, number: int, author: str) -> Placed:
    """A new revision of `item`, to be published."""
    return Placed(new_revision(item, number, author), item.position, item)


def new_revision(item: Item, number: int, author: str, base: int | None = None) -> Revision:
    """A revision that is not in the database yet."""
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
        base=base,
    )


def last_number(session: Session, kind: str, language: str, key: str) -> int:
    """The number of the newest revision of an item, 0 when it never had one; removed items count on."""
    same = (Revision.kind == kind, Revision.language == language, Revision.key == key)
    return session.scalar(select(func.max(Revision.number)).where(*same)) or 0


def content_of(placed: Iterable[Placed]) -> Content:
    """The content that revisions make up."""
    return Content(tuple(entry.item for entry in placed))


def live_number(session: Session) -> int | None:
    """The number of the current release, None before the first."""
    return session.scalar(select(Publication.release).order_by(Publication.id.desc()).limit(1))


def current_number(engine: Engine) -> int | None:
    """The number of the current release, None before the first; cheap enough to ask often."""
    with transaction(engine) as session:
        return live_number(session)


def published_number(engine: Engine) -> int:
    """The number of the current release. Raises NoReleaseError before the first."""
    number = current_number(engine)
    if number is None:
        raise NoReleaseError("nothing has been published yet")
    return number


def read_release(session: Session, number: int, kinds: Collection[ItemKind] = ()) -> list[Placed]:
    """The revisions of a release, of some `kinds` only when any are named, in the order of their files."""
    query = select(ReleaseItem).where(ReleaseItem.release == number).join(ReleaseItem.revision)
    if kinds:
        query = query.where(Revision.kind.in_(kinds))
    query = query.options(contains_eager(ReleaseItem.revision))
    query = query.order_by(Revision.path, ReleaseItem.position, Revision.id)
    return [Placed(row.revision, row.position) for row in session.scalars(query)]


def release_digest(engine: Engine, number: int) -> str:
    """A SHA-256 over what a release holds and in which order, the same in every database."""
    of = (Revision.path, ReleaseItem.position, Revision.kind, Revision.language, Revision.key, Revision.number)
    query = select(*of, Revision.sha256).join(ReleaseItem.revision).where(ReleaseItem.release == number)
    with transaction(engine) as session:
        rows = session.execute(query.order_by(*of)).all()
    return sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()


def current_release(engine: Engine, on: dt.date | None = None) -> PublishedRelease:
    """The current release, rendered for a day (today when not given); raises NoReleaseError."""
    return release(engine, published_number(engine), on)


def release(engine: Engine, number: int, on: dt.date | None = None) -> PublishedRelease:
    """A release, live or not, rendered for a day (today when not given); raises NoReleaseError."""
    with transaction(engine) as session:
        found = session.get(Release, number)
        if found is None:
            raise NoReleaseError(f"there is no release {number}")
        placed = read_release(session, number)
    content, day = content_of(placed), on or today()
    numbers = [entry.revision.number for entry in placed]
    return PublishedRelease(
        number=number,
        created_at=found.created_at,
        sections=render_sections(content, numbers, day),
        published_messages=render_messages(content, day),
        registry=content.registry,
    )


def release_content(engine: Engine, number: int | None = None) -> Content:
    """The content of a release, of the current one when not given; raises NoReleaseError."""
    number = published_number(engine) if number is None else number
    with transaction(engine) as session:
        if session.get(Release, number) is None:
            raise NoReleaseError(f"there is no release {number}")
        placed = read_release(session, number)
    return content_of(placed)


def write_messages(session: Session, number: int) -> None:
    """Put the fixed texts of a release, rendered for today, in place of those before."""
    content = content_of(read_release(session, number, (ItemKind.MESSAGE, ItemKind.FACT)))
    session.execute(delete(PublishedMessage))
    for language, texts in render_messages(content, today()).items():
        session.add_all(
            PublishedMessage(language=language, key=key, value=value, release=number) for key, value in texts.items()
        )


def refresh_messages(engine: Engine) -> None:
    """Render the published messages for today: a value may have changed overnight. Raises NoReleaseError."""
    with transaction(engine) as session:
        number = live_number(session)
        if number is None:
            raise NoReleaseError("nothing has been published yet")
        write_messages(session, number)


def export(engine: Engine, directory: Path) -> list[Path]:
    """Write the current release as files, byte for byte as imported; returns their paths."""
    number = published_number(engine)
    with transaction(engine) as session:
        placed = read_release(session, number)
    written = []
    for name, text in files_of(placed).items():
        path = directory / name
        if not path.resolve().is_relative_to(directory.resolve()):
            raise ValueError(f"{name} would be written outside {directory}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        written.append(path)
    return written


def files_of(placed: Iterable[Placed]) -> dict[str, str]:
    """The text of each file that revisions, in the order of their files, make up."""
    groups = groupby(placed, key=lambda entry: entry.revision.path)
    return {name: _joined([entry.revision.source for entry in group]) for name, group in groups}


def _joined(sources: Sequence[str]) -> str:
    # Only the last item of a file may lack a line end.
    closed = [text if text.endswith("\n") else text + "\n" for text in sources[:-1]]
    return "".join(closed) + sources[-1]
