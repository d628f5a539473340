"""One message, end to end: receive, guard, ask the assistant, keep the replies, tell the listeners."""

import asyncio
from functools import partial
from time import monotonic

import structlog

from channels.gateway import guard, privacy
from channels.gateway.assistant import AssistantError, Turn
from channels.gateway.locks import LocksUnavailable
from channels.gateway.question import Outcome, Question, notice
from channels.gateway.services import Services, off_loop
from channels.metrics import REPLIES, TURN_SECONDS
from core import conversations
from core.conversations import Incoming, Received
from core.i18n import spoken, translate
from core.reply import Kind, Reply
from core.text.language import detect
from core.text.mask import mask
from core.text.normalise import focus
from office.cases import open_case

log = structlog.get_logger(__name__)


async def take_turn(services: Services, incoming: Incoming) -> tuple[str, list[Reply]]:
    """Return the conversation id and the replies to `incoming`; a repetition gets the first replies.

    Raises conversations.UnknownConversation or conversations.MessageConflict.
    """
    started = monotonic()
    receive = partial(
        conversations.receive,
        services.engine,
        services.sealer,
        incoming,
        _language_of(services, incoming),
    )
    received = await off_loop(receive)
    if received.replies is not None:
        return received.conversation_id, received.replies
    replies = await answer_question(services, _question(incoming, received))
    TURN_SECONDS.labels(incoming.channel).observe(monotonic() - started)
    return received.conversation_id, replies


def _language_of(services: Services, incoming: Incoming) -> str | None:
    """The language the resident wrote in; the words of a button pressed in a conversation are the office's."""
    if incoming.payload and incoming.conversation_id:
        return None
    detected = detect(incoming.text)
    return detected if detected in services.settings.languages else None


def _question(incoming: Incoming, received: Received) -> Question:
    payload = incoming.payload if received.payload_offered else None
    return Question(
        received.message_id,
        received.conversation_id,
        incoming.channel,
        incoming.text,
        payload,
        received.language,
        received.again,
    )


async def answer_question(services: Services, question: Question) -> list[Reply]:
    """Answer a stored message within the time a resident waits, in its conversation's order."""
    try:
        return await _answer(services, question)
    except conversations.MessageGone:
        return [notice("privacy-gone", question.language)]


async def _answer(services: Services, question: Question) -> list[Reply]:
    deadline = asyncio.get_running_loop().time() + services.settings.rasa_timeout
    try:
        async with asyncio.timeout_at(deadline), services.locks.hold(question.conversation_id):
            stored = await off_loop(partial(conversations.load_replies, services.engine, question.message_id))
            if stored is not None:
                return stored
            outcome = await _respond(services, question)
            return await _keep(services, question, outcome)
    except TimeoutError:
        reason = "timeout"
    except LocksUnavailable:
        reason = "locks"
    log.warning("turn_given_up", reason=reason)
    return await _keep(services, question, _unavailable(question.language, reason))


async def _keep(services: Services, question: Question, outcome: Outcome) -> list[Reply]:
    replies, opening = outcome.replies, None
    # In danger nothing else matters.
    if all(reply.kind != Kind.EMERGENCY for reply in replies):
        replies, opening = [*replies, *privacy.told(question)], await privacy.opening(services, question)
    kept = await off_loop(
        partial(conversations.answer, services.engine, question.message_id, replies, outcome.unanswered, opening)
    )
    for reply in kept:
        REPLIES.labels(reply.kind.value).inc()
    services.listeners.wake(question.conversation_id)
    return kept


async def _respond(services: Services, question: Question) -> Outcome:
    if question.payload is None:
        if key := guard.problem_with(question.text):
            return Outcome([notice(key, question.language)])
        if guard.is_emergency(question.text):
            return Outcome([await _emergency(services, question)])
    if (outcome := await privacy.respond(services, question)) is not None:
        return outcome
    try:
        return _outcome(await _ask(services, question))
    except AssistantError as error:
        return _unavailable(question.language, error.reason)


async def _ask(services: Services, question: Question) -> list[Reply]:
    if question.again:
        seen = await services.assistant.seen(question.conversation_id, question.message_id)
        if seen is not None:
            return seen
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", question.message_id))
    text = question.payload or guard.neutralise(focus(mask(question.text)))
    return await services.assistant.reply(
        Turn(question.conversation_id, question.message_id, text, question.language, request_id)
    )


def _outcome(replies: list[Reply]) -> Outcome:
    kinds = {reply.kind for reply in replies}
    # A notice from the assistant says that it failed.
    failed, unknown = Kind.NOTICE in kinds, Kind.FALLBACK in kinds
    return Outcome(replies, "failed" if failed else "fallback" if unknown else None)


def _unavailable(language: str, reason: str) -> Outcome:
    return Outcome([notice("notice-unavailable", language)], reason)


async def _emergency(services: Services, question: Question) -> Reply:
    number = await off_loop(
        partial(
            open_case,
            services.engine,
            message_id=question.message_id,
            conversation_id=question.conversation_id,
            kind="emergency",
            summary=question.text,
        )
    )
    messages = await off_loop(services.messages)
    key, language = "emergency.trafficking", question.language
    try:
        text, language = messages.get(key, language, case=number), messages.spoken(key, language)
    except KeyError:
        log.error("emergency_text_missing")
        key = "notice-emergency"
        text, language = translate(key, language, case=number), spoken(key, language)
    return Reply(kind=Kind.EMERGENCY, text=text, language=language)
