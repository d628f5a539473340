"""The message catalogue: Fluent files under `locales/<language>/`, Indonesian where a language has no text."""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

DEFAULT_LANGUAGE = "id"


@cache
def _bundle(language: str) -> FluentBundle | None:
    folder = files("core.i18n").joinpath("locales", language)
    if not language.isalpha() or not folder.is_dir():
        return None
    bundle = FluentBundle([language], use_isolating=False)
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return bundle


def translate(key: str, language: str = DEFAULT_LANGUAGE, **values: object) -> str:
    """The text of `key` in `language`, else in Indonesian. Raises KeyError for a key nobody wrote."""
    for candidate in (language, DEFAULT_LANGUAGE):
        bundle = _bundle(candidate)
        if bundle and bundle.has_message(key) and (pattern := bundle.get_message(key).value):
            text, _ = bundle.format_pattern(pattern, values)
            return str(text)
    raise KeyError(key)


def spoken(key: str, language: str) -> str:
    """The language `translate` speaks for `key`: the one asked for, else Indonesian."""
    bundle = _bundle(language)
    return language if bundle and bundle.has_message(key) else DEFAULT_LANGUAGE


def catalogue(prefix: str, language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """Every message whose key starts with `prefix`, by key, in `language` with Indonesian beneath."""
    return {key: translate(key, language) for key in _keys() if key.startswith(prefix)}


@cache
def _keys() -> tuple[str, ...]:
    folder = files("core.i18n").joinpath("locales", DEFAULT_LANGUAGE)
    lines = [line for file in folder.iterdir() for line in file.read_text("utf-8").splitlines()]
    return tuple(line.split(" =")[0] for line in lines if " =" in line and line[0].isalpha())
