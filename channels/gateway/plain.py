"""The page without JavaScript: the same questions by form post, the conversation in a cookie."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Cookie, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from channels.gateway.chat import ServicesDep, language_setting
from channels.gateway.limits import rate_limit
from channels.gateway.services import Services, off_loop
from channels.gateway.turn import take_turn
from channels.gateway.widget import chosen_language, templates, widget_texts
from channels.markdown import to_html
from core import conversations
from core.conversations import Incoming
from core.reply import Reply, Source

COOKIE = "tanya_conversation"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
router = APIRouter(include_in_schema=False)


@router.get("/tanya", response_class=HTMLResponse)
async def show(
    request: Request,
    services: ServicesDep,
    language: Annotated[str, Query(max_length=8)] = "id",
    conversation: Annotated[str | None, Cookie(alias=COOKIE)] = None,
) -> HTMLResponse:
    """The conversation so far, a form, and the topics."""
    texts = await widget_texts(services, chosen_language(services, language))
    turns = await _turns(services, conversation) if conversation else []
    context = texts | {"root": "", "turns": turns, "new_id": lambda: str(uuid4())}
    return templates.TemplateResponse(request, "plain.html", context, headers={"Cache-Control": "no-store"})


@router.post("/tanya", dependencies=[Depends(rate_limit)])
async def ask(
    services: ServicesDep,
    client_message_id: Annotated[UUID, Form()],
    text: Annotated[str, Form()] = "",
    payload: Annotated[str | None, Form(max_length=200)] = None,
    language: Annotated[str, Form(max_length=8)] = "id",
    conversation: Annotated[str | None, Cookie(alias=COOKIE)] = None,
) -> RedirectResponse:
    """Ask, then show the page again, so that a reload asks nothing twice."""
    chosen = language_setting(services, language)
    incoming = Incoming(
        channel="web",
        conversation_id=conversation,
        client_message_id=str(client_message_id),
        text=text,
        payload=payload or None,
        language="auto" if chosen == services.settings.languages[0] else chosen,
    )
    conversation_id = await _take(services, incoming)
    target = f"/tanya?language={chosen_language(services, language)}#terbaru"
    response = RedirectResponse(target, 303)
    secure = services.settings.base_url.startswith("https:")
    response.set_cookie(COOKIE, conversation_id, httponly=True, samesite="strict", secure=secure, path="/tanya")
    return response


async def _take(services: Services, incoming: Incoming) -> str:
    try:
        return (await take_turn(services, incoming))[0]
    except (conversations.UnknownConversation, conversations.MessageConflict):
        # A forgotten conversation or a form sent twice with other words: begin anew rather than lose the question.
        anew = Incoming("web", None, str(uuid4()), incoming.text, None, incoming.language)
        return (await take_turn(services, anew))[0]


async def _turns(services: Services, conversation_id: str) -> list[dict[str, Any]]:
    try:
        rows = await off_loop(partial(conversations.history, services.engine, conversation_id))
    except conversations.UnknownConversation:
        return []
    return [
        {"question": question or None, "replies": [_shown(reply) for reply in replies]} for question, replies in rows
    ]


def _shown(reply: Reply) -> dict[str, Any]:
    body = reply.model_dump(mode="json")
    body["html"] = Markup(to_html(reply.text))
    body["sources"] = _sources(reply.sources)
    return body


def _sources(sources: Sequence[Source]) -> list[dict[str, Any]]:
    return [source.model_dump() | {"verified": day(source.verified_on)} for source in sources]


def day(value: date) -> str:
    """A date as people here write it: 25 Nov 2026."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
