"""Whole turns that ask about being in time: what is answered and remembered, and what is left to the passages."""

import datetime as dt
import json

import pytest
from sqlalchemy import Engine, delete

import core.clock
from actions.computed.frame import SLOT
from core.database import transaction
from core.published_messages import Messages
from core.reply import Kind
from core.settings import Settings, get_settings
from knowledge_base.tables import ReleaseItem
from retrieval.passages import Passage
from retrieval.search import Searcher
from tests.actions.conftest import Server, Talk, lines, sources
from tests.retrieval.samples import PASSAGES, passage, searcher

TOLD = [
    ("lama-proses", "plan"),
    ("lama-proses", "duration"),
    ("lama-proses", "delays"),
    ("percepatan", "availability"),
    ("pengambilan-paspor", "deadline"),
    ("jam-layanan", "holidays"),
    ("masa-berlaku", "six-months"),
    ("penggantian-paspor", "requirements"),
]
ALL: list[Passage] = [*PASSAGES, *(passage(d, s, "umum", [f"contoh {n} {d} {s}" for n in range(4)]) for d, s in TOLD)]
DECEMBER = "berangkat 20 desember, bikin paspor sekarang keburu gak"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wednesday 25 November 2026, half past six in the morning at the office and still Tuesday in UTC."""
    monkeypatch.setattr(core.clock, "now", lambda: dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def search() -> Searcher:
    return searcher(None, ALL)


@pytest.fixture
def talk(engine: Engine, messages: Messages, search: Searcher) -> Talk:
    return Talk(Server.over(engine, messages, search))


def kept(talk: Talk) -> dict[str, object]:
    """What the slot holds of the trip, without what is not known."""
    slot = json.loads(talk.slots[SLOT])
    assert slot["calculator"] == "timing"
    return {name: value for name, value in slot["parameters"].items() if value}


def test_the_arithmetic_is_shown_with_its_sources_and_kept(talk: Talk) -> None:
    reply = talk.says(DECEMBER)
    assert (reply.kind, reply.language, reply.confidence) == (Kind.ANSWER, "id", 1.0)
    assert lines(reply) == [
        "Foto/wawancara paling cepat, andaikan dapat jadwal: Kamis 26 November 2026",
        "+ 3–4 hari kerja: paspor jadi Selasa 1 Desember 2026 sampai Rabu 2 Desember 2026",
        "Tidak dihitung: Sabtu 28 November 2026; Minggu 29 November 2026",
        "Berangkat: Minggu 20 Desember 2026",
        "Sesudah jadi, ambil paling lama 30 hari sejak terbit (kalau terbit paling cepat: sampai 31 Desember 2026)",
        "**Masih cukup, asal dapat jadwal foto pada waktunya.**",
    ]
    assert "**paling lambat Senin 14 Desember 2026**" in reply.text and "Selasa 15 Desember 2026" in reply.text
    assert "kuota M-Paspor" in reply.text
    assert sources(reply) == ["lama-proses#plan", "lama-proses#duration", "pengambilan-paspor#deadline"]
    assert kept(talk) == {"travel": ["2026-12-20", "2026-12-20"], "making": True}
    assert talk.slots["last_section"] == "lama-proses#plan"


def test_an_appointment_around_christmas_skips_the_holidays(talk: Talk) -> None:
    reply = talk.says("jadwal foto 21 desember, terbang 29 desember, paspornya sempat jadi gak")
    assert lines(reply)[0] == "Foto/wawancara: Senin 21 Desember 2026"
    assert lines(reply)[2] == (
        "Tidak dihitung: Kamis 24 Desember 2026 (cuti bersama); Jumat 25 Desember 2026 (libur nasional); "
        "Sabtu 26 Desember 2026; Minggu 27 Desember 2026"
    )
    assert lines(reply)[-1] == "**Mepet**: hanya cukup kalau prosesnya paling cepat."
    assert "percepatan" in reply.text and "Rp1.000.000" in reply.text
    assert "percepatan#availability" in sources(reply) and "jam-layanan#holidays" in sources(reply)


def test_too_late_is_said_with_a_way_out(talk: Talk) -> None:
    reply = talk.says("lusa berangkat, paspor belum bikin, keburu ga")
    assert "**Tidak cukup**" in lines(reply)[-1] and "percepatan" in reply.text


def test_a_lost_passport_is_inspected_first_and_nothing_is_promised(talk: Talk) -> None:
    reply = talk.says("umrah tanggal 20 bulan depan, paspor hilang, masih keburu ga ngurusnya")
    assert lines(reply)[1] == (
        "+ 3 hari kerja sesudah disetujui, andaikan disetujui hari itu juga: foto Selasa 1 Desember 2026 "
        "(konfirmasi ke kantor)"
    )
    assert "**Tidak bisa dipastikan**" in lines(reply)[-1] and "+ Rp" not in reply.text
    assert sources(reply)[0] == "lama-proses#delays"


def test_the_six_month_rule_in_reverse_and_the_time_to_renew(talk: Talk) -> None:
    reply = talk.says("paspor saya berlaku sampai 15 maret 2027, berangkat 10 januari umrah, masih bisa?")
    assert lines(reply)[:5] == [
        "Berangkat: Minggu 10 Januari 2027",
        "+ 6 bulan: paspor harus berlaku paling tidak sampai Sabtu 10 Juli 2027",
        "Paspor Anda berlaku sampai: Senin 15 Maret 2027",
        "Sisa saat berangkat: 2 bulan 5 hari",
        "**Kurang**: sisanya tidak sampai 6 bulan saat berangkat. Ganti paspor dulu.",
    ]
    assert "+ 3–4 hari kerja" in reply.text
    assert sources(reply)[:2] == ["masa-berlaku#six-months", "penggantian-paspor#requirements"]


def test_long_enough_needs_no_new_passport(talk: Talk) -> None:
    reply = talk.says("paspor berlaku sampai desember 2028, berangkat januari, aman?")
    assert lines(reply)[-1] == "**Cukup**: sisanya 6 bulan atau lebih saat berangkat."
    assert "hari kerja" not in reply.text and sources(reply) == ["masa-berlaku#six-months"]


def test_months_alone_can_leave_it_open(talk: Talk) -> None:
    reply = talk.says("paspor habis juni 2027, berangkat desember, masih bisa?")
    assert "**Tergantung tanggalnya**" in lines(reply)[-1]


def test_the_year_of_issue_of_a_childs_passport_gives_its_end(talk: Talk) -> None:
    reply = talk.says("paspor anak saya terbit 3 maret 2022, berangkat 10 januari masih bisa?")
    assert "Paspor Anda berlaku sampai: Rabu 3 Maret 2027" in lines(reply) and "tercetak di buku" in reply.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "berangkat 20 oktober 2026, bikin paspor keburu?",
            "20 Oktober 2026 **sudah lewat** (hari ini 25 November 2026)",
        ),
        ("paspor berlaku sampai maret 2027, berangkat oktober 2026 umrah, masih bisa?", "**sudah lewat**"),
        ("berangkat 1 januari 2100 bikin paspor keburu?", "terlalu jauh"),
        ("wawancara tgl 10 januari, berangkat 5 januari, paspor keburu?", "**sesudah** berangkat (5 Januari 2027)"),
    ],
)
def test_what_cannot_be_is_explained(talk: Talk, text: str, said: str) -> None:
    reply = talk.says(text)
    assert reply.kind is Kind.ANSWER and said in reply.text and reply.sources
    assert "travel" not in kept(talk)


def test_a_day_that_does_not_exist_is_asked_again_and_the_answer_is_used(talk: Talk) -> None:
    reply = talk.says("berangkat 31 februari, bikin paspor keburu?")
    assert reply.kind is Kind.CLARIFY and '"31 februari" tidak ada di kalender' in reply.text
    reply = talk.says("28 februari")
    assert "Berangkat: Minggu 28 Februari 2027" in lines(reply)


def test_the_end_of_the_year_is_asked_about_and_a_button_answers(talk: Talk) -> None:
    reply = talk.says("bikin paspor buat akhir tahun keburu ga")
    assert reply.kind is Kind.CLARIFY and [button.title for button in reply.quick_replies] == [
        "1 Desember 2026",
        "16 Desember 2026",
        "31 Desember 2026",
    ]
    assert kept(talk) == {"making": True, "open": True}
    reply = talk.presses("16 Desember 2026", reply)
    assert reply.kind is Kind.ANSWER and "Berangkat: Rabu 16 Desember 2026" in lines(reply)
    assert kept(talk) == {"travel": ["2026-12-16", "2026-12-16"], "making": True}


def test_a_feast_is_read_as_its_estimated_day(talk: Talk) -> None:
    reply = talk.says("lebaran mau berangkat umrah, bikin paspor masih keburu?")
    assert "Lebaran (Idulfitri) saya hitung" in reply.text and "**perkiraan**" in reply.text
    assert "2027" in kept(talk)["travel"][0]  # type: ignore[index]


def test_a_month_is_counted_from_both_ends_when_that_matters(talk: Talk) -> None:
    reply = talk.says("berangkat bulan depan, bikin paspor sempat ga")
    assert "**Kalau berangkat paling awal, Selasa 1 Desember 2026:**" in reply.text
    assert "**Kalau berangkat paling akhir, Kamis 31 Desember 2026:**" in reply.text
    assert reply.text.count("kuota M-Paspor") == 1


def test_a_date_over_this_year_is_read_as_next_year_and_said_so(talk: Talk) -> None:
    reply = talk.says("berangkat 20 oktober, bikin paspor keburu?")
    assert "Tahunnya tidak disebut, jadi saya baca Rabu 20 Oktober 2027" in reply.text


def test_the_appointment_is_added_in_the_next_message(talk: Talk) -> None:
    talk.says(DECEMBER)
    reply = talk.says("jadwal fotonya dapat 15 desember")
    assert lines(reply)[0] == "Foto/wawancara: Selasa 15 Desember 2026" and "**Mepet**" in lines(reply)[-1]
    reply = talk.says("kalau berangkat 23 desember?")
    assert "**Cukup**" in lines(reply)[-1]
    assert kept(talk) == {
        "travel": ["2026-12-23", "2026-12-23"],
        "photo": ["2026-12-15", "2026-12-15"],
        "making": True,
    }


@pytest.mark.parametrize("text", ["besok kantor buka jam berapa", "syarat paspor anak apa", "biaya paspor berapa"])
def test_another_question_leaves_the_count(talk: Talk, text: str) -> None:
    talk.says(DECEMBER)
    talk.says(text)
    assert SLOT not in talk.slots


@pytest.mark.parametrize(
    "text",
    [
        "paspor jadi berapa hari",
        "paspor saya habis maret 2027",
        "berangkat 20 desember, biaya paspor berapa",
        "foto tgl 3 kemarin kok belum ada kabar, tolong dicek statusnya",
        "paspor kilat bisa ga, senin depan harus berangkat",
        "sudah telat bayar kode billing kemarin",
        "visa turis habis 20 desember, keburu perpanjang?",
        "besok kantor buka?",
        "ubah jadwal ke 3 desember bisa ga",
    ],
)
def test_other_questions_with_dates_stay_with_the_passages(talk: Talk, text: str) -> None:
    talk.says(text)
    assert SLOT not in talk.slots


@pytest.mark.parametrize("action", ["action_menu", "action_cancel"])
def test_the_menu_drops_the_count(talk: Talk, action: str) -> None:
    talk.says(DECEMBER)
    talk.says("/show_menu", action)
    assert SLOT not in talk.slots


def test_english_is_answered_in_english(talk: Talk) -> None:
    reply = talk.says("my flight is on 20 December, is there enough time to make a passport?", language="en")
    assert reply.language == "en" and "You leave: Sunday 20 December 2026" in lines(reply)


def test_closures_of_the_office_are_counted_out(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = get_settings().model_copy(update={"office_closures": frozenset({dt.date(2026, 11, 27)})})
    monkeypatch.setattr("actions.computed.timing.get_settings", lambda: closed)
    assert "Jumat 27 November 2026 (kantor tutup)" in talk.says(DECEMBER).text


def test_closures_are_dates_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICE_CLOSURES", "2026-12-28, 2026-12-29")
    assert Settings().office_closures == {dt.date(2026, 12, 28), dt.date(2026, 12, 29)}
    monkeypatch.setenv("OFFICE_CLOSURES", "2026-02-30")
    with pytest.raises(ValueError, match="office_closures"):
        Settings()


def test_without_the_fact_the_passages_answer(talk: Talk, engine: Engine) -> None:
    with transaction(engine) as session:
        session.execute(delete(ReleaseItem))
    assert "hari kerja" not in talk.says(DECEMBER).text
    assert SLOT not in talk.slots


def test_javanese_is_answered_in_javanese_where_it_has_every_word(talk: Talk) -> None:
    reply = talk.says("mangkat 20 desember, gawe paspor keburu ora", language="jv")
    assert reply.language == "jv" and "Mangkat: Minggu 20 Desember 2026" in lines(reply)
    reply = talk.says("paspor entek 15 maret, mangkat 10 januari, isih iso?", language="jv")
    assert reply.language == "id"


@pytest.mark.parametrize(
    "parameters", [{"x": 1}, {"travel": ["soon", "later"]}, {"travel": 5}, {"photo": ["2026-12-01"]}]
)
def test_a_slot_of_another_version_is_as_none(talk: Talk, parameters: dict[str, object]) -> None:
    talk.slots[SLOT] = json.dumps({"calculator": "timing", "parameters": parameters})
    assert "Berangkat: Minggu 20 Desember 2026" in lines(talk.says(DECEMBER))
