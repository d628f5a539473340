"""Word and character counts of unit length, so that a long story weighs no more than a short question."""

from typing import Any, TypeAlias

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from sklearn.preprocessing import normalize

Sparse: TypeAlias = Any  # scipy ships no types: a sparse matrix, or None for a text without tokens


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class UnitLengthCounts(CountVectorsFeaturizer):
    """CountVectorsFeaturizer whose sentence vector is (1 + ln count), of length `scale`.

    Plain counts grow with the text, and so did the classifier's certainty about long messages, right or wrong.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`scale` is the length of every sentence vector; the rest as in CountVectorsFeaturizer."""
        return {**CountVectorsFeaturizer.get_default_config(), "scale": 4.0}

    def _create_features(self, attribute: str, all_tokens: list[list[str]]) -> tuple[list[Sparse], list[Sparse]]:
        sequences, sentences = super()._create_features(attribute, all_tokens)
        return sequences, [self._scaled(sentence) for sentence in sentences]

    def _scaled(self, sentence: Sparse) -> Sparse:
        if sentence is None:
            return None
        damped = sentence.tocsr().astype(np.float64)
        damped.data = 1 + np.log(damped.data)
        return (normalize(damped) * self._config["scale"]).tocoo()
