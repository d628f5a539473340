"""The commands of the content team."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from core.settings import Settings
from knowledge_base import cli, command_line, content_cli
from tests.knowledge_base.test_open_questions import QUESTIONS
from tests.knowledge_base.test_translations import TRANSLATION

Edit = Callable[[str, str, str], None]
Run = Callable[..., Result]
DOCUMENT = "documents/paspor-hilang.md"
ENGLISH = "translations/en/paspor-hilang.md"


@pytest.fixture
def run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    (folder / ENGLISH).parent.mkdir(parents=True)
    (folder / ENGLISH).write_text(TRANSLATION, "utf-8")
    settings = Settings(content_dir=folder, data_dir=tmp_path, translations=("en", "su"))
    for module in (cli, command_line, content_cli):
        monkeypatch.setattr(module, "get_settings", lambda: settings)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli.app, words)


def test_stamp_writes_the_file_and_says_what_it_did(run: Run, folder: Path) -> None:
    assert run("stamp", "en", "paspor-hilang", "fee").stdout == "stamped: fee\n"
    assert run("stamp", "en", "paspor-hilang").stdout == "stamped: steps\n"
    assert run("stamp", "en", "paspor-hilang").stdout == "nothing to stamp\n"
    assert "000000000000" not in (folder / ENGLISH).read_text("utf-8")


def test_stamp_says_where_a_file_is_wrong(run: Run, edit: Edit) -> None:
    edit(ENGLISH, "translator: tim-konten\n", "")
    result = run("stamp", "en", "paspor-hilang")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"content/{ENGLISH}:2: missing_key: translator")


def test_stamp_needs_no_other_file_to_be_right(run: Run, edit: Edit) -> None:
    edit("facts/fees.yml", "unit: IDR", "unit: null")
    assert run("stamp", "en", "paspor-hilang").exit_code == 0


def test_coverage_is_a_table_and_json(run: Run) -> None:
    run("stamp", "en", "paspor-hilang", "fee")
    rows = json.loads(run("coverage", "--json").stdout)
    assert [row["language"] for row in rows] == ["en", "su"]
    assert rows[0]["everything"] == rows[0]["most_asked"]
    assert rows[0]["everything"] == {
        "documents": 1,
        "translated_documents": 1,
        "sections": 2,
        "translated": 2,
        "stale": 1,
        "reviewed": 0,
        "missing": [],
    }
    assert rows[1]["everything"]["missing"] == ["paspor-hilang#fee", "paspor-hilang#steps"]
    table = run("coverage").stdout
    assert "most asked" in table and "2 of 2" in table and "0 of 2" in table


def test_open_questions_are_listed(run: Run, folder: Path) -> None:
    assert run("open-questions").stdout == "0 open questions\n"
    (folder / "open_questions.yml").write_text(QUESTIONS, "utf-8")
    shown = run("open-questions").stdout.splitlines()
    assert shown[0] == "nama-kantor (office, 2026-11-25): Apa nama kantor?"
    assert shown[2] == "  paspor-hilang#steps, office.name"
    assert shown[-1] == "2 open questions"
    rows = json.loads(run("open-questions", "--json").stdout)
    assert [row["id"] for row in rows] == ["nama-kantor", "surat-polisi"]
    assert rows[1]["who"] == "Polres" and rows[1]["asked_on"] == "2026-11-20"


def test_content_that_cannot_be_read_is_refused(run: Run, edit: Edit) -> None:
    edit(DOCUMENT, "owner: tim-konten\n", "")
    for command in ("coverage", "open-questions"):
        result = run(command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"content/{DOCUMENT}:2: missing_key: owner")
