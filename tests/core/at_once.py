"""Run the same work in several threads at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Result = TypeVar("Result")


def at_once(work: Callable[[int], Result], threads: int = 8) -> list[Result]:
    """Results of `work(0)` to `work(threads - 1)`, all begun together; raises what one of them raised."""
    barrier = Barrier(threads)

    def begin(number: int) -> Result:
        barrier.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begin, range(threads)))
