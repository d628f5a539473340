"""How long publishing one changed section takes among many; writes `benchmarks/PUBLISHING.md`.

`python -m benchmarks.publishing [--sizes 1000,10000]`: for each size a database of made-up documents with the shipped
encoder. A second process answers questions all the time, as the action server does; the seconds from going live to
its first right answer are counted by the clock both processes share.
"""

import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from sqlalchemy import Engine

from benchmarks import synthetic
from core.clock import today
from core.database import make_engine
from core.settings import ROOT, Settings, get_settings
from deploy.prepare import migrate
from knowledge_base import releases, review
from knowledge_base.check import check_directory
from knowledge_base.counts import counts
from knowledge_base.files import load_content
from knowledge_base.imports import seed
from knowledge_base.parse import parse_file
from retrieval.cache import CachedEncoder
from retrieval.encoder import Vectors, encoder_name, make_encoder
from retrieval.index import embed
from retrieval.live import LiveSearch, NotReady
from retrieval.release_index import load_passages, vector_cache

RESULTS = ROOT / "benchmarks" / "PUBLISHING.md"
ROUNDS, CHANGED = 3, 7
EMBEDDED_AT_MOST = 1000
"""Documents that are embedded for real; more would take most of an hour, and their vectors cost the same to search."""
DIMENSIONS = 384
app = typer.Typer(add_completion=False)


@dataclass(frozen=True)
class Figures:
    """Seconds and megabytes for one number of documents; publishing figures are medians of the rounds."""

    documents: int
    kb_check: float
    embedding: float
    first_build: float
    checks: float
    build: float
    going_live: float
    first_answer: float
    slowest_answer: float
    build_memory: float
    serving_memory: float
    disk: float


def change(round_: int) -> str:
    """What is new in a round: two made-up words no other document has."""
    return " ".join(synthetic.words(9_000_000 + round_, 2))


def asked(round_: int) -> str:
    """A question about it that is not the sample question word by word."""
    first, last = synthetic.words(CHANGED * len(synthetic.SECTIONS) + synthetic.OWN_WORDS, 2)
    return f"min {first} {' '.join(synthetic.words(CHANGED, 2))} {last} {change(round_)} gimana ya"


def measure(documents: int, home: Path) -> Figures:
    """Build a database of this many documents in `home` and publish one changed section, several times."""
    folder = synthetic.write(home / "content", documents, today().isoformat())
    started = time.perf_counter()
    if findings := check_directory(folder):
        raise RuntimeError(f"the made-up content is not clean: {findings[0]}")
    kb_check = time.perf_counter() - started
    settings = Settings(data_dir=home / "data", database_url="", _env_file=None)
    engine = _database(settings, folder)
    embedding = _embed(engine, settings, documents)
    first_build = _build_index(settings, 1)
    with _answering(settings) as lines:
        warm = json.loads(next(lines))
        rounds = [_publish(engine, settings, number, lines) for number in range(ROUNDS)]
    engine.dispose()
    return Figures(
        documents=documents,
        kb_check=kb_check,
        embedding=embedding,
        first_build=first_build,
        **{name: statistics.median(found[name] for found in rounds) for name in rounds[0] if name != "serving_memory"},
        serving_memory=max(warm["serving_memory"], *(found["serving_memory"] for found in rounds)),
        build_memory=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        disk=sum(path.stat().st_size for path in (settings.data_dir / "index").glob("*.*")) / 1e6,
    )


def _database(settings: Settings, folder: Path) -> Engine:
    settings.data_dir.mkdir(parents=True)
    (settings.data_dir / "models").symlink_to(get_settings().data_dir / "models")
    engine = make_engine(settings.sqlalchemy_url)
    migrate(engine, settings.sqlalchemy_url)
    seed(engine, load_content(folder))
    return engine


class RandomVectors:
    """Unit vectors that mean nothing, for documents nobody asks about; named like the encoder they stand in for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._random = np.random.default_rng(0)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = self._random.standard_normal((len(texts), DIMENSIONS), np.float32)
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def _embed(engine: Engine, settings: Settings, documents: int) -> float:
    """Fill the cache of vectors; returns milliseconds for each text, nan when they were made up."""
    passages, started = load_passages(engine), time.perf_counter()
    embedded = documents <= EMBEDDED_AT_MOST
    encoder = make_encoder(settings) if embedded else RandomVectors(encoder_name(settings))
    embed(passages, CachedEncoder(encoder, vector_cache(settings)))
    texts = sum(1 + len(passage.questions) for passage in passages)
    return (time.perf_counter() - started) / texts * 1000 if embedded else float("nan")


def _publish(engine: Engine, settings: Settings, number: int, lines: Iterator[str]) -> dict[str, float]:
    path = f"documents/layanan-{CHANGED:05}.md"
    text = synthetic.document(CHANGED, today().isoformat(), change(number))
    item = parse_file(path, text, today())[0]
    review.draft(engine, item, "penulis")
    review.submit(engine, item.name, "penulis")
    review.approve(engine, item.name, "pemeriksa")
    started = time.perf_counter()
    release = review.build_approved(engine, "pemeriksa")
    checks = time.perf_counter() - started
    build = _build_index(settings, release)
    approved, started = time.time(), time.perf_counter()
    releases.go_live(engine, release, "pemeriksa")
    live = time.perf_counter() - started
    answer = json.loads(next(lines))
    return {
        "checks": checks,
        "build": build,
        "going_live": live,
        "first_answer": answer["at"] - approved,
        "slowest_answer": answer["slowest"],
        "serving_memory": answer["serving_memory"],
    }


def _environment(settings: Settings) -> dict[str, str]:
    return {**os.environ, "DATA_DIR": str(settings.data_dir), "DATABASE_URL": "", "OMP_NUM_THREADS": "1"}


def _build_index(settings: Settings, release: int) -> float:
    """Seconds of the process that builds the index of a release, starting it and loading the encoder included."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "retrieval.release_index", str(release)]
    subprocess.run(command, cwd=ROOT, env=_environment(settings), check=True)
    return time.perf_counter() - started


