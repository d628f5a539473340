"""Read a content directory."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from core.clock import today as office_today
from knowledge_base.content import Content, Item
from knowledge_base.findings import ContentError, Finding
from knowledge_base.parse import parse_file

MAX_BYTES = 1_000_000
FOLDERS = ("attested", "documents", "facts", "messages", "translations")


def load_content(directory: Path, today: dt.date | None = None) -> Content:
    """Everything under `directory`; raises ContentError with every problem of every file."""
    items: list[Item] = []
    findings: list[Finding] = []
    for path in _files(directory):
        name = path.relative_to(directory).as_posix()
        try:
            items += parse_file(name, read_text(path, name), today or office_today())
        except ContentError as error:
            findings += error.findings
    findings += _repeated(items)
    if not items and not findings:
        findings = [Finding(str(directory), 1, "no_content", "there is no content here")]
    if findings:
        raise ContentError(findings)
    return Content(tuple(items))


def read_text(path: Path, name: str) -> str:
    """The text of a file with LF line ends; raises ContentError if too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise ContentError([Finding(name, 1, "unreadable_file", message)]) from error
    if len(data) > MAX_BYTES:
        raise ContentError([Finding(name, 1, "file_too_large", f"over {MAX_BYTES:,} bytes")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError([Finding(name, line, "invalid_utf8", error.reason)]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _files(directory: Path) -> Iterator[Path]:
    found = sorted([*directory.glob("*.txt"), *directory.glob("*.yml")])
    for folder in FOLDERS:
        found += sorted((directory / folder).rglob("*"))
    # Editors leave hidden files behind.
    return (path for path in found if not path.name.startswith(".") and not path.is_dir())


def _repeated(items: list[Item]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for item in items:
        if item.name in seen:
            yield item.finding("repeated_key", f"{item.name} is also in {seen[item.name]}")
        seen.setdefault(item.name, item.path)
