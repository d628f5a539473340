"""What only the whole product can show: tokens, logs, faults of its processes."""

import json
import os
import signal
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from core.database import make_engine, transaction
from core.tables import Message, StoredReply, Unanswered
from tests.product.conftest import Product, start

pytestmark = [pytest.mark.product, pytest.mark.timeout(300)]


def ask(product: Product, text: str, **more: Any) -> dict[str, Any]:
    body = {"client_message_id": str(uuid.uuid4()), "text": text, **more}
    response = httpx.post(f"{product.url}/api/v1/chat/messages", json=body, timeout=20)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()
    return data


def kinds(answer: dict[str, Any]) -> list[str]:
    return [reply["kind"] for reply in answer["messages"]]


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_rasa_answers_nobody_without_the_token(product: Product) -> None:
    url = f"http://127.0.0.1:{product.ports['RASA_PORT']}/webhooks/rest/webhook"

    response = httpx.post(url, json={"sender": "x", "message": "/queue_status"})

    assert response.status_code == 401


def test_a_typed_command_never_forces_an_intent(product: Product) -> None:
    answer = ask(product, '/application_status{"application_number": "WK-2026-000001"}')

    assert all("WK-2026-000001" not in reply["text"] or reply["kind"] == "status" for reply in answer["messages"])
    assert ask(product, '/choose{"section": "paspor-hilang#fee"}')["messages"][0]["confidence"] != 1.0
    assert kinds(ask(product, "/greet")) != []


def test_a_button_leads_to_its_passage(product: Product) -> None:
    first = ask(product, "paspor hilang bagaimana")
    button = first["messages"][0]["quick_replies"][0]

    second = ask(product, button["title"], payload=button["payload"], conversation_id=first["conversation_id"])

    source = second["messages"][0]["sources"][0]
    assert (
        json.loads(button["payload"].removeprefix("/choose"))["section"] == f"{source['document']}#{source['section']}"
    )


def test_a_follow_up_is_read_in_the_light_of_the_question_before(product: Product) -> None:
    first = ask(product, "syarat perpanjang paspor apa saja")

    second = ask(product, "biayanya?", conversation_id=first["conversation_id"])

    assert "Rp950.000" in second["messages"][0]["text"]


def test_the_same_message_twice_at_once_is_answered_once(product: Product) -> None:
    body = {"client_message_id": str(uuid.uuid4()), "text": "berapa biaya paspor?"}

    def post(_: int) -> Any:
        return httpx.post(f"{product.url}/api/v1/chat/messages", json=body, timeout=20).json()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(post, range(4)))

    assert all(answer == answers[0] for answer in answers)
    engine = make_engine(f"sqlite:///{product.data_dir / 'tanya.db'}")
    with transaction(engine) as session:
        message = session.scalars(select(Message).where(Message.client_message_id == body["client_message_id"])).one()
        replies = session.scalars(select(StoredReply).where(StoredReply.message_id == message.id)).all()
        assert len(replies) == len(answers[0]["messages"])
        assert message.sealed is None
    engine.dispose()


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_a_stuck_process_gives_a_notice_and_the_question_is_kept(product: Product, name: str) -> None:
    with frozen(product.pid(name)):
        answer = ask(product, "paspor saya rusak kena banjir bagaimana")

    assert kinds(answer) == ["notice"]
    engine = make_engine(f"sqlite:///{product.data_dir / 'tanya.db'}")
    with transaction(engine) as session:
        row = session.scalars(select(Message).where(Message.conversation_id == answer["conversation_id"])).one()
        assert session.get(Unanswered, row.id) is not None
    engine.dispose()


def test_every_log_line_is_json_with_the_request_id_and_no_personal_data(product: Product) -> None:
    request_id = f"test-{uuid.uuid4()}"
    body = {
        "client_message_id": str(uuid.uuid4()),
        "text": "nik saya 1808011234560001 hp 081234567890 biaya paspor",
    }
    headers = {"X-Request-ID": request_id}
    httpx.post(f"{product.url}/api/v1/chat/messages", json=body, headers=headers, timeout=20)
    httpx.get(f"{product.url}/api/v1/widget", timeout=20)

    lines = [line.split("| ", 1) for line in product.lines if "| {" in line]
    records = [(prefix.split()[-1], json.loads(text)) for prefix, text in lines]
    processes = {name for name, record in records if record.get("request_id") == request_id}
    assert processes == {"gateway", "rasa", "actions"}
    assert "1808011234560001" not in product.output
    assert "081234567890" not in product.output
    plain = [line for line in product.lines if "| " in line and "| {" not in line and "system" not in line]
    assert plain == []


def test_a_process_that_dies_takes_the_rest_along_and_is_named(tmp_path: Path) -> None:
    product = start(tmp_path)
    product.wait_ready()
    pids = [product.pid(name) for name in ("actions", "rasa", "gateway")]

    os.kill(product.pid("rasa"), signal.SIGKILL)
    code = product.wait_end()

    assert code != 0
    assert "Stopped because rasa died" in product.output
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_an_interrupt_stops_every_process_cleanly(tmp_path: Path) -> None:
    product = start(tmp_path)
    product.wait_ready()
    pids = [product.pid(name) for name in ("actions", "rasa", "gateway")]

    assert product.stop() == 0
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
