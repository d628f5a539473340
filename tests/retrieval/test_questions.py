import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.normalise import normalise
from retrieval.questions import MAX_QUESTIONS, facet_of, follows_up, leads, names_subject, split, without_negated


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("syarat paspor baru apa? biayanya berapa?", ["syarat paspor baru apa", "biayanya berapa"]),
        ("syarat bikin paspor apa aja terus bayarnya brp", ["syarat bikin paspor apa aja", "bayarnya brp"]),
        ("jam buka kantor sekalian alamatnya dimana", ["jam buka kantor", "alamatnya dimana"]),
        ("paspor ilang gmn min\nganti yg rusak bayar brp", ["paspor ilang gmn min", "ganti yg rusak bayar brp"]),
        ("syarate opo wae, regane piro", ["syarate opo wae", "regane piro"]),
        ("nek paspor ilang kudu piye? dendane piro?", ["nek paspor ilang kudu piye", "dendane piro"]),
        ("What do I need and also how much is it?", ["What do I need", "how much is it"]),
        (
            "How much is it? How long does it take? Where is the office?",
            ["How much is it", "How long does it take", "Where is the office"],
        ),
    ],
)
def test_each_question_of_a_message_stands_alone(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "paspor saya hilang kemarin di pasar, harus bagaimana",
        "Pak, saya mau tanya, syarat paspor apa?",
        "Assalamualaikum pak. Saya mau bikin paspor untuk umrah. Syaratnya apa ya pak?",
        "bojoku wong Malaysia, arep gawe KITAS, syarate opo",
        "gawe paspor piro regane lan suwene piro",
        "Do I need my old passport? I lost it last year.",
        "Biaya paspor Rp650.000 atau Rp950.000?",
        "KTP, KK, akta, cukup?",
        "paspor hilang",
        "berapa?",
        "?!",
        "",
    ],
)
def test_what_asks_nothing_by_itself_stays_with_the_question(text: str) -> None:
    assert len(split(text)) == 1


