"""Read a document: front matter, then one `## section-id` heading with text for each section."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, cast

from knowledge_base.content import Item, ItemKind
from knowledge_base.findings import ContentError, Finding
from knowledge_base.model import Document
from knowledge_base.validation import read_yaml, validated
from knowledge_base.yaml_lines import Place

_FRONT_MATTER = re.compile(r"---\n(.*?\n)---(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^## +(.*?) *$", re.MULTILINE)


def parse_document(path: str, text: str, today: dt.date) -> Item:
    """One Markdown document; raises ContentError with everything that is wrong with it."""
    front = _FRONT_MATTER.match(text)
    if not front:
        message = "the file must begin with front matter between two lines ---"
        raise ContentError([Finding(path, 1, "no_front_matter", message)])
    data, lines = read_yaml(path, front[1], 2)
    bodies = dict(_bodies(path, text, front.end()))
    _number_questions(lines)
    findings = list(_place_bodies(path, data, lines, bodies))
    body = validated(ItemKind.DOCUMENT, path, data, lines, today, findings=findings)
    document = cast(Document, body)
    item = Item(ItemKind.DOCUMENT, document.id, document.language, path, 0, text, document, lines)
    if document.id != PurePosixPath(path).stem:
        raise ContentError([item.finding("file_name", f"the file must be {item.key}.md", "id")])
    return item


def _bodies(path: str, text: str, start: int) -> Iterator[tuple[str, tuple[int, str]]]:
    """Section id -> (line of its heading, text below it)."""
    headings = list(_HEADING.finditer(text, start))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    before = text[start : headings[0].start() if headings else len(text)]
    if before.strip():
        message = "text before the first '## section-id' heading"
        line = text.count("\n", 0, start) + 1
        raise ContentError([Finding(path, line, "text_outside_section", message)])
    seen: set[str] = set()
    for heading, end in zip(headings, ends, strict=True):
        line = text.count("\n", 0, heading.start()) + 1
        if heading[1] in seen:
            message = f"the section '{heading[1]}' appears twice"
            raise ContentError([Finding(path, line, "repeated_id", message)])
        seen.add(heading[1])
        yield heading[1], (line, text[heading.end() : end])


def _place_bodies(
    path: str, data: dict[str, Any], lines: dict[Place, int], bodies: dict[str, tuple[int, str]]
) -> Iterator[Finding]:
    """Move each text into the section it belongs to."""
    sections = data.get("sections")
    for n, section in enumerate(sections if isinstance(sections, list) else []):
        if not isinstance(section, dict):
            continue
        if "body" in section:
            where = lines["sections", n, "body"]
            yield Finding(path, where, "unknown_key", "the text stands under its heading")
        line, body = bodies.pop(str(section.get("id")), (lines["sections", n], ""))
        if not body.strip():
            message = f"there is no text under '## {section.get('id')}'"
            yield Finding(path, line, "no_body", message)
        section["body"] = body.strip() or "-"
        blank = len(body) - len(body.lstrip())
        lines["sections", n, "body"] = line + body.count("\n", 0, blank)
    for name, (line, _) in bodies.items():
        yield Finding(path, line, "unknown_section", f"'{name}' is not in the front matter")


def _number_questions(lines: dict[Place, int]) -> None:
    """Give the n-th question of a section its line: they are kept in the order written."""
    counts: dict[Place, int] = {}
    for place, line in list(lines.items()):
        if len(place) == 6 and place[0] == "sections" and place[2] == "questions":
            section = place[:3]
            lines[(*section, counts.get(section, 0))] = line
            counts[section] = counts.get(section, 0) + 1
