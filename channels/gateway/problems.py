"""Errors of the API as problem details (RFC 9457), in the words of the message catalogue."""

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.i18n import translate

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
_TITLES = {404: "problem-not-found", 405: "problem-method"}


class ProblemDetails(BaseModel):
    """What every error of the API looks like."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, object]] = []


class Problem(Exception):
    """An error that is answered as problem details; `key` is a message of the catalogue."""

    def __init__(self, status: int, key: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(key)
        self.status, self.key, self.headers = status, key, headers


def problem_response(
    request: Request,
    status: int,
    key: str,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, object]] | None = None,
) -> JSONResponse:
    language = "en" if request.headers.get("accept-language", "").lower().startswith("en") else "id"
    body = ProblemDetails(
        title=HTTPStatus(status).phrase, status=status, detail=translate(key, language), errors=errors or []
    )
    return JSONResponse(body.model_dump(), status, headers, MEDIA_TYPE)


async def _problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return problem_response(request, error.status, error.key, error.headers)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # The input itself is left out: it may hold what a resident wrote.
    errors = [{key: item[key] for key in ("loc", "msg", "type")} for item in error.errors()]
    return problem_response(request, 422, "problem-validation", errors=jsonable_encoder(errors))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    key = _TITLES.get(error.status_code, "problem-validation")
    # A body that cannot even be parsed is a 400 to the framework and, like other wrong JSON, a 422 to the contract.
    status = 422 if error.status_code == 400 else error.status_code
    return problem_response(request, status, key, error.headers)


class InternalErrors:
    """ASGI middleware: an unforeseen error as problem details, inside the middleware that adds headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if started or scope["type"] != "http":
                raise
            log.exception("request_failed")
            await problem_response(Request(scope), 500, "problem-internal")(scope, receive, send)


def add_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(InternalErrors)
