"""Reply times, start-up and memory of the whole product; writes `benchmarks/RESULTS.md`.

`python -m benchmarks.measure`: starts the product on an empty data directory (first start), then again (second
start), asks questions over the web contract and, in turn, the same questions straight at Rasa's REST channel.
"""

import asyncio
import json
import os
import platform
import random
import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
import typer

from benchmarks.evaluate import QUESTIONS
from benchmarks.running import launched
from core.secrets import secret
from core.settings import ROOT

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
PORTS = {"PORT": "8130", "RASA_PORT": "5130", "ACTIONS_PORT": "5131"}
ROUNDS, SEQUENTIAL, TOGETHER, AT_ONCE, SECOND_STARTS = 5, 40, 80, 8, 3
Ask = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Times:
    """Milliseconds of one series."""

    p50: float
    p95: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Times":
        ordered = sorted(values)
        return cls(statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))])


@contextmanager
def started(data_dir: Path) -> Iterator[tuple["subprocess.Popen[bytes]", float]]:
    """The product on `data_dir` and the seconds until it was ready, set-up included."""
    environment = {**PORTS, "DATA_DIR": str(data_dir), "OMP_NUM_THREADS": "1"}
    begun = time.monotonic()
    with launched(f"http://127.0.0.1:{PORTS['PORT']}", environment) as process:
        yield process, time.monotonic() - begun


def texts(count: int) -> list[str]:
    """Questions no cache has seen: each carries a number of its own."""
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    plain = [row["text"] for row in rows if row["split"] == "tune" and len(row["text"]) < 200]
    return [f"{random.choice(plain)} {random.randrange(10**6)}" for _ in range(count)]


async def time_series(ask: Ask, questions: Sequence[str], at_once: int) -> list[float]:
    """Milliseconds of each question, `at_once` of them under way."""
    limit = asyncio.Semaphore(at_once)

    async def one(text: str) -> float:
        async with limit:
            begun = time.perf_counter()
            await ask(text)
            return (time.perf_counter() - begun) * 1000

    return list(await asyncio.gather(*(one(text) for text in questions)))


async def compare(data_dir: Path, at_once: int, count: int) -> dict[str, Times]:
    """The web contract and bare Rasa in turn, round by round; medians of the rounds."""
    token = secret(data_dir, "rasa_token")
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORTS['PORT']}", timeout=60) as web,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORTS['RASA_PORT']}", timeout=60) as rasa,
    ):

        async def ask_web(text: str) -> None:
            body = {"client_message_id": str(uuid.uuid4()), "text": text}
            (await web.post("/api/v1/chat/messages", json=body)).raise_for_status()

        async def ask_rasa(text: str) -> None:
            body = {"sender": str(uuid.uuid4()), "message": text, "metadata": {"message_id": str(uuid.uuid4())}}
            headers = {"Authorization": f"Bearer {token}"}
            (await rasa.post("/webhooks/rest/webhook", json=body, headers=headers)).raise_for_status()

        rounds: dict[str, list[Times]] = {"product": [], "rasa": []}
        for _ in range(ROUNDS):
            questions = texts(count)
            for name, ask in (("product", ask_web), ("rasa", ask_rasa)):
                varied = [f"{text}{1 if name == 'rasa' else 0}" for text in questions]
                rounds[name].append(Times.of(await time_series(ask, varied, at_once)))
    return {
        name: Times(statistics.median(t.p50 for t in series), statistics.median(t.p95 for t in series))
        for name, series in rounds.items()
    }


def memory(supervisor: int) -> dict[str, float]:
    """Megabytes (proportional set size) of the supervisor and its processes, by what they run."""
    result: dict[str, float] = {}
    for pid in (supervisor, *children(supervisor)):
        command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        name = next((word for word in command if "." in word and "/" not in word), command[-2])
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        result[name] = result.get(name, 0.0) + kilobytes / 1024
    return result


def children(pid: int) -> list[int]:
    """Every process below `pid`."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found


def report(first: float | None, second: float, used: dict[str, float], series: dict[int, dict[str, Times]]) -> str:
    """The results as Markdown."""
    lines = [
        "# Results",
        "",
        f"`make bench` on {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"{time.strftime('%Y-%m-%d')}. Medians of {ROUNDS} rounds; product and bare Rasa in turn, round by round, "
        "each with questions that no cache has seen. Bare Rasa is the same server's REST channel, its actions and "
        "the search included.",
        "",
        "## Reply time (ms)",
        "",
        "| questions under way | product p50 / p95 | bare Rasa p50 / p95 | product : Rasa at p50 |",
        "|---|---|---|---|",
    ]
    for at_once, times in series.items():
        product, rasa = times["product"], times["rasa"]
        lines.append(
            f"| {at_once} | {product.p50:.1f} / {product.p95:.1f} | {rasa.p50:.1f} / {rasa.p95:.1f} "
            f"| {product.p50 / rasa.p50:.2f} |"
        )
    lines += ["", "## Start-up to ready (s)", "", "| start | seconds |", "|---|---|"]
    if first is not None:
        lines.append(f"| first (environments installed, data directory empty: models, training, index) | {first:.1f} |")
    lines.append(f"| second (median of {SECOND_STARTS}) | {second:.1f} |")
    lines += ["", "## Memory after the questions (MB, proportional set size)", "", "| process | MB |", "|---|---|"]
    lines += [f"| {name} | {size:.0f} |" for name, size in used.items()]
    lines += [f"| together | {sum(used.values()):.0f} |", ""]
    return "\n".join(lines)


def measure(data_dir: Path, first: float | None) -> str:
    """Second starts, reply times and memory on a data directory that has been set up."""
    seconds = []
    for _ in range(SECOND_STARTS - 1):
        with started(data_dir) as (_, second):
            seconds.append(second)
    with started(data_dir) as (process, second):
        seconds.append(second)
        print(f"second start: {statistics.median(seconds):.1f} s", flush=True)
        asyncio.run(compare(data_dir, 1, 10))
        series = {
            1: asyncio.run(compare(data_dir, 1, SEQUENTIAL)),
            AT_ONCE: asyncio.run(compare(data_dir, AT_ONCE, TOGETHER)),
        }
        used = memory(process.pid)
    return report(first, statistics.median(seconds), used, series)


def main(
    data_dir: Annotated[
        Path | None, typer.Option(help="A directory already set up: leaves out the first start")
    ] = None,
) -> None:
    """Measure and write."""
    if data_dir:
        text = measure(data_dir.resolve(), None)
    else:
        with tempfile.TemporaryDirectory() as folder:
            with started(Path(folder)) as (_, first):
                print(f"first start: {first:.1f} s", flush=True)
            text = measure(Path(folder), first)
    RESULTS.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    typer.run(main)
