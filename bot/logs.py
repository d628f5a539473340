"""Logs of the Rasa process: one JSON line each on standard output, never what a resident wrote."""

import json
import logging
import sys
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

# Names under which Rasa logs messages, entities, slots and whole trackers; and what may hold a quote of them.
PRIVATE_KEYS = frozenset(
    {
        "text", "response_text", "user_text", "slot_values", "parse_data_text", "parse_data_entities",
        "prediction_events", "tracker_latest_message", "prefilled_slots", "message", "response",
        "slot_candidates", "rasa_event", "rasa_events", "tracker_states", "current_states", "old_states",
        "successes", "current_entity", "next_entity", "states", "entity", "token_text", "user_message",
        "json_message", "sender_id", "event_info", "exception",
    }
)  # fmt: skip
_ALWAYS_SAID = "Slot auto-fill has been removed in 3.0"  # Rasa says it on every start
_STANDARD = frozenset({"timestamp", "level", "event", "logger", "request_id"})


class JsonFormatter(logging.Formatter):
    """Renders records of the standard library; an exception is told by its type and where it arose."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        line: dict[str, Any] = {
            "timestamp": _time(record.created),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            **structlog.contextvars.get_contextvars(),
            **getattr(record, "fields", {}),
        }
        line.setdefault("request_id", None)
        if record.exc_info and record.exc_info[1]:
            line["error"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def describe(error: BaseException) -> str:
    """`ValueError in rasa/core/agent.py:12 < bot/channel.py:34`: no message, for it may quote a resident."""
    places = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{'/'.join(Path(code.co_filename).parts[-3:])}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return f"{type(error).__name__} in {' < '.join(reversed(places[-6:])) or 'unknown place'}"


def configure_logging(level: int = logging.INFO, stream: TextIO = sys.stdout) -> None:
    """Send structlog, the standard library's logging and warnings through `JsonFormatter`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("bot").setLevel(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.add_log_level,
            _hand_over,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    warnings.showwarning = _log_warning


def _hand_over(_: WrappedLogger, __: str, event: EventDict) -> tuple[tuple[str], dict[str, Any]]:
    fields = {key: value for key, value in event.items() if key not in PRIVATE_KEYS | _STANDARD}
    failed = fields.pop("exc_info", None)
    return (str(event.get("event", "")),), {"extra": {"fields": fields}, "exc_info": failed}


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    *_: Any,
    **__: Any,
) -> None:
    if issubclass(category, DeprecationWarning) or str(message).startswith(_ALWAYS_SAID):
        return
    fields = {"category": category.__name__, "place": f"{filename}:{lineno}"}
    logging.getLogger("py.warnings").warning("warning", extra={"fields": fields})


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
