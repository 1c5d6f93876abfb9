"""Long tables worked on piece by piece, on two threads: what is in hand stays small."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salestoolkit.book.lazy_table import LazyTable

Item = TypeVar("Item")
Made = TypeVar("Made")

THREADS = 2
"""More than two bring little: the work is bound by memory."""
ROWS = 1 << 20
"""Rows of a piece: enough to spare Python's own time, few enough for the processor's memory."""

SOME = 1 << 17
"""Rows of a part on which several small steps follow each other."""


def readers(
    table: pa.Table | LazyTable, columns: Sequence[str], coded: Sequence[str]
) -> Iterator[Callable[[], pa.Table]]:
    """What reads each piece of a table, in order; nothing is read before it is called."""
    if isinstance(table, LazyTable):
        yield from table.pieces(columns, coded)
        return
    chosen = table.select(list(columns))
    for start in range(0, max(table.num_rows, 1), ROWS):
        yield partial(chosen.slice, start, ROWS)


def on_threads(work: Callable[[Item], Made], items: Iterable[Item]) -> Iterator[Made]:
    """``work(item)`` of each item in order, with only a few of them under way at a time."""
    waiting = list(items)
    if len(waiting) < 2:
        yield from map(work, waiting)
        return
    with ThreadPoolExecutor(THREADS) as pool:
        under_way: deque[Future[Made]] = deque()
        for item in waiting:
            under_way.append(pool.submit(work, item))
            if len(under_way) > THREADS:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def ranges(n: int) -> list[slice]:
    """Parts of ``n`` rows, each small enough for the processor's memory."""
    return [slice(start, min(start + SOME, n)) for start in range(0, n, SOME)]


def slabs(begins: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open ranges of about `SOME` rows that part no group; ``begins`` is True at each one's first row."""
    cuts, n = [0], len(begins)
    while n - cuts[-1] > 2 * SOME:
        ahead = cuts[-1] + SOME
        found = int(np.argmax(begins[ahead:]))
        if not begins[ahead + found]:
            break
        cuts.append(ahead + found)
    return list(pairwise([*cuts, n]))
