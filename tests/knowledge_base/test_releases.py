import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, inspect, select, text

import core.clock
from core.database import Base, make_engine, transaction
from core.published_messages import PublishedMessage, load_messages
from deploy.prepare import migrate
from knowledge_base import releases, store
from knowledge_base.content import Content
from knowledge_base.files import MAX_BYTES, load_content
from knowledge_base.findings import ContentError
from knowledge_base.imports import apply_import, seed
from knowledge_base.located import check_live
from knowledge_base.releases import ConflictError
from knowledge_base.revision_history import pending
from knowledge_base.tables import Publication, Release, ReleaseItem, ReviewEvent, Revision

Edit = Callable[[str, str, str], None]
DOCUMENT = "documents/paspor-hilang.md"
NAME = "document/id/paspor-hilang"
TABLES: tuple[type[Base], ...] = (Revision, ReviewEvent, Release, Publication, ReleaseItem)


@pytest.fixture
def seeded(engine: Engine, content: Content) -> Engine:
    seed(engine, content)
    return engine


def stored(engine: Engine) -> dict[str, int]:
    with transaction(engine) as session:
        counts = {t.__tablename__: session.scalar(select(func.count()).select_from(t)) or 0 for t in TABLES}
    return {**counts, "current": store.current_number(engine) or 0, "messages": load_messages(engine).release or 0}


def steps_text(engine: Engine) -> str:
    return store.current_release(engine).sections[1].text


