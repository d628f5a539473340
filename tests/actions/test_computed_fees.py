"""Whole turns that ask for a sum: what is answered, what is remembered, and what is left to the passages."""

import datetime as dt
import json

import pytest
from sqlalchemy import Engine, delete

import core.clock
from actions.computed.frame import SLOT
from core.database import transaction
from core.published_messages import Messages
from core.reply import Kind, Reply
from knowledge_base.tables import ReleaseItem
from retrieval.passages import Passage
from retrieval.search import Searcher
from tests.actions.conftest import Serve, Server, Talk, lines, sources
from tests.retrieval.samples import ALWAYS_REFUSES, PASSAGES, passage, searcher

FEES = [
    ("biaya-paspor", "fee", "biaya_paspor"),
    ("biaya-paspor", "family", "biaya_paspor"),
    ("percepatan", "fee", "percepatan"),
    ("percepatan", "how", "percepatan"),
    ("paspor-hilang", "fee", "paspor_hilang"),
    ("paspor-rusak", "fee", "paspor_rusak"),
    ("denda-kahar", "fee", "denda_kahar"),
    ("pmi-kerja", "free-passport", "pmi_kerja"),
    ("jenis-paspor", "summary", "jenis_paspor"),
    ("overstay", "fine", "overstay"),
    ("overstay", "over-limit", "overstay"),
    ("overstay", "exactly-limit", "overstay"),
    ("overstay", "what-now", "overstay"),
]
ALL: list[Passage] = [
    *PASSAGES,
    *(passage(d, s, t, [f"contoh {n} {d} {s}" for n in range(4)], facet="fee") for d, s, t in FEES),
]
FAMILY = "2 dewasa 1 anak bikin paspor total berapa"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.clock, "now", lambda: dt.datetime(2026, 11, 25, 5, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def search() -> Searcher:
    """One index for all turns: it is only read."""
    return searcher(None, ALL)


@pytest.fixture
def server(engine: Engine, messages: Messages, search: Searcher) -> Server:
    return Server.over(engine, messages, search)


@pytest.fixture
def talk(server: Server) -> Talk:
    return Talk(server)


def totals(reply: Reply) -> list[str]:
    return [line for line in lines(reply) if line.startswith("**Total")]


def test_the_arithmetic_is_shown_for_each_validity_with_its_sources(server: Server) -> None:
    reply = server.reply("action_answer", FAMILY)
    assert (reply.kind, reply.language, reply.confidence) == (Kind.ANSWER, "id", 1.0)
    assert lines(reply) == [
        "2 × Rp950.000 (e-paspor 10 tahun) = Rp1.900.000",
        "1 × Rp650.000 (anak, e-paspor 5 tahun) = Rp650.000",
        "**Total Rp2.550.000**",
        "2 × Rp650.000 (e-paspor 5 tahun) = Rp1.300.000",
        "1 × Rp650.000 (anak, e-paspor 5 tahun) = Rp650.000",
        "**Total Rp1.950.000**",
    ]
    assert "**2 orang dewasa dan 1 anak**" in reply.text
    assert sources(reply) == ["biaya-paspor#family", "biaya-paspor#fee"]
    family = next(p for p in ALL if p.key == "biaya-paspor#family")
    assert (reply.sources[0].url, reply.sources[0].revision) == (family.source_url, family.revision)
    assert (reply.sources[0].verified_on, reply.sources[0].overdue) == (family.verified_on, False)


def test_what_was_counted_is_remembered(server: Server) -> None:
    server.reply("action_answer", FAMILY)
    kept = server.slots.pop(SLOT)
    assert server.slots == {
        "last_capability": "answer",
        "last_question": FAMILY,
        "last_section": "biaya-paspor#family",
    }
    remembered = json.loads(kept or "")
    assert remembered["calculator"] == "fees"
    assert (remembered["parameters"]["people"]["adults"], remembered["parameters"]["people"]["children"]) == (2, 1)


def test_each_follow_up_changes_one_thing(talk: Talk) -> None:
    assert totals(talk.says("saya dan istri bikin paspor totalnya brp")) == [
        "**Total Rp1.900.000**",
        "**Total Rp1.300.000**",
    ]
    assert totals(talk.says("yang 5 tahun?")) == ["**Total Rp1.300.000**"]
    assert totals(talk.says("plus percepatan")) == ["**Total Rp3.300.000**"]
    assert totals(talk.says("kalau tambah 1 anak")) == ["**Total Rp4.950.000**"]
    assert totals(talk.says("tanpa percepatan")) == ["**Total Rp1.950.000**"]
    assert totals(talk.says("kl yg 10 thn")) == ["**Total Rp2.550.000**"]
    assert totals(talk.says("kalau 3 dewasa aja")) == ["**Total Rp3.500.000**"]


def test_a_price_told_by_a_passage_can_be_multiplied(talk: Talk) -> None:
    assert sources(talk.says("Berapa biaya paspor?")) == ["paspor-baru#biaya"]
    talk.slots |= {"last_section": "biaya-paspor#fee", "last_question": "biaya paspor 10 tahun berapa"}
    assert totals(talk.says("kalau berdua?")) == ["**Total Rp1.900.000**"]


def test_who_may_be_a_child_is_asked_and_the_buttons_lead_to_the_sum(talk: Talk) -> None:
    reply = talk.says("sekeluarga 4 orang bikin paspor yang 10 tahun total berapa")
    assert totals(reply) == ["**Total Rp3.800.000**"]
    assert [button.title for button in reply.quick_replies] == ["Semua dewasa", "1 anak", "2 anak"]
    pressed = talk.presses("2 anak", reply)
    assert totals(pressed) == ["**Total Rp3.200.000**"]
    assert "**2 orang dewasa dan 2 anak**" in pressed.text
    assert talk.slots["last_question"] == "sekeluarga 4 orang bikin paspor yang 10 tahun total berapa"


def test_typing_the_words_of_a_button_does_the_same(talk: Talk) -> None:
    talk.says("sekeluarga 4 orang bikin paspor total berapa")
    reply = talk.says("semua dewasa")
    assert "**4 orang dewasa**" in reply.text
    assert totals(reply) == ["**Total Rp3.800.000**", "**Total Rp2.600.000**"]


def test_a_button_whose_sum_is_forgotten_is_a_question_like_any_other(serve: Serve) -> None:
    server = serve(ALWAYS_REFUSES, ALL)
    reply = server.reply("action_answer", '/choose{"say": "2 anak"}', entities={"say": "2 anak"})
    assert reply.kind is Kind.FALLBACK


@pytest.mark.parametrize(
    "text",
    [
        "Berapa biaya paspor?",
        "Paspor hilang harus bagaimana?",
        "Jam berapa kantor buka?",
        "Apa syarat paspor baru?",
        "paspor anak biayanya berapa",
        "anak saya umur 5 tahun bikin paspor bayar berapa",
        "biaya visa 2 orang berapa",
        "paspor 2 orang jadinya berapa hari",
        "sudah bayar paspor 2 orang berapa lama jadinya",
        "calo minta 3 juta buat paspor 2 orang, wajar?",
        "tiket pesawat 4 orang berapa, paspor sudah ada",
        "bikin SIM 2 orang berapa",
        "kami 14 orang, per orang bayar paspor berapa",
        "paspor anak, ibu bapaknya cerai, bayar berapa",
        "Berapa denda overstay per hari?",
    ],
)
def test_what_a_passage_tells_is_left_to_the_passages(server: Server, text: str) -> None:
    replies = server.replies("action_answer", text)
    assert SLOT not in server.slots
    assert not any("Total" in reply.text for reply in replies)


@pytest.mark.parametrize(
    "text",
    ["Jam berapa kantor buka?", "Apa syarat paspor baru?", "Paspor hilang harus bagaimana?", "resep rendang"],
)
def test_a_new_subject_drops_the_sum(talk: Talk, text: str) -> None:
    talk.says(FAMILY)
    talk.says(text)
    assert SLOT not in talk.slots


@pytest.mark.parametrize("action", ["action_menu", "action_cancel"])
def test_the_menu_drops_the_sum(talk: Talk, action: str) -> None:
    talk.says(FAMILY)
    talk.says("/show_menu", action)
    assert SLOT not in talk.slots


@pytest.mark.parametrize(
    "text", ["makasih", "ok", "paspor hilang", "anak saya dua mau wawancara besok pagi jam sembilan"]
)
def test_words_that_change_nothing_are_no_follow_up(talk: Talk, text: str) -> None:
    talk.says(FAMILY)
    reply = talk.server.replies("action_answer", text, slots=talk.slots)[0]
    assert "Total" not in reply.text


def test_another_question_of_the_message_is_answered_too(server: Server) -> None:
    replies = server.replies("action_answer", "bikin paspor 3 orang totalnya berapa? terus jam berapa kantor buka?")
    assert totals(replies[0]) == ["**Total Rp2.850.000**", "**Total Rp1.950.000**"]
    assert [sources(reply) for reply in replies[1:]] == [["kantor#jam"]]


@pytest.mark.parametrize(
    ("text", "total", "source"),
    [
        ("2 orang yang 10 tahun percepatan semua, paspor totalnya berapa", "Rp3.900.000", "percepatan#fee"),
        ("paspor hilang ganti yang 5 tahun total berapa", "Rp1.650.000", "paspor-hilang#fee"),
        ("paspor saya hilang paspor istri rusak, yang 10 tahun total berapa", "Rp3.400.000", "paspor-hilang#fee"),
        ("3 dewasa paspor rusak semua kebanjiran, yang 5 tahun bayar berapa", "Rp1.950.000", "denda-kahar#fee"),
        ("kami berdua calon tki pertama kali, paspornya bayar berapa", "Rp0", "pmi-kerja#free-passport"),
        ("2 orang yang 10 tahun 1 orang yang 5 tahun, total paspor berapa", "Rp2.550.000", "biaya-paspor#family"),
        ("anak 2 paspor yang 10 tahun total berapa", "Rp1.300.000", "biaya-paspor#family"),
        ("anak saya umur 18 dan 12, paspor yang 10 tahun total berapa", "Rp1.600.000", "biaya-paspor#family"),
    ],
)
def test_sums_of_every_kind(server: Server, text: str, total: str, source: str) -> None:
    reply = server.reply("action_answer", text)
    assert totals(reply) == [f"**Total {total}**"]
    assert sources(reply)[0] == source


def test_a_book_without_a_chip_is_priced_beside_the_one_with_and_the_doubt_told(server: Server) -> None:
    reply = server.reply("action_answer", "paspor biasa 2 orang dewasa yang 5 tahun total berapa")
    assert totals(reply) == ["**Total Rp1.300.000**", "**Total Rp700.000**"]
    assert "umumnya tidak diterbitkan lagi (konfirmasi ke kantor)" in reply.text
    assert "jenis-paspor#summary" in sources(reply)


def test_same_day_service_is_not_counted_for_a_lost_passport(server: Server) -> None:
    reply = server.reply("action_answer", "paspor hilang percepatan yang 10 tahun total berapa")
    assert totals(reply) == ["**Total Rp1.950.000**"]
    assert "Percepatan hanya untuk paspor baru atau habis berlaku" in reply.text


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("bikin paspor 0 orang berapa biayanya", "paling sedikit satu", "biaya-paspor#fee"),
        ("bikin paspor -2 orang berapa biayanya", "paling sedikit satu", "biaya-paspor#fee"),
        ("bikin paspor 1000 orang berapa totalnya", "sampai 100 orang", "biaya-paspor#fee"),
        ("paspor 15 tahun buat 2 orang berapa biayanya", "tidak ada", "biaya-paspor#fee"),
        (
            "2 dewasa, 3 paspor hilang 4 paspor rusak, total yang 5 tahun",
            "lebih banyak dari orangnya",
            "biaya-paspor#fee",
        ),
        (
            "3 anak, 2 calon tki pertama kali, biaya paspor total berapa",
            "hanya untuk orang **dewasa**",
            "pmi-kerja#free-passport",
        ),
    ],
)
def test_what_cannot_be_is_explained(server: Server, text: str, words: str, source: str) -> None:
    reply = server.reply("action_answer", text)
    assert reply.kind is Kind.ANSWER
    assert words in reply.text
    assert source in sources(reply)


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("overstay 12 hari bayar berapa", "Rp12.000.000"),
        ("overstay 12 hari 2 orang bayar berapa", "Rp24.000.000"),
        ("izin tinggal suami lewat 4 hari kena denda berapa", "Rp4.000.000"),
        ("overstay 2 minggu dendanya berapa", "Rp14.000.000"),
        ("overstay sebulan dendanya berapa", "Rp30.000.000"),
        ("overstay sejak 1 november bayar berapa", "Rp24.000.000"),
        ("overstay 59 hari denda berapa", "Rp59.000.000"),
    ],
)
def test_days_of_overstay_are_charged(server: Server, text: str, total: str) -> None:
    reply = server.reply("action_answer", text)
    assert totals(reply) == [f"**Total {total}**"]
    assert sources(reply) == ["overstay#fine", "overstay#what-now"]


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("overstay 60 hari denda berapa", "tidak disebut dalam aturan", "overstay#exactly-limit"),
        ("overstay 61 hari denda berapa", "deportasi dan tangkal", "overstay#over-limit"),
        ("overstay setahun denda berapa", "deportasi dan tangkal", "overstay#over-limit"),
        ("overstay 2 bulan denda berapa", "59 sampai 62 hari", "overstay#exactly-limit"),
        ("overstay setengah hari denda berapa", "setengah hari", "overstay#fine"),
        ("overstay -3 hari denda berapa", "paling sedikit satu hari", "overstay#fine"),
        ("overstay 0 hari denda berapa", "paling sedikit satu hari", "overstay#fine"),
        ("overstay sejak 30 februari bayar berapa", "tidak ada di kalender", "overstay#fine"),
    ],
)
def test_an_overstay_without_a_sum_is_explained(server: Server, text: str, words: str, source: str) -> None:
    reply = server.reply("action_answer", text)
    assert words in reply.text
    assert totals(reply) == []
    assert sources(reply)[0] == source


