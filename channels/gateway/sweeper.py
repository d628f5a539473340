"""What runs beside the requests: answering what a crash left open, and forgetting what has had its time."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import structlog

from channels.gateway.question import Question
from channels.gateway.services import Services, off_loop
from channels.gateway.turn import answer_question
from core import retention, trackers
from core.clock import now

log = structlog.get_logger(__name__)
SWEEP_SECONDS = 60
CLEAN_SECONDS = 60
STRAYS_EVERY = timedelta(days=1)


async def answer_pending(services: Services, older_than: timedelta) -> int:
    """Answer stored messages that have no reply yet, oldest first; returns how many."""
    load = partial(retention.pending, services.engine, services.sealer, older_than)
    left, answered = await off_loop(load), 0
    for item in left:
        question = Question(
            item.message_id, item.conversation_id, item.channel, item.text, item.payload, item.language, again=True
        )
        try:
            await answer_question(services, question)
            answered += 1
        except Exception:
            # One message that fails must not keep the others waiting.
            log.exception("pending_failed", message_id=item.message_id)
    if left:
        log.info("pending_answered", count=answered)
    return answered


async def sweep(services: Services) -> None:
    """Run until cancelled: once at the start for everything open, then regularly for what was left behind."""
    older_than = timedelta(0)
    while True:
        if services.warm:
            try:
                await answer_pending(services, older_than)
                older_than = timedelta(seconds=SWEEP_SECONDS)
            except Exception:
                log.exception("sweep_failed")
        await asyncio.sleep(SWEEP_SECONDS if services.warm else 0.5)


async def forget_trackers(services: Services) -> int:
    """Make the assistant forget what was deleted here; returns how many, and stops when it cannot be reached."""
    done = 0
    for conversation_id in await off_loop(partial(trackers.queued, services.engine)):
        if not await services.assistant.forget(conversation_id):
            await off_loop(partial(trackers.failed, services.engine, conversation_id))
            break
        await off_loop(partial(trackers.forgotten, services.engine, conversation_id))
        done += 1
    return done


async def forget_old(services: Services) -> None:
    """Enforce the times that the settings promise, in the store and then in the assistant's memory."""
    settings = services.settings
    originals, old = await off_loop(
        partial(retention.forget, services.engine, settings.sealed_hours, settings.retention_days)
    )
    memories = await forget_trackers(services)
    if originals or old or memories:
        log.info("forgotten", originals=originals, conversations=old, memories=memories)


async def forget_strays(services: Services, last: datetime | None) -> datetime | None:
    """Once a day: what the assistant remembers of conversations that the store does not know, such as its warm-ups.

    Returns when that was last done, `last` when it is not due or could not be done.
    """
    moment = now()
    if last is not None and moment - last < STRAYS_EVERY:
        return last
    done = await services.assistant.forget_idle(moment - timedelta(days=services.settings.retention_days))
    return moment if done else last


async def clean(services: Services) -> None:
    """Forget regularly until cancelled, also while the assistant is down."""
    last: datetime | None = None
    while True:
        try:
            await forget_old(services)
            last = await forget_strays(services, last)
        except Exception:
            log.exception("clean_failed")
        await asyncio.sleep(CLEAN_SECONDS)
