"""Read a Markdown file: front matter, then one `## section-id` heading with text for each section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge_base.findings import ContentError, Finding
from knowledge_base.validation import read_yaml
from knowledge_base.yaml_lines import Place

_FRONT_MATTER = re.compile(r"---\n(.*?\n)---(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^## +(.*?) *$", re.MULTILINE)


@dataclass(frozen=True)
class MarkdownFile:
    """The front matter with each text placed as `body` of its section, the line of each place, and
    what is wrong between the two."""

    data: dict[str, Any]
    lines: dict[Place, int]
    findings: list[Finding]


def read_markdown(path: str, text: str) -> MarkdownFile:
    """Raises ContentError when front matter or headings cannot be told apart."""
    front = _FRONT_MATTER.match(text)
    if not front:
        message = "the file must begin with front matter between two lines ---"
        raise ContentError([Finding(path, 1, "no_front_matter", message)])
    data, lines = read_yaml(path, front[1], 2)
    bodies = dict(_bodies(path, text, front.end()))
    findings = list(_place_bodies(path, data, lines, bodies))
    return MarkdownFile(data, lines, findings)


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