def test_what_was_assumed_about_an_overstay_is_told(server: Server) -> None:
    assert (
        "1 November 2026 sendiri tidak ikut"
        in server.reply("action_answer", "overstay sejak 1 november bayar brp").text
    )
    assert "2 minggu saya hitung 14 hari" in server.reply("action_answer", "overstay 2 minggu bayar brp").text
    assert "Satu bulan saya hitung 30 hari" in server.reply("action_answer", "overstay sebulan bayar brp").text
    reply = server.reply("action_answer", "overstay 3 hari saya dan 1 anak bayar berapa, bisa percepatan")
    assert "khusus anak belum diberikan kantor" in reply.text
    assert "Percepatan hanya ada untuk paspor" in reply.text


def test_days_and_people_of_an_overstay_can_be_changed(talk: Talk) -> None:
    assert totals(talk.says("overstay 5 hari bayar berapa")) == ["**Total Rp5.000.000**"]
    assert totals(talk.says("kalau 10 hari?")) == ["**Total Rp10.000.000**"]
    assert totals(talk.says("kalau 2 orang?")) == ["**Total Rp20.000.000**"]
    assert totals(talk.says("overstay sejak 20 november bayar berapa")) == ["**Total Rp10.000.000**"]
    assert totals(talk.says("kalau 3 orang")) == ["**Total Rp15.000.000**"]


