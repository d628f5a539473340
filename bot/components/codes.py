"""Bring the codes that RegexEntityExtractor found to the form in which the office prints them."""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

_SPOKEN = {
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4",
    "lima": "5", "enam": "6", "tujuh": "7", "delapan": "8", "sembilan": "9",
}  # fmt: skip
_SPOKEN_WORD = re.compile(rf"\b({'|'.join(_SPOKEN)})\b")
_LOOKALIKES = str.maketrans("OIL", "011")
_NIK_LABEL = re.compile(r"\b(?:nik|ktp|nomor induk)\b\W*(?:\w+\W+)?$", re.IGNORECASE)
_APPLICATION = re.compile(r"([A-Z]{2,3})(20\d\d)(\d{1,6})")


def ticket_code(typed: str) -> str:
    """`a031`, `A O25`, `A nol nol enam` -> `A-031`, `A-025`, `A-006`."""
    digits = _SPOKEN_WORD.sub(lambda match: _SPOKEN[match[1]], typed.strip().lower()[1:])
    return f"{typed.strip()[0].upper()}-{_digits(digits).zfill(3)}"


def application_number(typed: str) -> str:
    """`wk 2026 123`, `0000 1234 5678 9012` -> `WK-2026-000123`, `0000123456789012`."""
    compact = re.sub(r"[\W_]", "", typed).upper()
    letters = re.match(r"[A-Z]{2,3}(?=[2O])", compact)
    if letters is None:
        return compact
    whole = letters[0] + compact[letters.end() :].translate(_LOOKALIKES)
    match = _APPLICATION.fullmatch(whole)
    return f"{match[1]}-{match[2]}-{match[3].zfill(6)}" if match else whole


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text.upper().translate(_LOOKALIKES))


_CANONICAL = {"ticket_code": ticket_code, "application_number": application_number}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CodeCanonicaliser(GraphComponent):
    """Rewrites the values of code entities; drops 16 digits that are labelled as a NIK."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CodeCanonicaliser":
        """Create the component; it has no settings and learns nothing."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace the entities of each message; start and end keep pointing into its text."""
        for message in messages:
            found = message.get(ENTITIES) or []
            message.set(
                ENTITIES,
                [_canonical(entity) for entity in found if not _is_nik(message, entity)],
                add_to_output=True,
            )
        return messages


def _canonical(entity: dict[str, Any]) -> dict[str, Any]:
    rewrite = _CANONICAL.get(entity[ENTITY_ATTRIBUTE_TYPE])
    if rewrite is None:
        return entity
    return {**entity, ENTITY_ATTRIBUTE_VALUE: rewrite(entity[ENTITY_ATTRIBUTE_VALUE])}


def _is_nik(message: Message, entity: dict[str, Any]) -> bool:
    if entity[ENTITY_ATTRIBUTE_TYPE] != "application_number":
        return False
    if not entity[ENTITY_ATTRIBUTE_VALUE][0].isdigit():
        return False
    before = message.get(TEXT)[: entity[ENTITY_ATTRIBUTE_START]]
    return _NIK_LABEL.search(before) is not None
