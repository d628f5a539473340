"""What runs beside the requests: answering what a crash left open, and forgetting what has had its time."""

import asyncio
from datetime import timedelta
from functools import partial

import structlog

from channels.gateway.services import Services, off_loop
from channels.gateway.turn import Question, answer_question
from core import conversations

log = structlog.get_logger(__name__)
SWEEP_SECONDS = 60


async def answer_pending(services: Services, older_than: timedelta) -> int:
    """Answer stored messages that have no reply yet, oldest first; returns how many."""
    load = partial(conversations.pending, services.engine, services.sealer, older_than)
    left, answered = await off_loop(load), 0
    for item in left:
        question = Question(item.message_id, item.conversation_id, item.text, item.payload, item.language, again=True)
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
                settings = services.settings
                await off_loop(
                    partial(conversations.forget, services.engine, settings.sealed_hours, settings.retention_days)
                )
            except Exception:
                log.exception("sweep_failed")
        await asyncio.sleep(SWEEP_SECONDS if services.warm else 0.5)
