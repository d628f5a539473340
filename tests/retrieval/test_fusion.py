from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import SIGNALS, Fusion, signals, topic_shares
from retrieval.index import LEGS
from tests.retrieval.samples import fusion

SCORES = st.lists(st.floats(-60, 60, width=32), min_size=1, max_size=20)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    saved = Fusion((1.5, 0.0, 2.0, 3.0, 4.0, 5.25), tuple(range(len(SIGNALS) + 1)), 0.7, 0.9, 0.4)
    saved.save(tmp_path / "fusion.json")
    assert Fusion.load(tmp_path / "fusion.json") == saved


def test_the_shipped_parameters_fit_the_legs_and_the_decisions() -> None:
    shipped = Fusion.load()
    assert len(shipped.weights) == len(LEGS)
    assert len(shipped.calibration) == len(SIGNALS) + 1
    assert all(weight >= 0 for weight in shipped.weights)
    assert 0 < shipped.clarify_at <= shipped.answer_at <= shipped.sure_at <= 1


def test_scores_are_weighted_sums() -> None:
    legs = np.array([[1, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, -1]], np.float32)
    assert fusion().scores(legs).tolist() == [2.0, 0.0]


@given(SCORES)
def test_topic_shares_are_a_distribution_largest_first(scores: list[float]) -> None:
    topics = [f"topic-{number % 3}" for number in range(len(scores))]
    shares = topic_shares(np.array(scores, np.float32), topics)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert set(shares) == set(topics)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_passages_of_one_topic_add_up() -> None:
    shares = topic_shares(np.array([1.0, 1.0, 1.0], np.float32), ["fee", "place", "fee"])
    assert shares == pytest.approx({"fee": 2 / 3, "place": 1 / 3})


def test_signals_are_the_share_its_lead_and_the_legs_of_the_best() -> None:
    legs = np.arange(2 * len(LEGS), dtype=np.float32).reshape(2, -1)
    found = signals(legs, 1, {"fee": 0.75, "place": 0.25}, "fee")
    assert found.tolist() == [0.75, 0.5, *legs[1]]


def test_the_only_topic_leads_by_its_whole_share() -> None:
    assert signals(np.zeros((1, len(LEGS)), np.float32), 0, {"fee": 1.0}, "fee")[1] == 1


@given(st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_a_larger_share_never_makes_an_answer_less_likely(first: float, second: float) -> None:
    low, high = sorted((first, second))
    legs = np.zeros(len(LEGS), np.float32)
    chances = [fusion().probability(np.array([share, 0, *legs], np.float32)) for share in (low, high)]
    assert 0 <= chances[0] <= chances[1] <= 1


def test_the_probability_is_the_logistic_of_signals_and_intercept() -> None:
    even = Fusion((1.0,) * len(LEGS), (2.0, *[0.0] * (len(SIGNALS) - 1), -1.0), 0.5, 0.9, 0.3)
    assert even.probability(np.array([0.5] + [0] * (len(SIGNALS) - 1), np.float32)) == pytest.approx(0.5)
    assert even.probability(np.array([1.0] + [0] * (len(SIGNALS) - 1), np.float32)) == pytest.approx(0.7311, abs=1e-4)
