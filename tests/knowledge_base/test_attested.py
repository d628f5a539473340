"""The list of attested Javanese words, made from tiny sets."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from core.settings import Settings
from knowledge_base import attested

NUSAX = [
    {"id": 0, "indonesian": "Kantor ini ramai", "javanese": "Kantor iki rame, RAME tenan!"},
    {"id": 1, "indonesian": "Harus antre", "javanese": "Kudu ngantri dhewe-dhewe"},
]
NUSA_KALIMAT = [
    {"lang": "jav", "id": "a", "ind": "Kantor ramai", "tgt": "kantor rame bangettt x 10"},
    {"lang": "sun", "id": "b", "ind": "Kantor ramai", "tgt": "kantor haneuteun haneuteun"},
]
TRANSLATION = """\
---
document: antre
language: jv
title: Kantor
translator: tim-konten
reviewed_by: null
reviewed_on: null
sections:
  - {id: how, title: "Kudu piye", original: "000000000000"}
---

## how

Sampeyan ngantri ing {{ office.tenan }}.
"""


def _write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def datasets(tmp_path: Path) -> Path:
    _write_rows(tmp_path / attested.NUSAX, NUSAX)
    _write_rows(tmp_path / attested.NUSA_KALIMAT, NUSA_KALIMAT)
    return tmp_path


@pytest.fixture
def content_folder(tmp_path: Path) -> Path:
    (tmp_path / "content/translations/jv").mkdir(parents=True)
    (tmp_path / "content/messages").mkdir()
    (tmp_path / "content/translations/jv/antre.md").write_text(TRANSLATION, encoding="utf-8")
    messages = 'greeting.hello: "Sugeng rawuh {name}"\nchips:\n  - {title: Judul, text: ganti wae}\n'
    (tmp_path / "content/messages/jv.yml").write_text(messages, encoding="utf-8")
    return tmp_path / "content"


def test_only_javanese_words_are_counted(datasets: Path) -> None:
    counts = attested.corpus(datasets)
    assert (counts["rame"], counts["kantor"]) == (3, 2)
    assert (counts["dhewe-dhewe"], counts["dhewe"]) == (1, 2)
    assert not {"haneuteun", "bangettt", "x", "10"} & set(counts)


def test_a_word_seen_once_is_listed_only_if_a_translation_uses_it(datasets: Path, content_folder: Path) -> None:
    listed = attested.attested(datasets, content_folder)
    assert listed == sorted(set(listed))
    assert {"rame", "kantor", "ngantri", "kudu"} <= set(listed)
    assert not {"tenan", "sampeyan", "original", "iki-iki"} & set(listed)


def test_messages_count_without_placeholders_and_chip_titles(datasets: Path, content_folder: Path) -> None:
    listed = attested.attested(datasets, content_folder)
    assert {"sugeng", "rawuh", "ganti", "wae"} <= set(listed)
    assert not {"name", "judul", "greeting"} & set(listed)


def test_a_higher_threshold_keeps_the_words_of_translations(datasets: Path, content_folder: Path) -> None:
    listed = attested.attested(datasets, content_folder, at_least=3)
    assert "dhewe" not in listed
    assert {"rame", "ngantri"} <= set(listed)


def test_the_command_writes_the_list_with_its_sources(
    datasets: Path, content_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(content_dir=content_folder)
    monkeypatch.setattr(attested, "get_settings", lambda: settings)
    result = CliRunner().invoke(attested.app, [str(datasets)])
    assert result.exit_code == 0, result.output
    lines = (content_folder / "attested/jv.txt").read_text(encoding="utf-8").splitlines()
    written = [line for line in lines if not line.startswith("#")]
    assert lines[0].startswith("#") and "CC BY-SA" in "\n".join(lines[:5])
    assert written == attested.attested(datasets, content_folder)
