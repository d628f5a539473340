"""The text that the intent classifier reads, one and the same for every featurizer."""

from typing import Any

from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from core.text.normalise import focus, normalise

LIMIT = 500  # characters; embedding time grows faster than the length of the text

# Every code of one kind reads alike: which ticket it is says nothing about what is asked.
STAND_INS = {"ticket_code": "A-001", "application_number": "WK-2026-000001"}


def classifier_text(message: Message) -> str:
    """The message in standard spelling, codes replaced by stand-ins, at most `LIMIT` characters."""
    text: str = message.get(TEXT) or ""
    return normalise(focus(_with_stand_ins(text, message.get(ENTITIES) or []), LIMIT))[:LIMIT]


def _with_stand_ins(text: str, entities: list[dict[str, Any]]) -> str:
    reached = len(text)
    for entity in sorted(entities, key=_start, reverse=True):
        stand_in = STAND_INS.get(entity[ENTITY_ATTRIBUTE_TYPE])
        if stand_in is None or entity[ENTITY_ATTRIBUTE_END] > reached:
            continue
        reached = _start(entity)
        text = f"{text[:reached]} {stand_in} {text[entity[ENTITY_ATTRIBUTE_END] :]}"
    return text


def _start(entity: dict[str, Any]) -> int:
    return int(entity[ENTITY_ATTRIBUTE_START])
