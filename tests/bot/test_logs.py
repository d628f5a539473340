import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import configure_logging, describe

SECRET = "nama saya Siti, NIK 1808012345678901"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level, show = list(root.handlers), root.level, warnings.showwarning
    before = structlog.get_config()
    stream = io.StringIO()
    configure_logging(stream=stream)
    yield stream
    root.handlers[:], warnings.showwarning = handlers, show
    root.setLevel(level)
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_lines_are_json_with_the_request_id(stream: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(request_id="r-7")
    logging.getLogger("bot.channel").info("turn", extra={"fields": {"messages": 1}})

    (line,) = lines(stream)
    assert {"timestamp", "level", "event", "logger", "request_id"} <= line.keys()
    assert (line["level"], line["event"], line["request_id"], line["messages"]) == ("info", "turn", "r-7", 1)


def test_structlog_of_rasa_loses_the_text(stream: io.StringIO) -> None:
    logger = structlog.get_logger("rasa.core.channels.rest")
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception("rest.message.received.failure", text=SECRET, sender_id="conversation", channel="rest")

    (line,) = lines(stream)
    assert "Siti" not in stream.getvalue() and "conversation" not in stream.getvalue()
    assert line["event"] == "rest.message.received.failure"
    assert line["error"].startswith("ValueError in ")
    assert line["channel"] == "rest"


def test_exceptions_are_told_without_their_message(stream: io.StringIO) -> None:
    try:
        int(SECRET)
    except ValueError as error:
        logging.getLogger("rasa.core.processor").exception("Encountered an exception")
        assert "Siti" not in describe(error)

    assert "Siti" not in stream.getvalue()


def test_warnings_are_told_by_place_only(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        configure_logging(stream=stream)
        warnings.warn(SECRET, UserWarning, stacklevel=1)
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    (line,) = lines(stream)
    assert line["category"] == "UserWarning" and "Siti" not in stream.getvalue()


def test_libraries_are_quiet_below_warning(stream: io.StringIO) -> None:
    logging.getLogger("rasa.core.run").info("Starting Rasa server")
    structlog.get_logger("rasa").info("processor.message.parse", parse_data_text=SECRET)

    assert stream.getvalue() == ""
