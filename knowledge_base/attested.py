"""Write the list of Javanese words that people are known to write.

A translation into Javanese may use only these words and those of its Indonesian original, so that
no word of it is made up. The words come from two public sets (NusaX and NusaWrites' Nusa Kalimat,
Javanese columns), from notes on reviews of the passport apps, and from the Javanese messages.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
import yaml

from core.settings import get_settings

NUSAX = "nusax_parallel.jsonl"
NUSA_KALIMAT = "nusa_kalimat_parallel.jsonl"
# Javanese words counted in reviews of the passport apps and in one blog about the procedure.
REVIEW_WORDS = """\
piye iki kudu ora ruwet mumet opo wes wis mbok yo jan nek kok gawe arep enyong kepriwe sing nang
maning"""
HEADER = """\
# Javanese words attested in writing; made by `python -m knowledge_base.attested`.
# NusaX, column javanese (CC BY-SA 4.0): https://github.com/IndoNLP/nusax
# NusaWrites, Nusa Kalimat, lang jav (Apache-2.0): https://github.com/IndoNLP/nusa-writes
# Reviews of the passport apps and a blog on the procedure: words only.
# The Javanese messages of this knowledge base.
"""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SANE = re.compile(r"(?!.*(.)\1\1)(?=.*[aeiouéè])[a-zéè-]{2,24}")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}+")


def words(text: str) -> Iterator[str]:
    """Each word of `text` in lower case; of a hyphenated one the parts as well."""
    for word in _WORD.findall(_PLACEHOLDER.sub(" ", text.casefold())):
        yield word
        if "-" in word:
            yield from word.split("-")


def corpus(datasets: Path) -> Counter[str]:
    """How often each sane word occurs in the Javanese text of both sets."""
    counted = Counter(word for text in _javanese(datasets) for word in words(text))
    return Counter({word: n for word, n in counted.items() if _SANE.fullmatch(word)})


def _javanese(datasets: Path) -> Iterator[str]:
    for row in _rows(datasets / NUSAX):
        yield row["javanese"]
    for row in _rows(datasets / NUSA_KALIMAT):
        if row["lang"] == "jav":
            yield row["tgt"]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def message_words(text: str) -> set[str]:
    """The words of a message file, its keys and chips' titles aside."""
    loaded = yaml.safe_load(text) or {}
    chips = [chip["text"] for chip in loaded.pop("chips", [])]
    return {word for value in [*loaded.values(), *chips] for word in words(str(value))}


def attested(datasets: Path, content: Path, at_least: int = 2) -> list[str]:
    """Sorted words seen `at_least` times, or once if a translation uses them."""
    counts = corpus(datasets)
    used = set(_used(sorted((content / "translations" / "jv").glob("*.md"))))
    messages = content / "messages" / "jv.yml"
    known = {word for word, n in counts.items() if n >= at_least or word in used}
    return sorted(known | set(REVIEW_WORDS.split()) | message_words(messages.read_text(encoding="utf-8")))


def _used(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        head = yaml.safe_load(front)
        titles = [head["title"], *(section["title"] for section in head["sections"])]
        yield from words(" ".join([*titles, body]))


app = typer.Typer(add_completion=False, help=__doc__)


@app.command()
def main(
    datasets: Annotated[Path, typer.Argument(help="Folder with both sets as JSON lines.")],
    at_least: Annotated[int, typer.Option(help="Fewest times a word is seen.")] = 2,
) -> None:
    """Write attested/jv.txt into the content directory."""
    content = get_settings().content_dir
    target = content / "attested" / "jv.txt"
    found = attested(datasets, content, at_least)
    target.parent.mkdir(exist_ok=True)
    target.write_text(HEADER + "".join(f"{word}\n" for word in found), encoding="utf-8")
    typer.echo(f"{len(found)} words written to {target}")


if __name__ == "__main__":
    app(prog_name="python -m knowledge_base.attested")