def second(engine: Engine, folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    assert apply_import(engine, load_content(folder)).release == 2


def test_rollback_is_a_new_release_with_the_old_items(seeded: Engine, folder: Path, edit: Edit) -> None:
    edit("messages/en.yml", "Hello from", "Welcome to")
    second(seeded, folder, edit)
    prepared: list[int] = []
    assert releases.rollback(seeded, 1, "budi", prepared.append) == 3
    assert prepared == [3]
    assert steps_text(seeded).startswith("Lapor dulu")
    assert load_messages(seeded).get("greeting.hello", "en").startswith("Hello from")
    assert store.release_digest(seeded, 3) == store.release_digest(seeded, 1) != store.release_digest(seeded, 2)
    listed = [(r.number, r.created_by, r.replaces, r.current) for r in releases.list_releases(seeded)]
    assert listed == [(3, "budi", 2, True), (2, "import", 1, False), (1, "seed", 0, False)]
    assert stored(seeded)["knowledge_publications"] == 3


@pytest.mark.parametrize("number", [0, 2, 99, -1])
def test_rollback_to_an_unknown_release_changes_nothing(seeded: Engine, number: int) -> None:
    before = stored(seeded)
    with pytest.raises(store.NoReleaseError, match=f"no release {number}"):
        releases.rollback(seeded, number, "budi")
    assert stored(seeded) == before


def test_rollback_to_what_is_live_or_never_was_is_refused(seeded: Engine) -> None:
    with pytest.raises(ValueError, match="live already"):
        releases.rollback(seeded, 1, "budi")
    with transaction(seeded) as session:
        placed = store.read_release(session, 1)
    held = releases.build(seeded, placed, 1, "budi", "held back")
    with pytest.raises(store.NoReleaseError, match="that was live"):
        releases.rollback(seeded, held, "budi")
    assert store.current_number(seeded) == 1


def test_a_built_release_is_not_seen_before_it_goes_live(seeded: Engine, folder: Path, edit: Edit) -> None:
    seen: list[tuple[int | None, str, int | None]] = []

    def look(number: int) -> None:
        assert store.release(seeded, number).sections[1].text.startswith("Segera lapor")
        seen.append((store.current_number(seeded), steps_text(seeded)[:10], load_messages(seeded).release))

    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    apply_import(seeded, load_content(folder), prepare=look)
    assert seen == [(1, "Lapor dulu", 1)]
    assert steps_text(seeded).startswith("Segera")


def test_of_two_publishers_one_wins_and_the_other_is_told(seeded: Engine, folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    document = load_content(folder)
    edit(DOCUMENT, "Segera lapor", "Lapor dulu")
    edit("messages/en.yml", "Hello from", "Welcome to")
    message = load_content(folder)
    both_built = threading.Barrier(2)

    def wait(_: int) -> None:
        both_built.wait(30)

    def publish(content: Content) -> int | ConflictError | None:
        try:
            return apply_import(seeded, content, prepare=wait).release
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(publish, (document, message)))
    won, lost = sorted(done, key=lambda found: isinstance(found, ConflictError))
    assert isinstance(won, int) and isinstance(lost, ConflictError)
    assert "publish again" in str(lost)
    assert store.current_number(seeded) == load_messages(seeded).release == won
    assert stored(seeded)["knowledge_publications"] == 2
    assert steps_text(seeded).startswith("Segera") == (done[0] == won)
    assert load_messages(seeded).get("greeting.hello", "en").startswith("Welcome") == (done[1] == won)


def test_the_same_edit_by_two_at_once_is_one_release(seeded: Engine, folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")
    content = load_content(folder)

    def publish_meanwhile(_: int) -> None:
        assert apply_import(seeded, content).release == 3

    with pytest.raises(ConflictError, match="release 2 was made to replace release 1, but release 3 is live"):
        apply_import(seeded, content, prepare=publish_meanwhile)
    assert store.current_number(seeded) == 3
    assert steps_text(seeded).startswith("Segera")


def test_what_was_built_on_an_older_release_is_not_kept(seeded: Engine, folder: Path, edit: Edit) -> None:
    with transaction(seeded) as session:
        placed = store.read_release(session, 1)
    second(seeded, folder, edit)
    before = stored(seeded)
    with pytest.raises(ConflictError, match="release 2 went live meanwhile"):
        releases.build(seeded, placed, 1, "budi", "")
    assert stored(seeded) == before


def test_a_release_goes_live_once(seeded: Engine) -> None:
    before = stored(seeded)
    with pytest.raises(ConflictError):
        releases.go_live(seeded, 1, "budi")
    with pytest.raises(store.NoReleaseError, match="no release 7"):
        releases.go_live(seeded, 7, "budi")
    assert stored(seeded) == before


def test_the_database_itself_lets_a_release_be_replaced_once(seeded: Engine, folder: Path, edit: Edit) -> None:
    second(seeded, folder, edit)
    with transaction(seeded) as session:
        number = releases.insert_release(session, store.read_release(session, 1), 1, "budi", "")

    def blind(_: object) -> int:
        return 1  # what another transaction still sees on a database that does not wait

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releases, "live_number", blind)
        with pytest.raises(ConflictError, match="the same moment"):
            releases.go_live(seeded, number, "budi")
    assert (store.current_number(seeded), load_messages(seeded).release) == (2, 2)


def test_a_file_too_large_stops_the_import(seeded: Engine, folder: Path) -> None:
    before = stored(seeded)
    (folder / DOCUMENT).write_text("x" * 10_000_000, "utf-8")
    with pytest.raises(ContentError, match=f"file_too_large: over {MAX_BYTES:,}"):
        apply_import(seeded, load_content(folder))
    assert stored(seeded) == before


def test_a_file_deleted_while_reading_stops_the_import(
    seeded: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, read = stored(seeded), Path.open

    def deleted(path: Path, mode: str = "r") -> object:
        if path.name == "fees.yml":
            path.unlink(missing_ok=True)
        return read(path, mode)

    monkeypatch.setattr(Path, "open", deleted)
    with pytest.raises(ContentError, match=r"facts/fees\.yml:1: unreadable_file"):
        apply_import(seeded, load_content(folder))
    assert stored(seeded) == before


def test_time_alone_does_not_keep_a_release_back(
    seeded: Engine, folder: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.clock, "now", lambda: dt.datetime(2027, 6, 1, tzinfo=dt.UTC))
    edit("facts/fees.yml", "effective_on: 2027-01-01", "effective_on: 2027-12-01")
    second(seeded, folder, edit)
    findings = check_live(seeded)
    assert {finding.code for finding in findings} == {"overdue_review"}
    assert findings[0].line == 1 + (folder / DOCUMENT).read_text("utf-8").split("\n").index("verified_on: 2026-11-20")


def test_the_live_release_is_checked_by_itself(engine: Engine, folder: Path, edit: Edit) -> None:
    with pytest.raises(store.NoReleaseError):
        check_live(engine)
    edit("messages/id.yml", "{case}.", "{case}.\n# baris\nhandoff.late: Rp5\n")
    edit("banned_sources.txt", "kantor-palsu.com", "kantor-palsu.com\nexample.go.id")
    seed(engine, load_content(folder))
    (finding,) = check_live(engine)
    assert (finding.file, finding.code) == (DOCUMENT, "banned_source")
    assert "example.go.id" in (folder / DOCUMENT).read_text("utf-8").split("\n")[finding.line - 1]


@pytest.fixture
def old_database(tmp_path: Path) -> Iterator[Engine]:
    """A database at the first migration with two releases in it."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = make_engine(url)
    migrate(engine, url, "0001")
    day = "2026-11-01 00:00:00"
    with engine.begin() as connection:
        for number, author in ((1, "seed"), (2, "import")):
            values = {"n": number, "at": day, "by": author}
            connection.execute(text("INSERT INTO knowledge_releases VALUES (:n, :at, :by, 'note')"), values)
    yield engine
    engine.dispose()


def test_releases_from_before_reviews_stay_live(old_database: Engine) -> None:
    url = old_database.url.render_as_string(hide_password=False)
    assert migrate(old_database, url)
    assert store.current_number(old_database) == 2
    listed = [(r.number, r.replaces, r.live_by, r.current) for r in releases.list_releases(old_database)]
    assert listed == [(2, 1, "import", True), (1, 0, "seed", False)]
    assert releases.list_releases(old_database)[0].live_at == dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    assert "removed" in {column["name"] for column in inspect(old_database).get_columns("knowledge_revisions")}


def test_history_is_kept_even_of_what_never_went_live(seeded: Engine, folder: Path, edit: Edit) -> None:
    edit(DOCUMENT, "Lapor dulu", "Segera lapor")

    def fail(_: int) -> None:
        raise OSError

    with pytest.raises(OSError):
        apply_import(seeded, load_content(folder), prepare=fail)
    assert [(r.number, r.live_at is None) for r in releases.list_releases(seeded)] == [(2, True), (1, False)]
    for table in (Release, Revision):
        with pytest.raises(RuntimeError, match="never changed"), transaction(seeded) as session:
            session.delete(session.scalars(select(table)).first())


def test_messages_of_the_release_that_is_live_are_the_ones_refreshed(seeded: Engine, folder: Path, edit: Edit) -> None:
    with transaction(seeded) as session:
        placed = [entry for entry in store.read_release(session, 1) if entry.name != "message/en/greeting.hello"]
    releases.build(seeded, placed, 1, "budi", "not live")
    with transaction(seeded) as session:
        session.execute(delete(PublishedMessage))
    store.refresh_messages(seeded)
    assert load_messages(seeded).has("greeting.hello", "en")
    assert pending(seeded) == []
