"""Log lines, read from the standard output of a process of their own."""

import json
import subprocess
import sys
import textwrap
from typing import Any

import pytest

from core.settings import ROOT

NIK = "1808041234560001"
SETUP = """
import logging, structlog
from core.logging import configure_logging
configure_logging("gateway")
structlog.contextvars.bind_contextvars(request_id="req-1")
log = structlog.get_logger("test")
library = logging.getLogger("library")
"""


def lines(script: str) -> list[dict[str, Any]]:
    """What `script` logs, one parsed record a line; every line must be a JSON object."""
    code = SETUP + textwrap.dedent(script)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.endswith("\n")
    return [json.loads(line) for line in done.stdout.removesuffix("\n").split("\n")]


def test_an_event_is_one_line_with_process_request_time_and_level() -> None:
    [line] = lines('log.info("turn_done", seconds=0.25, again=False, nothing=None)')
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "turn_done",
        "seconds": 0.25,
        "again": False,
        "nothing": None,
        "level": "info",
        "process": "gateway",
        "request_id": "req-1",
    }


def test_a_library_logs_the_same_way() -> None:
    [line] = lines('library.warning("%d rows for %s", 3, "paspor")')
    assert (line["event"], line["level"]) == ("3 rows for paspor", "warning")
    assert (line["process"], line["request_id"]) == ("gateway", "req-1")


def test_line_breaks_and_letters_of_every_script_stay_in_one_line() -> None:
    [line] = lines(r'log.info("baris\nkedua\r\n\u2028akhir", text="é🙏")')
    assert line["event"] == "baris\nkedua\r\n\u2028akhir"
    assert line["text"] == "é🙏"


@pytest.mark.parametrize(
    "call",
    [
        f'log.info("got {NIK}")',
        f'log.info("got", text="NIK {NIK}")',
        f'log.info("got", number={NIK})',
        f'log.info("got", items=[("a", {{"b": "{NIK}"}})])',
        f'log.info("got", items={{"{NIK}": 1}})',
        f'log.info("got", error=ValueError("{NIK}"))',
        f'log.info("got", body=b"{NIK}")',
        f'library.info("got %s", "{NIK}")',
        f'library.info("got %r", {{"nik": {NIK}}})',
        f'library.info("got", extra={{"text": "{NIK}"}})',
    ],
)
def test_personal_data_is_masked_wherever_it_stands(call: str) -> None:
    [line] = lines(call)
    assert "got" in line["event"]
    assert NIK not in json.dumps(line)


@pytest.mark.parametrize("logger", ["log", "library"])
def test_an_exception_is_one_masked_line_with_its_trace(logger: str) -> None:
    [line] = lines(
        f"""
        try:
            raise ValueError("bad number 0812-3456-7890")
        except ValueError:
            {logger}.exception("turn_failed")
        """
    )
    assert (line["event"], line["level"], line["request_id"]) == ("turn_failed", "error", "req-1")
    assert "Traceback" in line["exception"]
    assert "ValueError: bad number [nomor telepon]" in line["exception"]


def test_numbers_the_service_needs_stay_whole() -> None:
    [line] = lines(
        'log.info("got", code="A-012", permit="WK-2026-000123", status=200, id="a1234567-1111-4111-8111-111111111111")'
    )
    assert (line["code"], line["permit"], line["status"]) == ("A-012", "WK-2026-000123", 200)
    assert line["id"] == "a1234567-1111-4111-8111-111111111111"


def test_what_is_below_the_level_and_noise_of_libraries_is_left_out() -> None:
    found = lines(
        """
        library.debug("detail")
        logging.getLogger("httpx").info("request")
        logging.getLogger("httpx").warning("failed")
        """
    )
    assert [line["event"] for line in found] == ["failed"]


def test_a_threads_own_request_stays_its_own() -> None:
    found = lines(
        """
        import contextvars
        def other():
            structlog.contextvars.bind_contextvars(request_id="req-2")
            log.info("other")
        contextvars.copy_context().run(other)
        log.info("mine")
        """
    )
    assert [(line["event"], line["request_id"]) for line in found] == [("other", "req-2"), ("mine", "req-1")]
