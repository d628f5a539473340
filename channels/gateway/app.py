"""The gateway application: the web contract, the widget, health, and nothing that a request does not need."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from channels.gateway import chat, docs, health, plain, widget
from channels.gateway.assistant import Assistant
from channels.gateway.limits import BodyLimit, Limiter
from channels.gateway.locks import make_locks
from channels.gateway.middleware import RequestContext
from channels.gateway.problems import add_problem_handlers
from channels.gateway.services import Services
from channels.gateway.sweeper import clean, sweep
from core.database import make_engine
from core.logging import configure_logging
from core.published_messages import cached_messages
from core.secrets import Sealer, secret
from core.settings import Settings, get_settings


def make_services(settings: Settings) -> Services:
    """Services on the real database and the real assistant."""
    engine = make_engine(settings.sqlalchemy_url)
    return Services(
        settings=settings,
        engine=engine,
        sealer=Sealer(secret(settings.data_dir, "sealing_key")),
        assistant=Assistant(settings.rasa_url, secret(settings.data_dir, "rasa_token"), settings.rasa_timeout),
        locks=make_locks(settings.redis_url),
        messages=cached_messages(engine),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    tasks = [asyncio.create_task(work(services)) for work in (sweep, clean)]
    yield
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
    await services.assistant.close()
    await services.locks.close()
    services.engine.dispose()


def create_app(services: Services) -> FastAPI:
    """The application around `services`, which it closes at the end."""
    app = FastAPI(
        title="Tanya Imigrasi",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=docs.DOCUMENT,
        lifespan=_lifespan,
    )
    app.state.services = services
    app.state.limiter = Limiter(services.settings.redis_url)
    for router in (chat.router, health.router, widget.router, plain.router, docs.router):
        app.include_router(router)
    app.mount("/widget", widget.WidgetFiles(directory=widget.WEB / "static"), name="widget")
    app.openapi = docs.describer(app)  # type: ignore[method-assign]
    add_problem_handlers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=services.settings.allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type", "Last-Event-ID"],
        expose_headers=["Retry-After", "X-Request-ID"],
        max_age=3600,
    )
    app.add_middleware(RequestContext)
    return app


def application() -> ASGIApp:
    """The factory uvicorn calls."""
    settings = get_settings()
    configure_logging("gateway", settings.log_level)
    return create_app(make_services(settings))
