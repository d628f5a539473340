"""What is wrong with content, each problem at one line of one file."""

from collections.abc import Iterable
from dataclasses import dataclass

TO_DO = frozenset(
    {"stale_translation", "unknown_original", "answered_question", "unasked_unknown", "chip_without_answer"}
)
"""Codes that ask for work while residents see nothing wrong: a stale translation, for one, is not shown."""


@dataclass(frozen=True, order=True)
class Finding:
    """One problem. `file` is relative to the content directory, `code` a word for programs."""

    file: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.message}"


class ContentError(ValueError):
    """Content that cannot be used, with everything that is wrong with it."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(findings)
        super().__init__("\n".join(map(str, self.findings)))
