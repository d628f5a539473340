"""Commands for the life of a document: draft, review, publish, look back, roll back."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from core.clock import today
from core.settings import ROOT, get_settings
from knowledge_base import diff, releases, review
from knowledge_base.command_line import engine_here, failed
from knowledge_base.files import read_text
from knowledge_base.findings import ContentError
from knowledge_base.parse import parse_file
from knowledge_base.releases import ConflictError
from knowledge_base.revision_history import ReviewError, history, pending
from knowledge_base.store import NoReleaseError

app = typer.Typer()
Author = Annotated[str, typer.Option(help="Your name; it is kept with what you do.")]
Note = Annotated[str, typer.Option(help="Why, for those who look back.")]
_WHEN = "%Y-%m-%d %H:%M"


@contextmanager
def explained() -> Iterator[None]:
    """Errors people can do something about end the command with their text, code 1."""
    try:
        yield
    except ContentError as error:
        raise failed(error.findings) from error
    except (ConflictError, ReviewError, NoReleaseError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    except subprocess.CalledProcessError as error:
        typer.echo("the search index could not be built; the release before stays live", err=True)
        raise typer.Exit(1) from error


def build_index(number: int) -> None:
    """Build the index of a release in a process of its own: this room does not know the search."""
    subprocess.run([sys.executable, "-m", "retrieval.release_index", str(number)], cwd=ROOT, check=True)


@app.command("draft")
def draft_command(
    file: Path,
    author: Author,
    place: Annotated[str, typer.Option("--as", help="Its path among the content, when it lies elsewhere.")] = "",
) -> None:
    """Keep what a file changes as drafts, one for each item that differs from the published one."""
    with explained():
        folder = get_settings().content_dir.resolve()
        inside = file.resolve().is_relative_to(folder)
        if not place and not inside:
            raise ReviewError(f"{file} is not in {folder}: say where it belongs with --as documents/NAME.md")
        name = place or file.resolve().relative_to(folder).as_posix()
        items = parse_file(name, read_text(file, name), today())
        drafted = review.draft_changed(engine_here(), items, author)
    typer.echo("\n".join(f"drafted {name}" for name in drafted) or "nothing differs from what is published")


@app.command("remove")
def remove_command(item: str, author: Author) -> None:
    """Keep the wish that an item goes as a draft; it goes through review like any other."""
    with explained():
        number = review.draft_removal(engine_here(), item, author)
    typer.echo(f"drafted the removal of {item} as revision {number}")


@app.command("submit")
def submit_command(item: str, author: Author, note: Note = "") -> None:
    """Hand the draft of an item in for review."""
    with explained():
        number = review.submit(engine_here(), item, author, note)
    typer.echo(f"submitted {item}@{number}")


@app.command("approve")
def approve_command(item: str, author: Author, note: Note = "") -> None:
    """Allow a submitted draft to be published; not by its own author."""
    with explained():
        number = review.approve(engine_here(), item, author, note)
    typer.echo(f"approved {item}@{number}")


@app.command("reject")
def reject_command(item: str, author: Author, note: Note = "") -> None:
    """Send a draft back, with a note that says why."""
    with explained():
        number = review.reject(engine_here(), item, author, note)
    typer.echo(f"rejected {item}@{number}")


@app.command("publish")
def publish_command(
    author: Author,
    note: Note = "",
    hold: Annotated[bool, typer.Option(help="Check and build, but do not put it live yet.")] = False,
    release: Annotated[int | None, typer.Option(help="Put this release live, which was held back.")] = None,
) -> None:
    """Check and build all that is approved with its search index, then put it live in one step."""
    engine = engine_here()
    with explained():
        number = release or review.build_approved(engine, author, note)
        build_index(number)
        if not hold:
            releases.go_live(engine, number, author)
    typer.echo(f"built release {number}, not live yet" if hold else f"published as release {number}")


@app.command("rollback")
def rollback_command(number: int, author: Author) -> None:
    """Publish a new release that holds what an old one held."""
    with explained():
        new = releases.rollback(engine_here(), number, author, build_index)
    typer.echo(f"published as release {new}: the items of release {number}")


@app.command("pending")
def pending_command() -> None:
    """List drafts that are not published yet."""
    table = Table("item", "revision", "state", "author", "last step")
    for entry in pending(engine_here()):
        last = entry.events[-1]
        step = f"{last.author}, {last.at:{_WHEN}}"
        what = f"{entry.state}, removal" if entry.revision.removed else entry.state
        table.add_row(entry.name, str(entry.revision.number), what, entry.revision.author, step)
    Console().print(table)


@app.command("history")
def history_command(item: str) -> None:
    """List the revisions of an item with who did what and when, times in UTC."""
    with explained():
        entries = history(engine_here(), item)
    for entry in entries:
        revision = entry.revision
        marks = [word for word, shown in (("live", entry.live), ("removal", revision.removed)) if shown]
        line = f"{entry.name}@{revision.number} {revision.author}, {revision.created_at:{_WHEN}}"
        typer.echo(f"{line} ({', '.join(marks)})" if marks else line)
        for event in entry.events:
            where = f" in release {event.release}" if event.release else ""
            typer.echo(f"  {event.at:{_WHEN}} {event.step}{where} by {event.author}{_because(event.note)}")


@app.command("releases")
def releases_command() -> None:
    """List all releases, the newest first, times in UTC."""
    table = Table("release", "state", "built", "by", "live since", "by", "note")
    for found in releases.list_releases(engine_here()):
        state = "live" if found.current else "was live" if found.live_at else "not live"
        since = f"{found.live_at:{_WHEN}}" if found.live_at else ""
        built = f"{found.created_at:{_WHEN}}"
        table.add_row(str(found.number), state, built, found.created_by, since, found.live_by or "", found.note)
    Console().print(table)


@app.command("diff")
def diff_command(old: str, new: str) -> None:
    """Show what differs between two releases (7 8) or two revisions of an item (paspor-hilang@2 paspor-hilang@3)."""
    engine = engine_here()
    with explained():
        if old.isdecimal() and new.isdecimal():
            found = diff.diff_releases(engine, int(old), int(new))
            typer.echo("\n".join(difference.text for difference in found) or "the same items")
        else:
            name, first = _revision(old)
            other, second = _revision(new)
            if name != other:
                raise ReviewError(f"{name} and {other} are two items")
            typer.echo(diff.diff_revisions(engine, name, first, second) or "the same text")


def _revision(word: str) -> tuple[str, int]:
    name, _, number = word.rpartition("@")
    if not name or not number.isdecimal():
        raise ReviewError(f"{word} is neither the number of a release nor ITEM@REVISION")
    return name, int(number)


def _because(note: str) -> str:
    return f": {note}" if note else ""
