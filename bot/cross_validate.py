"""How well the training examples predict each other, and which fallback threshold suits them.

    python -m bot.cross_validate

Five folds over the features of config.yml. A confusion of two intents that lead to the same action
costs nothing, so the threshold is chosen by the action, not by the intent.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import INTENT, TEXT
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.components.nano_e5 import embed
from bot.components.text import classifier_text
from bot.environment import ROOT, start_again_if_unprepared

FOLDS = 5
THRESHOLDS = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
FALLBACK = "nlu_fallback"
Strings = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Predictions:
    """Out-of-fold predictions: the texts, their intents, the intents predicted and how surely."""

    texts: list[str]
    actual: Strings
    predicted: Strings
    confidence: npt.NDArray[np.float64]


def actions_by_intent(root: Path = ROOT) -> dict[str, str]:
    """Intent -> action, read from the rules."""
    rules = yaml.safe_load((root / "bot/data/rules.yml").read_text("utf-8"))["rules"]
    return {
        option["intent"]: rule["steps"][1]["action"]
        for rule in rules
        for option in rule["steps"][0].get("or", [rule["steps"][0]])
        if "intent" in option
    }


def predict(root: Path = ROOT) -> Predictions:
    """Predict every example by a model of the other four fifths."""
    sources = [root / "bot/data/nlu.yml", *sorted((root / "bot/data/nlu").glob("*.yml"))]
    data = training_data_from_paths([str(path) for path in sources], language="id")
    examples = [e for e in data.training_examples if e.get(INTENT) and e.get(TEXT)]
    texts = [classifier_text(example) for example in examples]
    actual = np.array([example.get(INTENT) for example in examples])
    vectors = np.array([embed(text) for text in texts])
    predicted = actual.copy()
    confidence = np.zeros(len(texts))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=7)
    for learn, check in folds.split(vectors, actual):
        features = _features(texts, vectors, learn)
        model = LogisticRegression(class_weight="balanced", max_iter=100, random_state=42)
        model.fit(features[learn], actual[learn])
        probabilities = model.predict_proba(features[check])
        predicted[check] = model.classes_[probabilities.argmax(axis=1)]
        confidence[check] = probabilities.max(axis=1)
    return Predictions([e.get(TEXT) for e in examples], actual, predicted, confidence)


def _features(texts: list[str], vectors: npt.NDArray[np.float32], learn: npt.NDArray[np.int64]) -> Any:
    blocks = [csr_matrix((vectors - vectors[learn].mean(axis=0)) * 32.0)]
    for counter in (CountVectorizer(), CountVectorizer(analyzer="char_wb", ngram_range=(1, 4))):
        counter.fit([texts[index] for index in learn])
        blocks.append(counter.transform(texts))
    return hstack(blocks).tocsr()


def report(found: Predictions, actions: dict[str, str]) -> str:
    """A table of thresholds, then the confusions that change what the resident gets."""
    expected = np.array([actions[intent] for intent in found.actual])
    lines = [
        f"examples {len(found.texts)}, intent accuracy {np.mean(found.actual == found.predicted):.3f}, "
        f"macro F1 {f1_score(found.actual, found.predicted, average='macro'):.3f}",
        "threshold  action accuracy  macro F1 of actions  sent to the search by the threshold",
    ]
    for threshold in THRESHOLDS:
        intents = np.where(found.confidence < threshold, FALLBACK, found.predicted)
        chosen = np.array([actions[intent] for intent in intents])
        lines.append(
            f"{threshold:9.2f}  {np.mean(chosen == expected):15.3f}  "
            f"{f1_score(expected, chosen, average='macro'):19.3f}  {np.mean(intents == FALLBACK):.3f}"
        )
    return "\n".join([*lines, *_confusions(found, actions)])


def _confusions(found: Predictions, actions: dict[str, str]) -> list[str]:
    wrong = [
        (actual, predicted, text, sure)
        for actual, predicted, text, sure in zip(
            found.actual, found.predicted, found.texts, found.confidence, strict=True
        )
        if actions[actual] != actions[predicted]
    ]
    pairs = Counter((actual, predicted) for actual, predicted, _, _ in wrong)
    lines = [f"{count:4d}  {actual} taken for {predicted}" for (actual, predicted), count in pairs.most_common()]
    return lines + [f"{sure:.2f}  {actual} -> {predicted}: {text}" for actual, predicted, text, sure in wrong]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line without options."""
    start_again_if_unprepared("bot.cross_validate", sys.argv[1:] if arguments is None else arguments)
    sys.stdout.write(report(predict(), actions_by_intent()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