def test_a_passport_sum_follows_an_overstay_and_an_overstay_a_passport_sum(talk: Talk) -> None:
    talk.says("overstay 5 hari bayar berapa")
    assert totals(talk.says("paspor 2 orang dewasa yang 5 tahun total berapa")) == ["**Total Rp1.300.000**"]
    assert totals(talk.says("overstay 2 hari bayar berapa")) == ["**Total Rp2.000.000**"]
    assert json.loads(talk.slots[SLOT])["calculator"] == "overstay"


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        (
            "en",
            "passports for two adults and a kid, 10 years, total?",
            "2 × Rp950.000 (e-passport, 10 years) = Rp1.900.000",
        ),
        (
            "jv",
            "wong dewasa loro anak siji paspor sepuluh taun total piro",
            "2 × Rp950.000 (e-paspor 10 taun) = Rp1.900.000",
        ),
        ("zz", "2 dewasa 1 anak paspor yang 10 tahun total", "2 × Rp950.000 (e-paspor 10 tahun) = Rp1.900.000"),
    ],
)
def test_sums_are_told_in_the_language_of_the_resident(server: Server, language: str, text: str, first: str) -> None:
    reply = server.reply("action_answer", text, language=language)
    assert lines(reply)[0] == first
    assert totals(reply) == ["**Total Rp2.550.000**"]
    assert reply.language == ("id" if language == "zz" else language)


