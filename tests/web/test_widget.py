"""The chat widget and the resident pages in a real browser against the stub gateway."""

import gzip
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    expect,
)

from tests.web.stub_gateway import LOCALES, Stub, embedding_page, reply

STATIC = Path(__file__).resolve().parents[2] / "channels" / "web" / "static"
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "is_mobile": True,
    "has_touch": True,
}
# Kept on the window and not in the console: it must survive the page's own handlers.
RECORDER = """
window.violations = [];
window.shown = [];
addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  const root = attach.call(this, options);
  new MutationObserver((records) => {
    const live = root.querySelector('[role=log]')?.getAttribute('aria-live');
    for (const node of records.flatMap((record) => [...record.addedNodes]))
      if (node.matches?.('.message')) shown.push({ text: node.textContent, live });
  }).observe(root, { childList: true, subtree: true });
  return root;
};
"""

NewPage = Callable[..., Page]

pytestmark = pytest.mark.browser


@pytest.fixture
def stub() -> Iterator[Stub]:
    stub = Stub().start()
    yield stub
    stub.stop()


@pytest.fixture
def errors() -> list[str]:
    """What the pages complained about."""
    return []


@pytest.fixture
def new_page(browser: Browser, errors: list[str]) -> Iterator[NewPage]:
    """Makes pages of fresh contexts, which record violations, errors and shown messages."""
    contexts: list[BrowserContext] = []

    def make(address: str, **options: Any) -> Page:
        context = browser.new_context(locale="id-ID", **options)
        contexts.append(context)
        context.add_init_script(RECORDER)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def chat(stub: Stub, new_page: NewPage) -> Page:
    """The full page, ready to be asked."""
    page = new_page(f"{stub.url}/")
    expect(page.get_by_role("button", name="Paspor baru")).to_be_visible()
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Tulis pertanyaan")


def ask(page: Page, text: str) -> None:
    field(page).fill(text)
    field(page).press("Enter")


def messages(page: Page) -> Locator:
    return page.locator(".message")


def replies(page: Page) -> Locator:
    return page.locator(".message.reply")


def state_of_last(page: Page) -> Locator:
    return page.locator(".message.own .state").last


# ---- asking and reading ----


def test_answer_is_shown_with_source_and_date(chat: Page) -> None:
    ask(chat, "paspor saya hilang gimana min")

    answer = replies(chat).last
    expect(answer.locator("li", has_text="KTP elektronik")).to_be_visible()
    expect(answer.locator("ol > li")).to_have_count(4)
    expect(answer.locator("strong", has_text="denda Rp1.000.000")).to_be_visible()
    link = answer.get_by_role("link", name="Tarif layanan keimigrasian")
    expect(link).to_have_attribute("href", "https://www.imigrasi.go.id/biaya_imigrasi")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(answer.locator(".sources")).to_contain_text("Diperiksa 25 Nov 2026")
    expect(answer.locator(".caution")).to_have_count(0)


def test_overdue_source_carries_a_caution(chat: Page) -> None:
    ask(chat, "berapa lama jadinya")
    expect(replies(chat).last.locator(".caution")).to_contain_text("diperiksa ulang")


def test_topic_chip_asks_its_question(chat: Page, stub: Stub) -> None:
    chat.get_by_role("button", name="Paspor hilang").click()
    expect(replies(chat)).to_have_count(1)
    assert stub.processed == ["Paspor saya hilang, bagaimana?"]


def test_quick_reply_posts_title_and_payload(chat: Page, stub: Stub) -> None:
    ask(chat, "mau perpanjang paspor")
    chat.get_by_role("button", name="Hilang", exact=True).click()
    expect(replies(chat)).to_have_count(2)
    assert stub.received[-1]["text"] == "Hilang"
    assert stub.received[-1]["payload"] == '/clarify{"topic":"paspor_hilang"}'
    assert stub.received[-1]["conversation_id"] in stub.events


