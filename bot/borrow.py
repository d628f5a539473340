"""Copy sample questions of the seed content into `bot/data/nlu/borrowed.yml`.

    python -m bot.borrow [knowledge_base/content/documents]

What a resident may ask is far wider than the examples written for the intents; without it, small intents like
emergency or complaint take in whatever is unusual. The copy is committed and made anew by hand: a question
added to the knowledge base does not need it, since every informational intent leads to the search.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.environment import ROOT
from core.text.lists import entries

PER_SECTION = 4
TARGET = ROOT / "bot" / "data" / "nlu" / "borrowed.yml"


def place_names(folder: Path) -> re.Pattern[str]:
    """Names of `places.txt` beside the documents, which another office would not have."""
    names = entries((folder.parent / "places.txt").read_text("utf-8"))
    return re.compile("|".join(map(re.escape, names)), re.IGNORECASE)


def questions(folder: Path, intents: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(intent, question) of every document, at most PER_SECTION a section, spread over languages and styles."""
    places = place_names(folder)
    for file in sorted(folder.glob("**/*.md")):
        header: dict[str, Any] = yaml.safe_load(file.read_text("utf-8").split("---\n", 2)[1])
        for section in header["sections"]:
            intent = intents.get(section["topics"][0])
            for text in _spread(section.get("questions", {})) if intent else ():
                if not places.search(text):
                    yield str(intent), text


def _spread(by_language: dict[str, dict[str, list[str]]]) -> list[str]:
    groups = [list(texts) for styles in by_language.values() for texts in styles.values()]
    chosen: list[str] = []
    while len(chosen) < PER_SECTION and any(groups):
        for group in groups:
            if group and len(chosen) < PER_SECTION:
                chosen.append(group.pop(0))
    return chosen


def render(pairs: Iterator[tuple[str, str]]) -> str:
    """The training file; square brackets would mark entities and are left out."""
    by_intent: defaultdict[str, list[str]] = defaultdict(list)
    for intent, text in pairs:
        by_intent[intent].append(" ".join(text.translate(str.maketrans("[]{}", "    ")).split()))
    lines = ["# Made by python -m bot.borrow from the seed content; do not edit.", 'version: "3.1"', "nlu:"]
    for intent, texts in sorted(by_intent.items()):
        lines += [f"  - intent: {intent}", "    examples: |"]
        lines += [f"      - {text}" for text in dict.fromkeys(texts)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the file."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "knowledge_base" / "content" / "documents"
    intents: dict[str, str] = yaml.safe_load((ROOT / "bot" / "topic_intents.yml").read_text("utf-8"))
    TARGET.write_text(render(questions(folder, intents)), "utf-8")


if __name__ == "__main__":
    main()
