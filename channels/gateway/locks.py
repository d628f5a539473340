"""One turn at a time in a conversation, in the order in which turns arrive."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol
from weakref import WeakValueDictionary

from redis.asyncio import Redis
from redis.exceptions import RedisError


class LocksUnavailable(Exception):
    """Nobody can say whose turn it is: the server that keeps the locks does not answer."""


class ConversationLocks(Protocol):
    def hold(self, conversation_id: str) -> AbstractAsyncContextManager[None]:
        """Wait for the turn of this conversation and keep it for the block. Raises LocksUnavailable."""

    async def close(self) -> None: ...


class LocalLocks:
    """For one gateway process: first come, first served."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            yield

    async def close(self) -> None:
        """Nothing to close."""


class RedisLocks:
    """For several gateway processes; a lock of a process that died expires after `seconds`."""

    def __init__(self, url: str, seconds: float = 30) -> None:
        self._redis = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=2)
        self._seconds = seconds
        self._local = LocalLocks()

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        # Order within this process is kept by the local lock; Redis keeps other processes out.
        async with self._local.hold(conversation_id):
            key = f"tanya:conversation:{conversation_id}"
            lock = self._redis.lock(key, timeout=self._seconds, sleep=0.02)
            try:
                await lock.acquire()
            except RedisError as error:
                raise LocksUnavailable from error
            try:
                yield
            finally:
                # What was done is kept; a lock that cannot be given back expires.
                with suppress(RedisError):
                    await lock.release()

    async def close(self) -> None:
        await self._redis.aclose()


def make_locks(redis_url: str) -> ConversationLocks:
    return RedisLocks(redis_url) if redis_url else LocalLocks()
