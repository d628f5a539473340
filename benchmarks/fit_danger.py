"""Fit `danger.json` on the assistant's training examples and the sample questions of the knowledge base.

    python -m benchmarks.fit_danger

Examples of the intent `emergency` are danger, all else is not, least of all what
`benchmarks/questions/not_danger.txt` lists. The intercept is set so that in cross-validation at most two in a thousand
of the others would be taken for an emergency. Run by hand after the examples have changed.
"""

from collections.abc import Iterator

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import Normalizer

from core.settings import ROOT
from core.text.danger import Danger, features
from core.text.lists import entries
from core.text.normalise import normalise
from knowledge_base.files import load_content

CONTENT = ROOT / "knowledge_base" / "content"
FALSE_ALARMS = 0.002
MINIMUM_WEIGHT = 0.02
NEAR_MISS_WEIGHT = 8.0
Labels = NDArray[np.bool_]


def examples() -> Iterator[tuple[str, bool]]:
    """(text, whether it tells of danger)."""
    for path in sorted((ROOT / "bot" / "data").glob("**/*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8")).get("nlu") or []:
            if "intent" not in block:
                continue
            for line in str(block["examples"]).splitlines():
                yield line.removeprefix("- "), block["intent"] == "emergency"
    yield from ((question.text, False) for question in load_content(CONTENT).questions())


def near_misses() -> list[str]:
    """What only sounds like danger."""
    return list(entries((ROOT / "benchmarks" / "questions" / "not_danger.txt").read_text("utf-8")))


def fit() -> Danger:
    """The model, and what it finds in cross-validation is printed."""
    labelled = {normalise(text): dangerous for text, dangerous in examples() if text.strip()}
    near = [normalise(text) for text in near_misses()]
    labelled |= dict.fromkeys(near, False)
    importance = np.array([NEAR_MISS_WEIGHT if text in near else 1.0 for text in labelled])
    labels: Labels = np.fromiter(labelled.values(), np.bool_)
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = Normalizer().fit_transform(vectorizer.fit_transform([dict.fromkeys(features(t), 1.0) for t in labelled]))
    model = LogisticRegression(C=30.0, class_weight={True: 15.0, False: 1.0}, max_iter=500)
    scores = cross_val_predict(
        model, matrix, labels, cv=5, method="decision_function", params={"sample_weight": importance}
    )
    cut = float(np.quantile(scores[~labels & (importance == 1)], 1 - FALSE_ALARMS))
    print(f"{labels.sum()} of danger, {(~labels).sum()} others; found {(scores[labels] > cut).mean():.3f}")
    model.fit(matrix, labels, importance)
    names = vectorizer.get_feature_names_out()
    weights = {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) >= MINIMUM_WEIGHT}
    return Danger(weights, round(float(model.intercept_[0]) - max(cut, 0.0), 4))


if __name__ == "__main__":
    fit().save()
