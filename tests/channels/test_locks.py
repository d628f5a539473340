"""One turn at a time in a conversation."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from uuid import uuid4

import pytest
from redis.asyncio.lock import Lock
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import Engine

from channels.gateway.locks import ConversationLocks, LocalLocks, RedisLocks, make_locks
from channels.gateway.services import Services
from core.i18n import translate
from core.tables import StoredReply, Unanswered
from tests.channels.fake_rasa import FakeRasa, ask, eventually, rows, running

pytestmark = pytest.mark.anyio


class Turns:
    """Takes turns that stay open until `release` and writes down what happens."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.release = asyncio.Event()

    async def take(self, lock: AbstractAsyncContextManager[None], name: str, hold: bool = False) -> None:
        async with lock:
            self.log.append(f"+{name}")
            if hold:
                await self.release.wait()
            self.log.append(f"-{name}")


async def test_turns_of_a_conversation_come_in_order() -> None:
    locks, turns = LocalLocks(), Turns()
    names = [str(number) for number in range(10)]
    tasks = [asyncio.create_task(turns.take(locks.hold("a"), name, hold=name == "0")) for name in names]
    await eventually(lambda: bool(turns.log))
    turns.release.set()
    await asyncio.gather(*tasks)
    assert turns.log == [sign + name for name in names for sign in "+-"]


async def test_conversations_do_not_wait_for_each_other() -> None:
    locks, turns = LocalLocks(), Turns()
    waiting = asyncio.create_task(turns.take(locks.hold("a"), "a", hold=True))
    await eventually(lambda: bool(turns.log))
    await turns.take(locks.hold("b"), "b")
    turns.release.set()
    await waiting
    assert turns.log == ["+a", "+b", "-b", "-a"]


async def test_a_turn_that_fails_or_is_given_up_lets_the_next_one_in() -> None:
    locks, turns = LocalLocks(), Turns()
    with pytest.raises(ZeroDivisionError):
        async with locks.hold("a"):
            raise ZeroDivisionError
    held = asyncio.create_task(turns.take(locks.hold("a"), "held", hold=True))
    await eventually(lambda: bool(turns.log))
    given_up = asyncio.create_task(turns.take(locks.hold("a"), "given up"))
    await asyncio.sleep(0)
    given_up.cancel()
    held.cancel()
    await asyncio.gather(given_up, held, return_exceptions=True)
    await turns.take(locks.hold("a"), "next")
    assert turns.log == ["+held", "+next", "-next"]


async def test_locks_that_nobody_holds_take_no_room() -> None:
    locks = LocalLocks()
    for number in range(100):
        async with locks.hold(str(number)):
            pass
    assert len(locks._locks) <= 1


def test_a_setting_chooses_the_locks() -> None:
    assert isinstance(make_locks(""), LocalLocks)
    assert isinstance(make_locks("redis://127.0.0.1:1"), RedisLocks)


async def test_while_redis_is_down_a_resident_gets_a_notice(services: Services, rasa: FakeRasa, engine: Engine) -> None:
    services.locks = make_locks("redis://127.0.0.1:1")
    async with running(services) as client:
        (reply,) = (await ask(client, "paspor hilang"))["messages"]
    assert (reply["kind"], reply["text"]) == ("notice", translate("notice-unavailable", "id"))
    assert [row.body for row in rows(engine, StoredReply)] == [reply]
    assert [row.reason for row in rows(engine, Unanswered)] == ["locks"]
    assert rasa.turns == []


async def test_a_lock_that_cannot_be_given_back_does_not_undo_the_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(*_: object) -> None:
        raise RedisConnectionError("gone")

    async def taken(*_: object) -> bool:
        return True

    monkeypatch.setattr(Lock, "acquire", taken)
    monkeypatch.setattr(Lock, "release", gone)
    locks, turns = RedisLocks("redis://127.0.0.1:1"), Turns()
    await turns.take(locks.hold("a"), "a")
    assert turns.log == ["+a", "-a"]
    await locks.close()


@pytest.fixture
async def two_gateways() -> AsyncIterator[tuple[ConversationLocks, ConversationLocks]]:
    url = os.environ["TEST_REDIS_URL"]
    first, second = RedisLocks(url), RedisLocks(url)
    yield first, second
    await first.close()
    await second.close()


@pytest.mark.redis
async def test_two_gateways_exclude_each_other(two_gateways: tuple[ConversationLocks, ConversationLocks]) -> None:
    (first, second), turns, name = two_gateways, Turns(), str(uuid4())
    held = asyncio.create_task(turns.take(first.hold(name), "first", hold=True))
    await eventually(lambda: bool(turns.log))
    waiting = asyncio.create_task(turns.take(second.hold(name), "second"))
    done, _ = await asyncio.wait([waiting], timeout=0.2)
    assert not done
    await turns.take(second.hold(str(uuid4())), "other")
    turns.release.set()
    await asyncio.gather(held, waiting)
    assert turns.log == ["+first", "+other", "-other", "-first", "+second", "-second"]


@pytest.mark.redis
async def test_within_one_gateway_redis_keeps_the_order(
    two_gateways: tuple[ConversationLocks, ConversationLocks],
) -> None:
    locks, turns, conversation = two_gateways[0], Turns(), str(uuid4())
    names = [str(number) for number in range(5)]
    tasks = [asyncio.create_task(turns.take(locks.hold(conversation), name, hold=name == "0")) for name in names]
    await eventually(lambda: bool(turns.log))
    turns.release.set()
    await asyncio.gather(*tasks)
    assert turns.log == [sign + name for name in names for sign in "+-"]


@pytest.mark.redis
async def test_a_lock_of_a_gateway_that_died_expires() -> None:
    url, name = os.environ["TEST_REDIS_URL"], str(uuid4())
    dead, alive, turns = RedisLocks(url, seconds=0.1), RedisLocks(url), Turns()
    await dead._redis.lock(f"tanya:conversation:{name}", timeout=0.1).acquire()
    async with asyncio.timeout(5):
        await turns.take(alive.hold(name), "alive")
    assert turns.log == ["+alive", "-alive"]
    await dead.close()
    await alive.close()
