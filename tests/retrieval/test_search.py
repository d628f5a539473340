import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from retrieval.encoder import Vectors
from retrieval.fusion import RIVAL_SHARE
from retrieval.index import LEGS, Index, embed
from retrieval.passages import Passage
from retrieval.search import Decision, Result, Searcher
from tests.retrieval.samples import (
    ALWAYS_ANSWERS,
    ALWAYS_ASKS,
    ALWAYS_REFUSES,
    PASSAGES,
    HashedEncoder,
    fusion,
    searcher,
)


@pytest.fixture(scope="module")
def search() -> Searcher:
    return searcher()


def keys(results: Sequence[Result]) -> list[str]:
    return [result.found[0].passage.key for result in results]


def one(searcher: Searcher, text: str, previous: str | None = None) -> Result:
    (result,) = searcher.search(text, previous)
    return result


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("syrat paspor bru apa ya", "paspor-baru#syarat"),
        ("psport ilang gmn min", "paspor-hilang#langkah"),
        ("denda overstay brp sehari", "overstay#tarif"),
        ("kantor bukanya jam berapa", "kantor#jam"),
        ("what documents for new passport", "paspor-baru#syarat"),
        ("gawe SIM C piye carane", "sim#rujukan"),
    ],
)
def test_clear_words_are_answered_by_their_passage(search: Searcher, text: str, key: str) -> None:
    result = one(search, text)
    assert (result.decision, keys([result])) == (Decision.ANSWER, [key])
    assert 0.6 <= result.found[0].probability <= 1


def test_words_between_two_topics_are_asked_back(search: Searcher) -> None:
    result = one(search, "paspor")
    assert result.decision is Decision.CLARIFY
    topics = [found.passage.topic for found in result.found]
    assert len(topics) == len(set(topics)) >= 2


def test_words_that_match_nothing_are_refused(search: Searcher) -> None:
    assert one(search, "zzz qqq www").decision is Decision.REFUSE


def test_the_thresholds_decide() -> None:
    decisions = [
        one(searcher(how), "paspor dokumen saya").decision for how in (ALWAYS_ANSWERS, ALWAYS_ASKS, ALWAYS_REFUSES)
    ]
    assert decisions == [Decision.ANSWER, Decision.CLARIFY, Decision.REFUSE]


def test_with_nothing_to_choose_from_a_doubt_is_refused() -> None:
    two = [p for p in PASSAGES if p.document in ("overstay", "sim")]
    assert one(searcher(fusion(1.1, 1.1, 0.0), two), "denda overstay per hari berapa").decision is Decision.REFUSE


def test_sure_needs_the_higher_threshold() -> None:
    assert one(searcher(fusion(0.0, 1.1, 0.0)), "denda overstay brp").sure is False
    assert one(searcher(fusion(0.0, 0.0, 0.0)), "denda overstay brp").sure is True


def test_every_leg_is_told_by_name(search: Searcher) -> None:
    assert tuple(one(search, "denda overstay brp sehari").found[0].legs) == LEGS


def test_a_sample_question_is_answered_without_search_whatever_its_spelling() -> None:
    encoder = HashedEncoder()
    strict = Searcher(Index(PASSAGES, embed(PASSAGES, encoder)), encoder, ALWAYS_REFUSES)
    encoder.asked.clear()
    for text in ("Berapa biaya paspor?", "  BRP biaya paspor ? "):
        result = one(strict, text)
        assert (result.decision, result.sure, keys([result])) == (Decision.ANSWER, True, ["paspor-baru#biaya"])
        assert result.found[0].probability == 1
    assert encoder.asked == []


def test_exact_finds_sample_questions_only(search: Searcher) -> None:
    found = search.exact("jam BERAPA kantor buka?")
    assert found is not None and found.key == "kantor#jam"
    assert search.exact("jam berapa kantor buka besok?") is None


def test_a_passage_is_found_by_its_key(search: Searcher) -> None:
    assert search.passage("overstay#tarif") == PASSAGES[5]
    assert search.passage("overstay#lain") is None


def test_siblings_are_the_other_sections_of_the_document(search: Searcher) -> None:
    fee, other = PASSAGES[1], PASSAGES[0]
    assert search.siblings(fee) == [other]
    assert search.siblings(PASSAGES[5]) == []


def test_several_questions_get_a_result_each_in_their_order(search: Searcher) -> None:
    results = search.search("jam berapa kantor buka? terus biaya paspor berapa, bikin SIM C caranya gmn", None)
    assert keys(results) == ["kantor#jam", "paspor-baru#biaya", "sim#rujukan"]
    assert {result.decision for result in results} == {Decision.ANSWER}


def test_two_questions_with_the_same_answer_get_it_once(search: Searcher) -> None:
    assert keys(search.search("jam berapa kantor buka? kantor tutup jam berapa?", None)) == ["kantor#jam"]


def test_a_follow_up_is_understood_with_the_question_before(search: Searcher) -> None:
    assert keys(search.search("kalau dendanya berapa", "saya overstay di bandara")) == ["overstay#tarif"]
    assert keys(search.search("kalau dendanya berapa", "paspor hilang")) == ["paspor-hilang#denda"]


