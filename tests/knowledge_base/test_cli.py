import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from core.settings import Settings
from knowledge_base import cli, command_line, content_cli, imports, review_cli
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
