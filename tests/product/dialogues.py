"""Whole dialogues of `tests/dialogues`: how they are written, and what is wrong with a reply to one turn."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from core.reply import Kind, QuickReply, Reply

FOLDER = Path(__file__).parents[1] / "dialogues"


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


Kinds = Annotated[list[Kind], BeforeValidator(_as_list)]
Patterns = Annotated[list[Annotated[str, AfterValidator(_compiles)]], BeforeValidator(_as_list)]

Names = Annotated[list[str], BeforeValidator(_as_list)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(_Strict):
    """What a resident does and what must hold of the replies (words explained in `tests/dialogues/README.md`)."""

    resident: str | None = None
    presses: str | int | None = None
    later: int = 0
    language: str = "auto"
    kind: Kinds = []
    kinds: Kinds = []
    no_kind: Kinds = []
    says: Patterns = []
    no_says: Patterns = []
    offers: Patterns = []
    source: Names = []
    no_source: Names = []
    replies: int = 1
    answers_in: str | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if (self.resident is None) == (self.presses is None):
            raise ValueError("a turn has either `resident` or `presses`")
        return self

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        checks = (self.kind, self.kinds, self.no_kind, self.says, self.no_says, self.offers)
        if not any((*checks, self.source, self.no_source)):
            raise ValueError("a turn expects something")
        return self


class Dialogue(_Strict):
    name: str
    turns: list[Turn]


@cache
def all_dialogues() -> tuple[Dialogue, ...]:
    """Every dialogue, in the order of files and lines. Raises pydantic.ValidationError."""
    files = sorted(FOLDER.glob("*.yml"))
    return tuple(Dialogue.model_validate(item) for file in files for item in yaml.safe_load(file.read_text("utf-8")))


def button(turn: Turn, before: list[Reply]) -> QuickReply:
    """The button that the turn presses. Raises LookupError when it was not offered."""
    offered = [quick for reply in before for quick in reply.quick_replies]
    if isinstance(turn.presses, int):
        return offered[turn.presses - 1]
    for quick in offered:
        if quick.title == turn.presses:
            return quick
    raise LookupError(f"no button {turn.presses!r} among {[quick.title for quick in offered]}")


def faults(turn: Turn, replies: list[Reply]) -> list[str]:
    """What does not hold of the replies to a turn, in words."""
    return [*_kind_faults(turn, {reply.kind for reply in replies}), *_text_faults(turn, replies), *_rest(turn, replies)]


def _kind_faults(turn: Turn, found: set[Kind]) -> list[str]:
    told = []
    if turn.kind and not found & set(turn.kind):
        told.append(f"kind is none of {[kind.value for kind in turn.kind]}")
    told += [f"no reply of kind {kind}" for kind in turn.kinds if kind not in found]
    return told + [f"a reply of kind {kind}" for kind in turn.no_kind if kind in found]


def _text_faults(turn: Turn, replies: list[Reply]) -> list[str]:
    text = "\n".join(reply.text for reply in replies)
    titles = "\n".join(quick.title for reply in replies for quick in reply.quick_replies)
    told = [f"does not say /{pattern}/" for pattern in turn.says if not _found(pattern, text)]
    told += [f"says /{pattern}/" for pattern in turn.no_says if _found(pattern, text)]
    return told + [f"does not offer /{pattern}/" for pattern in turn.offers if not _found(pattern, titles)]


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _rest(turn: Turn, replies: list[Reply]) -> list[str]:
    named = {name for reply in replies for source in reply.sources for name in _names(source.document, source.section)}
    told = []
    if turn.source and not named & set(turn.source):
        told.append(f"source is none of {turn.source} but {sorted(name for name in named if '#' in name)}")
    told += [f"source is {name}" for name in turn.no_source if name in named]
    if len(replies) < turn.replies:
        told.append(f"{len(replies)} replies instead of {turn.replies}")
    if turn.answers_in and replies and replies[0].language != turn.answers_in:
        told.append(f"answers in {replies[0].language}")
    return told


def _names(document: str, section: str) -> tuple[str, str]:
    return document, f"{document}#{section}"
