"""Commands about what the content team works on: translations and open questions."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from core.clock import today
from core.settings import get_settings
from knowledge_base.command_line import content_here, failed
from knowledge_base.coverage import Coverage, Part, coverage
from knowledge_base.findings import ContentError
from knowledge_base.stamp import stamp

app = typer.Typer()
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("stamp")
def stamp_command(
    language: str,
    document: str,
    sections: Annotated[list[str] | None, typer.Argument(help="Ids; all sections when none is named.")] = None,
) -> None:
    """Record that a translation says what its original says now; look at both first."""
    try:
        changed = stamp(get_settings().content_dir, language, document, sections or [], today())
    except ContentError as error:
        raise failed(error.findings) from error
    typer.echo(f"stamped: {', '.join(changed)}" if changed else "nothing to stamp")


@app.command("coverage")
def coverage_command(as_json: AsJson = False) -> None:
    """How many sections and documents are translated, stale, reviewed and missing in each language."""
    rows = coverage(content_here(), get_settings().translations)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        _show(rows)


def _show(rows: list[Coverage]) -> None:
    table = Table("language", "among", "documents", "sections", "stale", "reviewed", "missing")
    for row in rows:
        for name, part in (("all", row.everything), ("most asked", row.most_asked)):
            table.add_row(row.language, name, *_cells(part))
    Console().print(table)


def _cells(part: Part) -> list[str]:
    documents = f"{part.translated_documents} of {part.documents}"
    sections = f"{part.translated} of {part.sections}"
    return [documents, sections, str(part.stale), str(part.reviewed), str(len(part.missing))]


@app.command("open-questions")
def open_questions_command(as_json: AsJson = False) -> None:
    """What nobody has told us: who could answer it, which facts wait for it and where residents read so."""
    questions = content_here().open_questions
    if as_json:
        typer.echo(json.dumps([question.model_dump(mode="json") for question in questions], ensure_ascii=False))
        return
    for question in questions:
        typer.echo(f"{question.id} ({question.source}, {question.asked_on}): {question.question}")
        typer.echo(f"  {question.why} -> {question.who}")
        typer.echo(f"  {', '.join((*question.sections, *question.facts))}")
    typer.echo(f"{len(questions)} open questions")
