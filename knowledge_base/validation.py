"""From the text of a file to a validated body, each error at its line."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from knowledge_base.content import BODIES, Body, ItemKind
from knowledge_base.findings import ContentError, Finding
from knowledge_base.yaml_lines import Place, YamlError, load_yaml

_CODES = {"missing": "missing_key", "extra_forbidden": "unknown_key"}


def read_yaml(path: str, text: str, first_line: int) -> tuple[dict[str, Any], dict[Place, int]]:
    """The mapping in `text` and the line of each place in it; raises ContentError."""
    try:
        data, lines = load_yaml(text, first_line)
    except YamlError as error:
        raise ContentError([Finding(path, error.line, "invalid_yaml", str(error))]) from error
    if not isinstance(data, dict):
        message = "expected keys with values"
        raise ContentError([Finding(path, first_line, "invalid_yaml", message)])
    return data, lines


def validated(
    kind: ItemKind,
    path: str,
    data: object,
    lines: Mapping[Place, int],
    today: dt.date,
    *,
    findings: Sequence[Finding] = (),
) -> Body:
    """The body made of `data`; raises ContentError with `findings` and all that is invalid."""
    found = list(findings)
    try:
        body = BODIES[kind].model_validate(data, context={"today": today})
    except ValidationError as error:
        found += _invalid(path, error, lines)
    if found:
        raise ContentError(found)
    return body


def _invalid(path: str, error: ValidationError, lines: Mapping[Place, int]) -> Iterator[Finding]:
    for detail in error.errors():
        place: Place = (*detail["loc"], *detail.get("ctx", {}).get("place", ()))
        code = _CODES.get(detail["type"], detail["type"])
        at = place
        while at and at not in lines:
            at = at[:-1]
        name = ".".join(map(str, place)) or "file"
        yield Finding(path, lines.get(at, 1), code, f"{name}: {detail['msg']}")
