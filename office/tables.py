"""Tables of the office: what waits for an officer."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, UtcDateTime


class Case(Base):
    """Something an officer has to look at, opened by a conversation at most once per message and kind."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("message_id", "kind"), {"sqlite_autoincrement": True})

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    message_id: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    summary: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), default="open")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def number(self) -> str:
        """The number a resident quotes, for example KS-2026-000012."""
        return f"KS-{self.created_at.year}-{self.sequence:06d}"
