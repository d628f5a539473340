"""What browsers are told: strict policies everywhere, other sites only where they are allowed."""

import httpx
import pytest

from channels.gateway.services import Services
from core.settings import Settings
from tests.channels.fake_rasa import message, running

pytestmark = pytest.mark.anyio
URL = "/api/v1/chat/messages"
ALLOWED, OTHER = "https://desa.example", "https://jahat.example"


@pytest.fixture
def open_to_one(services: Services) -> Services:
    """A gateway that one other site may use."""
    services.settings = services.settings.model_copy(update={"allowed_origins": (ALLOWED,)})
    return services


@pytest.mark.parametrize("path", ["/", "/tanya", "/api/docs", "/healthz", "/api/v1/widget", "/widget/tanya.js"])
async def test_every_answer_is_strict(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/tanya", "/api/docs"])
async def test_a_page_holds_nothing_that_its_own_policy_forbids(client: httpx.AsyncClient, path: str) -> None:
    html = (await client.get(path)).text
    assert " style=" not in html
    assert "<style" not in html
    assert "javascript:" not in html
    assert " on" not in html.replace(" on ", "").split("<body")[0]
    assert all('src="/' in tag for tag in html.split("<script")[1:])


async def test_an_allowed_site_may_ask_and_read(open_to_one: Services) -> None:
    async with running(open_to_one) as client:
        headers = {"Origin": ALLOWED}
        response = await client.post(URL, json=message(), headers=headers)
        assert response.headers["access-control-allow-origin"] == ALLOWED
        assert "Retry-After" in response.headers["access-control-expose-headers"]
        problem = await client.post(URL, json={}, headers=headers)
        assert problem.headers["access-control-allow-origin"] == ALLOWED
        too_large = await client.post(URL, content=b"x" * 300_000, headers=headers)
        assert too_large.headers["access-control-allow-origin"] == ALLOWED
        assert "access-control-allow-credentials" not in response.headers


async def test_a_preflight_is_granted_to_allowed_sites_only(open_to_one: Services) -> None:
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    async with running(open_to_one) as client:
        granted = await client.options(URL, headers={"Origin": ALLOWED} | wanted)
        refused = await client.options(URL, headers={"Origin": OTHER} | wanted)
    assert granted.status_code == 200
    assert granted.headers["access-control-allow-origin"] == ALLOWED
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("path", ["/api/v1/widget", "/api/v1/chat/x/events"])
async def test_another_site_is_told_nothing(open_to_one: Services, path: str) -> None:
    async with running(open_to_one) as client:
        response = await client.get(path, headers={"Origin": OTHER})
    assert "access-control-allow-origin" not in response.headers


async def test_by_default_no_other_site_is_allowed(client: httpx.AsyncClient) -> None:
    response = await client.post(URL, json=message(), headers={"Origin": ALLOWED})
    assert "access-control-allow-origin" not in response.headers


def test_the_allowed_sites_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", f"{ALLOWED}, https://lain.example ,")
    assert Settings(_env_file=None).allowed_origins == (ALLOWED, "https://lain.example")


async def test_the_widgets_files_may_be_loaded_by_every_site_and_are_revalidated(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/widget/tanya.js")).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("given", "kept"), [("abcd-1234", True), ("short", False), ("a b\tc<script>", False)])
async def test_a_request_id_is_kept_when_it_is_a_plain_word(client: httpx.AsyncClient, given: str, kept: bool) -> None:
    response = await client.get("/healthz", headers={"X-Request-ID": given})
    assert (response.headers["x-request-id"] == given) is kept
    assert response.headers["x-request-id"]


async def test_a_log_line_does_not_hold_the_conversation_id(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    await client.get("/api/v1/chat/kunci-rahasia/events")
    written = capsys.readouterr().out
    assert "/api/v1/chat/{conversation_id}/events" in written
    assert "kunci-rahasia" not in written
