"""Stays in a stage: visits, first passages and whole cycles, as arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial

import numpy as np

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import FATES, encode_deals, exported_place, looks_back
from salestoolkit.book.encode import UNKNOWN_DAY, Ints, Mask, Wide, day_number
from salestoolkit.book.memo import remember
from salestoolkit.book.moves import Moves, existing, moves_at
from salestoolkit.book.narrowed import Narrowing, narrowing_of
from salestoolkit.book.slabs import on_threads, slabs
from salestoolkit.core.counts import LOST, OPEN, WON

TRUSTED = ("observed", "inferred", "overwritten", "bulk")
"""Provenances, from the one whose date is most to be trusted."""

PATIENCE = 32
"""Steps that `_reached` walks entry by entry before it looks stage by stage."""


@dataclass(frozen=True)
class Stays:
    """Stays of deals in something, from one day to another.

    ``stage`` and ``next`` are places in the process, ``next`` past the stages for won, lost and
    open; ``start`` and ``days`` are `UNKNOWN_DAY` where they are not known; ``entry_age`` is 0
    where there is no clock.
    """

    deal: Ints
    stage: Ints
    next: Ints
    start: Ints
    days: Ints
    entry_age: Ints
    first: Mask
    provenance: Ints


@dataclass(frozen=True)
class States:
    """How each row of the deals table stands at ``as_of``; places are -1 where unknown."""

    exists: Mask
    fate: Ints
    furthest: Ints
    stage: Ints
    entered: Ints
    closed: Ints
    cycle_days: Ints
    entry_age: Ints


def ends(moves: Moves) -> tuple[str, ...]:
    """What places mean: the stages, won, lost, open."""
    return (*moves.stages, WON, LOST, OPEN)


def visits_of(book: DealBook, pipeline: str | None) -> Stays:
    """Every visit of a deal to a stage, up to its next entry."""

    def make() -> Stays:
        whole = narrowing_of(book)
        if whole is not None:
            return _of_kept(visits_of(whole.book, pipeline), whole)
        return _by_slabs(book, pipeline, _visits)

    return remember(book, ("visits", pipeline), make)


def passages_of(book: DealBook, pipeline: str | None) -> Stays:
    """First visits to a stage, up to the first later stage, win or loss."""

    def make() -> Stays:
        whole = narrowing_of(book)
        if whole is not None:
            return _of_kept(passages_of(whole.book, pipeline), whole)
        return new_passages(book, pipeline)

    return remember(book, ("passages", pipeline), make)


def new_passages(book: DealBook, pipeline: str | None) -> Stays:
    """`passages_of`, not kept: of a long book they take much memory."""
    return _by_slabs(book, pipeline, _passages)


def _of_kept(stays: Stays, whole: Narrowing) -> Stays:
    """The stays of those deals that were kept."""
    which = whole.kept[stays.deal]
    mine = Stays(**{field.name: getattr(stays, field.name)[which] for field in fields(Stays)})
    return replace(mine, deal=whole.rows[mine.deal])


def _by_slabs(
    book: DealBook, pipeline: str | None, make: Callable[[DealBook, Moves], Stays]
) -> Stays:
    """The stays of all deals, worked out for some of them at a time."""
    moves = moves_at(book, pipeline)
    encode_deals(book)
    parts = [moves.take(slice(*ends)) for ends in slabs(moves.starts)]
    made = list(on_threads(partial(make, book), parts))
    if len(made) == 1:
        return made[0]
    columns = {one.name: [getattr(stays, one.name) for stays in made] for one in fields(Stays)}
    # Each column's pieces go as soon as they are joined: never are all held twice.
    del made
    return Stays(**{one.name: np.concatenate(columns.pop(one.name)) for one in fields(Stays)})


def _visits(book: DealBook, moves: Moves) -> Stays:
    at = _staged(moves)
    return _stays(book, moves, at, _following(moves)[at], _firsts(moves, at))


def _passages(book: DealBook, moves: Moves) -> Stays:
    at = _staged(moves)
    first = _firsts(moves, at)
    at = at if first.all() else at[first]
    return _stays(book, moves, at, _reached(moves, at), np.ones(len(at), dtype=np.bool_))


def states_of(book: DealBook, pipeline: str | None) -> States:
    """Fate, furthest stage and dates of every deal at ``as_of``."""

    def make() -> States:
        whole = narrowing_of(book)
        if whole is None:
            return _states(book, pipeline)
        states = states_of(whole.book, pipeline)
        return States(**{one.name: getattr(states, one.name)[whole.kept] for one in fields(States)})

    return remember(book, ("states", pipeline), make)


def _staged(moves: Moves) -> Wide:
    return np.flatnonzero((moves.place >= 0) & (moves.place < moves.won))


def _following(moves: Moves) -> Wide:
    """Position of each entry's next one in the same deal, -1 where it is the last."""
    after = np.arange(1, len(moves.deal) + 1)
    after[-1:] = -1
    after[:-1][moves.starts[1:]] = -1
    return after


def _firsts(moves: Moves, at: Wide) -> Mask:
    """True for a deal's first visit to a stage."""
    onward = (moves.place[1:] > moves.place[:-1]) | moves.starts[1:]
    if onward.all():
        return np.ones(len(at), dtype=np.bool_)
    deal = np.cumsum(moves.starts)
    key = deal[at] * moves.won + moves.place[at]
    if key.max(initial=0) > 1 << 26:
        places = np.unique(key, return_index=True)[1]
    else:
        first = np.full(int(key.max(initial=0)) + 1, -1, dtype=np.int32)
        first[key[::-1]] = np.arange(len(at) - 1, -1, -1)
        places = first[first >= 0]
    result = np.zeros(len(at), dtype=np.bool_)
    result[places] = True
    return result


