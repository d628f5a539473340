"""The product's main job, in a real browser on the real engines."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product.conftest import Product

pytestmark = [pytest.mark.product, pytest.mark.browser, pytest.mark.timeout(300)]
ANSWERS = {
    "syarat bikin paspor baru apa aja": ["e-KTP", "Kartu Keluarga", "akta"],
    "perpanjang paspor biayanya brp": ["Rp650.000", "Rp950.000"],
    "paspor ilang gmn min": ["polisi", "BAP"],
    "what do I need to renew my passport?": ["e-KTP", "Old passport"],
    "jam buka kantor": ["belum dikonfirmasi", "imigrasi.go.id"],
}


@pytest.fixture
def page(browser: Browser, product: Product) -> Iterator[Page]:
    """The product's own page in a fresh profile; anything the browser complains about fails the test."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(product.url)
    yield page
    context.close()
    assert complaints == []


def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox").first
    box.fill(text)
    box.press("Enter")


@pytest.mark.parametrize("question", ANSWERS)
def test_a_resident_reads_the_answer_with_its_source(page: Page, question: str) -> None:
    ask(page, question)

    log = page.get_by_role("log")
    for words in ANSWERS[question]:
        expect(log).to_contain_text(words, ignore_case=True, timeout=15_000)
    expect(log).to_contain_text("Diperiksa")


def test_a_ticket_code_is_echoed_and_nothing_invented(page: Page) -> None:
    ask(page, "status antrean A-012")

    log = page.get_by_role("log")
    expect(log).to_contain_text("Nomor A-012", timeout=15_000)
    expect(log).to_contain_text("belum dibuka")


def test_another_offices_matter_is_refused_with_the_right_office(page: Page) -> None:
    ask(page, "cara bikin SIM C")

    log = page.get_by_role("log")
    expect(log).to_contain_text("polisi", timeout=15_000)
    expect(log).not_to_contain_text("Diperiksa")


def test_the_page_without_javascript_answers_too(browser: Browser, product: Product) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{product.url}/tanya")
    page.locator("textarea").fill("paspor hilang harus bagaimana")
    page.locator("form.question button").click()

    expect(page.locator("article").last).to_contain_text("surat keterangan kehilangan", ignore_case=True)
    context.close()
