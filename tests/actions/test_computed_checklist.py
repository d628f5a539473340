"""Whole turns about one's own documents: by circumstances in one message, and question by question."""

import datetime as dt
import json

import pytest
from sqlalchemy import Engine

import core.clock
from actions.computed.frame import SLOT
from core.published_messages import Messages
from core.reply import Kind, Reply
from core.settings import ROOT
from knowledge_base.files import load_content
from retrieval.passages import Passage
from retrieval.search import Searcher
from tests.actions.conftest import Server, Talk, lines, sources
from tests.retrieval.samples import PASSAGES, passage, searcher

OLD = [
    '{"calculator": "checklist", "parameters": {"open": "reason", "known": {"reason": "eaten"}}}',
    '{"calculator": "checklist", "parameters": {"open": "reason", "known": [1]}}',
    '{"calculator": "checklist", "parameters": {"open": 7}}',
]
LOST_CHILD = "saya cerai, anak 3 tahun, paspor hilang, syaratnya apa aja"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.clock, "now", lambda: dt.datetime(2026, 11, 25, 5, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def search() -> Searcher:
    """An index with every section of the product that a list of documents may name."""
    documents = load_content(ROOT / "knowledge_base" / "content").documents
    named = [
        (document.id, section.id)
        for document in documents
        if document.id.startswith(
            ("paspor-", "penggantian", "beda", "ubah", "umrah", "haji", "pmi-kerja", "anak-ganda")
        )
        for section in document.sections
    ]
    known = {item.key for item in PASSAGES}
    more: list[Passage] = [
        passage(d, s, "umum", [f"contoh {n} {d} {s}" for n in range(2)]) for d, s in named if f"{d}#{s}" not in known
    ]
    return searcher(None, [*PASSAGES, *more])


@pytest.fixture
def talk(engine: Engine, messages: Messages, search: Searcher) -> Talk:
    return Talk(Server.over(engine, messages, search))


def kept(talk: Talk) -> dict[str, object]:
    slot = json.loads(talk.slots[SLOT])
    assert slot["calculator"] == "checklist"
    parameters: dict[str, object] = slot["parameters"]
    return parameters


def named(reply: Reply) -> list[str]:
    """The documents of a reply."""
    return [line.split("**")[1] for line in lines(reply)]


def test_circumstances_together_make_one_list_with_its_sources(talk: Talk) -> None:
    reply = talk.says(LOST_CHILD)
    assert (reply.kind, reply.language, reply.confidence) == (Kind.ANSWER, "id", 1.0)
    assert "**anak, umur 3 tahun, paspor hilang, orang tua bercerai**" in reply.text
    assert named(reply) == [
        "Akta lahir anak",
        "Kartu Keluarga (KK)",
        "e-KTP orang tua",
        "Surat pernyataan orang tua/penanggung jawab",
        "Akta cerai",
        "Surat keterangan kehilangan dari polisi",
        "Fotokopi paspor orang tua",
        "Penetapan hak asuh dari pengadilan",
        "Fotokopi paspor yang hilang",
        "Buku nikah/akta perkawinan orang tua",
    ]
    assert "jangan daftar di M-Paspor" in reply.text
    assert sources(reply)[:3] == ["paspor-anak#requirements", "paspor-anak-cerai#documents", "paspor-hilang#child"]
    assert kept(talk) == {"known": {"ages": [3], "child": True, "reason": "lost", "parents": "divorced"}}


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("anak yatim piatu umur 8, paspornya habis, mau umrah, dokumen apa aja", {"Paspor lama", "e-KTP kakek/nenek"}),
        ("nama di paspor beda sama ktp, paspornya hilang, syaratnya apa", {"e-KTP", "Fotokopi paspor yang hilang"}),
        ("paspor rusak kebanjiran mau umrah berkasnya apa", {"Paspor yang rusak", "Surat dari travel umrah berizin"}),
        (
            "mau kerja ke taiwan paspor lama terbit 2005 sudah mati, bawa apa aja",
            {"Paspor lama", "Bukti kerja atau penempatan"},
        ),
        (
            "anak angkat 6 tahun paspor rusak syarat apa",
            {"Paspor yang rusak", "Surat pengangkatan anak dari pengadilan"},
        ),
        ("my child is 3 years old, we are divorced, passport lost, what documents do I need", {"Akta cerai"}),
        ("mantan suami kabur entah ke mana, anak 7 tahun mau umrah, surat apa yang dibawa", {"Akta cerai"}),
    ],
)
def test_many_ways_to_tell_circumstances(talk: Talk, text: str, documents: set[str]) -> None:
    assert documents <= set(named(talk.says(text)))