def test_a_fifth_question_joins_the_fourth() -> None:
    text = "biaya brp. jadinya kapan. ambilnya dimana. apa bisa diwakilkan? buka jam berapa?"
    last = "apa bisa diwakilkan buka jam berapa"
    assert split(text) == ["biaya brp", "jadinya kapan", "ambilnya dimana", last]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("syarat sama biayanya brp", ["syarat", "biayanya berapa"]),
        ("biaya dan syarat paspor anak", ["biaya", "syarat paspor anak"]),
        ("harga paspor 5 tahun dan 10 tahun", ["harga paspor 5 tahun dan 10 tahun"]),
        ("suami sama istri bikin paspor biaya berapa", ["suami sama istri bikin paspor biaya berapa"]),
        ("what documents for the visa and how much is it", ["what documents for the visa", "how much is it"]),
    ],
)
def test_two_sides_of_one_subject_are_two_questions(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def test_a_need_asks_only_with_a_question_mark() -> None:
    assert split("mbah sudah sepuh, harus daftar online? biayanya brp")[0] == "mbah sudah sepuh harus daftar online"
    assert split("lusa harus terbang, paspor belum ada, biayanya brp") == [
        "lusa harus terbang paspor belum ada biayanya brp"
    ]


def test_each_part_leans_on_what_says_its_subject() -> None:
    assert leads(["syarat", "biayanya"], None) == ["paspor", "paspor"]
    assert leads(["syarat paspor anak", "biayanya"], None) == ["syarat paspor anak", "syarat paspor anak"]
    assert leads(["syaratnya apa", "kitas suami bagaimana"], "overstay") == ["overstay", "overstay"]
    first = "mau perpanjang yang elektronik syaratnya"
    assert leads([first, "bayar brp"], None)[1] == first


WORDS = st.sampled_from(
    [
        "paspor",
        "anak",
        "apa",
        "berapa",
        "piro",
        "how",
        "when",
        "syarat",
        "syarate",
        "hilang",
        "KTP",
        "Rp950.000",
        "jam",
        "08.00",
        "e-paspor",
        "nek",
        "kalau",
        "office",
    ]
)
MARKS = st.sampled_from([" ", ", ", "? ", ". ", "\n", "; ", " terus ", " and also ", "! ", " sekalian ", " dan juga "])


@given(st.lists(st.tuples(WORDS, MARKS), min_size=1, max_size=40))
def test_no_word_is_lost_or_moved(pairs: list[tuple[str, str]]) -> None:
    parts = split("".join(word + mark for word, mark in pairs))
    assert 1 <= len(parts) <= MAX_QUESTIONS
    known = {word for word, _ in pairs}
    assert [word for word in _words(" ".join(parts)) if word in known] == [word for word, _ in pairs]


def _words(text: str) -> list[str]:
    return [word.strip(",?.;!") for word in text.split()]


@given(st.text())
def test_no_letter_is_lost_whatever_is_typed(text: str) -> None:
    parts = split(text)
    assert 1 <= len(parts) <= MAX_QUESTIONS
    connective = re.compile(r"\b(terus|trus|trs|lalu|sekalian|serta|dan juga|and also|also)\b", re.IGNORECASE)
    left, kept = connective.sub("", text), connective.sub("", " ".join(parts))
    assert [c for c in kept if c.isalnum()] == [c for c in left if c.isalnum()]


@pytest.mark.parametrize(
    "text",
    [
        "kalau anak bagaimana",
        "klo buat anak gmn",
        "berapa biayanya",
        "untuk anak",
        "bisa diwakilkan",
        "di mana itu",
        "trus bayarnya di mana",
        "yang elektronik berapa",
        "itu wajib dibawa semua atau cukup fotokopi saja pak",
        "tapi paspor saya masih berlaku setahun lagi",
        "nek anak piye",
        "lha biayane piro",
        "piro regane",
        "how about children?",
        "and how much?",
        "what about my wife",
        "do I have to bring all of them in original or are copies enough",
    ],
)
def test_words_that_lean_on_the_question_before_follow_it(text: str) -> None:
    assert follows_up(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "paspor saya hilang di jalan harus bagaimana",
        "bagaimana cara mengurus paspor yang rusak kena banjir",
        "antrean kuota bulan depan kapan dibuka lagi",
        "mau urus kitas istri saya dari Malaysia",
        "pasporku ilang nang pasar kudu piye",
        "arep gawe paspor anyar syarate opo wae",
        "how do I renew my passport at the office",
        "can I extend my visa on arrival at the office",
    ],
)
def test_a_whole_question_with_its_own_subject_does_not_follow(text: str) -> None:
    assert not follows_up(normalise(text))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("paspornya berapa lama", True),
        ("e-paspor bedanya apa", True),
        ("overstay 3 hari", True),
        ("my passport expired", True),
        ("berapa lama jadinya", False),
        ("simpan di mana berkasnya", False),
        ("", False),
    ],
)
def test_a_subject_is_a_word_of_the_field(text: str, named: bool) -> None:
    assert names_subject(normalise(text)) is named


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bukan paspor, ktp saya hilang", "ktp saya hilang"),
        ("ktp saya hilang, bukan paspor", "ktp saya hilang"),
        ("bukan soal paspor tapi antrean", "tapi antrean"),
        ("dudu paspor, kitas", "kitas"),
        ("paspor bukan untuk saya", "paspor bukan untuk saya"),
        ("bukan paspor", "bukan paspor"),
        ("paspor hilang", "paspor hilang"),
    ],
)
def test_what_is_not_meant_is_left_out(text: str, meant: str) -> None:
    assert without_negated(normalise(text)) == meant


@given(st.text())
def test_something_is_always_left(text: str) -> None:
    query = normalise(text)
    assert bool(without_negated(query)) == bool(query)


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("biayanya brp", "fee"),
        ("piro regane", "fee"),
        ("how much is that", "fee"),
        ("syarate opo", "requirements"),
        ("hrs bawa apa aja", "requirements"),
        ("jadinya berapa lama", "duration"),
        ("how long does it take", "duration"),
        ("ambilnya dmn", "place"),
        ("where is that", "place"),
        ("piye carane", "steps"),
        ("how do I do that", "steps"),
        ("kalau anak gmn", None),
        ("syarat sama biayanya", None),
    ],
)
def test_the_side_of_a_subject_is_known_when_just_one_is_asked_for(text: str, facet: str | None) -> None:
    assert facet_of(normalise(text)) == facet