def test_a_second_question_leans_on_the_first_not_on_the_message_before(search: Searcher) -> None:
    before = "saya overstay di bandara"
    assert keys(search.search("tarifnya brp", before)) == ["overstay#tarif"]
    together = search.search("kalau paspor kecopetan gimana? tarifnya brp", before)
    assert keys(together) == ["paspor-hilang#langkah", "paspor-hilang#denda"]


@pytest.mark.parametrize(
    ("text", "previous", "key"),
    [
        ("kalau biayanya", "bikin paspor baru bawa apa saja ya", "paspor-baru#biaya"),
        ("terus syaratnya", "berapa sih biaya paspor", "paspor-baru#syarat"),
        ("kalau caranya", "berapa biaya kalau paspor hilang ya", "paspor-hilang#langkah"),
        ("kalau alamatnya", "denda overstay sehari brp ya", "overstay#tarif"),  # has no section about a place
    ],
)
def test_a_follow_up_about_another_side_gets_that_section_of_the_document(
    search: Searcher, text: str, previous: str, key: str
) -> None:
    assert one(search, text, previous).found[0].passage.key == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("bukan overstay, berapa denda", "paspor-hilang#denda"),
        ("berapa denda, bukan overstay", "paspor-hilang#denda"),
        ("dudu paspor tapi SIM piye carane", "sim#rujukan"),
    ],
)
def test_what_a_resident_does_not_mean_is_left_out(search: Searcher, text: str, key: str) -> None:
    assert keys(search.search(text, None)) == [key]


def test_a_part_that_the_search_is_not_sure_of_does_not_stand_alone() -> None:
    text = "jam buka kantor brp? sim itu dokumen apa ya pak bu"
    assert keys(searcher(fusion(0.3, 0.3, 0.1)).search(text, None)) == ["kantor#jam", "sim#rujukan"]
    assert len(searcher(fusion(0.95, 0.95, 0.1)).search(text, None)) == 1


def test_a_subject_named_again_is_read_with_the_question_before_where_that_is_clearer(search: Searcher) -> None:
    before = "kecopetan di pasar"
    assert keys(search.search("kalau paspor", None)) == ["paspor-hilang#denda"]
    assert keys(search.search("kalau paspor", before)) == ["paspor-hilang#langkah"]


def test_a_new_subject_is_not_drawn_to_the_question_before(search: Searcher) -> None:
    text = "denda overstay izin tinggal berapa sehari"
    assert search.search(text, "Paspor hilang harus bagaimana?") == search.search(text, None)


@pytest.mark.parametrize("text", ["", "   ", "🙏", "123", "?!?", "\x00", "paspor " * 4000])
@pytest.mark.parametrize("previous", [None, "", "Berapa biaya paspor?"])
def test_whatever_is_typed_gets_a_result(search: Searcher, text: str, previous: str | None) -> None:
    results = search.search(text, previous)
    assert 1 <= len(results) <= 3
    assert all(0 <= found.probability <= 1 for result in results for found in result.found)


class Narrow(HashedEncoder):
    """An encoder that cannot be used by two threads at once."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = threading.Lock()

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        assert self.busy.acquire(blocking=False), "two threads are encoding"
        try:
            time.sleep(0)  # lets another thread in
            return super().encode_questions(texts)
        finally:
            self.busy.release()


def test_threads_get_their_own_results_and_encode_one_at_a_time() -> None:
    search = Searcher(Index(PASSAGES, embed(PASSAGES, HashedEncoder())), Narrow(), fusion())
    texts = ["denda overstay brp", "psport ilang", "jam buka", "syarat paspor bru", "bikin SIM"] * 8
    expected = [search.search(text, None) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: search.search(text, None), texts)) == expected


def either(passages: Sequence[Passage] = PASSAGES) -> Searcher:
    """Never sure, but content with two passages that together are likely."""
    return searcher(replace(fusion(1.1, 1.1, 0.0), either_at=0.1), passages)


def test_two_passages_that_together_hardly_miss_are_both_found() -> None:
    result = one(either(), "paspor")
    assert result.decision is Decision.EITHER
    assert len(result.found) >= 2
    assert result.found[1].probability >= RIVAL_SHARE


def test_a_matter_of_another_office_or_an_act_is_never_one_of_two() -> None:
    for kind in ("out_of_scope", "queue"):
        passages = [replace(p, kind=kind) for p in PASSAGES]
        assert one(either(passages), "paspor").decision is Decision.CLARIFY


def test_without_a_rival_one_passage_is_not_padded_with_another() -> None:
    assert one(either(), "denda overstay brp sehari").decision is not Decision.EITHER


def test_two_passages_under_one_title_are_not_served_twice() -> None:
    passages = [replace(p, title="Paspor") for p in PASSAGES]
    assert one(either(passages), "paspor").decision is Decision.ANSWER


def test_a_bare_subject_leads_to_a_choice_and_other_bare_words_to_none() -> None:
    assert one(searcher(ALWAYS_REFUSES), "paspor").decision is Decision.CLARIFY
    assert one(searcher(ALWAYS_REFUSES), "paspor saya gimana ya").decision is Decision.REFUSE
    assert one(searcher(ALWAYS_REFUSES), "dokumen").decision is Decision.REFUSE
