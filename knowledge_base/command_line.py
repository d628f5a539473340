"""What the commands share: the content directory, and findings as editors and terminals can open them."""

from collections.abc import Iterable
from pathlib import Path

import typer
from sqlalchemy import Engine

from core.database import make_engine
from core.settings import get_settings
from knowledge_base.content import Content
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError, Finding


def content_here() -> Content:
    """The content directory; ends the command with all findings when it cannot be read."""
    try:
        return load_content(get_settings().content_dir)
    except ContentError as error:
        raise failed(error.findings) from error


def engine_here() -> Engine:
    """The database of the settings."""
    return make_engine(get_settings().sqlalchemy_url)


def located(finding: Finding) -> str:
    """The finding with a path from here."""
    path = get_settings().content_dir / finding.file
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"{shown}:{finding.line}: {finding.code}: {finding.message}"


def failed(findings: Iterable[Finding]) -> typer.Exit:
    """The end of a command, after printing `findings`."""
    for finding in findings:
        typer.echo(located(finding), err=True)
    return typer.Exit(1)