def test_a_reply_never_mixes_languages(server: Server, messages: Messages) -> None:
    assert "calc.overstay.line" not in messages.entries["jv"]
    reply = server.reply("action_answer", "overstay 3 dina mbayar piro", language="jv")
    assert (reply.language, lines(reply)[0]) == ("id", "3 hari × Rp1.000.000 = Rp3.000.000")


@pytest.mark.parametrize(
    "kept",
    [
        "nonsense",
        "[]",
        "{}",
        '{"calculator": "fees"}',
        '{"calculator": "fees", "parameters": {"people": 3}}',
        '{"calculator": "overstay", "parameters": {"since": 5}}',
        '{"calculator": "other", "parameters": {}}',
    ],
)
def test_a_slot_that_is_no_sum_is_ignored(server: Server, kept: str) -> None:
    for text, total in ((FAMILY, "Rp2.550.000"), ("overstay 3 hari bayar berapa", "Rp3.000.000")):
        assert totals(server.reply("action_answer", text, slots={SLOT: kept}))[0] == f"**Total {total}**"
    assert "Total" not in server.reply("action_answer", "kalau 3 orang?", slots={SLOT: kept}).text


def test_a_section_that_is_not_published_is_no_source(serve: Serve) -> None:
    reply = serve(None, PASSAGES).reply("action_answer", FAMILY)
    assert (reply.kind, reply.sources) == (Kind.ANSWER, [])


