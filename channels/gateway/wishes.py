"""What a resident wants done with their own data, told by the words of `core/text/data/privacy.txt`."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from core.text.lists import load
from core.text.normalise import normalise

Wish = Literal["delete", "export", "yes", "no"]
LONGEST = 160
_POLITE = "polite"
_MARKS = re.compile(r"[^\w\s-]|_")


@dataclass(frozen=True)
class _Words:
    polite: re.Pattern[str]
    wishes: dict[str, list[re.Pattern[str]]]


@cache
def _words() -> _Words:
    named: dict[str, str] = {}
    found: dict[str, list[re.Pattern[str]]] = {}
    for line in load("privacy.txt"):
        kind, expression = line.split("\t")
        for name, value in named.items():
            expression = expression.replace(name, f"(?:{value})")
        if kind.startswith("$"):
            named[f"{{{kind[1:]}}}"] = expression
        else:
            found.setdefault(kind, []).append(re.compile(expression))
    (polite,) = found.pop(_POLITE)
    return _Words(polite, found)


def wish_in(text: str) -> Wish | None:
    """The wish that the whole of `text` expresses, or None; yes and no mean something only after a question."""
    if len(text) > LONGEST:
        return None
    said = " ".join(_MARKS.sub(" ", normalise(text)).split())
    asked = " ".join(word for word in said.split() if not _words().polite.fullmatch(word))
    for kind, patterns in _words().wishes.items():
        heard = asked if kind in ("delete", "export") else said
        if any(pattern.fullmatch(heard) for pattern in patterns):
            return cast(Wish, kind)
    return None
