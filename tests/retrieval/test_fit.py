import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.fit import (
    FOLDS,
    Example,
    cross_validated,
    fit,
    fit_examples,
    fit_weights,
    labelled,
    left_out,
    threshold,
)
from retrieval.fusion import SIGNALS
from retrieval.index import LEGS
from tests.retrieval.samples import PASSAGES, HashedEncoder, passage

NONE_RIGHT = np.zeros(4, np.bool_)


def example(number: int, *, telling: int = 0, misleading: int | None = None, weight: float = 1.0) -> Example:
    """Four passages; the leg `telling` is high for the right one, `misleading` for the wrong ones."""
    legs = np.random.default_rng(number).uniform(0, 0.3, (4, len(LEGS))).astype(np.float32)
    right = np.arange(4) == number % 4
    legs[right, telling] += 0.6
    if misleading is not None:
        legs[~right, misleading] += 0.6
    return Example(legs, right, ["a", "b", "c", "d"], weight)


@pytest.mark.parametrize(
    ("allowed", "expected"), [(0.0, 0.8), (0.1, 0.8), (0.25, 0.6), (1 / 3, 0.6), (0.4, 0.5), (1.0, 0.5)]
)
def test_the_threshold_is_the_lowest_that_keeps_errors_within_what_is_allowed(allowed: float, expected: float) -> None:
    # Counted from the top: 0/1, 0/2, 1/3, 1/4, 2/5 wrong.
    chances = np.array([0.5, 0.7, 0.9, 0.6, 0.8], np.float32)
    correct = np.array([0, 0, 1, 1, 1], np.float32)
    assert threshold(chances, correct, np.ones(5, np.float32), allowed) == pytest.approx(expected, abs=1e-4)


def test_heavier_examples_count_for_more() -> None:
    chances, correct = np.array([0.9, 0.8], np.float32), np.array([1, 0], np.float32)
    light = threshold(chances, correct, np.array([9, 1], np.float32), 0.1)
    heavy = threshold(chances, correct, np.array([1, 1], np.float32), 0.1)
    assert [light, heavy] == pytest.approx([0.8, 0.9])


def test_when_even_the_surest_is_wrong_nothing_is_answered() -> None:
    ones = np.ones(2, np.float32)
    assert threshold(np.array([0.9, 0.8], np.float32), 0 * ones, ones, 0.1) == 1.0


def test_the_leg_that_tells_gets_the_weight_and_a_misleading_one_none() -> None:
    weights = fit_weights([example(number, telling=2, misleading=4) for number in range(40)])
    assert len(weights) == len(LEGS)
    assert weights[2] == max(weights) > 5
    assert weights[4] == 0
    assert all(weight >= 0 for weight in weights)


def test_examples_without_a_right_passage_do_not_move_the_weights() -> None:
    examples = [example(number) for number in range(20)]
    nothing = Example(np.ones((4, len(LEGS)), np.float32), NONE_RIGHT, ["a", "b", "c", "d"], 5.0)
    assert fit_weights([*examples, nothing]) == pytest.approx(fit_weights(examples))


def test_examples_weigh_as_much_as_they_say() -> None:
    first = [example(number, telling=0, misleading=1) for number in range(20)]
    second = [example(number, telling=1, misleading=0, weight=50.0) for number in range(20)]
    weights = fit_weights(first + second)
    assert weights[1] > weights[0]


def missing(number: int) -> Example:
    legs = np.random.default_rng(100 + number).uniform(0, 0.3, (4, len(LEGS))).astype(np.float32)
    return Example(legs, NONE_RIGHT, ["a", "b", "c", "d"], 1.0)


def test_a_fit_tells_known_questions_from_those_without_a_document() -> None:
    own, gone = [example(number) for number in range(60)], [missing(number) for number in range(30)]
    fusion = fit_examples(own, [], gone)
    assert (len(fusion.weights), len(fusion.calibration)) == (len(LEGS), len(SIGNALS) + 1)
    assert 0 < fusion.clarify_at <= fusion.answer_at <= fusion.sure_at < 1