@contextmanager
def _answering(settings: Settings) -> Iterator[Iterator[str]]:
    """A second process that answers all the time; its lines are the first right answers of the rounds."""
    command = [sys.executable, "-m", "benchmarks.publishing", "answer"]
    environment = _environment(settings)
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield (line for line in process.stdout if line.startswith("{"))
    finally:
        process.terminate()
        process.wait()


@app.command("answer", hidden=True)
def answer() -> None:
    """Answer until every round's new section was found; a JSON line when warm and for each round."""
    settings = get_settings()
    search = LiveSearch(make_engine(settings.sqlalchemy_url), settings)
    search.start()
    while not search.ready:
        time.sleep(0.05)
    _say(at=time.time(), slowest=0.0)
    for number in range(ROUNDS):
        at, slowest = _until_right(search, asked(number), change(number))
        _say(at=at, slowest=slowest)
    search.stop()


def _until_right(search: LiveSearch, question: str, expected: str) -> tuple[float, float]:
    """When the answer first held what is expected, and the seconds of the slowest answer until then."""
    slowest = 0.0
    while True:
        started = time.perf_counter()
        try:
            found = search.searcher().search(question, None)[0].found[0].passage
        except NotReady as error:
            raise RuntimeError("a question was dropped") from error
        slowest = max(slowest, time.perf_counter() - started)
        if expected in found.text:
            return time.time(), slowest
        time.sleep(0.02)


def _say(**values: float) -> None:
    rollup = Path("/proc/self/smaps_rollup").read_text()
    kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    print(json.dumps({**values, "serving_memory": kilobytes / 1024}), flush=True)


ROWS = (
    ("documents", "documents", "{:,.0f}"),
    ("`kb-check` of the folder, s", "kb_check", "{:.1f}"),
    ("embedding a text, ms", "embedding", "{:.1f}"),
    ("index of all of it for the first time, vectors known, s", "first_build", "{:.0f}"),
    ("one changed section: rules and the new release, s", "checks", "{:.1f}"),
    ("one changed section: its index, process start and encoder included, s", "build", "{:.1f}"),
    ("**going live -> first right answer in another process, s**", "first_answer", "**{:.2f}**"),
    ("of which the transaction, s", "going_live", "{:.2f}"),
    ("slowest answer meanwhile, s", "slowest_answer", "{:.2f}"),
    ("memory of the process that builds, at most, MB", "build_memory", "{:,.0f}"),
    ("memory of the process that answers (PSS, old and new index mapped), MB", "serving_memory", "{:,.0f}"),
    ("index files on disk, MB", "disk", "{:,.0f}"),
)


def table(figures: Sequence[Figures]) -> str:
    """The figures as Markdown, one column a size."""
    head = ["| | " + " | ".join("" for _ in figures) + " |", "|---|" + "---:|" * len(figures)]
    body = [
        f"| {label} | {' | '.join(_cell(form, getattr(found, name)) for found in figures)} |"
        for label, name, form in ROWS
    ]
    return "\n".join((*head, *body))


def _cell(form: str, value: float) -> str:
    return "not measured" if math.isnan(value) else form.format(value)


def report(figures: Sequence[Figures], command: str, content: dict[str, Any]) -> str:
    """The whole page."""
    languages = ", ".join(f"{code} {count}" for code, count in content.pop("languages").items())
    held = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in content.items())
    return (
        "# Publishing\n\n"
        f"`{command}` on {_machine()}, {today()}. Made-up documents (`benchmarks/synthetic.py`) of two sections\n"
        f"with two questions each; one section is changed and published {ROUNDS} times, medians. The encoder is the\n"
        f"shipped one; above {EMBEDDED_AT_MOST:,} documents the unchanged ones have random vectors. SQLite.\n\n"
        "A section is published in two steps: rules and index are worked out beside the release that answers, then\n"
        "one transaction puts the new one in its place, and the process that answers maps the index that is ready.\n\n"
        f"{table(figures)}\n\n"
        f"The office's own content (`python -m knowledge_base counts`): {held};\nsections by language: {languages}.\n"
    )


def _machine() -> str:
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


@app.command("measure")
def main(
    sizes: Annotated[str, typer.Option(help="Numbers of documents, comma separated.")] = "1000,10000",
    folder: Annotated[Path | None, typer.Option(help="Work here and leave it; else in a directory that goes.")] = None,
) -> None:
    """Measure every size and write the page."""
    figures = []
    for size in map(int, sizes.split(",")):
        with tempfile.TemporaryDirectory() as home:
            figures.append(measure(size, (folder or Path(home)) / str(size)))
            print(figures[-1], flush=True)
    command = "make bench-publishing"
    content = asdict(counts(load_content(get_settings().content_dir)))
    RESULTS.write_text(report(figures, command, content), "utf-8")


if __name__ == "__main__":
    app()
