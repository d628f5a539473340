"""Ask the running product every labelled question over the web contract and count right, unsure and wrong.

`python -m benchmarks.evaluate [--url URL] [--questions FILE]` prints tables and writes what was not right to
`var/eval/failures.txt` and every reply to `var/eval/replies.jsonl`.
`python -m benchmarks.evaluate --held-out` asks the files that nothing was ever fitted on instead and prints one table;
its failures go to `var/eval/held-out`.
"""

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.running import product
from benchmarks.scoring import Judged, Verdict, judge
from core.settings import ROOT, get_settings

QUESTIONS = ROOT / "benchmarks" / "questions" / "dev.jsonl"
AT_ONCE = 4
# What a row may leave out.
UNTOLD = {"split": "untold", "lang": "untold", "difficulty": "untold", "expect": "", "must_contain": []}
Keys = Callable[[dict[str, Any]], list[str]]
BREAKDOWNS: tuple[tuple[str, Keys], ...] = (
    ("all", lambda row: ["all"]),
    ("split", lambda row: [row["split"]]),
    ("behaviour", lambda row: row["behavior"]),
    ("language", lambda row: [row["lang"]]),
    ("difficulty", lambda row: [str(row["difficulty"])]),
    ("turns", lambda row: ["several" if row.get("multi_turn") else "one", *row.get("tags", [])]),
)


@dataclass(frozen=True)
class Answered:
    row: dict[str, Any]
    replies: list[dict[str, Any]]
    judged: Judged


def held_out_files() -> list[Path]:
    """The labelled questions that no content, model or threshold may be fitted on."""
    return sorted(file for file in QUESTIONS.parent.glob("*.jsonl") if file != QUESTIONS)


def load(file: Path) -> list[dict[str, Any]]:
    """The rows of a file of labelled questions, each with the name of its file."""
    return [{**UNTOLD, "file": file.stem, **json.loads(line)} for line in file.read_text("utf-8").splitlines()]


async def ask(client: httpx.AsyncClient, conversation: str | None, text: str) -> tuple[str, list[dict[str, Any]]]:
    """Post one message; returns the conversation and the replies."""
    body = {"conversation_id": conversation, "client_message_id": str(uuid.uuid4()), "text": text}
    response = await client.post("/api/v1/chat/messages", json=body)
    response.raise_for_status()
    data = response.json()
    return data["conversation_id"], data["messages"]


async def answer(client: httpx.AsyncClient, limit: asyncio.Semaphore, row: dict[str, Any]) -> Answered:
    """Play a question's earlier turns, then the question itself."""
    conversation: str | None = None
    async with limit:
        for earlier in row.get("multi_turn", []):
            conversation, _ = await ask(client, conversation, earlier)
        _, replies = await ask(client, conversation, row["text"])
    return Answered(row, replies, judge(row, replies))


async def answer_all(url: str, rows: Iterable[dict[str, Any]]) -> list[Answered]:
    limit = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        return await asyncio.gather(*(answer(client, limit, row) for row in rows))


def table(title: str, answered: Iterable[Answered], keys: Keys) -> Table:
    """Counts and percentages by what `keys` says of a row."""
    counts: dict[str, Counter[Verdict]] = {}
    for item in answered:
        for key in keys(item.row):
            counts.setdefault(key, Counter())[item.judged.verdict] += 1
    result = Table(title, "rows", "right", "unsure", "wrong", "right %", "wrong %", title_justify="left")
    for key in sorted(counts):
        count = counts[key]
        total = count.total()
        numbers = (total, count[Verdict.RIGHT], count[Verdict.UNSURE], count[Verdict.WRONG])
        shares = (f"{100 * count[verdict] / total:.1f}" for verdict in (Verdict.RIGHT, Verdict.WRONG))
        result.add_row(key, *map(str, numbers), *shares)
    return result


def write_failures(folder: Path, answered: list[Answered]) -> Path:
    """Everything that was not right, wrong before unsure, in a form that is easy to read."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks = []
    for item in sorted(answered, key=lambda a: (a.judged.verdict is not Verdict.WRONG, a.row["topic"])):
        if item.judged.verdict is Verdict.RIGHT:
            continue
        row = item.row
        replies = "\n".join(
            f"    {r['kind']} {[s['document'] + '#' + s['section'] for s in r['sources']]} {r['confidence']} "
            f"{' / '.join(q['title'] for q in r['quick_replies'])}: {r['text'][:160]!r}"
            for r in item.replies
        )
        earlier = "".join(f"    earlier: {text}\n" for text in row.get("multi_turn", []))
        blocks.append(
            f"{item.judged.verdict.upper()} {row['id']} {row['split']} {row['topic']} {row['behavior']}\n{earlier}"
            f"    {row['text']}\n    expected: {row['expect']}\n    missing: {item.judged.missing}\n{replies}\n"
        )
    path = folder / "failures.txt"
    path.write_text("\n".join(blocks), "utf-8")
    lines = (json.dumps({"id": a.row["id"], "verdict": a.judged.verdict, "replies": a.replies}) for a in answered)
    (folder / "replies.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return path


def main(
    url: Annotated[str | None, typer.Option(help="A running product; else the local one, started if need be")] = None,
    questions: Annotated[Path, typer.Option(help="Labelled questions")] = QUESTIONS,
    held_out: Annotated[bool, typer.Option("--held-out", help="Ask the held-out files instead, one row each")] = False,
) -> None:
    """Evaluate and print."""
    rows = [row for file in (held_out_files() if held_out else [questions]) for row in load(file)]
    with product(url) as address:
        answered = asyncio.run(answer_all(address, rows))
    breakdowns: tuple[tuple[str, Keys], ...] = (("held out (reported, not gated)", lambda row: [row["file"]]),)
    console = Console()
    for title, keys in breakdowns if held_out else BREAKDOWNS:
        console.print(table(title, answered, keys))
    folder = get_settings().data_dir / "eval" / ("held-out" if held_out else "")
    console.print(f"not right: {write_failures(folder, answered)}")


if __name__ == "__main__":
    typer.run(main)
