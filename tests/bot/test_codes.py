import pytest
from rasa.core.agent import Agent

from bot.components.codes import application_number, ticket_code


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("A-012", "A-012"),
        ("a031", "A-031"),
        ("A 052", "A-052"),
        ("A O25", "A-025"),
        ("b/7", "B-007"),
        ("A nol nol enam", "A-006"),
        ("c-l0l", "C-101"),
    ],
)
def test_ticket_code_is_written_as_the_office_prints_it(typed: str, printed: str) -> None:
    assert ticket_code(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("WK-2026-000123", "WK-2026-000123"),
        ("wk2026000045", "WK-2026-000045"),
        ("wk 2026 OOO123", "WK-2026-000123"),
        ("ab-2026-7", "AB-2026-000007"),
        ("0000 1234 5678 9012", "0000123456789012"),
    ],
)
def test_application_number_is_written_as_the_office_prints_it(typed: str, printed: str) -> None:
    assert application_number(typed) == printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giliran A-012 kapan", [("ticket_code", "A-012")]),
        ("punya saya a031, istri a032", [("ticket_code", "A-031"), ("ticket_code", "A-032")]),
        ("tiket A O25 sama B 007", [("ticket_code", "A-025"), ("ticket_code", "B-007")]),
        ("cek wk2026000045 dong", [("application_number", "WK-2026-000045")]),
        ("0000123456789012", [("application_number", "0000123456789012")]),
        ("nik saya 0000123456789012", []),
        ("1801234567890123", []),
        ("visa B211 atau C312?", []),
        ("kertas a4, biaya d 150 rb, h-10, 10-20 orang", []),
        ("sejak thn 2026 150000 orang", []),
        ("paspor A 1234567", []),
    ],
)
@pytest.mark.anyio
async def test_codes_are_found_in_loose_typing(agent: Agent, text: str, expected: list[tuple[str, str]]) -> None:
    parsed = await agent.parse_message(text)

    found = sorted((entity["start"], entity["entity"], entity["value"]) for entity in parsed["entities"])
    assert [(kind, value) for _, kind, value in found] == expected


@pytest.mark.anyio
async def test_entity_positions_point_into_what_was_typed(agent: Agent) -> None:
    parsed = await agent.parse_message("gmn antrian sy a 014 msh lama?")

    (entity,) = parsed["entities"]
    assert parsed["text"][entity["start"] : entity["end"]] == "a 014"
