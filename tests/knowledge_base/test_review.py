from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from core.database import Base, transaction
from core.published_messages import load_messages
from knowledge_base import diff, releases, review, store
from knowledge_base.content import Content, Item
from knowledge_base.files import load_content
from knowledge_base.findings import ContentError
from knowledge_base.imports import apply_import, seed
from knowledge_base.releases import ConflictError
from knowledge_base.revision_history import ReviewError, Step, history, pending
from knowledge_base.tables import ReviewEvent, Revision

Edit = Callable[[str, str, str], None]
DOCUMENT = "documents/paspor-hilang.md"
NAME = "document/id/paspor-hilang"


@pytest.fixture
def seeded(engine: Engine, content: Content) -> Engine:
    seed(engine, content)
    return engine


@pytest.fixture
def edited(folder: Path, edit: Edit) -> Callable[[str, str, str], Item]:
    """The item of a file after a change of its text."""

    def change(path: str, old: str, new: str) -> Item:
        edit(path, old, new)
        return next(item for item in load_content(folder).items if item.path == path and new in item.source)

    return change


def steps(engine: Engine, name: str = NAME) -> list[tuple[int, list[tuple[str, str]]]]:
    entries = history(engine, name)
    return [(e.revision.number, [(str(event.step), event.author) for event in e.events]) for e in entries]


