import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

import core.clock
from core.published_messages import load_messages
from core.settings import Settings
from knowledge_base.files import load_content
from knowledge_base.imports import apply_import, seed
from retrieval import live
from retrieval.encoder import encoder_name
from retrieval.index import Index, embed
from retrieval.live import LiveSearch, NotReady
from retrieval.passages import Passage
from retrieval.release_index import build_index, build_missing_index, load_passages
from retrieval.search import Decision
from retrieval.stored import index_path, open_index, prune
from tests.retrieval.samples import FEE, PASSAGES, HashedEncoder, legs_of, passage, write_content

Start = Callable[[], LiveSearch]


@pytest.fixture
def start(engine: Engine, settings: Settings) -> Iterator[Start]:
    """A running search over the database with an encoder that needs no model."""
    running: list[LiveSearch] = []

    def started() -> LiveSearch:
        search = LiveSearch(engine, settings, lambda _: HashedEncoder(), poll_seconds=0.01)
        running.append(search)
        search.start()
        return search

    yield started
    for search in running:
        search.stop()


def eventually(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.01)


def publish(engine: Engine, folder: Path, passages: list[Passage]) -> None:
    plan = apply_import(engine, load_content(write_content(folder, passages)))
    assert plan.release


def test_published_sections_become_passages_as_they_are(published: Engine) -> None:
    expected = sorted((replace(p, revision=1) for p in PASSAGES), key=lambda p: p.document)
    assert load_passages(published) == expected


def test_a_section_without_questions_is_not_searched(today: None, engine: Engine, tmp_path: Path) -> None:
    folder = write_content(tmp_path / "content")
    path = folder / "documents" / "overstay.md"
    written = path.read_text("utf-8")
    start, end = written.index(', "questions"'), written.index("}]\n---")
    path.write_text(written[:start] + written[end:], "utf-8")
    seed(engine, load_content(folder))
    assert "overstay#tarif" not in {p.key for p in load_passages(engine)}


def test_an_index_is_built_once_and_then_read_from_its_file(tmp_path: Path) -> None:
    encoder = HashedEncoder()
    built = open_index(list(PASSAGES), encoder, tmp_path)
    encoder.asked.clear()
    read = open_index(list(PASSAGES), encoder, tmp_path)
    assert encoder.asked == []
    assert read is not built and read.passages == built.passages


def test_other_passages_get_an_index_of_their_own_and_the_old_file_goes(tmp_path: Path) -> None:
    encoder = HashedEncoder()
    open_index(list(PASSAGES), encoder, tmp_path)
    changed = [replace(PASSAGES[0], text="Bawa KTP saja."), *PASSAGES[1:]]
    encoder.asked.clear()
    assert open_index(changed, encoder, tmp_path).passages[0].text == "Bawa KTP saja."
    assert encoder.asked
    prune(tmp_path, keep=1)
    assert list(tmp_path.iterdir()) == [index_path(changed, encoder.name, tmp_path)]


def test_what_is_only_shown_is_new_without_a_new_index(tmp_path: Path) -> None:
    encoder = HashedEncoder()
    open_index(list(PASSAGES), encoder, tmp_path)
    encoder.asked.clear()
    overdue = [replace(p, overdue=True, revision=9, source_url=None) for p in PASSAGES]
    assert open_index(overdue, encoder, tmp_path).passages == tuple(overdue)
    assert encoder.asked == [] and len(list(tmp_path.iterdir())) == 1


def test_what_is_known_of_the_index_before_is_not_embedded_again(tmp_path: Path) -> None:
    encoder = HashedEncoder()
    open_index(list(PASSAGES), encoder, tmp_path)
    changed = [
        replace(PASSAGES[0], text="Bawa KTP saja.", questions=(*PASSAGES[0].questions, "syarat?")),
        *PASSAGES[1:],
    ]
    encoder.asked.clear()
    grown = open_index(changed, encoder, tmp_path)
    assert [text for role, text in encoder.asked if role == "passage"] == [
        "syarat ?",
        "syarat paspor baru. Bawa KTP saja.",
    ]
    alone = Index(changed, embed(changed, HashedEncoder()))
    for query in ("bawa ktp saja", "denda overstay", "syarat"):
        assert np.allclose(legs_of(grown, query), legs_of(alone, query), atol=1e-5)


