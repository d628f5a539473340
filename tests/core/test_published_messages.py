"""Fixed texts of the published release, as other rooms read them."""

from collections.abc import Mapping

import pytest
from sqlalchemy import Engine, delete

from core.database import transaction
from core.published_messages import Messages, PublishedMessage, cached_messages, load_messages

CHIPS = [{"title": "Paspor baru", "text": "syarat paspor baru"}]
ENTRIES: dict[str, dict[str, object]] = {
    "id": {"greeting": "Halo {name}, antrean {code}.", "chips": CHIPS, "only": "Indonesia saja"},
    "en": {"greeting": "Hello {name}.", "empty": ""},
}


def publish(engine: Engine, entries: Mapping[str, Mapping[str, object]], release: int) -> None:
    rows = [
        PublishedMessage(language=language, key=key, value=value, release=release)
        for language, texts in entries.items()
        for key, value in texts.items()
    ]
    with transaction(engine) as session:
        session.execute(delete(PublishedMessage))
        session.add_all(rows)


@pytest.fixture
def messages(engine: Engine) -> Messages:
    publish(engine, ENTRIES, 3)
    return load_messages(engine)


def test_what_was_published_is_read(messages: Messages) -> None:
    assert messages == Messages(3, ENTRIES)


def test_before_the_first_release_there_is_nothing(engine: Engine) -> None:
    empty = load_messages(engine)
    assert empty == Messages(None, {})
    with pytest.raises(KeyError):
        empty.get("greeting", "id")


def test_values_are_filled_in_and_a_missing_one_stays_visible(messages: Messages) -> None:
    assert messages.get("greeting", "id", name="Bu Sari", code="A-012") == "Halo Bu Sari, antrean A-012."
    assert messages.get("greeting", "id", name="Bu Sari") == "Halo Bu Sari, antrean {code}."


def test_a_value_is_never_read_as_a_template(messages: Messages) -> None:
    assert messages.get("greeting", "id", name="{code}", code="A-012") == "Halo {code}, antrean A-012."


@pytest.mark.parametrize("written", ["{name.__class__}", "{0}", "{", "}", "{name!r}", "{name:>9}"])
def test_a_text_reaches_nothing_but_its_values(written: str) -> None:
    assert Messages(1, {"id": {"text": written}}).get("text", "id", name="x") == written


def test_what_a_language_lacks_is_taken_from_indonesian(messages: Messages) -> None:
    assert messages.get("only", "en") == "Indonesia saja"
    assert messages.get("only", "jv") == "Indonesia saja"
    assert messages.items("chips", "en") == CHIPS
    assert messages.get("empty", "en") == ""


def test_has_asks_for_this_very_language(messages: Messages) -> None:
    assert messages.has("only", "id")
    assert not messages.has("only", "en")
    assert not messages.has("greeting", "jv")


def test_an_english_text_is_no_fallback_for_indonesian(messages: Messages) -> None:
    with pytest.raises(KeyError, match="empty"):
        messages.get("empty", "id")


def test_a_list_is_no_text_and_a_text_no_list(messages: Messages) -> None:
    with pytest.raises(TypeError, match="chips"):
        messages.get("chips", "id")
    with pytest.raises(TypeError, match="greeting"):
        messages.items("greeting", "id")


def test_who_changes_a_list_changes_only_a_copy(messages: Messages) -> None:
    messages.items("chips", "id")[0]["title"] = "lain"
    assert messages.items("chips", "id") == CHIPS


def test_kept_messages_are_read_once_while_they_are_fresh(engine: Engine) -> None:
    publish(engine, ENTRIES, 3)
    messages = cached_messages(engine, seconds=3600)
    first = messages()
    publish(engine, {"id": {"greeting": "baru"}}, 4)
    assert messages() is first


def test_kept_messages_are_read_again_when_they_are_old(engine: Engine) -> None:
    publish(engine, ENTRIES, 3)
    messages = cached_messages(engine, seconds=-1)
    assert messages().release == 3
    publish(engine, {"id": {"greeting": "baru"}}, 4)
    assert messages() == Messages(4, {"id": {"greeting": "baru"}})
