"""The knowledge base on the command line."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from core.settings import get_settings
from knowledge_base import imports, review_cli, store
from knowledge_base.check import check_directory
from knowledge_base.command_line import content_here, engine_here, failed, located
from knowledge_base.content_cli import app as content_app
from knowledge_base.counts import counts
from knowledge_base.findings import ContentError
from knowledge_base.imports import ImportPlan, Status
from knowledge_base.located import check_live
from knowledge_base.references import where_used

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.add_typer(content_app)
app.add_typer(review_cli.app)


@app.command("seed")
def seed_command() -> None:
    """Publish the content directory as release 1 of an empty database."""
    try:
        done = imports.seed(engine_here(), content_here())
    except ContentError as error:
        raise failed(error.findings) from error
    typer.echo("published as release 1" if done else "the database already has content")


@app.command("import")
def import_command(
    dry_run: Annotated[bool, typer.Option(help="Only show what would happen.")] = False,
    overwrite: Annotated[
        list[str] | None,
        typer.Option(help="Key of an item to replace although the team edited it."),
    ] = None,
) -> None:
    """Publish what changed in the content directory as a new release."""
    content, named = content_here(), overwrite or []
    with review_cli.explained():
        if dry_run:
            plan = imports.plan_import(engine_here(), content, named)
        else:
            plan = imports.apply_import(engine_here(), content, overwrite=named, prepare=review_cli.build_index)
    _show(plan, with_diff=dry_run)


def _show(plan: ImportPlan, with_diff: bool) -> None:
    table = Table("item", "change", "current author")
    touched = [change for change in plan.changes if change.status is not Status.UNCHANGED]
    for change in touched:
        table.add_row(change.name, change.status, change.author or "")
    if touched:
        Console().print(table)
    for change in touched if with_diff else []:
        typer.echo(change.diff)
    if plan.counts[Status.KEPT]:
        typer.echo("kept: the team edited these; name them with --overwrite to replace them")
    summary = ", ".join(f"{plan.counts[status]} {status}" for status in Status)
    typer.echo(f"published as release {plan.release}: {summary}" if plan.release else summary)


@app.command("export")
def export_command(directory: Path) -> None:
    """Write the published release as content files."""
    try:
        written = store.export(engine_here(), directory)
    except store.NoReleaseError as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"{len(written)} files written to {directory}")


@app.command("check")
def check_command(
    as_json: Annotated[bool, typer.Option("--json", help="Findings as a JSON list.")] = False,
    live: Annotated[bool, typer.Option(help="Check the published release instead of the directory.")] = False,
) -> None:
    """Report what is wrong with the content directory, a finding a line; exit code 1 on any."""
    with review_cli.explained():
        findings = check_live(engine_here()) if live else check_directory(get_settings().content_dir)
    if as_json:
        rows = [asdict(finding) for finding in findings]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for finding in [] if as_json else findings:
        typer.echo(str(finding) if live else located(finding))
    if findings:
        raise typer.Exit(1)


@app.command("counts")
def counts_command() -> None:
    """Count what the content directory holds, as JSON."""
    typer.echo(json.dumps(asdict(counts(content_here())), ensure_ascii=False, indent=2))


@app.command("where-used")
def where_used_command(key: str) -> None:
    """List every section and message that shows a fact."""
    content = content_here()
    if key not in content.facts:
        raise typer.BadParameter(f"there is no fact {key}")
    for use in where_used(content, key):
        section = f"#{use.section}" if use.section else ""
        typer.echo(f"{use.file}:{use.line}: {use.language}: {use.item}{section}")
