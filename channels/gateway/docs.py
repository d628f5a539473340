"""The web contract as a page and as an OpenAPI document, both from the application itself."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from channels.gateway.problems import MEDIA_TYPE
from channels.gateway.widget import templates

DOCUMENT = "/api/openapi.json"
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
_FRAMEWORK_SCHEMAS = ("HTTPValidationError", "ValidationError")
_LIMITS = {
    "maxLength": "at most {} characters",
    "minimum": "at least {:g}",
    "maximum": "at most {:g}",
    "default": "default {!r}",
}
Json = dict[str, Any]
router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
async def show(request: Request) -> Response:
    """The contract for people, or the document itself for a client that prefers JSON."""
    vary = {"Vary": "Accept"}
    document = request.app.openapi()
    if prefers_json(request.headers.get("accept", "")):
        return JSONResponse(document, headers=vary)
    context = {"document": document, "described": DOCUMENT, "groups": _groups(document), "schemas": _schemas(document)}
    return templates.TemplateResponse(request, "api.html", context, headers=vary)


def prefers_json(accept: str) -> bool:
    """Whether an Accept header ranks application/json above text/html."""
    weights = {"application/json": 0.0, "text/html": 0.0}
    for item in accept.lower().split(","):
        kind, _, parameters = item.strip().partition(";")
        if kind.strip() in weights:
            weights[kind.strip()] = _weight(parameters)
    return weights["application/json"] > weights["text/html"]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def describer(app: FastAPI) -> Callable[[], Json]:
    """A replacement for `app.openapi` whose errors are the problem details that the gateway really sends."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, routes=app.routes)
            for operation in (item for methods in document["paths"].values() for item in methods.values()):
                _correct_errors(operation["responses"])
            for name in _FRAMEWORK_SCHEMAS:
                document["components"]["schemas"].pop(name, None)
            app.openapi_schema = document
        return app.openapi_schema

    return openapi


def _correct_errors(responses: Json) -> None:
    for status, response in responses.items():
        if int(status) >= 400 and "content" in response:
            response["content"] = _PROBLEM


def _groups(document: Json) -> dict[str, list[Json]]:
    """Operations by their first tag, each as the page shows it."""
    groups: dict[str, list[Json]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    return groups


def _operation(path: str, method: str, operation: Json) -> Json:
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "description": operation.get("description", ""),
        "parameters": [
            parameter | {"type": words(parameter["schema"]), "reference": reference(parameter["schema"])}
            for parameter in operation.get("parameters", [])
        ],
        "bodies": _contents(body),
        "responses": [
            {"status": status, "description": response["description"], "contents": _contents(response.get("content"))}
            for status, response in sorted(operation["responses"].items())
        ],
    }


def _contents(content: Json | None) -> list[Json]:
    return [
        {
            "media": media,
            "type": words(item.get("schema", {})),
            "reference": reference(item.get("schema", {})),
            "note": item.get("schema", {}).get("description", ""),
        }
        for media, item in (content or {}).items()
    ]


def _schemas(document: Json) -> list[Json]:
    return [_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items())]


def _schema(name: str, schema: Json) -> Json:
    required = schema.get("required", [])
    fields = [
        {"name": field, "required": field in required, "type": words(item), "reference": reference(item)}
        for field, item in schema.get("properties", {}).items()
    ]
    return {"name": name, "description": schema.get("description", ""), "fields": fields, "values": schema.get("enum")}


def words(schema: Json) -> str:
    """A JSON schema in a few words: `string (at most 64 characters) or null`, `list of Reply`."""
    if name := schema.get("$ref"):
        return str(name).rsplit("/", 1)[-1]
    if options := schema.get("anyOf"):
        return " or ".join(words(option) for option in options)
    if schema.get("type") == "array":
        return f"list of {words(schema.get('items', {}))}"
    limits = [text.format(schema[key]) for key, text in _LIMITS.items() if key in schema]
    kind = " ".join(str(schema[key]) for key in ("format", "type") if key in schema) or "any JSON"
    return f"{kind} ({', '.join(limits)})" if limits else kind


def reference(schema: Json) -> str | None:
    """The name of the schema that `schema` points to, itself or in a list or a choice."""
    if name := schema.get("$ref"):
        return str(name).rsplit("/", 1)[-1]
    inner = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return next((found for item in inner if (found := reference(item))), None)
