"""The message catalogue and its languages."""

from importlib.resources import files

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from core.i18n import catalogue, translate
from core.settings import Settings

LOCALES = files("core.i18n").joinpath("locales")
LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())


class Placeables(Visitor):
    """Names of the variables a message is filled with."""

    def __init__(self, message: ast.Message) -> None:
        self.names: set[str] = set()
        self.visit(message)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def resources(language: str) -> list[ast.Resource]:
    """The parsed files of a language."""
    folder = LOCALES.joinpath(language)
    return [FluentParser().parse(file.read_text("utf-8")) for file in folder.iterdir()]


def messages(language: str) -> dict[str, ast.Message]:
    """Messages of a language by key."""
    entries = [entry for resource in resources(language) for entry in resource.body]
    return {entry.id.name: entry for entry in entries if isinstance(entry, ast.Message)}


def test_an_indonesian_resident_reads_indonesian() -> None:
    assert translate("menu-title") == "Menu"
    assert translate("widget-send") == "Kirim"


def test_values_are_filled_in_without_invisible_characters() -> None:
    assert "paling banyak 4000 huruf" in translate("notice-too-long", "id", limit="4000")


def test_what_a_language_lacks_is_said_in_indonesian() -> None:
    assert translate("widget-close", "jv") == "Tutup"
    assert translate("notice-empty", "jv") == translate("notice-empty", "id")
    assert translate("notice-empty", "en") != translate("notice-empty", "id")


@pytest.mark.parametrize("language", ["fr", "", "..", "../.."])
def test_an_unknown_language_reads_indonesian(language: str) -> None:
    assert translate("widget-send", language) == "Kirim"


@pytest.mark.parametrize("language", ["id", "en", "fr"])
def test_a_key_nobody_wrote_is_an_error(language: str) -> None:
    with pytest.raises(KeyError, match="no-such-key"):
        translate("no-such-key", language)


def test_the_catalogue_holds_every_key_of_its_prefix_in_every_language() -> None:
    expected = {key for key in messages("id") if key.startswith("widget-")}
    assert len(expected) > 50
    for language in (*LANGUAGES, "fr"):
        texts = catalogue("widget-", language)
        assert texts.keys() == expected
        assert all(texts.values())
    assert catalogue("widget-", "en")["widget-send"] == "Send"
    assert catalogue("nothing-") == {}


def test_every_offered_language_has_a_catalogue() -> None:
    assert set(Settings.model_fields["languages"].default) <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_readable_and_names_a_key_once(language: str) -> None:
    entries = [entry for resource in resources(language) for entry in resource.body]
    assert [entry.content for entry in entries if isinstance(entry, ast.Junk)] == []
    keys = [entry.id.name for entry in entries if isinstance(entry, ast.Message)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_exists_in_indonesian_and_takes_the_same_values(language: str) -> None:
    indonesian = messages("id")
    for key, message in messages(language).items():
        assert key in indonesian
        assert Placeables(message).names == Placeables(indonesian[key]).names, key


def test_english_lacks_nothing() -> None:
    assert messages("en").keys() == messages("id").keys()


def test_widget_texts_need_no_values() -> None:
    """They travel to the browser as ready strings."""
    filled = [key for key, message in messages("id").items() if Placeables(message).names]
    assert [key for key in filled if key.startswith("widget-")] == []
