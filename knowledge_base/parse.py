"""Read one content file into items; every error names the file and the line."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from knowledge_base.content import OPEN_QUESTIONS, Item, ItemKind
from knowledge_base.document_file import parse_document, parse_translation
from knowledge_base.findings import ContentError, Finding
from knowledge_base.model import WordList
from knowledge_base.validation import read_yaml, validated
from knowledge_base.yaml_lines import Place

_NAMES = {ItemKind.FACT: "key", ItemKind.OPEN_QUESTION: "id"}


def parse_file(path: str, text: str, today: dt.date) -> list[Item]:
    """The items of the file at `path` (relative to the content directory); raises ContentError."""
    folder, suffix = path.partition("/")[0], PurePosixPath(path).suffix
    if folder == "documents" and suffix == ".md":
        return [parse_document(path, text, today)]
    if folder == "translations" and suffix == ".md":
        return [parse_translation(path, text, today)]
    if folder == "facts" and suffix == ".yml":
        return _entries(ItemKind.FACT, path, text, today)
    if folder == "messages" and suffix == ".yml":
        return _entries(ItemKind.MESSAGE, path, text, today)
    if path == OPEN_QUESTIONS:
        return _entries(ItemKind.OPEN_QUESTION, path, text, today)
    if folder in (path, "attested") and suffix == ".txt":
        return [_word_list(path, text)]
    raise ContentError([Finding(path, 1, "unexpected_file", "this kind of file is not read here")])


def _entries(kind: ItemKind, path: str, text: str, today: dt.date) -> list[Item]:
    items: list[Item] = []
    findings: list[Finding] = []
    language = PurePosixPath(path).stem if kind is ItemKind.MESSAGE else ""
    for key, value, lines, source in _blocks(path, text):
        data: object = {"language": language, "key": key, "value": value}
        try:
            if kind is not ItemKind.MESSAGE:
                data = _record(_NAMES[kind], path, key, value, lines)
            body = validated(kind, path, data, lines, today)
            items.append(Item(kind, key, language, path, len(items), source, body, lines))
        except ContentError as error:
            findings += error.findings
    if findings:
        raise ContentError(findings)
    return items


def _record(name: str, path: str, key: str, value: object, lines: Mapping[Place, int]) -> object:
    """The record under a key of the file, with that key as its `name`."""
    if not isinstance(value, dict):
        return value
    if name in value:
        message = f"the {name} stands above the record"
        raise ContentError([Finding(path, lines[(name,)], "unknown_key", message)])
    return {**value, name: key}


def _blocks(path: str, text: str) -> Iterator[tuple[str, Any, dict[Place, int], str]]:
    """Each top-level entry of a YAML file, its lines and its text; all texts make up the file."""
    data, lines = read_yaml(path, text, 1)
    written = text.splitlines(keepends=True)
    inside: dict[str | int, dict[Place, int]] = {key: {(): lines[(key,)]} for key in data}
    for place, line in lines.items():
        if len(place) > 1:
            inside[place[0]][place[1:]] = line
    starts = [1] + [lines[(key,)] for key in list(data)[1:]]
    ends = [start - 1 for start in starts[1:]] + [len(written)]
    for (key, value), start, end in zip(data.items(), starts, ends, strict=True):
        yield key, value, inside[key], "".join(written[start - 1 : end])


def _word_list(path: str, text: str) -> Item:
    lines: dict[Place, int] = {(): 1}
    entries: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if entry := line.partition("#")[0].strip():
            lines[(len(entries),)] = number
            entries.append(entry)
    body = WordList(name=path, entries=tuple(entries))
    return Item(ItemKind.WORD_LIST, path, "", path, 0, text, body, lines)
