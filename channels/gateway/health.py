"""Is the process alive, is the product ready, and what has it been doing."""

import asyncio
from functools import partial
from uuid import uuid4

import httpx
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import Engine, text

from channels.gateway.assistant import AssistantError, Turn
from channels.gateway.services import Services, off_loop
from core.database import transaction

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The gateway answers."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"description": "Something is not ready yet"}})
async def readyz(request: Request) -> JSONResponse:
    """Each component; 503 until every model and index is warm."""
    services: Services = request.app.state.services
    components = await _components(services)
    if all(components.values()) and not services.warm:
        components["assistant"] = services.warm = await _warm_up(services)
    ready = all(components.values())
    body = {"ready": ready, "components": {name: "ok" if ok else "down" for name, ok in components.items()}}
    return JSONResponse(body, 200 if ready else 503)


@router.get("/metrics", response_class=Response)
async def metrics() -> Response:
    """Figures for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _components(services: Services) -> dict[str, bool]:
    database, assistant, actions = await asyncio.gather(
        off_loop(partial(_database_answers, services.engine)),
        services.assistant.healthy(),
        _actions_ready(services.settings.actions_url),
    )
    return {"database": database, "assistant": assistant, "actions": actions}


def _database_answers(engine: Engine) -> bool:
    try:
        with transaction(engine) as session:
            return bool(session.scalar(text("SELECT 1")) == 1)
    except Exception:
        return False


async def _actions_ready(url: str) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2) as client:
            return (await client.get(f"{url}/readyz")).is_success
    except httpx.HTTPError:
        return False


async def _warm_up(services: Services) -> bool:
    """One real turn through every engine, in a conversation that nobody has."""
    turn = Turn(f"warm-up-{uuid4()}", str(uuid4()), "syarat paspor baru apa saja", "id", "warm-up")
    try:
        answered = bool(await services.assistant.reply(turn))
    except AssistantError:
        return False
    await services.assistant.forget(turn.conversation_id)
    return answered