def test_without_the_facts_the_passages_answer(server: Server, engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(delete(ReleaseItem))
    reply = server.reply("action_answer", "Berapa denda overstay per hari kalau overstay 3 hari")
    assert "Total" not in reply.text and SLOT not in server.slots


def test_every_text_of_a_sum_exists_in_indonesian_and_english(messages: Messages) -> None:
    keys = {key for key in messages.entries["id"] if key.startswith("calc.")}
    assert len(keys) > 40
    assert keys == {key for key in messages.entries["en"] if key.startswith("calc.")}


@pytest.mark.parametrize("book", ["", ", paspor biasa"])
@pytest.mark.parametrize("extra", ["", ", 2 calon tki pertama kali"])
@pytest.mark.parametrize("who", ["sekeluarga 90 orang", "50 dewasa 40 anak"])
def test_the_longest_sums_fit_every_channel(server: Server, who: str, extra: str, book: str) -> None:
    text = f"{who} bikin paspor, 20 paspor hilang, 10 rusak{extra}, percepatan 20 orang{book}, total berapa"
    reply = server.reply("action_answer", text)
    assert len(totals(reply)) == (4 if book else 2)
    assert len(reply.text) <= (1024 if reply.quick_replies else 4096)
    assert all(len(button.payload) <= 200 for button in reply.quick_replies)
