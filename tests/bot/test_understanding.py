"""The assistant on phrasings that are not in its training data (held_out.tsv)."""

from functools import cache
from pathlib import Path

import pytest
from rasa.core.agent import Agent

from bot.cross_validate import actions_by_intent

pytestmark = pytest.mark.anyio
ACTIONS = actions_by_intent()


@cache
def held_out() -> tuple[tuple[str, str], ...]:
    lines = Path(__file__).with_name("held_out.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((action, text) for action, text in pairs)


async def chosen(agent: Agent, text: str) -> str:
    return ACTIONS[(await agent.parse_message(text))["intent"]["name"]]


async def test_most_held_out_phrasings_reach_the_right_action(agent: Agent) -> None:
    wrong = [(text, action, found) for action, text in held_out() if (found := await chosen(agent, text)) != action]

    assert len(wrong) / len(held_out()) <= 0.15, "\n".join(map(str, wrong))


async def test_calls_for_help_are_never_taken_for_small_talk(agent: Agent) -> None:
    for action, text in held_out():
        if action == "action_emergency":
            assert await chosen(agent, text) in {"action_emergency", "action_complaint", "action_answer"}, text


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("syarat bikin paspor baru apa aja", "action_answer"),
        ("perpanjang paspor biayanya brp", "action_answer"),
        ("paspor ilang gmn min", "action_answer"),
        ("status antrean A-012", "action_queue"),
        ("what do I need to renew my passport?", "action_answer"),
        ("jam buka kantor", "action_answer"),
        ("cara bikin SIM C", "action_out_of_scope"),
    ],
)
async def test_the_first_questions_of_the_product(agent: Agent, text: str, action: str) -> None:
    assert await chosen(agent, text) == action


@pytest.mark.parametrize("text", ["", "   ", "😀", "????", "\x00\x01", "x" * 20_000, "<s></s>", "9" * 50])
async def test_any_text_gets_some_action(agent: Agent, text: str) -> None:
    assert (await chosen(agent, text)).startswith("action_")
