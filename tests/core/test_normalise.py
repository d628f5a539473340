"""One spelling for what people type, and the end of a long story."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.text.normalise import clean, focus, normalise, protected, slang

ODD = """d nya anak2 orang" "paspor" A-012 350rb 5 k WK-2026-000123 pasporrr ijinn <s> <pad> _ ? !!! … 🙏 é İ ½ ﬁ"""
WORDS = st.sampled_from([*slang(), *protected(), *ODD.split(), "\u200b", "\x00"])
TYPED = st.lists(WORDS, max_size=12).flatmap(
    lambda words: st.sampled_from([" ", "  ", "\n", ",", "-", "", "/"]).map(lambda gap: gap.join(words))
)


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("klo psport ilang gmn", "kalau paspor hilang bagaimana"),
        ("Perpanjang PASPOR brp?", "perpanjang paspor berapa ?"),
        ("bikin paspor anak2", "buat paspor anak anak"),
        ('temen" mau ikut', "temen temen mau ikut"),
        ("biayaaaa brpaaa", "biaya berapa"),
        ("350rb ato 650 k", "350 ribu atau 650 ribu"),
        ("d kntor imigrsi", "di kantor imigrasi"),
        ("antrian ny pnjang", "antreannya pnjang"),
        ("mpaspor eror", "m-paspor error"),
        ("ｐａｓｐｏｒ", "paspor"),
        ("nek ilang piye", "kalau hilang bagaimana"),
        ("gpp", "tidak apa apa"),
        ("pas\u200bpor\x00 baru", "pas por baru"),
        ("paspor_baru", "paspor _ baru"),
        ("<s>paspor</s><mask>", "paspor"),
        ("＜s＞paspor", "paspor"),
        ("", ""),
        (" \n\t ", ""),
    ],
)
def test_what_people_type_becomes_standard(typed: str, standard: str) -> None:
    assert normalise(typed) == standard


@pytest.mark.parametrize(
    "text",
    [
        "ijazah smp",
        "bea cukai",
        "awak kapal",
        "bolak balik",
        "lapor spt tahunan",
        "buat paspor",
        "kebakaran api",
        "i have no photo",
        "which app",
        "30 mnt",
        "umur 17",
        "a-012",
        "wk-2026-000123",
    ],
)
def test_a_word_with_a_meaning_of_its_own_is_left_alone(text: str) -> None:
    assert normalise(text) == text


def test_a_quoted_word_is_not_taken_for_a_repeated_one() -> None:
    assert normalise('apa itu "billing" ya').split() == ["apa", "itu", "billing", "ya"]
    assert normalise('kata "paspor hilang" saja').split() == ["kata", "paspor", "hilang", "saja"]
    assert normalise('("billing")').split() == ["(", "billing", ")"]


def test_words_to_keep_are_kept() -> None:
    assert normalise("ga ilang", keep={"ilang"}) == "tidak ilang"


@given(TYPED | st.text(max_size=60))
@example("bikin paspor sy ny nya")
@example("d sy nya")
@example("<<s>s>")
@example("1_5 k")
@example("ijinn nya")
@example("＜pad＞")
@example("İİİ")
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TYPED | st.text(max_size=60))
def test_normalised_text_is_lower_case_words_with_single_spaces(text: str) -> None:
    once = normalise(text)
    assert once == " ".join(once.split())
    assert not re.search(r"</?(s|pad|unk|mask)>|[\x00-\x1f\u200b-\u200f\u202a-\u202e]", once)


@pytest.mark.parametrize("word", sorted(protected()))
def test_an_acronym_of_the_field_is_never_rewritten(word: str) -> None:
    assert normalise(word) == word
    assert normalise(word.upper()) == word
    assert normalise(f"syrt {word}, gmn klo {word} ilang?") == f"syarat {word} , bagaimana kalau {word} hilang ?"


@given(st.lists(st.sampled_from(sorted({*slang(), "x"} - {"d"})), max_size=4), st.sampled_from(sorted(protected())))
def test_no_neighbour_changes_an_acronym(words: list[str], word: str) -> None:
    text = " ".join([*words, word, *words])
    assert word in normalise(text).split()


# The lexicon


def rows() -> list[tuple[str, str]]:
    return list(slang().items())


@pytest.mark.parametrize(("typed", "standard"), rows())
def test_every_spelling_of_the_lexicon_is_reached(typed: str, standard: str) -> None:
    assert normalise(typed) == standard


def test_the_lexicon_never_rewrites_an_acronym() -> None:
    assert slang().keys() & protected() == set()


def test_the_right_side_of_the_lexicon_is_standard() -> None:
    words = {word for standard in slang().values() for word in standard.split()}
    assert words & slang().keys() == set()


# Cleaning


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \r\n\t b  ", "a b"),
        ("a\x00b\x07c\x7f", "a b c"),
        ("a\u202eb\u200bc\ufeff", "a b c"),
        ("<s>a</s> <PAD><unk><mask><cls>", "a"),
        ("cafe\u0301", "café"),
        ("1 < 2 > s", "1 < 2 > s"),
    ],
)
def test_cleaning_strips_what_no_reader_sees(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(max_size=60) | TYPED)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


# Focus


SENTENCES = st.lists(st.from_regex(r"[a-z]{1,9}( [a-z]{1,9}){0,8}[.?!]", fullmatch=True), min_size=1, max_size=30)


def test_a_short_message_is_kept_whole() -> None:
    assert focus("Halo. Paspor hilang?") == "Halo. Paspor hilang?"


def test_a_long_story_ends_with_its_question() -> None:
    story = "Kemarin saya ke pasar. " * 40 + "Anak saya ikut. Syarat paspor anak apa?"
    assert focus(story, 60) == "Kemarin saya ke pasar. Anak saya ikut. Syarat paspor anak apa?"[-39:]


def test_a_line_is_a_sentence_too() -> None:
    assert focus("cerita panjang sekali " * 30 + "\npaspor hilang\nbagaimana", 30) == "paspor hilang bagaimana"


def test_white_space_at_the_end_hides_no_question() -> None:
    assert focus("paspor hilang bagaimana?" + "\n " * 600) == "paspor hilang bagaimana?"
    assert focus("cerita. " * 100 + "paspor hilang?" + " " * 600, 20) == "paspor hilang?"


def test_one_endless_sentence_keeps_its_end_in_whole_words() -> None:
    kept = focus("paspor " * 200 + "hilang", 50)
    assert len(kept) <= 50
    assert set(kept.split()) == {"paspor", "hilang"}


def test_one_endless_word_is_cut() -> None:
    assert focus("x" * 900 + "y", 500) == "x" * 499 + "y"


@given(SENTENCES, st.integers(90, 300), st.sampled_from([" ", "\n", "  ", "\n\n"]))
def test_the_last_sentence_is_always_kept_within_the_limit(sentences: list[str], limit: int, gap: str) -> None:
    kept = focus(gap.join(sentences), limit)
    assert kept.endswith(sentences[-1])
    assert len(kept) <= limit


@given(st.text(max_size=400), st.integers(1, 200))
def test_nothing_is_longer_than_the_limit_or_lost_altogether(text: str, limit: int) -> None:
    kept = focus(text, limit)
    assert len(kept) <= limit
    assert bool(kept.strip()) == bool(text.strip())


@pytest.mark.parametrize("piece", [" ", "a ", "a", "<", "<s", "d ", 'ab"', "ab2 ", "nya ", "1", "a\n", "\n ", "."])
def test_a_long_message_takes_no_time(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    started = time.process_time()
    focus(text)
    clean(text)
    normalise(text)
    assert time.process_time() - started < 0.5
