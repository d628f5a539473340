"""What is kept of the knowledge base: revisions and releases, both only ever added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from core.database import Base, UtcDateTime


class Revision(Base):
    """One state of one item: `source` is its exact text, `body` the parsed record."""

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


class Release(Base):
    """A published set of revisions."""

    __tablename__ = "knowledge_releases"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text)


class ReleaseItem(Base):
    """A revision that belongs to a release, and its place among the items of its file."""

    __tablename__ = "knowledge_release_items"

    release: Mapped[int] = mapped_column(ForeignKey("knowledge_releases.number"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("knowledge_revisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    revision: Mapped[Revision] = relationship()


def _refuse(mapper: Mapper[Any], _connection: object, _target: object) -> None:
    raise RuntimeError(f"{mapper.class_.__name__} rows are never changed or deleted")


for _table in (Revision, Release, ReleaseItem):
    event.listen(_table, "before_update", _refuse)
    event.listen(_table, "before_delete", _refuse)
