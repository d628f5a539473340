"""Word lists kept as text files: one entry a line, blank lines and lines that begin with # left out."""

from importlib.resources import files


def entries(text: str) -> list[str]:
    """The entries of a list's text."""
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def load(name: str) -> list[str]:
    """The entries of `data/<name>` of this package."""
    return entries(files("core.text").joinpath("data", name).read_text("utf-8"))
