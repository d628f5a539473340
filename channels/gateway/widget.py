"""What the widget and the pages need: texts in the resident's language, static files, the full page."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from starlette.staticfiles import StaticFiles

from channels.gateway.chat import ServicesDep
from channels.gateway.services import Services, off_loop
from core.i18n import catalogue
from core.published_messages import Messages

WEB = Path(__file__).resolve().parent.parent / "web"
LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English", "jv": "Basa Jawa", "su": "Basa Sunda"}
templates = Jinja2Templates(WEB / "templates")
router = APIRouter(tags=["widget"])


class WidgetFiles(StaticFiles):
    """The widget's files, which other sites may load; always revalidated, so that two versions never mix."""

    def file_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


async def widget_texts(services: Services, language: str) -> dict[str, Any]:
    """Everything the widget shows before the first question, in one language."""
    messages: Messages = await off_loop(services.messages)
    names = [{"code": code, "name": LANGUAGE_NAMES.get(code, code)} for code in services.settings.languages]
    return {
        "language": language,
        "office": messages.get("office.name", language),
        "greeting": messages.get("greeting.hello", language),
        "privacy": messages.get("privacy.notice", language, days=services.settings.retention_days),
        "chips": messages.items("chips", language),
        "languages": names,
        "strings": catalogue("widget-", language),
    }


def chosen_language(services: Services, language: str) -> str:
    return language if language in services.settings.languages else services.settings.languages[0]


@router.get("/api/v1/widget")
async def get_widget(services: ServicesDep, language: Annotated[str, Query(max_length=8)] = "id") -> dict[str, Any]:
    """Texts, topic chips and languages of the widget."""
    return await widget_texts(services, chosen_language(services, language))


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
async def page(
    request: Request, services: ServicesDep, language: Annotated[str, Query(max_length=8)] = "id"
) -> HTMLResponse:
    """The full page, which embeds the widget by one script tag."""
    texts = await widget_texts(services, chosen_language(services, language))
    return templates.TemplateResponse(request, "index.html", texts | {"root": ""})
