"""Fit the language detector and measure it on texts it has not seen.

    DATASETS=folder python -m benchmarks.fit_language

reads NusaX (CC BY-SA 4.0: id, jv, su, en, min, ban), NusaKalimat of NusaWrites (Apache-2.0: id, jv, su, min) and STIF
(MIT: informal Indonesian), and the sample questions of the knowledge base (our own), writes
`core/text/data/language.json` and prints the accuracy on the held-out fifth: whole texts, and cut to 4-10 words.
A multinomial naive Bayes over pieces of words; `engineering` figures of packaged detectors on such texts are 30-60 %.
"""

import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log
from pathlib import Path

from rich.console import Console
from rich.table import Table

from core.settings import ROOT
from core.text.language import Model, detect, pieces
from core.text.normalise import letters
from knowledge_base.files import load_content

TARGET = ROOT / "core" / "text" / "data" / "language.json"
LANGUAGES = ("id", "jv", "su", "en", "min", "ban")
NUSAX = {"indonesian": "id", "javanese": "jv", "sundanese": "su", "english": "en", "minangkabau": "min"}
NUSAX |= {"balinese": "ban"}
KALIMAT = {"jav": "jv", "sun": "su", "min": "min"}
SMOOTHING, PIECES, SCALE, MARGIN = 0.3, 14_000, 16.0, 0.35
Labelled = tuple[str, str, str]


def texts(folder: Path) -> Iterator[Labelled]:
    """(set, language, text)."""
    for row in _rows(folder / "nusax_parallel.jsonl"):
        yield from (("nusax", code, str(row[name])) for name, code in NUSAX.items())
    for row in _rows(folder / "nusa_kalimat_parallel.jsonl"):
        if row["lang"] in KALIMAT:
            yield "kalimat", KALIMAT[str(row["lang"])], str(row["tgt"])
            yield "kalimat", "id", str(row["ind"])
    for row in _rows(folder / "stif_informal_formal.jsonl"):
        yield "stif", "id", str(row["informal"])
    for question in load_content(ROOT / "knowledge_base" / "content").questions():
        if question.language in LANGUAGES:
            yield "questions", question.language, question.text


def _rows(path: Path) -> Iterator[dict[str, object]]:
    yield from map(json.loads, path.read_text("utf-8").splitlines())


def cut(text: str, chance: random.Random) -> str:
    """A run of four to ten words of a text."""
    words = text.split()
    size = chance.randint(4, 10)
    start = chance.randrange(max(len(words) - size, 0) + 1)
    return " ".join(words[start : start + size])


def fit(train: list[Labelled]) -> Model:
    """Naive Bayes weights of the pieces that tell most; every language has the same prior."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, code, text in train:
        for word in letters(text.lower()):
            counts[code].update(pieces(word))
    totals = {code: sum(counts[code].values()) for code in LANGUAGES}
    every: Counter[str] = sum((counts[code] for code in LANGUAGES), Counter())
    logs = {
        piece: [log((counts[code][piece] + SMOOTHING) / (totals[code] + SMOOTHING * len(every))) for code in LANGUAGES]
        for piece, count in every.items()
        if count >= 4
    }
    telling = sorted(logs, key=lambda piece: -every[piece] * (max(logs[piece]) - min(logs[piece])))[:PIECES]
    weights = {piece: _centred(logs[piece]) for piece in sorted(telling)}
    return Model(LANGUAGES, MARGIN, weights, SCALE)


def _centred(values: list[float]) -> tuple[int, ...]:
    mean = sum(values) / len(values)
    return tuple(round((value - mean) * SCALE) for value in values)


def save(model: Model) -> None:
    """One piece a line, so that changes can be read."""
    lines = ",\n".join(
        f"{json.dumps(piece)}:{list(values)}".replace(" ", "") for piece, values in model.weights.items()
    )
    head = f'{{"languages":{json.dumps(model.languages)},"margin":{model.margin},"scale":{model.scale},"weights":{{\n'
    TARGET.write_text(f"{head}{lines}\n}}}}\n", "utf-8")


def measure(held: list[Labelled]) -> Table:
    """Right, unsure and wrong by set and language, of texts cut to four to ten words."""
    chance = random.Random(0)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name, code, text in held:
        for kind, shown in (("whole", text), ("cut", cut(text, chance))):
            found = detect(shown)
            verdict = "right" if found == code else "unsure" if found is None else "wrong"
            counts[f"{name} {kind}", code][verdict] += 1
    table = Table("set", "language", "texts", "right %", "unsure %", "wrong %")
    for (name, code), count in sorted(counts.items()):
        shares = (f"{100 * count[verdict] / count.total():.1f}" for verdict in ("right", "unsure", "wrong"))
        table.add_row(name, code, str(count.total()), *shares)
    return table


def main() -> None:
    """Fit on four fifths, print, then fit on all of it and write."""
    folder = Path(os.environ.get("DATASETS", ""))
    if not (folder / "nusax_parallel.jsonl").exists():
        raise SystemExit("set DATASETS to the folder that holds nusax_parallel.jsonl")
    everything = list(texts(folder))
    random.Random(1).shuffle(everything)
    fifth = len(everything) // 5
    save(fit(everything[fifth:]))
    Console().print(measure(everything[:fifth]))
    save(fit(everything))


if __name__ == "__main__":
    main()
