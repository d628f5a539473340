"""Read the file of a document and the file of a translation."""

import datetime as dt
from pathlib import PurePosixPath
from typing import cast

from knowledge_base.content import Item, ItemKind
from knowledge_base.findings import ContentError
from knowledge_base.markdown_file import MarkdownFile, read_markdown
from knowledge_base.model import Document
from knowledge_base.translation import Translation
from knowledge_base.validation import validated
from knowledge_base.yaml_lines import Place


def parse_document(path: str, text: str, today: dt.date) -> Item:
    """One Markdown document; raises ContentError with everything that is wrong with it."""
    file = read_markdown(path, text)
    _number_questions(file.lines)
    document = cast(Document, _body(ItemKind.DOCUMENT, path, file, today))
    item = Item(ItemKind.DOCUMENT, document.id, document.language, path, 0, text, document, file.lines)
    if document.id != PurePosixPath(path).stem:
        raise ContentError([item.finding("file_name", f"the file must be {item.key}.md", "id")])
    return item


def parse_translation(path: str, text: str, today: dt.date) -> Item:
    """A translation, translations/<language>/<document>.md; raises ContentError like a document."""
    file = read_markdown(path, text)
    body = cast(Translation, _body(ItemKind.TRANSLATION, path, file, today))
    item = Item(ItemKind.TRANSLATION, body.document, body.language, path, 0, text, body, file.lines)
    _, *folders, name = PurePosixPath(path).parts
    findings = []
    if name != f"{body.document}.md":
        findings.append(item.finding("file_name", f"the file must be {body.document}.md", "document"))
    if folders != [body.language]:
        message = f"the file must be in translations/{body.language}"
        findings.append(item.finding("file_name", message, "language"))
    if findings:
        raise ContentError(findings)
    return item


def _body(kind: ItemKind, path: str, file: MarkdownFile, today: dt.date) -> object:
    return validated(kind, path, file.data, file.lines, today, findings=file.findings)


def _number_questions(lines: dict[Place, int]) -> None:
    """Give the n-th question of a section its line: they are kept in the order written."""
    counts: dict[Place, int] = {}
    for place, line in list(lines.items()):
        if len(place) == 6 and place[0] == "sections" and place[2] == "questions":
            section = place[:3]
            lines[(*section, counts.get(section, 0))] = line
            counts[section] = counts.get(section, 0) + 1
