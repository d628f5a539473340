"""The rules over what the database holds; its items know no lines, so findings are looked up in the files."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import Engine

from core.clock import today
from core.database import transaction
from knowledge_base.check import check
from knowledge_base.content import Content, Item
from knowledge_base.findings import ContentError, Finding
from knowledge_base.parse import parse_file
from knowledge_base.store import NoReleaseError, Placed, files_of, live_number, read_release


def check_placed(placed: Sequence[Placed], on: dt.date | None = None) -> list[Finding]:
    """Every finding in revisions given in the order of their files, at the lines of those files as exported."""
    day = on or today()
    items = [entry.item for entry in placed]
    findings = check(Content(tuple(items)), day)
    if not findings:
        return []
    wrong = {finding.file for finding in findings}
    texts = files_of(entry for entry in placed if entry.revision.path in wrong)
    known = {item.name: item for item in _parsed(texts.items(), day)}
    return check(Content(tuple(known.get(item.name, item) for item in items)), day)


def check_live(engine: Engine, on: dt.date | None = None) -> list[Finding]:
    """Every finding in the published release, at the lines of its files as exported; raises NoReleaseError."""
    with transaction(engine) as session:
        number = live_number(session)
        if number is None:
            raise NoReleaseError("nothing has been published yet")
        placed = read_release(session, number)
    return check_placed(placed, on)


def _parsed(texts: Iterable[tuple[str, str]], day: dt.date) -> Iterable[Item]:
    for path, text in texts:
        try:
            yield from parse_file(path, text, day)
        except ContentError:
            # Written under older rules: its findings stay at the first line.
            continue