def test_the_last_used_indexes_stay(tmp_path: Path) -> None:
    paths = []
    for number in range(4):
        passages = [replace(PASSAGES[0], text=f"Bawa {number}."), *PASSAGES[1:]]
        open_index(passages, HashedEncoder(), tmp_path)
        paths.append(index_path(passages, "hashed", tmp_path))
        os.utime(paths[-1], (number, number))
    (tmp_path / "old.pickle").write_bytes(b"")
    os.utime(paths[0])
    prune(tmp_path)
    assert set(tmp_path.iterdir()) == {paths[0], paths[2], paths[3]}


def test_another_encoder_gets_an_index_of_its_own() -> None:
    assert index_path(list(PASSAGES), "one", Path()) != index_path(list(PASSAGES), "two", Path())


@pytest.mark.parametrize("damage", [b"", b"not a pickle", b"\x80\x05cno_such_module\nThing\n."])
def test_a_damaged_index_is_built_again(tmp_path: Path, damage: bytes) -> None:
    encoder = HashedEncoder()
    open_index(list(PASSAGES), encoder, tmp_path)
    index_path(list(PASSAGES), encoder.name, tmp_path).write_bytes(damage)
    for _ in range(2):
        assert open_index(list(PASSAGES), encoder, tmp_path).passages == PASSAGES


def test_an_index_that_is_there_needs_no_encoder(published: Engine, settings: Settings) -> None:
    without_model = settings.model_copy(update={"embedding_model": "no/such/model"})
    encoder = HashedEncoder()
    encoder.name = encoder_name(without_model)
    open_index(load_passages(published), encoder, settings.data_dir / "index")
    assert build_missing_index(published, without_model) is False


def test_before_a_release_there_is_no_search(engine: Engine, settings: Settings) -> None:
    search = LiveSearch(engine, settings, lambda _: HashedEncoder())
    assert not search.ready
    with pytest.raises(NotReady):
        search.searcher()


def test_it_becomes_ready_when_the_first_release_is_published(
    today: None, engine: Engine, start: Start, tmp_path: Path
) -> None:
    search = start()
    assert not search.ready
    publish(engine, tmp_path / "content", list(PASSAGES))
    eventually(lambda: search.ready)
    (result,) = search.searcher().search("Berapa biaya paspor?", None)
    assert (result.decision, result.found[0].passage.key) == (Decision.ANSWER, "paspor-baru#biaya")


def test_a_new_release_is_swapped_in(published: Engine, start: Start, tmp_path: Path) -> None:
    search = start()
    eventually(lambda: search.ready)
    old = search.searcher()
    changed = replace(PASSAGES[4], text="Kantor buka hari Senin.")
    added = passage("haji", "syarat", "paspor_haji", ["Syarat paspor haji apa?"], text="Bawa surat rekomendasi.")
    publish(published, tmp_path / "content", [*PASSAGES[:4], changed, *PASSAGES[5:], added])
    eventually(lambda: search.searcher() is not old)
    found = search.searcher().exact("Syarat paspor haji apa?")
    assert found is not None and found.text == "Bawa surat rekomendasi."
    new = search.searcher().passage("kantor#jam")
    assert new is not None and (new.text, new.revision) == ("Kantor buka hari Senin.", 2)
    assert old.exact("Syarat paspor haji apa?") is None


