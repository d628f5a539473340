"""The limit of messages a minute goes by the resident's address, which only a trusted proxy may tell."""

from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine

from channels.gateway.services import Services
from core.tables import Message
from tests.channels.fake_rasa import FakeRasa, message, rows, running
from tests.channels.test_problems import assert_problem

pytestmark = pytest.mark.anyio
URL = "/api/v1/chat/messages"
PROXY = "10.0.0.1"


@pytest.fixture
def limited(services: Services) -> Services:
    """A gateway that takes two messages a minute, behind two proxies."""
    update = {"rate_limit_per_minute": 2, "trusted_proxies": (PROXY, "10.0.0.2", "127.0.0.1")}
    services.settings = services.settings.model_copy(update=update)
    return services


async def statuses(client: httpx.AsyncClient, *forwarded: str | None) -> list[int]:
    """The status of one message for each X-Forwarded-For."""
    headers = [{"X-Forwarded-For": value} if value else {} for value in forwarded]
    return [(await client.post(URL, json=message(), headers=item)).status_code for item in headers]


async def test_too_many_messages_are_a_problem_and_are_not_stored(
    limited: Services, rasa: FakeRasa, engine: Engine
) -> None:
    async with running(limited, "203.0.113.5") as client:
        assert await statuses(client, None, None) == [200, 200]
        response = await client.post(URL, json=message())
    assert_problem(response, 429, "problem-rate-limit")
    assert int(response.headers["retry-after"]) > 0
    assert len(rows(engine, Message)) == len(rasa.turns) == 2


async def test_the_form_and_feedback_count_too(limited: Services) -> None:
    async with running(limited, "203.0.113.5") as client:
        await statuses(client, None, None)
        form = {"text": "halo", "client_message_id": str(uuid4())}
        assert (await client.post("/tanya", data=form)).status_code == 429
        feedback = {"reply_id": "x", "useful": True}
        assert (await client.post("/api/v1/chat/x/feedback", json=feedback)).status_code == 429
        assert (await client.get("/api/v1/widget")).status_code == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
async def test_a_request_of_this_machine_is_exempt(limited: Services, address: str) -> None:
    async with running(limited, address) as client:
        assert await statuses(client, *[None] * 4) == [200] * 4


async def test_a_request_passed_on_by_this_machine_is_not_exempt(limited: Services) -> None:
    async with running(limited, "127.0.0.1") as client:
        assert await statuses(client, *["203.0.113.9"] * 3) == [200, 200, 429]
        assert await statuses(client, "203.0.113.10") == [200]


async def test_residents_behind_a_trusted_proxy_are_counted_each(limited: Services) -> None:
    async with running(limited, PROXY) as client:
        assert await statuses(client, *["203.0.113.1"] * 3) == [200, 200, 429]
        assert await statuses(client, "203.0.113.2") == [200]


async def test_an_address_that_the_client_made_up_does_not_count(limited: Services) -> None:
    async with running(limited, PROXY) as client:
        assert await statuses(client, *[f"198.51.100.{i}, 203.0.113.1" for i in range(3)]) == [200, 200, 429]


async def test_a_made_up_header_line_above_the_proxys_does_not_count(limited: Services) -> None:
    async with running(limited, PROXY) as client:
        found = []
        for i in range(3):
            lines = [("X-Forwarded-For", f"198.51.100.{i}"), ("X-Forwarded-For", "203.0.113.1")]
            found.append((await client.post(URL, json=message(), headers=lines)).status_code)
    assert found == [200, 200, 429]


async def test_residents_behind_two_trusted_proxies_are_counted_each(limited: Services) -> None:
    async with running(limited, PROXY) as client:
        assert await statuses(client, *[f"203.0.113.{i}, 10.0.0.2" for i in range(3)]) == [200] * 3


async def test_who_is_no_trusted_proxy_cannot_speak_for_others(limited: Services) -> None:
    async with running(limited, "203.0.113.5") as client:
        assert await statuses(client, *[f"198.51.100.{i}" for i in range(3)]) == [200, 200, 429]


async def test_while_redis_is_down_each_gateway_counts_for_itself(limited: Services) -> None:
    limited.settings = limited.settings.model_copy(update={"redis_url": "redis://127.0.0.1:1"})
    async with running(limited, "203.0.113.5") as client:
        assert await statuses(client, *[None] * 3) == [200, 200, 429]
