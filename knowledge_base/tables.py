"""What is kept of the knowledge base: revisions, their review, releases; all only ever added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Integer, String, Text, UniqueConstraint, event, false
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from core.database import Base, UtcDateTime


class Revision(Base):
    """One state of one item: `source` is its exact text, `body` the parsed record.

    `base` is the number of the revision it was written from, 0 for none, null where nobody was asked.
    `removed` marks the wish that the item goes; such a revision is in no release.
    """

    __tablename__ = "knowledge_revisions"
    __table_args__ = (UniqueConstraint("kind", "language", "key", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int] = mapped_column(Integer)
    path: Mapped[str] = mapped_column(String(255))
    source: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    base: Mapped[int | None] = mapped_column(Integer)
    removed: Mapped[bool] = mapped_column(Boolean, server_default=false(), default=False)


class ReviewEvent(Base):
    """A step in the life of a revision: who took it and when; `release` once it is published."""

    __tablename__ = "knowledge_review_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("knowledge_revisions.id"), index=True)
    step: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text)
    release: Mapped[int | None] = mapped_column(ForeignKey("knowledge_releases.number"))


class Release(Base):
    """A set of revisions, built to take the place of the release `replaces` (0: of none)."""

    __tablename__ = "knowledge_releases"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text)
    replaces: Mapped[int] = mapped_column(Integer)


class Publication(Base):
    """A release went live; the last row names the current one. One release is replaced only once."""

    __tablename__ = "knowledge_publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    release: Mapped[int] = mapped_column(ForeignKey("knowledge_releases.number"), unique=True)
    replaces: Mapped[int] = mapped_column(Integer, unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    author: Mapped[str] = mapped_column(String(120))


class ReleaseItem(Base):
    """A revision that belongs to a release, and its place among the items of its file."""

    __tablename__ = "knowledge_release_items"

    release: Mapped[int] = mapped_column(ForeignKey("knowledge_releases.number"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("knowledge_revisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    revision: Mapped[Revision] = relationship()


def _refuse(mapper: Mapper[Any], _connection: object, _target: object) -> None:
    raise RuntimeError(f"{mapper.class_.__name__} rows are never changed or deleted")


for _table in (Revision, ReviewEvent, Release, Publication, ReleaseItem):
    event.listen(_table, "before_update", _refuse)
    event.listen(_table, "before_delete", _refuse)
