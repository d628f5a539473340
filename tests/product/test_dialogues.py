"""Every dialogue of `tests/dialogues`, played against the whole product on the real engines."""

import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass, field

import httpx
import pytest
from pydantic import TypeAdapter

from core.reply import Reply
from tests.product.conftest import Product
from tests.product.dialogues import Dialogue, Turn, all_dialogues, button, faults

pytestmark = [pytest.mark.product, pytest.mark.timeout(300)]
REPLIES = TypeAdapter(list[Reply])


@dataclass
class Talk:
    """A conversation under way."""

    product: Product
    conversation: str | None = None
    last: list[Reply] = field(default_factory=list)

    def play(self, turn: Turn) -> list[Reply]:
        if turn.later and self.conversation:
            let_pass(self.product, self.conversation, turn.later * 60)
        said: dict[str, str | None] = {"text": turn.resident, "language": turn.language}
        if turn.presses is not None:
            pressed = button(turn, self.last)
            said = {"text": pressed.title, "payload": pressed.payload, "language": turn.language}
        self.last = self.post(said)
        return self.last

    def post(self, said: dict[str, str | None]) -> list[Reply]:
        body = {"conversation_id": self.conversation, "client_message_id": str(uuid.uuid4()), **said}
        response = httpx.post(f"{self.product.url}/api/v1/chat/messages", json=body, timeout=20)
        assert response.status_code == 200, response.text
        self.conversation = response.json()["conversation_id"]
        return REPLIES.validate_python(response.json()["messages"])


def let_pass(product: Product, conversation: str, seconds: int) -> None:
    """Move what the assistant remembers of a conversation into the past: its clock is in another process."""
    moved = (
        "UPDATE events SET timestamp = timestamp - :seconds, "
        "data = json_set(data, '$.timestamp', json_extract(data, '$.timestamp') - :seconds) WHERE sender_id = :sender"
    )
    with closing(sqlite3.connect(product.data_dir / "rasa-tracker.db", timeout=10)) as tracker:
        changed = tracker.execute(moved, {"seconds": seconds, "sender": conversation}).rowcount
        tracker.commit()
    assert changed, "the assistant remembers nothing of this conversation"


def shown(number: int, turn: Turn, replies: list[Reply], told: list[str]) -> str:
    """A turn that went wrong, for the content team to read."""
    did = turn.resident if turn.resident is not None else f"[presses {turn.presses}]"
    answers = "\n".join(
        f"  {reply.kind} ({reply.language}) {[f'{s.document}#{s.section}' for s in reply.sources]}\n"
        f"    {reply.text!r}\n    buttons: {[quick.title for quick in reply.quick_replies]}"
        for reply in replies
    )
    return f"turn {number}: {did}\n  wrong: {'; '.join(told)}\n{answers}"


@pytest.mark.parametrize("dialogue", all_dialogues(), ids=lambda dialogue: dialogue.name)
def test_dialogue(product: Product, dialogue: Dialogue) -> None:
    talk = Talk(product)
    for number, turn in enumerate(dialogue.turns, 1):
        replies = talk.play(turn)
        told = faults(turn, replies)
        if told:
            pytest.fail(shown(number, turn, replies, told), pytrace=False)
