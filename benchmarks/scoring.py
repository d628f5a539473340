"""What counts as right, unsure or wrong for a labelled question (rules of `questions/README.md`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ACCEPTED = {
    "answer": {"answer"},
    "clarify": {"clarify", "answer"},
    "out_of_scope": {"out_of_scope", "fallback", "notice", "greeting"},
    "queue_status": {"queue", "form"},
    "queue_booking": {"queue", "form"},
    "application_status": {"status", "form"},
    "handoff": {"handoff"},
    "complaint": {"handoff", "answer"},
    "emergency_trafficking": {"emergency"},
    "greeting": {"greeting"},
}
_HARMLESS = {"clarify", "form", "fallback", "handoff", "notice", "greeting"}


class Verdict(StrEnum):
    RIGHT = "right"
    UNSURE = "unsure"
    WRONG = "wrong"


@dataclass(frozen=True)
class Judged:
    """A verdict and, when it is not right, what was missing."""

    verdict: Verdict
    missing: tuple[str, ...]


def judge(row: dict[str, Any], replies: Sequence[dict[str, Any]]) -> Judged:
    """Judge the replies (JSON of the web contract) to one labelled question."""
    kinds = {str(reply["kind"]) for reply in replies}
    behaviours: list[str] = row["behavior"]
    missing = [f"kind of {name}" for name in behaviours if not kinds & ACCEPTED[name]]
    missing += [f"/{regex}/" for regex in row["must_contain"] if not _matches(regex, replies)]
    not_answered = "out_of_scope" in behaviours and "answer" in kinds
    missed_emergency = "emergency_trafficking" in behaviours and "emergency" not in kinds
    if not_answered or missed_emergency:
        return Judged(Verdict.WRONG, (*missing, "answered" if not_answered else "emergency missed"))
    if not missing:
        return Judged(Verdict.RIGHT, ())
    unsure = "answer" not in kinds and bool(kinds & _HARMLESS)
    return Judged(Verdict.UNSURE if unsure else Verdict.WRONG, tuple(missing))


def _matches(regex: str, replies: Sequence[dict[str, Any]]) -> bool:
    texts = [str(reply["text"]) for reply in replies]
    asked = [reply for reply in replies if reply["kind"] == "clarify"]
    texts += [button["title"] for reply in asked for button in reply["quick_replies"]]
    return re.search(regex, "\n".join(texts), re.IGNORECASE) is not None
