"""The web channel's contract: messages, feedback and the stream of replies."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from sse_starlette import EventSourceResponse

from channels.gateway.export import exported
from channels.gateway.limits import rate_limit
from channels.gateway.problems import Problem, ProblemDetails
from channels.gateway.schemas import Accepted, ChatMessage, ChatReplies, Export, FeedbackBody
from channels.gateway.services import Services, off_loop
from channels.gateway.turn import take_turn
from core import conversations
from core.conversations import Incoming

POLL_SECONDS = 2.0
_PROBLEM: dict[str, Any] = {"model": ProblemDetails}
Responses = dict[int | str, dict[str, Any]]
_POST_PROBLEMS: Responses = dict.fromkeys((404, 413, 422, 429), _PROBLEM)
_EXPORT_PROBLEMS: Responses = dict.fromkeys((404, 429), _PROBLEM)
_EVENTS: Responses = {
    200: {
        "description": "The stream, which stays open",
        "content": {
            "text/event-stream": {
                "schema": {
                    "type": "string",
                    "description": "Events named `reply` with increasing ids; the data is a Reply as JSON.",
                }
            }
        },
    },
    404: _PROBLEM,
}

router = APIRouter(prefix="/api/v1/chat", tags=["chat"])


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]


def language_setting(services: Services, language: str) -> str:
    """The language a client asks for; one that the office does not offer is left to detection."""
    return language if language in services.settings.languages else "auto"


@router.post("/messages", responses=_POST_PROBLEMS | {409: _PROBLEM}, dependencies=[Depends(rate_limit)])
async def post_message(body: ChatMessage, services: ServicesDep) -> ChatReplies:
    """Ask a question. The replies come in the answer and, with the same ids, in the event stream."""
    incoming = Incoming(
        channel="web",
        conversation_id=body.conversation_id,
        client_message_id=str(body.client_message_id),
        text=body.text,
        payload=body.payload,
        language=language_setting(services, body.language),
    )
    try:
        conversation_id, replies = await take_turn(services, incoming)
    except conversations.UnknownConversation as error:
        raise Problem(404, "problem-unknown-conversation") from error
    except conversations.MessageConflict as error:
        raise Problem(409, "problem-conflict") from error
    return ChatReplies(conversation_id=conversation_id, messages=replies)


@router.post("/{conversation_id}/feedback", responses=_POST_PROBLEMS, dependencies=[Depends(rate_limit)])
async def post_feedback(conversation_id: str, body: FeedbackBody, services: ServicesDep) -> Accepted:
    """Say whether a reply helped; a later opinion replaces an earlier one."""
    give = partial(conversations.give_feedback, services.engine, conversation_id, body.reply_id, body.useful, body.text)
    try:
        await off_loop(give)
    except conversations.UnknownConversation as error:
        raise Problem(404, "problem-unknown-conversation") from error
    except conversations.UnknownReply as error:
        raise Problem(404, "problem-unknown-reply") from error
    return Accepted()


@router.get("/{conversation_id}/export", responses=_EXPORT_PROBLEMS, dependencies=[Depends(rate_limit)])
async def get_export(conversation_id: str, services: ServicesDep, response: Response) -> Export:
    """Everything kept of a conversation, masked: messages, replies, feedback, receipts of deletions, cases."""
    try:
        data = await exported(services, conversation_id)
    except conversations.UnknownConversation as error:
        raise Problem(404, "problem-unknown-conversation") from error
    response.headers["Content-Disposition"] = 'attachment; filename="percakapan.json"'
    response.headers["Cache-Control"] = "no-store"
    return data


@router.get("/{conversation_id}/events", responses=_EVENTS, response_class=EventSourceResponse)
async def get_events(
    conversation_id: str,
    services: ServicesDep,
    last_event_id: Annotated[str | None, Header()] = None,
    last_event_id_query: Annotated[str | None, Query(alias="last_event_id")] = None,
) -> EventSourceResponse:
    """Replies as server-sent events; what came after `Last-Event-ID` is sent first."""
    sequence = _sequence(last_event_id or last_event_id_query)
    first = partial(conversations.replies_after, services.engine, conversation_id, sequence)
    try:
        missed = await off_loop(first)
    except conversations.UnknownConversation as error:
        raise Problem(404, "problem-unknown-conversation") from error
    stream = _stream(services, conversation_id, sequence, missed)
    return EventSourceResponse(stream, ping=15, headers={"Cache-Control": "no-store"})


def _sequence(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else 0


async def _stream(
    services: Services, conversation_id: str, sequence: int, rows: list[tuple[int, Any]]
) -> AsyncIterator[dict[str, str]]:
    event = services.listeners.add(conversation_id)
    try:
        while True:
            for sequence, reply in rows:
                data = json.dumps(reply.model_dump(mode="json"), ensure_ascii=False)
                yield {"id": str(sequence), "event": "reply", "data": data}
            # Other gateway processes cannot set the event, so the store is also looked at regularly.
            await _wait(event, POLL_SECONDS)
            event.clear()
            after = partial(conversations.replies_after, services.engine, conversation_id, sequence)
            rows = await off_loop(after)
    except conversations.UnknownConversation:
        return
    finally:
        services.listeners.remove(conversation_id, event)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
