"""Deleting reaches the real assistant's memory, and the copy is what the store holds."""

import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from core.database import make_engine, transaction
from core.tables import Message, TrackerErasure
from tests.product.conftest import Product

pytestmark = [pytest.mark.product, pytest.mark.timeout(300)]
NIK = "1808011234560001"


def say(product: Product, text: str, conversation: str | None = None, payload: str | None = None) -> dict[str, Any]:
    body = {"client_message_id": str(uuid.uuid4()), "text": text, "conversation_id": conversation, "payload": payload}
    response = httpx.post(f"{product.url}/api/v1/chat/messages", json=body, timeout=20)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()
    return data


def remembered(product: Product, conversation: str, message_id: str) -> bool:
    """Whether the assistant still knows a turn."""
    token = (product.data_dir / "secrets" / "rasa_token").read_text()
    url = f"http://127.0.0.1:{product.ports['RASA_PORT']}/webhooks/rest/turns/{conversation}/{message_id}"
    response = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=20)
    return bool(response.json()["seen"])


def test_what_a_resident_deletes_is_gone_from_the_assistants_memory_too(product: Product) -> None:
    first = say(product, f"nik saya {NIK}, syarat perpanjang paspor apa saja")
    conversation = first["conversation_id"]
    engine = make_engine(f"sqlite:///{product.data_dir / 'tanya.db'}")
    with transaction(engine) as session:
        message_id = session.scalars(select(Message.id).where(Message.conversation_id == conversation)).one()
    copy = httpx.get(f"{product.url}/api/v1/chat/{conversation}/export", timeout=20)
    assert "[NIK]" in copy.json()["messages"][0]["text"]
    assert NIK not in copy.text
    assert remembered(product, conversation, message_id)

    (question,) = say(product, "hapus data saya", conversation)["messages"]
    yes = question["quick_replies"][0]
    (receipt,) = say(product, yes["title"], conversation, yes["payload"])["messages"]

    assert receipt["kind"] == "notice"
    assert not remembered(product, conversation, message_id)
    left = httpx.get(f"{product.url}/api/v1/chat/{conversation}/export", timeout=20).json()
    assert [item["text"] for item in left["messages"]] == [yes["title"]]
    with transaction(engine) as session:
        assert session.get(TrackerErasure, conversation) is None
    engine.dispose()
    assert say(product, "syarat perpanjang paspor apa saja", conversation)["messages"][0]["kind"] == "answer"
