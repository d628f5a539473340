import random
from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, Event

from bot.cross_validate import actions_by_intent

pytestmark = pytest.mark.anyio
ACTIONS = actions_by_intent()


@pytest.fixture
def acting(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Agent:
    """The assistant, every action of which answers with its own name."""

    async def run(self: RemoteAction, *_: Any, **__: Any) -> list[Event]:
        return [BotUttered(text=self.name())]

    monkeypatch.setattr(RemoteAction, "run", run)
    return agent


async def answers(agent: Agent, sender: str, intent: str, text: str = "x") -> list[str]:
    parsed = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": []}
    channel = CollectingOutputChannel()
    await agent.handle_message(UserMessage(text, channel, sender, parse_data=parsed))
    return [message["text"] for message in channel.messages]


async def test_every_intent_leads_to_its_one_action_in_any_state(acting: Agent) -> None:
    intents = sorted(ACTIONS) * 4
    random.Random(5).shuffle(intents)

    for intent in intents:
        assert await answers(acting, "one-long-conversation", intent) == [ACTIONS[intent]], intent


async def test_every_intent_of_the_domain_has_a_rule(agent: Agent) -> None:
    assert agent.domain is not None
    ours = set(agent.domain.intents) - {"restart", "back", "session_start", "out_of_scope", "nlu_fallback"}

    assert ours <= set(ACTIONS)
    assert {"out_of_scope", "nlu_fallback"} <= set(ACTIONS)


async def test_an_intent_without_rule_is_answered_exactly_once(acting: Agent) -> None:
    assert await answers(acting, "lost", "no_such_intent") == ["action_answer"]


@pytest.mark.parametrize(
    ("payload", "action"),
    [('/choose{"section": "paspor-hilang#fee"}', "action_answer"), ("/ask_officer", "action_handoff"),
     ("/show_menu", "action_menu")],
)  # fmt: skip
async def test_buttons_name_their_action(acting: Agent, payload: str, action: str) -> None:
    channel = CollectingOutputChannel()
    await acting.handle_message(UserMessage(payload, channel, f"button-{action}"))

    assert [message["text"] for message in channel.messages] == [action]


async def test_the_section_is_that_of_the_last_button(acting: Agent) -> None:
    for section in ("paspor-hilang#fee", "paspor-anak#steps"):
        await acting.handle_message(UserMessage(f'/choose{{"section": "{section}"}}', None, "chooser"))

    tracker = await acting.tracker_store.retrieve("chooser")
    assert tracker is not None and tracker.get_slot("section") == "paspor-anak#steps"


async def test_a_button_may_say_words_in_the_resident_s_place(acting: Agent) -> None:
    channel = CollectingOutputChannel()
    await acting.handle_message(UserMessage('/choose{"say": "2 anak"}', channel, "sayer"))

    tracker = await acting.tracker_store.retrieve("sayer")
    assert tracker is not None and tracker.latest_message is not None
    assert [(entity["entity"], entity["value"]) for entity in tracker.latest_message.entities] == [("say", "2 anak")]
    assert [message["text"] for message in channel.messages] == ["action_answer"]


async def test_a_button_may_name_the_language_of_its_section(acting: Agent) -> None:
    payload = '/choose{"section": "paspor-hilang#fee", "language": "id"}'
    await acting.handle_message(UserMessage(payload, None, "reader"))

    tracker = await acting.tracker_store.retrieve("reader")
    assert tracker is not None and tracker.latest_message is not None
    named = {entity["entity"]: entity["value"] for entity in tracker.latest_message.entities}
    assert named == {"section": "paspor-hilang#fee", "language": "id"}
    assert tracker.get_slot("language") is None
