import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from core.database import Base, make_engine, transaction
from core.published_messages import load_messages
from knowledge_base import review, store
from knowledge_base.content import Content, Item
from knowledge_base.document_file import parse_document
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError
from knowledge_base.imports import ImportPlan, Status, apply_import, plan_import, seed
from knowledge_base.parse import parse_file
from knowledge_base.tables import Revision

Edit = Callable[[str, str, str], None]
DOCUMENT = "documents/paspor-hilang.md"
FEES = "facts/fees.yml"
NAME = "document/id/paspor-hilang"


def team_edits(engine: Engine, *edited: Item) -> None:
    """Somebody writes, somebody else approves and publishes."""
    for item in edited:
        review.draft(engine, item, "rina")
        review.submit(engine, item.name, "rina")
        review.approve(engine, item.name, "budi")
    if edited:
        review.publish(engine, "budi")


def edited_document(content: Content) -> Item:
    text = next(item.source for item in content.items if item.path == DOCUMENT)
    body = content.documents[0]
    return parse_document(DOCUMENT, text.replace("Lapor dulu", "Segera lapor"), body.verified_on)


def revisions(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(Revision)) or 0


def statuses(plan: ImportPlan) -> dict[str, Status]:
    return {c.name: c.status for c in plan.changes if c.status is not Status.UNCHANGED}


@pytest.fixture
def seeded(engine: Engine, content: Content) -> Engine:
    seed(engine, content)
    return engine


def test_nothing_new_makes_no_release(seeded: Engine, content: Content) -> None:
    before = revisions(seeded)
    plan = apply_import(seeded, content)
    assert plan.release is None
    assert plan.counts == {Status.UNCHANGED: len(content.items)}
    assert (store.current_number(seeded), revisions(seeded)) == (1, before)


def test_only_what_changed_gets_a_revision(seeded: Engine, folder: Path, edit: Edit) -> None:
    before = revisions(seeded)
    edit(FEES, "value: 1000000", "value: 1100000")
    plan = apply_import(seeded, load_content(folder), author="import")
    assert plan.release == 2
    assert statuses(plan) == {"fact/fee.lost": Status.CHANGED}
    assert revisions(seeded) == before + 1
    release = store.current_release(seeded)
    assert "Rp1.100.000" in release.sections[0].text
    assert release.sections[0].revision == 1


def test_a_preview_changes_nothing(seeded: Engine, folder: Path, edit: Edit) -> None:
    before = revisions(seeded)
    edit(DOCUMENT, "Lapor dulu", "Lapor segera")
    (folder / "messages/en.yml").write_text("menu.intro: What would you like to know?\n")
    plan = plan_import(seeded, load_content(folder))
    assert statuses(plan) == {
        NAME: Status.CHANGED,
        "message/en/greeting.hello": Status.REMOVED,
        "message/en/menu.intro": Status.ADDED,
    }
    diff = next(change.diff for change in plan.changes if change.name == NAME)
    assert "-Lapor dulu ke polisi" in diff
    assert "+Lapor segera ke polisi" in diff
    assert (store.current_number(seeded), revisions(seeded), plan.release) == (1, before, None)


def test_what_the_team_edited_is_kept(seeded: Engine, content: Content) -> None:
    team_edits(seeded, edited_document(content))
    plan = apply_import(seeded, content)
    assert statuses(plan) == {NAME: Status.KEPT}
    assert next(change.author for change in plan.changes if change.name == NAME) == "rina"
    assert plan.release is None
    assert "Segera lapor" in store.current_release(seeded).sections[1].text


def test_the_rest_is_imported_beside_what_is_kept(seeded: Engine, folder: Path, content: Content, edit: Edit) -> None:
    team_edits(seeded, edited_document(content))
    edit(FEES, "value: 950000", "value: 960000")
    plan = apply_import(seeded, load_content(folder))
    assert statuses(plan) == {NAME: Status.KEPT, "fact/fee.passport": Status.CHANGED}
    release = store.current_release(seeded)
    assert "Segera lapor" in release.sections[1].text
    assert "Rp1.960.000" in release.sections[0].text


