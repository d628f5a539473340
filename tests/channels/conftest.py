"""A gateway on a database of its own whose Rasa is scripted."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from channels.gateway.assistant import Assistant
from channels.gateway.locks import LocalLocks
from channels.gateway.services import Services
from core.database import transaction
from core.published_messages import PublishedMessage, cached_messages
from core.secrets import Sealer
from core.settings import Settings
from tests.channels.fake_rasa import FakeRasa, running

MESSAGES: dict[str, dict[str, Any]] = {
    "id": {
        "office.name": "Kantor Contoh <b>& Co</b>",
        "greeting.hello": "Halo, silakan tanya.",
        "privacy.notice": "Jangan kirim NIK.",
        "chips": [{"title": "Paspor baru", "text": "Apa syarat paspor baru?"}],
        "emergency.trafficking": "Keselamatan dulu. Hubungi 110. Nomor {case}.",
    },
    "en": {
        "greeting.hello": "Hello, please ask.",
        "emergency.trafficking": "Safety first. Call 110. Number {case}.",
    },
}


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def services(settings: Settings, engine: Engine, sealer: Sealer, rasa: FakeRasa) -> Services:
    with transaction(engine) as session:
        for language, texts in MESSAGES.items():
            for key, value in texts.items():
                session.add(PublishedMessage(language=language, key=key, value=value, release=1))
    assistant = Assistant(settings.rasa_url, "rasa-token", settings.rasa_timeout, httpx.MockTransport(rasa))
    return Services(settings, engine, sealer, assistant, LocalLocks(), cached_messages(engine))


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with running(services) as client:
        yield client
