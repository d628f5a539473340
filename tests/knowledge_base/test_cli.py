import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from core.settings import Settings
from knowledge_base import cli, command_line, content_cli, imports, review_cli, store
from knowledge_base.content import Content

Edit = Callable[[str, str, str], None]
Run = Callable[..., Result]
DOCUMENT = "documents/paspor-hilang.md"


@pytest.fixture
def run(engine: Engine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    settings = Settings(database_url=str(engine.url), content_dir=folder, data_dir=tmp_path)
    monkeypatch.setattr(review_cli, "build_index", lambda number: None)
    for module in (cli, command_line, content_cli, review_cli):
        monkeypatch.setattr(module, "get_settings", lambda: settings)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli.app, words)


def test_seed_then_seed_again(run: Run) -> None:
    assert "release 1" in run("seed").stdout
    again = run("seed")
    assert (again.exit_code, again.stdout) == (0, "the database already has content\n")


def test_seed_of_bad_content_fails_with_its_place(run: Run, edit: Edit) -> None:
    edit(DOCUMENT, "owner: tim-konten\n", "")
    result = run("seed")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"content/{DOCUMENT}:2: missing_key: owner")


@pytest.mark.parametrize("command", ["seed", "import"])
def test_a_missing_fact_stops_publishing(run: Run, edit: Edit, command: str) -> None:
    edit(DOCUMENT, "{{ office.name }}", "{{ office.nom }}")
    result = run(command)
    assert result.exit_code == 1
    assert "unresolved_reference: office.nom" in result.stderr


def test_import_previews_then_publishes(run: Run, edit: Edit) -> None:
    run("seed")
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    preview = run("import", "--dry-run")
    assert "document/id/paspor-hilang" in preview.stdout
    assert "+Segera lapor" in preview.stdout
    assert "release" not in preview.stdout
    assert "published as release 2: 0 added, 1 changed" in run("import").stdout
    assert run("import").stdout.startswith("0 added, 0 changed")


def test_import_says_what_it_kept(
    run: Run, edit: Edit, engine: Engine, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "SEED", "rina")
    imports.seed(engine, content)
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    kept = run("import")
    assert "kept: the team edited these" in kept.stdout
    assert "release 2" in run("import", "--overwrite", "paspor-hilang").stdout
    assert run("import", "--overwrite", "nothing").exit_code == 2


def test_export(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("export", "out").exit_code == 2
    run("seed")
    assert "6 files written to out" in run("export", "out").stdout
    assert (tmp_path / "out" / DOCUMENT).read_bytes() == (folder / DOCUMENT).read_bytes()


def test_check(run: Run, edit: Edit) -> None:
    assert (run("check").exit_code, run("check").stdout) == (0, "")
    assert json.loads(run("check", "--json").stdout) == []
    edit(DOCUMENT, "Lapor dulu", "Bayar Rp5, lapor dulu")
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"content/{DOCUMENT}:")
    listed = run("check", "--json")
    assert listed.exit_code == 1
    assert json.loads(listed.stdout)[0]["code"] == "literal_money"


def test_where_used(run: Run) -> None:
    lines = run("where-used", "fee.passport").stdout.splitlines()
    assert lines[0].endswith("id: document/id/paspor-hilang#fee")
    assert lines[1].endswith("id: message/id/chips")
    assert run("where-used", "fee.none").exit_code == 2


def test_a_draft_goes_through_review_to_residents(run: Run, folder: Path, edit: Edit) -> None:
    run("seed")
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    drafted = run("draft", f"content/{DOCUMENT}", "--author", "rina")
    assert (drafted.exit_code, drafted.stdout) == (0, "drafted document/id/paspor-hilang@2\n")
    assert "submitted paspor-hilang@2" in run("submit", "paspor-hilang", "--author", "rina").stdout
    assert "submitted" in run("pending").stdout
    own = run("approve", "paspor-hilang", "--author", "rina")
    assert (own.exit_code, own.stdout) == (1, "")
    assert "somebody else has to approve it" in own.stderr
    run("approve", "paspor-hilang", "--author", "budi", "--note", "baik")
    held = run("publish", "--author", "budi", "--hold")
    assert held.stdout == "built release 2, not live yet\n"
    assert "not live" in run("releases").stdout
    assert run("publish", "--author", "budi", "--release", "2").stdout == "published as release 2\n"
    history = run("history", "paspor-hilang").stdout
    assert re.search(r"paspor-hilang@2 rina, \d{4}-\d\d-\d\d \d\d:\d\d \(live\)\n", history)
    assert re.search(r"\d\d:\d\d approved by budi: baik\n", history)
    assert "published in release 2 by budi" in history
    for pair in (("1", "2"), ("paspor-hilang@1", "paspor-hilang@2")):
        assert "+Segera lapor ke polisi" in run("diff", *pair).stdout
    assert run("rollback", "1", "--author", "budi").stdout == "published as release 3: the items of release 1\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rollback", "9", "--author", "budi"), "there is no release 9"),
        (("publish", "--author", "budi"), "nothing is approved"),
        (("publish", "--author", "budi", "--release", "9"), "there is no release 9"),
        (("submit", "tidak-ada", "--author", "rina"), "there is no tidak-ada"),
        (("history", "tidak-ada"), "there is no tidak-ada"),
        (("diff", "1", "9"), "there is no release 9"),
        (("diff", "1", "x@y"), "neither the number of a release"),
        (("diff", "paspor-hilang@1", "topics.txt@1"), "are two items"),
        (("draft", "elsewhere.md", "--author", "rina"), "say where it belongs"),
        (("remove", "tidak-ada", "--author", "rina"), "there is no tidak-ada"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, words: tuple[str, ...], said: str) -> None:
    run("seed")
    result = run(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_an_index_that_cannot_be_built_keeps_the_release(
    run: Run, edit: Edit, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("seed")
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")

    def fail(number: int) -> None:
        raise subprocess.CalledProcessError(1, "index")

    monkeypatch.setattr(review_cli, "build_index", fail)
    result = run("import")
    assert result.exit_code == 1
    assert "the release before stays live" in result.stderr
    assert store.current_number(engine) == 1


def test_check_of_the_live_release(run: Run, edit: Edit) -> None:
    assert "nothing has been published yet" in run("check", "--live").stderr
    run("seed")
    edit(DOCUMENT, "Lapor dulu", "Bayar Rp5, lapor dulu")
    assert (run("check", "--live").exit_code, run("check", "--live").stdout) == (0, "")
    run("import")
    assert run("check", "--live").exit_code == 0


def test_counts(run: Run) -> None:
    found = json.loads(run("counts").stdout)
    assert (found["documents"], found["sections"], found["questions"], found["facts"]) == (1, 2, 5, 3)
    assert (found["messages"], found["languages"], found["open_questions"]) == (4, {"id": 2}, 0)
