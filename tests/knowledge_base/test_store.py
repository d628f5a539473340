import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import core.clock
from core.database import Base, transaction
from core.published_messages import load_messages
from knowledge_base import store
from knowledge_base.content import Content
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError
from knowledge_base.imports import seed
from knowledge_base.releases import activate, insert_release
from knowledge_base.tables import Release, ReleaseItem, Revision

Edit = Callable[[str, str, str], None]


def test_seed_publishes_release_one_once(engine: Engine, content: Content) -> None:
    assert store.current_number(engine) is None
    assert seed(engine, content)
    assert store.current_number(engine) == 1
    assert not seed(engine, content)
    assert store.current_number(engine) == 1


def test_two_seeds_at_once_publish_one_release(engine: Engine, content: Content) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: seed(engine, content), range(2)))
    assert sorted(done) == [False, True]


def test_content_with_a_missing_fact_is_not_published(engine: Engine, folder: Path, edit: Edit) -> None:
    edit("messages/id.yml", "{{ fee.passport }}", "{{ fee.none }}")
    with pytest.raises(ContentError, match=r"messages/id\.yml:6: unresolved_reference: fee\.none"):
        seed(engine, load_content(folder))
    with pytest.raises(store.NoReleaseError):
        store.current_release(engine)


def test_current_release_is_rendered(engine: Engine, content: Content) -> None:
    seed(engine, content)
    release = store.current_release(engine)
    fee, steps = release.sections
    assert release.number == 1
    assert fee.text.startswith("Paspor hilang kena **Rp1.000.000** di luar")
    assert "Rp1.950.000" in fee.text
    assert steps.text.endswith("datang ke Kantor Contoh.")
    assert (fee.document, fee.section, fee.document_title) == (
        "paspor-hilang",
        "fee",
        "Paspor hilang",
    )
    assert (fee.source_title, fee.source_url) == ("UU 6/2011", None)
    assert (fee.revision, fee.verified_on, fee.overdue) == (1, dt.date(2026, 11, 20), False)
    assert fee.topics == ("paspor_hilang", "biaya_paspor")
    assert [question.style for question in steps.questions] == ["story"]
    assert release.published_messages["en"]["greeting.hello"] == "Hello from Kantor Contoh, {name}."
    assert release.published_messages["id"]["chips"] == [
        {"title": "Biaya Rp950.000", "text": "Berapa biaya paspor hilang?"}
    ]
    assert release.registry.value("fee.lost", dt.date(2020, 1, 1)) == 500000


def test_a_release_is_rendered_for_the_day(engine: Engine, content: Content) -> None:
    seed(engine, content)
    release = store.current_release(engine, dt.date(2020, 1, 1))
    assert "Rp500.000" in release.sections[0].text
    assert "belum dikonfirmasi kantor" in release.sections[0].text
    due = dt.date(2026, 11, 20) + dt.timedelta(90)
    assert not store.current_release(engine, due).sections[0].overdue
    assert store.current_release(engine, due + dt.timedelta(1)).sections[0].overdue


def test_export_writes_the_files_as_they_were(engine: Engine, folder: Path, content: Content, tmp_path: Path) -> None:
    seed(engine, content)
    written = store.export(engine, tmp_path / "out")
    names = {path.relative_to(tmp_path / "out") for path in written}
    assert names == {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    for name in names:
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()


def test_export_stays_in_its_directory(engine: Engine, content: Content, tmp_path: Path) -> None:
    placed = [store.place(item, 1, "seed") for item in content.items]
    placed[0].revision.path = "../outside.md"
    with transaction(engine) as session:
        activate(session, insert_release(session, placed, 0, "seed", ""), "seed")
    with pytest.raises(ValueError, match="outside"):
        store.export(engine, tmp_path / "out")


@pytest.mark.parametrize("table", [Revision, Release, ReleaseItem])
def test_history_cannot_be_deleted(engine: Engine, content: Content, table: type[Base]) -> None:
    seed(engine, content)
    with pytest.raises(RuntimeError, match="never changed"), transaction(engine) as session:
        session.delete(session.scalars(select(table)).first())


def test_history_cannot_be_changed(engine: Engine, content: Content) -> None:
    seed(engine, content)
    with Session(engine) as session:
        session.scalars(select(Revision)).all()[0].author = "someone"
        with pytest.raises(RuntimeError, match="never changed"):
            session.commit()


def test_messages_reach_the_gateway(engine: Engine, content: Content) -> None:
    assert load_messages(engine).release is None
    seed(engine, content)
    messages = load_messages(engine)
    assert messages.release == 1
    assert messages.get("greeting.hello", "en", name="Sri") == "Hello from Kantor Contoh, Sri."
    assert messages.get("handoff.opened", "jv", case="K-7") == "Dicatat dengan nomor K-7."
    assert messages.items("chips", "en") == [{"title": "Biaya Rp950.000", "text": "Berapa biaya paspor hilang?"}]


def test_placeholders_are_safe(engine: Engine, content: Content) -> None:
    seed(engine, content)
    messages = load_messages(engine)
    assert messages.get("handoff.opened", "id") == "Dicatat dengan nomor {case}."
    assert messages.get("handoff.opened", "id", case="{case.__class__}").endswith("{case.__class__}.")
    with pytest.raises(KeyError):
        messages.get("no.such", "id")
    with pytest.raises(TypeError):
        messages.get("chips", "id")
    with pytest.raises(TypeError):
        messages.items("handoff.opened", "id")


def test_messages_follow_the_day(engine: Engine, folder: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    edit("facts/fees.yml", "valid_to: null}\n  planned:", "valid_to: 2026-11-25}\n  planned:")
    seed(engine, load_content(folder))
    assert "Rp950.000" in load_messages(engine).items("chips", "id")[0]["title"]
    tomorrow = dt.datetime(2026, 11, 26, 5, tzinfo=dt.UTC)
    monkeypatch.setattr(core.clock, "now", lambda: tomorrow)
    store.refresh_messages(engine)
    assert "belum dikonfirmasi" in load_messages(engine).items("chips", "id")[0]["title"]