@pytest.mark.parametrize(
    "text",
    [
        "syarat paspor anak apa aja",
        "paspor hilang syaratnya apa",
        "saya cerai mau bikin paspor anak, syaratnya apa",
        "anak yatim syarat paspornya apa",
        "paspor hilang kebanjiran bawa apa",
        "paspor lama terbit 2005, syarat ganti apa",
        "ganti paspor umrah bawa apa aja",
        "anak 3 tahun paspor hilang, saya cerai",
        "cerai, anak 3 tahun, paspor hilang, bayar berapa",
        "urus cerai sama paspor anak hilang syaratnya apa",
        "suami dulu kerja di jeddah, paspornya mati, berkas gantinya apa",
        "visa anak hilang orang tua cerai syaratnya apa",
    ],
)
def test_what_one_section_tells_stays_with_the_passages(talk: Talk, text: str) -> None:
    talk.says(text)
    assert "checklist" not in talk.slots.get(SLOT, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("anak 5 tahun sudah menikah paspor hilang syaratnya apa", "Umur 5 tahun dan sudah menikah"),
        ("belum pernah punya paspor, paspor hilang, mau umrah, syaratnya apa", "tidak ada yang bisa hilang"),
        ("anak umur 200 tahun, saya cerai, paspor hilang, syaratnya apa", "Umur 200 tahun tidak mungkin"),
    ],
)
def test_what_cannot_be_is_explained(talk: Talk, text: str, said: str) -> None:
    reply = talk.says(text)
    assert reply.kind is Kind.ANSWER and said in reply.text and reply.sources
    assert "reason" not in kept(talk)["known"]  # type: ignore[operator]


def test_a_child_and_one_who_is_grown_get_a_list_each(talk: Talk) -> None:
    reply = talk.says("anak umur 5 dan 18 tahun, paspor hilang, kami cerai, dokumennya apa")
    assert "**anak, umur 5 tahun" in reply.text and "**dewasa, umur 18 tahun" in reply.text


def test_a_change_makes_a_new_list(talk: Talk) -> None:
    talk.says(LOST_CHILD)
    reply = talk.says("kalau rusak?")
    assert "Paspor yang rusak" in named(reply) and "Akta cerai" in named(reply)
    reply = talk.says("umurnya 18")
    assert "Akta cerai" not in named(reply) and "e-KTP" in named(reply)
    assert kept(talk) == {"known": {"ages": [18], "child": True, "reason": "damaged", "parents": "divorced"}}


FORM = [
    ("anak umur 3", "reason"),
    ("hilang", "parents"),
    ("bercerai", "custody"),
    ("hak asuh ada di saya", "purpose"),
    ("wisata atau lainnya", "papers"),
]


def start(talk: Talk) -> Reply:
    reply = talk.says("daftar dokumen saya")
    assert reply.kind is Kind.FORM and kept(talk) == {"open": "who", "known": {}}
    return reply


def test_the_form_typed_to_its_end(talk: Talk) -> None:
    start(talk)
    for text, question in FORM:
        reply = talk.says(text)
        assert (reply.kind, kept(talk)["open"]) == (Kind.FORM, question)
        assert 2 <= len(reply.quick_replies) <= 3 and all(len(button.title) <= 20 for button in reply.quick_replies)
        assert all(len(button.payload) <= 200 for button in reply.quick_replies)
    reply = talk.says("sama semua")
    assert reply.kind is Kind.ANSWER and "Penetapan hak asuh dari pengadilan" in named(reply)
    assert "open" not in kept(talk)