def test_several_replies_to_one_message(chat: Page) -> None:
    ask(chat, "dua pertanyaan")
    expect(replies(chat).locator(".body")).to_have_text(["Jawaban pertama.", "Jawaban kedua."])


def test_emergency_stands_out_with_telephone_links(chat: Page) -> None:
    ask(chat, "saya disekap majikan")
    emergency = chat.locator(".kind-emergency")
    expect(emergency).to_contain_text("Darurat")
    expect(emergency.get_by_role("link", name="110")).to_have_attribute("href", "tel:110")
    expect(emergency.locator(".feedback")).to_have_count(0)


def test_every_bubble_has_its_own_direction(chat: Page) -> None:
    ask(chat, "bahasa arab")
    body = replies(chat).last.locator(".body")
    expect(body).to_have_attribute("dir", "auto")
    expect(body).to_have_css("direction", "rtl")


def test_markup_in_replies_and_questions_is_text(chat: Page, errors: list[str]) -> None:
    ask(chat, "<b>serang</b> <script>alert(1)</script>")

    answer = replies(chat).last
    expect(answer).to_contain_text("<img src=x onerror=alert(1)>")
    expect(answer.locator("strong")).to_have_text("<b>tebal</b>")
    expect(chat.locator(".message").locator("img, script, b, i, a")).to_have_count(0)
    expect(answer.locator(".sources")).to_contain_text("<i>miring</i>")
    expect(messages(chat).first).to_contain_text("<b>serang</b> <script>alert(1)</script>")
    assert errors == []


def test_enter_sends_and_shift_enter_breaks_the_line(chat: Page, stub: Stub) -> None:
    field(chat).press_sequentially("satu")
    field(chat).press("Shift+Enter")
    field(chat).press_sequentially("baris lagi")
    expect(field(chat)).to_have_attribute("rows", "2")
    field(chat).press("Enter")
    expect(replies(chat)).to_have_count(1)
    expect(field(chat)).to_have_value("")
    assert stub.processed == ["satu\nbaris lagi"]


def test_empty_question_is_not_sent(chat: Page, stub: Stub) -> None:
    ask(chat, "   ")
    ask(chat, "bikin sim")
    expect(replies(chat)).to_have_count(1)
    assert stub.processed == ["bikin sim"]


# ---- keyboard and screen reader ----


def test_keyboard_alone_is_enough(stub: Stub, new_page: NewPage) -> None:
    page = new_page(f"{stub.url}/host")
    launcher = page.get_by_role("button", name="Buka Tanya Imigrasi")
    expect(launcher).to_be_visible()
    page.keyboard.press("Tab")
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page)).to_be_focused()
    page.keyboard.type("perpanjang")
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="Rusak atau basah")
    expect(choice).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Menu topik")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(launcher).to_be_focused()


def test_menu_shows_topics_again_and_escape_closes_it(chat: Page) -> None:
    ask(chat, "bikin sim")
    menu = chat.get_by_role("button", name="Menu topik")
    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(chat.locator("#tray").get_by_role("button", name="Paspor baru")).to_be_focused()
    chat.keyboard.press("Escape")
    expect(chat.locator("#tray")).to_be_hidden()
    expect(menu).to_be_focused()


def test_only_new_messages_are_announced(chat: Page) -> None:
    ask(chat, "bikin sim")
    expect(replies(chat)).to_have_count(1)
    chat.reload()
    expect(messages(chat)).to_have_count(2)
    log = chat.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    restored = chat.evaluate("() => shown")
    assert restored and {entry["live"] for entry in restored} == {"off"}
    ask(chat, "antrean")
    expect(replies(chat)).to_have_count(2)
    fresh = chat.evaluate("() => shown")[len(restored) :]
    assert [entry["live"] for entry in fresh] == ["polite", "polite"]
    assert "A-012" in fresh[-1]["text"]