def rows(engine: Engine, table: type[Base]) -> int:
    with transaction(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def approved(engine: Engine, item: Item, author: str = "rina") -> None:
    review.draft(engine, item, author)
    review.submit(engine, item.name, author)
    review.approve(engine, item.name, "budi")


def test_a_document_goes_from_draft_to_residents(seeded: Engine, edited: Callable[..., Item]) -> None:
    item = edited(DOCUMENT, "Lapor dulu", "Segera lapor")
    assert review.draft(seeded, item, " rina ") == 2
    assert review.submit(seeded, NAME, "rina", "tolong dibaca") == 2
    assert review.approve(seeded, "paspor-hilang", "budi") == 2
    assert store.current_release(seeded).sections[1].text.startswith("Lapor dulu")
    prepared: list[int] = []
    assert review.publish(seeded, "budi", prepare=prepared.append) == 2
    assert prepared == [2]
    section = store.current_release(seeded).sections[1]
    assert (section.text[:12], section.revision) == ("Segera lapor", 2)
    assert load_messages(seeded).release == 2
    assert steps(seeded) == [
        (
            2,
            [
                ("drafted", "rina"),
                ("submitted", "rina"),
                ("approved", "budi"),
                ("built", "budi"),
                ("published", "budi"),
            ],
        ),
        (1, []),
    ]
    newest, first = history(seeded, NAME)
    assert (newest.live, newest.state, newest.events[-1].release) == (True, Step.PUBLISHED, 2)
    assert (first.live, first.state) == (False, Step.PUBLISHED)
    assert newest.events[1].note == "tolong dibaca"
    assert all(event.at.tzinfo for event in newest.events)
    assert pending(seeded) == []


def test_nobody_approves_their_own_work(seeded: Engine, edited: Callable[..., Item]) -> None:
    review.draft(seeded, edited(DOCUMENT, "Lapor dulu", "Segera lapor"), "rina")
    review.submit(seeded, NAME, "budi")
    with pytest.raises(ReviewError, match=r"rina wrote .*@2: somebody else has to approve"):
        review.approve(seeded, NAME, "Rina ")
    assert [entry.state for entry in pending(seeded)] == [Step.SUBMITTED]


@pytest.mark.parametrize(
    ("taken", "wrong"),
    [
        ((), review.approve),
        (("submit",), review.submit),
        (("submit", "approve"), review.approve),
        (("submit", "reject"), review.approve),
        (("submit", "reject"), review.submit),
    ],
)
def test_steps_have_an_order(
    seeded: Engine, edited: Callable[..., Item], taken: tuple[str, ...], wrong: Callable[..., int]
) -> None:
    review.draft(seeded, edited(DOCUMENT, "Lapor dulu", "Segera lapor"), "rina")
    for step in taken:
        getattr(review, step)(seeded, NAME, "budi", "karena")
    before = steps(seeded)
    with pytest.raises(ReviewError, match="cannot be"):
        wrong(seeded, NAME, "budi")
    assert steps(seeded) == before


def test_a_rejected_draft_is_not_published_and_says_why(seeded: Engine, edited: Callable[..., Item]) -> None:
    approved(seeded, edited(DOCUMENT, "Lapor dulu", "Segera lapor"))
    with pytest.raises(ReviewError, match="say why"):
        review.reject(seeded, NAME, "budi", " ")
    review.reject(seeded, NAME, "budi", "kurang sopan")
    with pytest.raises(ReviewError, match="nothing is approved"):
        review.publish(seeded, "budi")
    (entry,) = pending(seeded)
    assert (entry.state, entry.events[-1].note) == (Step.REJECTED, "kurang sopan")
    assert store.current_number(seeded) == 1


def test_an_edit_after_submitting_needs_review_again(seeded: Engine, edited: Callable[..., Item]) -> None:
    approved(seeded, edited(DOCUMENT, "Lapor dulu", "Segera lapor"))
    assert review.draft(seeded, edited(DOCUMENT, "Segera lapor", "Cepat lapor"), "rina") == 3
    with pytest.raises(ReviewError, match="nothing is approved"):
        review.publish(seeded, "budi")
    with pytest.raises(ReviewError, match="@3 is drafted"):
        review.approve(seeded, NAME, "budi")
    review.submit(seeded, NAME, "rina")
    review.approve(seeded, NAME, "budi")
    review.publish(seeded, "budi")
    assert store.current_release(seeded).sections[1].text.startswith("Cepat lapor")


def test_a_draft_of_an_old_revision_is_a_conflict(seeded: Engine, folder: Path, edited: Callable[..., Item]) -> None:
    mine = edited(DOCUMENT, "Lapor dulu", "Segera lapor")
    review.draft(seeded, mine, "rina", base=1)
    review.submit(seeded, NAME, "rina")
    # Meanwhile a machine brings the same document in another wording.
    theirs = replace(mine, source=mine.source.replace("Segera lapor", "Mohon lapor"))
    others = [item for item in load_content(folder).items if item.name != NAME]
    apply_import(seeded, Content((theirs, *others)))
    with pytest.raises(ConflictError, match="edited from revision 1, but revision 3 by import is live now"):
        review.draft(seeded, mine, "rina", base=1)
    with pytest.raises(ReviewError, match="@3 is published"):
        review.approve(seeded, NAME, "budi")
    assert review.draft(seeded, mine, "rina", base=3) == 4


def test_approved_work_whose_ground_has_moved_is_not_published(
    seeded: Engine, folder: Path, content: Content, edited: Callable[..., Item]
) -> None:
    new = edited("topics.txt", "sapaan assistant", "sapaan assistant\nsalam assistant")
    approved(seeded, new)
    gone = Content(tuple(item for item in content.items if item.path not in ("topics.txt", DOCUMENT)))
    apply_import(seeded, gone)
    with pytest.raises(ConflictError, match=r"topics\.txt was edited from revision 1, but it is not live any more"):
        review.publish(seeded, "budi")
    assert store.current_number(seeded) == 2


def test_a_new_item_comes_last_in_its_file(seeded: Engine, folder: Path, edit: Edit) -> None:
    text = (folder / "facts/fees.yml").read_text("utf-8")
    hall = (
        text[text.index("office.name:") :]
        .replace("office.name", "office.hall")
        .replace("Kantor Contoh", "Aula")
        .replace("Nama kantor", "Nama aula")
    )
    edit("facts/fees.yml", text, hall + text)
    drafted = review.draft_changed(seeded, [i for i in load_content(folder).items if "hall" in i.key], "rina")
    assert drafted == ["fact/office.hall@1"]
    review.submit(seeded, "office.hall", "rina")
    review.approve(seeded, "office.hall", "budi")
    number = review.publish(seeded, "budi")
    with transaction(seeded) as session:
        names = [e.name for e in store.read_release(session, number) if e.revision.path == "facts/fees.yml"]
    assert names == ["fact/fee.lost", "fact/fee.passport", "fact/office.name", "fact/office.hall"]


def test_a_removal_goes_the_same_way(seeded: Engine, edited: Callable[..., Item]) -> None:
    assert review.draft_removal(seeded, NAME, "rina") == 2
    approved(seeded, edited("topics.txt", "paspor_hilang\nbiaya_paspor\n", ""))
    review.submit(seeded, NAME, "rina")
    with pytest.raises(ReviewError, match="somebody else"):
        review.approve(seeded, NAME, "rina")
    review.approve(seeded, NAME, "budi")
    assert review.publish(seeded, "budi") == 2
    assert store.current_release(seeded).sections == ()
    assert steps(seeded)[0][1][-1] == ("published", "budi")
    with pytest.raises(ReviewError, match="not live"):
        review.draft_removal(seeded, NAME, "rina")
    assert releases.rollback(seeded, 1, "budi") == 3
    assert len(store.current_release(seeded).sections) == 2


def test_what_is_the_same_is_no_draft(seeded: Engine, content: Content) -> None:
    with pytest.raises(ReviewError, match="the same as its live revision 1"):
        review.draft(seeded, content.items[0], "rina")
    assert review.draft_changed(seeded, content.items, "rina") == []
    assert rows(seeded, ReviewEvent) == 0


@pytest.mark.parametrize("name", ["document/id/tidak-ada", "tidak-ada", "", "a/b/c/d", "%"])
def test_an_unknown_item_is_named(seeded: Engine, name: str) -> None:
    for ask in (history, lambda e, n: review.submit(e, n, "rina"), lambda e, n: review.draft_removal(e, n, "r")):
        with pytest.raises(ReviewError, match="there is no"):
            ask(seeded, name)


def test_a_key_of_two_items_is_not_guessed(seeded: Engine) -> None:
    with pytest.raises(ReviewError, match=r"may be message/en/greeting\.hello or message/id/greeting\.hello"):
        history(seeded, "greeting.hello")
    assert len(history(seeded, "message/en/greeting.hello")) == 1


@pytest.mark.parametrize("author", ["", "  ", "x" * 121])
def test_everybody_has_a_name(seeded: Engine, edited: Callable[..., Item], author: str) -> None:
    before = rows(seeded, Revision)
    with pytest.raises(ReviewError, match="say who you are"):
        review.draft(seeded, edited(DOCUMENT, "Lapor dulu", "Segera lapor"), author)
    assert rows(seeded, Revision) == before


def test_findings_keep_the_release_as_it_was(seeded: Engine, edited: Callable[..., Item]) -> None:
    approved(seeded, edited(DOCUMENT, "Lapor dulu", "Bayar Rp5 dulu"))
    line = 1 + store.files_of(_placed(seeded))[DOCUMENT].split("\n").index(
        "Lapor dulu ke polisi, lalu datang ke {{ office.name }}."
    )
    with pytest.raises(ContentError, match=rf"documents/paspor-hilang\.md:{line}: literal_money: 'Rp5'"):
        review.publish(seeded, "budi")
    assert (store.current_number(seeded), load_messages(seeded).release) == (1, 1)
    assert [found.number for found in releases.list_releases(seeded)] == [1]
    assert [entry.state for entry in pending(seeded)] == [Step.APPROVED]


def _placed(engine: Engine) -> list[store.Placed]:
    with transaction(engine) as session:
        return store.read_release(session, store.current_number(engine) or 0)


def test_a_failed_preparation_keeps_the_release_and_can_be_tried_again(
    seeded: Engine, edited: Callable[..., Item]
) -> None:
    approved(seeded, edited(DOCUMENT, "Lapor dulu", "Segera lapor"))

    def fail(_: int) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        review.publish(seeded, "budi", prepare=fail)
    assert (store.current_number(seeded), load_messages(seeded).release) == (1, 1)
    assert review.publish(seeded, "budi") == 3
    assert store.current_release(seeded).sections[1].text.startswith("Segera lapor")


def test_revisions_and_releases_can_be_compared(seeded: Engine, edited: Callable[..., Item]) -> None:
    approved(seeded, edited(DOCUMENT, "Lapor dulu", "Segera lapor"))
    text = diff.diff_revisions(seeded, NAME, 1, 2)
    assert "-Lapor dulu ke polisi" in text and "+Segera lapor ke polisi" in text
    review.publish(seeded, "budi")
    (found,) = diff.diff_releases(seeded, 1, 2)
    assert (found.name, found.old, found.new) == (NAME, 1, 2)
    assert found.text.splitlines()[:2] == [f"--- {NAME}@1", f"+++ {NAME}@2"]
    assert diff.diff_releases(seeded, 1, 1) == []
    with pytest.raises(store.NoReleaseError, match="no release 9"):
        diff.diff_releases(seeded, 1, 9)
    with pytest.raises(ReviewError, match="no revision 9"):
        diff.diff_revisions(seeded, NAME, 1, 9)
