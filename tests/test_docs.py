"""What is written about the product agrees with the product."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import ROOT, Settings

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
RULE = re.compile(r"^([a-z][\w-]*):(?!=)(.*)$", re.MULTILINE)
TARGETS: dict[str, str] = dict(RULE.findall(MAKEFILE))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_table_of_settings(name: str) -> None:
    table = [line for line in README.splitlines() if line.startswith("| `")]
    assert any(f"`{name.upper()}`" in line.split("|")[1] for line in table)


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_has_help(target: str) -> None:
    assert re.search(r"## \S+ \S+", TARGETS[target])


@pytest.mark.parametrize("target", ["run", "test", "eval", "bench", "check", "kb-check", "help"])
def test_a_promised_make_target_is_there_and_explained(target: str) -> None:
    assert target in TARGETS
    assert f"`make {target}`" in README


def test_make_help_lists_every_target() -> None:
    listed = subprocess.run(["make", "-s", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make ([\w-]+) +\S", listed, re.MULTILINE) == list(TARGETS)


def test_the_readme_promises_no_make_target_that_is_missing() -> None:
    assert set(re.findall(r"`make ([\w-]+)`", README)) <= set(TARGETS)


def test_every_relative_link_of_the_readme_leads_somewhere() -> None:
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", README) if "://" not in target]
    assert targets and [target for target in targets if not (ROOT / target).exists()] == []


def test_imports_between_the_rooms_go_down() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "0 broken" in found.stdout
