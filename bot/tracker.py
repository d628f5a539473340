"""What the channel asks of Rasa's tracker store beside the turns themselves."""

from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.events import BotUttered, Event, UserUttered
from sqlalchemy import func


async def turn_messages(agent: Agent, sender: str, message_id: str) -> list[dict[str, Any]] | None:
    """The bot's messages in answer to `message_id`, None when no stored turn carries that id.

    Waits for a turn of this conversation that is still running, so that "not seen" is final.
    """
    async with agent.lock_store.lock(sender):
        tracker = await agent.tracker_store.retrieve_full_tracker(sender)
    if tracker is None:
        return None
    events = _events_of_turn(list(tracker.events), message_id)
    if events is None:
        return None
    collector = CollectingOutputChannel()
    for event in events:
        if isinstance(event, BotUttered):
            await collector.send_response(sender, event.message())
    return collector.messages


def _events_of_turn(events: list[Event], message_id: str) -> list[Event] | None:
    starts = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    for number, start in enumerate(starts):
        if _message_id(events[start]) == message_id:
            end = starts[number + 1] if number + 1 < len(starts) else len(events)
            return events[start + 1 : end]
    return None


def _message_id(event: Event) -> str | None:
    return getattr(event, "message_id", None)


async def delete_conversation(agent: Agent, sender: str) -> int:
    """Delete every stored event of a conversation and return how many there were.

    Raises NotImplementedError for a tracker store that is not SQL.
    """
    store = _sql_store(agent)
    async with agent.lock_store.lock(sender):
        with store.session_scope() as session:
            events = session.query(store.SQLEvent).filter_by(sender_id=sender)
            deleted: int = events.delete(synchronize_session=False)
            session.commit()
    return deleted


async def delete_idle(agent: Agent, before: float) -> int:
    """Delete the events of conversations whose last one is older than `before` (Unix seconds); returns how many.

    Raises NotImplementedError for a tracker store that is not SQL.
    """
    store = _sql_store(agent)
    event = store.SQLEvent
    with store.session_scope() as session:
        idle = session.query(event.sender_id).group_by(event.sender_id).having(func.max(event.timestamp) < before)
        deleted: int = session.query(event).filter(event.sender_id.in_(idle)).delete(synchronize_session=False)
        session.commit()
    return deleted


def _sql_store(agent: Agent) -> SQLTrackerStore:
    store = primary_store(agent.tracker_store)
    if not isinstance(store, SQLTrackerStore):
        raise NotImplementedError(f"{type(store).__name__} cannot delete a conversation")
    return store


def primary_store(store: TrackerStore) -> TrackerStore:
    """The store behind Rasa's wrapper that falls back to memory."""
    return store._tracker_store if isinstance(store, FailSafeTrackerStore) else store