def test_a_release_with_a_ready_index_is_only_read(
    published: Engine, start: Start, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = start()
    eventually(lambda: search.ready)
    old = search.searcher()
    changed = replace(PASSAGES[4], text="Kantor buka hari Senin.")
    folder = settings.data_dir / "index"

    def prepare(number: int) -> None:
        build_index(published, number, core.clock.today(), HashedEncoder(), folder)
        monkeypatch.setattr(live, "build_index", None)  # whoever answers needs it no more

    content = load_content(write_content(tmp_path / "content", [*PASSAGES[:4], changed, *PASSAGES[5:]]))
    apply_import(published, content, prepare=prepare)
    eventually(lambda: search.searcher() is not old)
    found = search.searcher().exact("Jam berapa kantor buka?")
    assert found is not None and (found.text, found.revision) == ("Kantor buka hari Senin.", 2)


def test_a_release_that_is_only_built_is_not_answered_from(published: Engine, start: Start, tmp_path: Path) -> None:
    search = start()
    eventually(lambda: search.ready)
    old = search.searcher()

    def fail(_: int) -> None:
        search._refresh(HashedEncoder())
        raise OSError("no space left")

    changed = replace(PASSAGES[4], text="Kantor buka hari Senin.")
    content = load_content(write_content(tmp_path / "content", [*PASSAGES[:4], changed, *PASSAGES[5:]]))
    with pytest.raises(OSError, match="no space"):
        apply_import(published, content, prepare=fail)
    search._refresh(HashedEncoder())
    assert search.searcher() is old


def test_questions_are_answered_while_releases_are_swapped(published: Engine, start: Start, tmp_path: Path) -> None:
    search = start()
    eventually(lambda: search.ready)
    texts = ["Jam buka kantor belum dikonfirmasi."]
    for number in range(3):
        texts.append(f"Kantor buka hari ke-{'i' * number}.")
        changed = replace(PASSAGES[4], text=texts[-1])
        publish(published, tmp_path / "content", [*PASSAGES[:4], changed, *PASSAGES[5:]])
        seen: set[str] = set()
        while texts[-1] not in seen:
            (result,) = search.searcher().search("Jam berapa kantor buka?", None)
            seen.add(result.found[0].passage.text)
        assert seen <= set(texts[-2:])


def test_a_new_day_is_noticed(published: Engine, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    search = start()
    eventually(lambda: search.ready)
    old = search.searcher()
    monkeypatch.setattr(core.clock, "now", lambda: dt.datetime(2027, 6, 1, 5, tzinfo=dt.UTC))
    eventually(lambda: search.searcher() is not old)
    overdue = search.searcher().passage("kantor#jam")
    assert overdue is not None and overdue.overdue


def test_an_amount_that_changes_on_a_day_is_new_on_that_day_everywhere(
    today: None, engine: Engine, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_content(tmp_path / "content", [*PASSAGES[:6], replace(PASSAGES[6], text="Harga {{ fee.book }}.")])
    (folder / "facts").mkdir()
    (folder / "facts" / "fees.yml").write_text(FEE, "utf-8")
    (folder / "messages" / "id.yml").write_text('greeting.hello: "{{ fee.book }}"\n', "utf-8")
    apply_import(engine, load_content(folder))
    search = start()
    eventually(lambda: search.ready)

    def told() -> tuple[str, str]:
        passage = search.searcher().passage("sim#rujukan")
        assert passage is not None
        return passage.text, load_messages(engine).get("greeting.hello", "id")

    assert told() == ("Harga Rp100.000.", "Rp100.000")
    monkeypatch.setattr(core.clock, "now", lambda: dt.datetime(2026, 12, 31, 17, 1, tzinfo=dt.UTC))  # past midnight
    eventually(lambda: told() == ("Harga Rp200.000.", "Rp200.000"))


def test_an_encoder_that_fails_at_first_is_tried_again(published: Engine, settings: Settings) -> None:
    tries: list[int] = []

    def load(_: Settings) -> HashedEncoder:
        tries.append(1)
        if len(tries) < 3:
            raise OSError("the model is not there yet")
        return HashedEncoder()

    search = LiveSearch(published, settings, load, poll_seconds=0.01)
    search.start()
    eventually(lambda: search.ready)
    search.stop()
    assert len(tries) == 3


def test_a_restart_encodes_nothing_again(published: Engine, settings: Settings) -> None:
    encoders = [HashedEncoder(), HashedEncoder()]
    for encoder in encoders:
        search = LiveSearch(published, settings, lambda _, encoder=encoder: encoder, poll_seconds=0.01)  # type: ignore[misc]
        search.start()
        eventually(lambda search=search: search.ready)  # type: ignore[misc]
        search.stop()
    assert {role for role, _ in encoders[0].asked} == {"query", "passage"}
    assert {role for role, _ in encoders[1].asked} == {"query"}
    assert len(encoders[1].asked) == 1  # the question that warms it up