def _reached(moves: Moves, at: Wide) -> Wide:
    """Position where each visit's deal first gets past the stage or is lost, -1 if it does not."""
    following = _following(moves)
    target = following[at]
    waiting = np.flatnonzero(target >= 0)
    for _ in range(PATIENCE):
        waiting = waiting[moves.place[target[waiting]] <= moves.place[at[waiting]]]
        if not len(waiting):
            return target
        target[waiting] = following[target[waiting]]
        waiting = waiting[target[waiting] >= 0]
    for place in np.unique(moves.place[at[waiting]]):
        # Many moves back and forth: look up the next entry past this stage at once.
        past = np.flatnonzero(moves.place > place)
        mine = waiting[moves.place[at[waiting]] == place]
        found = np.searchsorted(past, at[mine])
        inside = found < len(past)
        goal = np.full(len(mine), -1, dtype=np.int64)
        goal[inside] = past[found[inside]]
        goal[inside] = np.where(
            moves.deal[goal[inside]] == moves.deal[at[mine[inside]]], goal[inside], -1
        )
        target[mine] = goal
    return target


def _stays(book: DealBook, moves: Moves, at: Wide, until: Wide, first: Mask) -> Stays:
    left = until >= 0
    start = moves.day[at]
    end = np.where(left, moves.day[until], day_number(book.as_of)).astype(np.int32)
    days = _difference(start, end)
    deal = moves.deal[at]
    # Unknown days are the smallest: the later of the two is the one that counts.
    seen = None if encode_deals(book).unseen else encode_deals(book).observed[deal]
    if moves.observed is not None:
        told = moves.observed[at]
        seen = told if seen is None else np.maximum(seen, told)
    return Stays(
        deal=deal,
        stage=moves.place[at],
        next=np.where(left, moves.place[until], moves.lost + 1).astype(moves.place.dtype),
        start=start,
        days=days,
        entry_age=_entry_age(seen, start, days),
        first=first,
        provenance=_weakest(moves, at, until),
    )


def _weakest(moves: Moves, at: Wide, until: Wide) -> Ints:
    """How far a stay's two dates can be trusted: as far as the weaker of them."""
    began = moves.provenance[at]
    if len(moves.provenances) < 2:
        return began
    weakness = {name: place for place, name in enumerate(TRUSTED)}
    rank = np.array([weakness.get(str(name), len(TRUSTED)) for name in moves.provenances])
    ended = moves.provenance[until]
    return np.where((until >= 0) & (rank[ended] > rank[began]), ended, began)


def _states(book: DealBook, pipeline: str | None) -> States:
    moves, deals = moves_at(book, pipeline), encode_deals(book)
    as_of, n = day_number(book.as_of), book.deals.num_rows
    kind = moves.place.dtype
    last = _scattered(n, -1, moves.deal[moves.ends], moves.place[moves.ends])
    last_day = _scattered(n, UNKNOWN_DAY, moves.deal[moves.ends], moves.day[moves.ends])
    fate = np.zeros(n, dtype=np.int8)
    fate[last == moves.won], fate[last == moves.lost] = FATES.index(WON), FATES.index(LOST)
    visits = visits_of(book, pipeline)
    begins = np.flatnonzero(np.diff(visits.deal, prepend=-1))
    ends = np.append(begins[1:], len(visits.deal))[: len(begins)] - 1
    stage = _scattered(n, -1, visits.deal[ends], visits.stage[ends])
    entered = _scattered(n, UNKNOWN_DAY, visits.deal[ends], visits.start[ends])
    furthest = np.full(n, -1, dtype=kind)
    if len(begins):
        furthest[visits.deal[begins]] = np.maximum.reduceat(visits.stage, begins)
    if not looks_back(book):
        furthest = np.maximum(furthest, exported_place(book, moves.stages))
    exported_close = np.where(deals.closed <= as_of, deals.closed, UNKNOWN_DAY)
    closed = np.where(last_day == UNKNOWN_DAY, exported_close, last_day)
    closed = np.where(fate > 0, closed, UNKNOWN_DAY).astype(np.int32)
    end = np.where(fate > 0, closed, as_of).astype(np.int32)
    cycle = _difference(deals.created, end)
    return States(
        exists=existing(book, pipeline),
        fate=fate,
        furthest=furthest,
        stage=stage,
        entered=entered,
        closed=closed,
        cycle_days=cycle,
        entry_age=_entry_age(deals.observed, deals.created, cycle),
    )


def _scattered(n: int, otherwise: int | np.int32, rows: Ints, values: Ints) -> Ints:
    """A column of ``n`` rows that has these values in some of them."""
    column = np.full(n, otherwise, dtype=values.dtype)
    column[rows] = values
    return column


def _difference(start: Ints, end: Ints) -> Ints:
    """Whole days between two dates; unknown where one is, or where time would run backwards."""
    known = (start != UNKNOWN_DAY) & (end >= start)
    return np.where(known, end - start, UNKNOWN_DAY)


def _entry_age(seen: Ints | None, start: Ints, days: Ints) -> Ints:
    """Days that the clock had run when the deal, or its stay, came under observation."""
    if seen is None:
        return np.zeros(len(start), dtype=np.int32)
    late = (seen > start) & (days != UNKNOWN_DAY)
    if not late.any():
        return np.zeros(len(start), dtype=np.int32)
    return np.where(late, seen.astype(np.int64) - start, 0).astype(np.int32)
