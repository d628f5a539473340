"""core/text runs in Rasa's environment too, where nothing of ours is installed."""

import ast
import sys
from pathlib import Path

import pytest

import core.text

FILES = sorted(Path(core.text.__path__[0]).glob("**/*.py"))


def imported(file: Path) -> set[str]:
    """Dotted names of the modules that `file` imports; a relative import keeps its leading dots."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_text_tools_import_the_standard_library_only(file: Path) -> None:
    foreign = {
        name
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith("core.text.")
    }
    assert foreign == set()


def test_the_text_tools_are_found() -> None:
    assert {"mask.py", "normalise.py", "language.py"} <= {file.name for file in FILES}