def test_the_form_by_buttons(talk: Talk) -> None:
    reply = start(talk)
    for title in ("Dewasa", "Habis atau penuh", "Sebelum 2009", "Bekerja"):
        reply = talk.presses(title, reply)
        assert reply.kind is Kind.FORM
    reply = talk.presses("Sama semua", reply)
    assert reply.kind is Kind.ANSWER
    assert {"Paspor lama", "Kartu Keluarga (KK)", "Bukti kerja atau penempatan"} <= set(named(reply))
    assert kept(talk) == {
        "known": {"child": False, "reason": "expired", "issued": "before", "purpose": "work", "papers": "same"}
    }


def test_every_button_of_every_question_leads_on(talk: Talk) -> None:
    """Each path through the form, whatever is pressed, ends in a list within seven questions."""
    open_paths: list[tuple[str, ...]] = [()]
    ends = 0
    while open_paths:
        path = open_paths.pop()
        talk.slots.clear()
        reply = start(talk)
        for title in path:
            reply = talk.presses(title, reply)
        if reply.kind is Kind.ANSWER:
            ends += 1
            assert named(reply) and reply.sources
            continue
        assert reply.kind is Kind.FORM and len(path) < 7
        # Of the purposes and papers one and two are enough: they only add.
        titles = [button.title for button in reply.quick_replies]
        cut = {"purpose": 1, "papers": 2}.get(str(kept(talk)["open"]), len(titles))
        open_paths += [(*path, title) for title in titles[:cut]]
    assert ends > 15


@pytest.mark.parametrize("word", ["ulang", "mulai ulang", "again"])
def test_the_form_starts_again(talk: Talk, word: str) -> None:
    start(talk)
    talk.says("anak")
    talk.says("hilang")
    assert talk.says(word).kind is Kind.FORM
    assert kept(talk) == {"open": "who", "known": {}}


@pytest.mark.parametrize("word", ["batal", "stop", "cancel"])
def test_the_form_stops(talk: Talk, word: str) -> None:
    start(talk)
    assert talk.says(word).kind is Kind.NOTICE
    assert SLOT not in talk.slots


@pytest.mark.parametrize("action", ["action_menu", "action_cancel"])
def test_the_menu_drops_the_form_and_offers_it(talk: Talk, action: str) -> None:
    start(talk)
    reply = talk.says("/show_menu", action)
    assert SLOT not in talk.slots
    assert talk.presses("Daftar dokumen saya", reply).kind is Kind.FORM


@pytest.mark.parametrize(
    "text",
    [
        "berapa biaya paspor hilang?",
        "kantor buka jam berapa",
        "bagaimana cara daftar m-paspor",
        "paspor anak berlaku berapa lama",
        "biaya",
    ],
)
def test_a_new_question_leaves_the_form(talk: Talk, text: str) -> None:
    start(talk)
    talk.says("anak")
    reply = talk.says(text)
    assert reply.kind is not Kind.FORM and SLOT not in talk.slots


def test_what_is_not_understood_is_asked_again_and_nothing_is_lost(talk: Talk) -> None:
    start(talk)
    talk.says("anak")
    before = kept(talk)
    reply = talk.says("xyzzy")
    assert reply.kind is Kind.FORM and "belum saya pahami" in reply.text and kept(talk) == before


def test_an_impossible_age_in_the_form_is_explained(talk: Talk) -> None:
    start(talk)
    reply = talk.says("umur 200")
    assert "Umur 200 tahun tidak mungkin" in reply.text
    assert talk.says("umurnya 20").kind is Kind.ANSWER


@pytest.mark.parametrize("broken", ["[]", "{", '{"calculator": "checklist", "parameters": []}', *OLD])
def test_a_broken_slot_is_as_none(talk: Talk, broken: str) -> None:
    talk.slots[SLOT] = broken
    assert talk.says("daftar dokumen saya").kind is Kind.FORM


def test_english_speaks_english(talk: Talk) -> None:
    reply = talk.says("my documents", language="en")
    assert reply.language == "en" and [button.title for button in reply.quick_replies] == ["Adult", "Child"]
    reply = talk.says("child", language="en")
    assert reply.language == "en" and kept(talk)["open"] == "reason"
