"""What a running gateway holds: the database, the assistant, locks and listeners."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import anyio.to_thread
from sqlalchemy import Engine

from channels.gateway.assistant import Assistant
from channels.gateway.locks import ConversationLocks
from core.published_messages import Messages
from core.secrets import Sealer
from core.settings import Settings

T = TypeVar("T")


class Listeners:
    """Wakes the event streams of a conversation when a reply was stored in this process."""

    def __init__(self) -> None:
        self._events: dict[str, set[asyncio.Event]] = defaultdict(set)

    def add(self, conversation_id: str) -> asyncio.Event:
        event = asyncio.Event()
        self._events[conversation_id].add(event)
        return event

    def remove(self, conversation_id: str, event: asyncio.Event) -> None:
        self._events[conversation_id].discard(event)
        if not self._events[conversation_id]:
            del self._events[conversation_id]

    def wake(self, conversation_id: str) -> None:
        for event in self._events.get(conversation_id, ()):
            event.set()


@dataclass
class Services:
    settings: Settings
    engine: Engine
    sealer: Sealer
    assistant: Assistant
    locks: ConversationLocks
    messages: Callable[[], Messages]
    listeners: Listeners = field(default_factory=Listeners)
    warm: bool = False


async def off_loop(function: Callable[[], T]) -> T:
    """Run blocking work (one transaction) in a worker thread."""
    return await anyio.to_thread.run_sync(function)
