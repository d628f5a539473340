"""Record in the file of a translation which state of its original it was made from."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import cast

import yaml

from knowledge_base.files import read_text
from knowledge_base.findings import ContentError, Finding
from knowledge_base.model import Document, Section
from knowledge_base.parse import parse_file
from knowledge_base.translation import Translation, digest

_BREAK = r"(?:\r\n|\r|\n)"
_FRONT_MATTER = re.compile(rf"\ufeff?---{_BREAK}(.*?{_BREAK})---(?:{_BREAK}|\Z)", re.DOTALL)


def stamp(directory: Path, language: str, document: str, sections: Collection[str], today: dt.date) -> list[str]:
    """Write the present digests of the originals, of `sections` only when some are named.

    Everything else stays byte for byte. Returns the ids of the sections whose digest changed. Raises
    ContentError when a file is not there or wrong, or a section is in only one of the two.
    """
    path = directory / "translations" / language / f"{document}.md"
    name = path.relative_to(directory).as_posix()
    translation = _parsed(directory, path, today)
    originals = _originals(directory, document, today)
    wanted = set(sections) or {section.id for section in cast(Translation, translation).sections}
    written = {section.id: section.original for section in cast(Translation, translation).sections}
    if unknown := sorted(wanted - (written.keys() & originals.keys())):
        message = f"the document and its translation have no section {', '.join(unknown)} in common"
        raise ContentError([Finding(name, 1, "unknown_section", message)])
    fresh = {key: digest(originals[key]) for key in wanted}
    changed = sorted(key for key in wanted if written[key] != fresh[key])
    if changed:
        text = path.read_bytes().decode("utf-8")
        path.write_bytes(_replaced(text, {key: fresh[key] for key in changed}).encode("utf-8"))
    return changed


def _parsed(directory: Path, path: Path, today: dt.date) -> object:
    name = path.relative_to(directory).as_posix()
    return parse_file(name, read_text(path, name), today)[0].body


def _originals(directory: Path, document: str, today: dt.date) -> dict[str, Section]:
    folder = directory / "documents"
    found = sorted(folder.rglob(f"{document}.md")) or [folder / f"{document}.md"]
    body = cast(Document, _parsed(directory, found[0], today))
    return {section.id: section for section in body.sections}


def _replaced(text: str, digests: dict[str, str]) -> str:
    """`text` with the value of `original` replaced where YAML says that it stands."""
    front = _FRONT_MATTER.match(text)
    assert front, "the file was parsed before"
    for start, end, value in sorted(_places(front[1], digests), reverse=True):
        text = f'{text[: front.start(1) + start]}"{value}"{text[front.start(1) + end :]}'
    return text


def _places(front: str, digests: dict[str, str]) -> Iterator[tuple[int, int, str]]:
    for section in _mapping(yaml.compose(front, Loader=yaml.CSafeLoader))["sections"].value:
        nodes = _mapping(section)
        if nodes["id"].value in digests:
            original = nodes["original"]
            yield original.start_mark.index, original.end_mark.index, digests[nodes["id"].value]


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value} if node else {}