@pytest.mark.parametrize("word", [NAME, "paspor-hilang"])
def test_a_named_item_is_overwritten(seeded: Engine, content: Content, word: str) -> None:
    team_edits(seeded, edited_document(content))
    plan = apply_import(seeded, content, overwrite={word})
    assert statuses(plan) == {NAME: Status.CHANGED}
    section = store.current_release(seeded).sections[1]
    assert section.text.startswith("Lapor dulu")
    assert section.revision == 3


def test_an_unknown_name_is_refused(seeded: Engine, content: Content) -> None:
    with pytest.raises(ValueError, match="paspor-ilang"):
        apply_import(seeded, content, overwrite={"paspor-ilang"})


def test_an_item_that_comes_back_goes_on_counting(seeded: Engine, content: Content) -> None:
    without = Content(tuple(item for item in content.items if item.path not in (DOCUMENT, "topics.txt")))
    assert statuses(apply_import(seeded, without)) == {NAME: Status.REMOVED, "list/topics.txt": Status.REMOVED}
    assert store.current_release(seeded).sections == ()
    apply_import(seeded, content)
    assert store.current_release(seeded).sections[0].revision == 2


def test_a_bad_import_leaves_the_release_as_it_was(seeded: Engine, folder: Path, content: Content, edit: Edit) -> None:
    team_edits(seeded, edited_document(content))
    before = revisions(seeded)
    edit(FEES, "fee.passport:", "fee.book:")
    edit(DOCUMENT, "fee.passport", "fee.book")
    edit("messages/id.yml", "fee.passport", "fee.book")
    # The files agree with each other, but not with the document that the team edited.
    with pytest.raises(ContentError, match=r"fee\.passport"):
        apply_import(seeded, load_content(folder))
    assert (store.current_number(seeded), revisions(seeded)) == (2, before)
    assert load_messages(seeded).release == 2


def test_import_into_an_empty_database_publishes(engine: Engine, content: Content) -> None:
    plan = apply_import(engine, content)
    assert plan.release == 1
    assert plan.counts == {Status.ADDED: len(content.items)}


def test_a_new_file_name_is_a_change(seeded: Engine, folder: Path, tmp_path: Path) -> None:
    (folder / FEES).rename(folder / "facts/tarif.yml")
    plan = apply_import(seeded, load_content(folder))
    assert set(statuses(plan)) == {"fact/fee.lost", "fact/fee.passport", "fact/office.name"}
    store.export(seeded, tmp_path / "out")
    assert not (tmp_path / "out" / FEES).exists()


FACTS = ["fact/fee.lost", "fact/fee.passport", "fact/office.name"]
OTHERS = ["message/id/handoff.opened", "message/en/greeting.hello", "list/banned_sources.txt", NAME]
NAMES = st.sets(st.sampled_from(FACTS + OTHERS))


SHARED_CONTENT = [HealthCheck.function_scoped_fixture]


@settings(max_examples=40, deadline=None, suppress_health_check=SHARED_CONTENT)
@given(by_team=NAMES, in_files=NAMES, gone=st.sets(st.sampled_from(OTHERS)), named=NAMES)
def test_only_named_items_lose_what_a_person_wrote(
    content: Content, by_team: set[str], in_files: set[str], gone: set[str], named: set[str]
) -> None:
    # A topic of the assistant needs no document.
    content = Content(tuple(with_assistant_topics(item) for item in content.items))
    engine = make_engine("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    seed(engine, content)
    items = {item.name: item for item in content.items}
    team_edits(engine, *(marked(items[name], "# rina\n") for name in by_team))
    files = [marked(item, "# file\n") if item.name in in_files else item for item in content.items]
    apply_import(engine, Content(tuple(item for item in files if item.name not in gone)), "import", named)
    after = outcome(engine)
    for name in items:
        if name in by_team - named:
            assert after[name].endswith("# rina\n")
        elif name in gone:
            assert name not in after
        else:
            assert after[name].endswith("# file\n") == (name in in_files)
    engine.dispose()


def with_assistant_topics(item: Item) -> Item:
    if item.key != "topics.txt":
        return item
    return parse_file(item.path, "paspor_hilang assistant\nbiaya_paspor assistant\n", dt.date(2026, 11, 25))[0]


def marked(item: Item, words: str) -> Item:
    return replace(item, source=item.source + words)


def outcome(engine: Engine) -> dict[str, str]:
    number = store.current_number(engine) or 0
    with transaction(engine) as session:
        placed = store.read_release(session, number)
    return {entry.name: entry.revision.source for entry in placed}