def test_labelled_questions_move_the_weights_but_only_sample_questions_set_the_thresholds() -> None:
    own, gone = [example(number) for number in range(60)], [missing(number) for number in range(30)]
    easy = [example(number + 200, weight=1e-9) for number in range(20)]
    hard = [example(number + 200, telling=1, misleading=0, weight=1e-9) for number in range(20)]
    assert fit_examples(own, easy, gone) == fit_examples(own, hard, gone)
    heavy = [replace(found, weight=5.0) for found in hard]
    assert fit_examples(own, heavy, gone).weights != fit_examples(own, [], gone).weights


def test_two_passages_may_be_served_where_one_of_them_is_right_often_enough() -> None:
    def between(number: int, right: int) -> Example:
        legs = np.random.default_rng(number).uniform(0, 0.01, (4, len(LEGS))).astype(np.float32)
        legs[:2, 0] += (0.5, 0.5 + (0.02 if number % 2 else -0.02))
        return Example(legs, np.arange(4) == right, ["a", "b", "c", "d"], 1.0)

    clear = [example(number) for number in range(40)]
    gone = [missing(number) for number in range(30)]
    told = fit_examples(clear + [between(number, 1 - number % 2) for number in range(40)], [], gone)
    lost = fit_examples(clear + [between(number, 3) for number in range(40)], [], gone)
    assert told.either_at < 1.0
    assert lost.either_at == 1.0


def test_a_sample_question_is_searched_in_an_index_that_has_not_seen_it() -> None:
    examples = list(cross_validated(PASSAGES, HashedEncoder()))
    assert len(examples) == sum(len(p.questions) for p in PASSAGES)
    assert all(found.right.sum() == 1 for found in examples)
    spelling = LEGS.index("characters")
    own = [float(found.legs[found.right, spelling][0]) for found in examples]
    assert max(own) < 0.999


def test_a_question_whose_document_is_left_out_has_no_right_passage() -> None:
    others = [
        passage(f"lain-{n}", "rujukan", "luar_kewenangan", [f"urusan {n}", f"cara {n}"], kind="out_of_scope")
        for n in range(FOLDS)
    ]
    examples = list(left_out([*PASSAGES, *others], HashedEncoder()))
    assert examples
    assert all(found.legs.shape[0] < len(PASSAGES) + FOLDS for found in examples)


def test_an_office_with_few_documents_of_others_can_be_fitted(capsys: pytest.CaptureFixture[str]) -> None:
    fusion = fit(PASSAGES, HashedEncoder(), None)
    assert "sample questions: best passage right" in capsys.readouterr().out
    assert all(weight >= 0 for weight in fusion.weights)


def row(text: str, topic: str, **more: object) -> str:
    return json.dumps({"text": text, "topic": topic, "behavior": ["answer"], "split": "tune", **more})


def test_only_single_searched_questions_of_the_tune_split_are_learnt_from(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    rows = [
        row("paspor ilang gmn", "paspor_hilang"),
        row("bikin SIM di mana", "apa saja", behavior=["out_of_scope"]),
        row("cara bikin SIM", "luar_kewenangan", behavior=["out_of_scope"]),
        row("jam buka?", "jam_layanan", split="check"),
        row("kalau anak?", "paspor_baru", multi_turn=["syarat paspor"]),
        row("antrean saya", "paspor_baru", behavior=["queue_status"]),
        row("topik yang tidak ada", "tidak_ada"),
    ]
    file.write_text("\n".join(rows), "utf-8")
    examples = list(labelled(PASSAGES, HashedEncoder(), file, share=30))
    assert [found.weight for found in examples] == [15, 15]
    assert [np.flatnonzero(found.right).tolist() for found in examples] == [[2], [6]]
