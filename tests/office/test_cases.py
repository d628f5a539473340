from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import Engine, delete, select

from core.database import transaction
from office.cases import open_case
from office.tables import Case

THREADS = 8


def opened(engine: Engine, message_id: str) -> list[Case]:
    with transaction(engine) as session:
        return list(session.scalars(select(Case).where(Case.message_id == message_id).order_by(Case.sequence)))


def open_(engine: Engine, message_id: str = "m-1", kind: str = "handoff", summary: str = "tolong") -> str:
    return open_case(engine, message_id=message_id, conversation_id="c-1", kind=kind, summary=summary)


def race(engine: Engine, message_id: str) -> set[str]:
    """The numbers that threads get which open a case for one message at the same moment."""
    barrier = Barrier(THREADS)

    def together(_: int) -> str:
        barrier.wait()
        return open_(engine, message_id)

    with ThreadPoolExecutor(THREADS) as pool:
        return set(pool.map(together, range(THREADS)))


def test_a_case_is_open_and_says_where_it_comes_from(engine: Engine) -> None:
    number = open_(engine, kind="complaint", summary="diminta uang rokok")
    (case,) = opened(engine, "m-1")
    assert (case.number, case.kind, case.status) == (number, "complaint", "open")
    assert (case.conversation_id, case.summary) == ("c-1", "diminta uang rokok")


def test_the_number_counts_within_the_year_it_was_opened_in(engine: Engine) -> None:
    numbers = [open_(engine, f"m-{n}") for n in range(3)]
    (first,) = opened(engine, "m-0")
    assert numbers == [f"KS-{first.created_at.year}-{n:06d}" for n in (1, 2, 3)]


def test_the_same_message_and_kind_find_the_first_case_unchanged(engine: Engine) -> None:
    assert open_(engine, summary="pertama") == open_(engine, summary="kedua")
    (case,) = opened(engine, "m-1")
    assert case.summary == "pertama"


def test_another_kind_is_another_case(engine: Engine) -> None:
    assert open_(engine, kind="handoff") != open_(engine, kind="emergency")
    assert [case.kind for case in opened(engine, "m-1")] == ["handoff", "emergency"]


def test_a_number_is_never_given_twice(engine: Engine) -> None:
    number = open_(engine, "m-1")
    with transaction(engine) as session:
        session.execute(delete(Case))
    assert open_(engine, "m-2") != number


def test_the_summary_is_masked_before_it_is_cut(engine: Engine) -> None:
    open_(engine, summary="x" * 1990 + " 1808012345670001 " + "y" * 3000)
    (case,) = opened(engine, "m-1")
    assert len(case.summary) == 2000
    assert case.summary.endswith(" [NIK] yyy") and "1808" not in case.summary


def test_threads_that_open_a_case_at_once_get_one(engine: Engine) -> None:
    numbers = race(engine, "m-race")
    assert numbers == {case.number for case in opened(engine, "m-race")}
    assert len(numbers) == 1


@pytest.mark.postgresql
def test_threads_that_open_a_case_at_once_get_one_on_postgresql(postgresql: Engine) -> None:
    message_id = f"m-{uuid4()}"
    numbers = race(postgresql, message_id)
    assert numbers == {case.number for case in opened(postgresql, message_id)}
    assert len(numbers) == 1