def test_reply_to_a_closed_chat_is_counted_on_the_launcher(stub: Stub, new_page: NewPage) -> None:
    page = new_page(f"{stub.url}/host")
    page.get_by_role("button", name="Buka Tanya Imigrasi").click()
    ask(page, "mau bicara petugas")
    expect(replies(page)).to_have_count(1)
    page.get_by_role("button", name="Tutup percakapan").click()
    (conversation,) = stub.events
    stub.push(conversation, reply("notice", "Pesan dari petugas"))
    launcher = page.get_by_role("button", name="Ada balasan baru")
    expect(launcher).to_contain_text("1")
    launcher.click()
    expect(replies(page).last).to_contain_text("Pesan dari petugas")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(stub: Stub, new_page: NewPage, scheme: str) -> None:
    page = new_page(f"{stub.url}/", color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    for number, text in enumerate(["hilang", "perpanjang", "disekap", "lama", "sim", "petugas"], 1):
        ask(page, text)
        expect(replies(page)).to_have_count(number)
    page.get_by_role("button", name="Tidak membantu").first.click()
    page.get_by_role("button", name="Menu topik").click()
    assert serious_violations(page) == []


@pytest.mark.parametrize("path", ["/host", "/tanya"])
def test_axe_finds_nothing_serious_elsewhere(stub: Stub, new_page: NewPage, path: str) -> None:
    page = new_page(f"{stub.url}{path}", bypass_csp=True, reduced_motion="reduce")
    if path == "/host":
        page.get_by_role("button", name="Buka Tanya Imigrasi").click()
        expect(page.get_by_role("dialog")).to_be_visible()
    assert serious_violations(page) == []


def serious_violations(page: Page) -> list[str]:
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run().then((results) => results.violations)")
    serious = [entry for entry in found if entry["impact"] in ("serious", "critical")]
    return [f"{entry['id']}: {entry['nodes'][0]['html']}" for entry in serious]


# ---- nothing lost, nothing twice ----


def test_reload_restores_the_conversation(chat: Page, stub: Stub) -> None:
    ask(chat, "paspor hilang")
    expect(replies(chat)).to_have_count(1)
    chat.reload()
    expect(messages(chat)).to_have_count(2)
    expect(messages(chat).first).to_contain_text("paspor hilang")
    ask(chat, "bikin sim")
    expect(replies(chat)).to_have_count(2)
    assert len(stub.events) == 1


def ask_and_hear_from_officer(page: Page, stub: Stub) -> str:
    """A conversation of two replies, the second through the stream; its identifier."""
    ask(page, "mau bicara petugas")
    expect(replies(page)).to_have_count(1)
    (conversation,) = stub.events
    stub.push(conversation, reply("notice", "Petugas membaca"))
    expect(replies(page)).to_have_count(2)
    return conversation


def test_reply_that_came_while_away_is_replayed(chat: Page, stub: Stub) -> None:
    conversation = ask_and_hear_from_officer(chat, stub)
    address = chat.url
    chat.goto("about:blank")
    stub.push(conversation, reply("notice", "Petugas sudah menjawab"))
    chat.goto(address)
    expect(replies(chat).locator(".body").last).to_have_text("Petugas sudah menjawab")
    expect(replies(chat)).to_have_count(3)
    assert stub.replays[-1] == "2"


def test_dropped_stream_is_replayed_without_duplicates(chat: Page, stub: Stub) -> None:
    conversation = ask_and_hear_from_officer(chat, stub)
    with chat.expect_response(lambda response: "last_event_id=2" in response.url):
        stub.drop_streams()
        stub.push(conversation, reply("notice", "Sesudah putus"))
    expect(replies(chat).last).to_contain_text("Sesudah putus")
    expect(replies(chat)).to_have_count(3)


def test_whole_replay_shows_nothing_twice(chat: Page, stub: Stub) -> None:
    conversation = ask_and_hear_from_officer(chat, stub)
    chat.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((name) => name.includes(':history:'));
          const kept = JSON.parse(localStorage.getItem(key));
          localStorage.setItem(key, JSON.stringify({ ...kept, lastEvent: null }));
        }"""
    )
    chat.reload()
    stub.push(conversation, reply("notice", "Yang terakhir"))
    expect(replies(chat).last).to_contain_text("Yang terakhir")
    expect(replies(chat)).to_have_count(3)
    assert stub.replays[-1] is None


def test_offline_questions_are_sent_once_and_in_order(chat: Page, stub: Stub) -> None:
    ask(chat, "bikin sim")
    expect(replies(chat)).to_have_count(1)
    chat.context.set_offline(True)
    ask(chat, "antrean hari ini")
    ask(chat, "paspor hilang")
    expect(chat.get_by_text("Sambungan terputus")).to_be_visible()
    expect(state_of_last(chat)).to_have_text("Menunggu sambungan")
    chat.context.set_offline(False)
    expect(replies(chat)).to_have_count(3)
    expect(chat.get_by_text("Sambungan terputus")).to_have_count(0)
    texts = messages(chat).locator(".body").all_inner_texts()
    assert "A-012" in texts[3] and "kepolisian" in texts[5]
    assert stub.processed == ["bikin sim", "antrean hari ini", "paspor hilang"]
    assert len({UUID(body["client_message_id"]) for body in stub.received}) == 3


def test_offline_questions_survive_a_closed_page(chat: Page, stub: Stub) -> None:
    chat.context.set_offline(True)
    ask(chat, "paspor hilang")
    expect(state_of_last(chat)).to_have_text("Menunggu sambungan")
    address = chat.url
    chat.close()
    chat.context.set_offline(False)
    page = chat.context.new_page()
    page.goto(address)
    expect(replies(page)).to_have_count(1)
    assert stub.processed == ["paspor hilang"]


def test_lost_answer_is_asked_for_again_with_the_same_id(chat: Page, stub: Stub) -> None:
    stub.faults.cut_answers = 1
    ask(chat, "paspor hilang")
    expect(replies(chat)).to_have_count(1)
    first, second = stub.received
    assert first == second
    assert stub.processed == ["paspor hilang"]


def test_reload_while_sending_repeats_the_same_message(chat: Page, stub: Stub) -> None:
    stub.faults.hold.clear()
    with chat.expect_request("**/api/v1/chat/messages"):
        ask(chat, "paspor hilang")
    expect(chat.locator(".typing")).to_be_visible()
    chat.reload()
    stub.faults.hold.set()
    expect(replies(chat)).to_have_count(1)
    assert stub.processed == ["paspor hilang"]
    assert len({body["client_message_id"] for body in stub.received}) == 1


@pytest.mark.parametrize("status", [404, 409])
def test_forgotten_conversation_starts_anew(chat: Page, stub: Stub, status: int) -> None:
    ask(chat, "bikin sim")
    expect(replies(chat)).to_have_count(1)
    stub.faults.statuses = [{"status": status}]
    ask(chat, "paspor hilang")
    expect(replies(chat)).to_have_count(2)
    assert stub.received[-1]["conversation_id"] is None
    assert len(stub.events) == 2
    assert stub.processed == ["bikin sim", "paspor hilang"]


def test_two_tabs_share_one_conversation(chat: Page, stub: Stub) -> None:
    other = chat.context.new_page()
    other.goto(chat.url)
    expect(other.get_by_role("button", name="Paspor baru")).to_be_visible()
    ask(chat, "bikin sim")
    expect(replies(other)).to_have_count(1)
    ask(other, "antrean")
    expect(replies(chat)).to_have_count(2)
    assert len(stub.events) == 1


# ---- refusals ----


def test_rate_limit_waits_as_told(chat: Page, stub: Stub) -> None:
    stub.faults.statuses = [{"status": 429, "headers": {"Retry-After": "1"}}]
    ask(chat, "bikin sim")
    expect(state_of_last(chat)).to_contain_text("1 detik")
    expect(replies(chat)).to_have_count(1)
    assert len(stub.received) == 2


@pytest.mark.parametrize(("status", "word"), [(413, "terlalu panjang"), (422, "kata lain")])
def test_refused_message_can_be_changed(chat: Page, stub: Stub, status: int, word: str) -> None:
    stub.faults.statuses = [{"status": status}]
    ask(chat, "bikin sim")
    expect(state_of_last(chat)).to_contain_text(word)
    chat.get_by_role("button", name="Ubah").click()
    expect(field(chat)).to_have_value("bikin sim")
    expect(field(chat)).to_be_focused()
    expect(messages(chat)).to_have_count(0)


def test_failed_message_can_be_sent_again(chat: Page, stub: Stub) -> None:
    stub.faults.statuses = [{"status": 500}]
    ask(chat, "bikin sim")
    expect(state_of_last(chat)).to_contain_text("Belum terkirim")
    chat.get_by_role("button", name="Kirim lagi").click()
    expect(replies(chat)).to_have_count(1)
    first, second = stub.received
    assert first["client_message_id"] == second["client_message_id"]


def test_chat_works_without_texts_from_the_server(stub: Stub, new_page: NewPage) -> None:
    stub.faults.widget_down = True
    page = new_page(f"{stub.url}/")
    ask(page, "paspor hilang")
    expect(replies(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Kirim", exact=True)).to_be_visible()


# ---- feedback, language, history ----


def test_thumb_and_word_reach_the_gateway(chat: Page, stub: Stub) -> None:
    ask(chat, "paspor hilang")
    down = chat.get_by_role("button", name="Tidak membantu")
    with chat.expect_response("**/feedback"):
        down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    chat.get_by_label("Apa yang kurang").fill("alamat polsek mana")
    with chat.expect_response("**/feedback"):
        chat.get_by_role("button", name="Kirim masukan").click()
    expect(replies(chat).locator(".thanks")).to_be_visible()
    expect(down).to_be_focused()
    (conversation,) = stub.events
    given = {
        "conversation_id": conversation,
        "reply_id": stub.events[conversation][0]["id"],
        "useful": False,
    }
    assert stub.feedback == [given | {"text": None}, given | {"text": "alamat polsek mana"}]
    chat.reload()
    expect(replies(chat).locator(".thanks")).to_be_visible()


def test_feedback_given_offline_is_sent_later(chat: Page, stub: Stub) -> None:
    ask(chat, "bikin sim")
    chat.context.set_offline(True)
    chat.get_by_role("button", name="Ya, membantu").click()
    with chat.expect_response("**/feedback"):
        chat.context.set_offline(False)
    assert [entry["useful"] for entry in stub.feedback] == [True]


def test_questions_and_small_talk_are_not_rated(chat: Page) -> None:
    ask(chat, "perpanjang")
    expect(replies(chat)).to_have_count(1)
    expect(chat.locator(".feedback")).to_have_count(0)


def test_chosen_language_sticks_and_is_sent(chat: Page, stub: Stub) -> None:
    ask(chat, "bikin sim")
    expect(replies(chat)).to_have_count(1)
    chat.get_by_label("Bahasa").select_option("en")
    expect(chat.get_by_text("Was this helpful?")).to_be_visible()
    chat.reload()
    box = chat.get_by_role("textbox", name="Write your question")
    box.fill("lost passport, hilang")
    box.press("Enter")
    expect(replies(chat)).to_have_count(2)
    expect(replies(chat).last.locator(".sources")).to_contain_text("Checked 25 Nov 2026")
    assert [body["language"] for body in stub.received] == ["auto", "en"]


def test_history_on_the_device_can_be_deleted(chat: Page, stub: Stub) -> None:
    ask(chat, "bikin sim")
    expect(replies(chat)).to_have_count(1)
    chat.get_by_role("button", name="Menu topik").click()
    chat.get_by_role("button", name="Hapus riwayat").click()
    chat.get_by_role("button", name="Ya, hapus").click()
    expect(messages(chat)).to_have_count(0)
    assert "bikin sim" not in chat.evaluate("() => JSON.stringify(localStorage)")
    chat.reload()
    ask(chat, "antrean")
    expect(replies(chat)).to_have_count(1)
    assert len(stub.events) == 2


def test_forbidden_storage_does_not_stop_the_chat(browser: Browser, stub: Stub) -> None:
    context = browser.new_context(locale="id-ID")
    context.add_init_script(
        "for (const area of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, area, { get() { throw new Error('forbidden'); } });"
    )
    page = context.new_page()
    page.goto(f"{stub.url}/")
    ask(page, "paspor hilang")
    expect(replies(page)).to_have_count(1)
    context.close()


# ---- embedding, size, looks ----


def test_strict_policy_is_never_violated(stub: Stub, new_page: NewPage, errors: list[str]) -> None:
    page = new_page(f"{stub.url}/")
    console: list[ConsoleMessage] = []
    page.on("console", lambda message: console.append(message))
    page.reload()
    for number, text in enumerate(["hilang", "perpanjang", "disekap", "serang"], 1):
        ask(page, text)
        expect(replies(page)).to_have_count(number)
    page.get_by_role("button", name="Ya, membantu").first.click()
    page.get_by_role("button", name="Menu topik").click()
    assert page.evaluate("() => violations") == []
    assert errors == [message.text for message in console if message.type == "error"] == []
    markup = page.evaluate(
        "() => document.documentElement.outerHTML + document.querySelector('tanya-imigrasi').shadowRoot.innerHTML"
    )
    assert "style=" not in markup


def test_one_script_tag_on_a_foreign_site(new_page: NewPage, errors: list[str]) -> None:
    site = Stub().start()
    gateway = Stub(allowed_origins=[site.url]).start()
    site.host_csp = gateway.url
    site.host_page = embedding_page(gateway.url, 'data-open data-language="en"')
    page = new_page(f"{site.url}/host")
    expect(page.get_by_role("dialog", name="Tanya Imigrasi")).to_be_visible()
    box = page.get_by_role("textbox", name="Write your question")
    box.fill("paspor hilang")
    box.press("Enter")
    expect(replies(page)).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_css("position", "fixed")
    (conversation,) = gateway.events
    gateway.push(conversation, reply("notice", "Lewat aliran"))
    expect(replies(page).last).to_contain_text("Lewat aliran")
    assert page.evaluate("() => violations") == []
    assert errors == []
    assert site.received == []
    site.stop()
    gateway.stop()


def test_open_chat_is_open_again_on_the_next_page(stub: Stub, new_page: NewPage) -> None:
    page = new_page(f"{stub.url}/host")
    page.get_by_role("button", name="Buka Tanya Imigrasi").click()
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/host", "/tanya"])
def test_narrow_phone_never_scrolls_sideways(stub: Stub, new_page: NewPage, path: str) -> None:
    page = new_page(f"{stub.url}{path}", **PHONE)
    if path == "/host":
        page.get_by_role("button", name="Buka Tanya Imigrasi").click()
    if path != "/tanya":
        ask(page, "paspor hilang " + "x" * 300)
        expect(replies(page)).to_have_count(1)
        log = page.get_by_role("log")
        assert log.evaluate("(element) => element.scrollWidth <= element.clientWidth")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_input_stays_above_a_keyboard_and_does_not_zoom(stub: Stub, new_page: NewPage) -> None:
    page = new_page(f"{stub.url}/host", **PHONE)
    page.get_by_role("button", name="Buka Tanya Imigrasi").click()
    assert field(page).evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)") >= 16
    page.set_viewport_size({"width": 360, "height": 320})
    expect(field(page)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Kirim", exact=True)).to_be_in_viewport(ratio=1)


def test_touch_targets_are_large_enough(stub: Stub, new_page: NewPage) -> None:
    page = new_page(f"{stub.url}/", **PHONE)
    ask(page, "perpanjang")
    ask(page, "paspor hilang")
    expect(replies(page)).to_have_count(2)
    page.get_by_role("button", name="Ya, membantu").click()
    page.get_by_role("button", name="Menu topik").click()
    small = page.locator("tanya-imigrasi button:visible, tanya-imigrasi select").evaluate_all(
        "(buttons) => buttons.map((button) => button.getBoundingClientRect())"
        ".filter((box) => box.width < 44 || box.height < 44).length"
    )
    assert small == 0


def test_motion_can_be_reduced(stub: Stub, new_page: NewPage) -> None:
    page = new_page(f"{stub.url}/", reduced_motion="reduce")
    stub.faults.hold.clear()
    ask(page, "paspor hilang")
    expect(page.locator(".typing i").first).to_have_css("animation-name", "none")
    stub.faults.hold.set()


def test_widget_is_under_thirty_kilobytes() -> None:
    page_only = {"page.css"}
    sent = [path for path in STATIC.iterdir() if path.suffix in {".js", ".css"}]
    sizes = [len(gzip.compress(p.read_bytes())) for p in sent if p.name not in page_only]
    assert sum(sizes) < 30_000


def test_every_module_is_fetched_at_once() -> None:
    bootstrap = (STATIC / "tanya.js").read_text(encoding="utf-8")
    modules = {path.stem for path in STATIC.glob("*.js")} - {"tanya"}
    preloaded = bootstrap[bootstrap.index("= [") + 3 : bootstrap.index("]")]
    assert {name.strip(" '") for name in preloaded.split(",")} == modules


def test_every_text_key_used_is_in_the_catalogue() -> None:
    catalogue = (LOCALES / "id" / "widget.ftl").read_text(encoding="utf-8")
    keys = {line.split(" = ")[0] for line in catalogue.splitlines() if " = " in line}
    templates = (STATIC.parent / "templates").glob("*.html")
    sources = [*STATIC.glob("*.js"), *templates]
    used = {word for path in sources for word in quoted_keys(path.read_text(encoding="utf-8"))}
    kinds = {key for key in keys if key.startswith("widget-kind-")}
    assert used == keys - kinds


def quoted_keys(source: str) -> set[str]:
    """The complete message ids in a program text; `widget-kind-…` is put together at run time."""
    return {part for part in source.split("'") if part.startswith("widget-") and part[-1] != "-"}


# ---- without JavaScript ----


def test_plain_page_works_without_javascript(stub: Stub, new_page: NewPage) -> None:
    page = new_page(f"{stub.url}/tanya", java_script_enabled=False)
    page.get_by_label("Pertanyaan").fill("mau perpanjang")
    page.get_by_role("button", name="Kirim").click()
    expect(page).to_have_url(f"{stub.url}/tanya?language=id#terbaru")
    page.get_by_role("button", name="Hilang", exact=True).click()
    expect(page.get_by_text("denda Rp1.000.000")).to_be_visible()
    expect(page.locator(".sources")).to_contain_text("Diperiksa 25 Nov 2026")
    assert stub.received[-1]["payload"] == '/clarify{"topic":"paspor_hilang"}'
    assert len({body["client_message_id"] for body in stub.received}) == 2


def test_full_page_leads_to_the_plain_one_without_javascript(stub: Stub, new_page: NewPage) -> None:
    page = new_page(f"{stub.url}/", java_script_enabled=False)
    page.get_by_role("link", name="halaman sederhana").first.click()
    expect(page.get_by_label("Pertanyaan")).to_be_visible()
