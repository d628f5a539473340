"""Cases: hand-off, complaints and emergencies that a person has to take up."""

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.database import transaction
from core.text.mask import mask
from office.tables import Case


def open_case(engine: Engine, *, message_id: str, conversation_id: str, kind: str, summary: str) -> str:
    """Open a case for a message and return its number; the same message and kind find the first one."""
    try:
        return _open(engine, message_id, conversation_id, kind, summary)
    except IntegrityError:
        # Two tries at once: the other one has opened it.
        return _open(engine, message_id, conversation_id, kind, summary)


def _open(engine: Engine, message_id: str, conversation_id: str, kind: str, summary: str) -> str:
    with transaction(engine) as session:
        case = session.scalar(select(Case).where(Case.message_id == message_id, Case.kind == kind))
        if case is None:
            case = Case(
                message_id=message_id,
                conversation_id=conversation_id,
                kind=kind,
                summary=mask(summary)[:2000],
                status="open",
                created_at=now(),
            )
            session.add(case)
            session.flush()
        return case.number


def cases_of(engine: Engine, conversation_id: str) -> list[Case]:
    """The cases that a conversation opened, oldest first."""
    rows = select(Case).where(Case.conversation_id == conversation_id).order_by(Case.sequence)
    with transaction(engine) as session:
        return list(session.scalars(rows))
