"""How much one client address may ask, and how large a request may be."""

import ipaddress

import structlog
from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.gateway.problems import Problem, problem_response
from core.settings import Settings

log = structlog.get_logger(__name__)
MAX_BODY_BYTES = 256 * 1024


def client_address(request: Request, settings: Settings) -> str:
    """The resident's address: the last one in the chain that is not a trusted proxy's own."""
    peer = request.client.host if request.client else ""
    # A proxy may add a header line of its own below the one that the client made up.
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    for address in (peer, *reversed([item.strip() for item in forwarded if item.strip()])):
        peer = address
        if address not in settings.trusted_proxies:
            break
    return peer


def is_direct_loopback(request: Request) -> bool:
    """A request from this machine that no proxy passed on: tests, evaluation and health checks."""
    if request.headers.get("x-forwarded-for") or request.headers.get("forwarded"):
        return False
    try:
        return bool(request.client and ipaddress.ip_address(request.client.host).is_loopback)
    except ValueError:
        return False


class Limiter:
    """Counts in Redis for all gateways, and for this one alone while Redis does not answer."""

    def __init__(self, redis_url: str) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else self._own

    async def allows(self, item: RateLimitItem, address: str) -> bool:
        """Whether `address` may ask once more; if so, that is counted."""
        try:
            return bool(await self._shared.hit(item, "web", address))
        except RedisError as error:
            log.warning("limits_unavailable", error=type(error).__name__)
            return bool(await self._own.hit(item, "web", address))


def _redis(url: str) -> RedisStorage:
    options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    return RedisStorage(f"async+{url}", implementation="redispy", **options)


async def rate_limit(request: Request) -> None:
    """Raise a 429 problem when this address has asked too much within a minute."""
    settings: Settings = request.app.state.services.settings
    if is_direct_loopback(request):
        return
    limiter: Limiter = request.app.state.limiter
    item = RateLimitItemPerMinute(settings.rate_limit_per_minute)
    if not await limiter.allows(item, client_address(request, settings)):
        raise Problem(429, "problem-rate-limit", {"Retry-After": "60"})


class BodyLimit:
    """ASGI middleware that reads at most `limit` bytes of a body, declared or not, before the app sees any."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self._app(scope, receive, send)
        body = await self._read(receive)
        if body is None:
            response = problem_response(Request(scope), 413, "problem-too-large", {"Connection": "close"})
            return await response(scope, receive, send)
        await self._app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        chunks: list[bytes] = []
        more = True
        while more:
            message = await receive()
            chunks.append(message.get("body", b""))
            more = message.get("more_body", False)
            if sum(map(len, chunks)) > self._limit:
                return None
        return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
