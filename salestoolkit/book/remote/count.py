"""Visits, first passages, whole cycles and deals, counted in one question to the engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

from salestoolkit.book.remote.moves import DEAL, REOPENED, View, existing, moves_at, settled
from salestoolkit.core.counts import LOST, OPEN, WON

KINDS = ("visits", "passages", "cycles", "deals", "since")
FATES = (OPEN, WON, LOST)
LONGEST = 1 << 17
"""Days that a packed day takes up; the year 1833 is its first, 2191 its last."""
EARLIEST = -50_000
KEYS = ("part", "a", "b", "entry_age", "days", "first", "trust", "currency")
SUMS = ("n", "value_n", "value_sum")


@dataclass(frozen=True)
class Window:
    """Half-open window of days since 1970 in which a stay began or a deal was created."""

    start: int | None = None
    before: int | None = None

    def holds(self, day: Any) -> Any:
        """Whether a day lies in it; an unknown one lies in no window."""
        import ibis

        inside = ibis.literal(True)
        if self.start is not None:
            inside = inside & (day >= self.start).fill_null(False)
        if self.before is not None:
            inside = inside & (day < self.before).fill_null(False)
        return inside


def counted(log: Any, deals: Any, view: View, window: Window) -> Any:
    """One table of all counts: ``kind`` (place in `KINDS`), the keys and the sums of each."""
    logged = settled(log, deals, view)
    here = existing(deals, logged, view)
    moves = moves_at(logged, here, view)
    stays = _visits(moves, view).inner_join(here.select(*DEAL, "part", "observed"), DEAL)
    states = _states(here, moves, view)
    tables = [
        _tally(_clocked(stays, "until", view), window, kind="visits"),
        _tally(
            _clocked(_passages(stays, view), "until", view).drop("first", "trust"),
            window,
            kind="passages",
        ),
        _tally(_cycles(states, view), window, kind="cycles"),
        _tally(_deals(states, view), window, kind="deals"),
        _since(here, stays),
    ]
    return reduce(lambda left, right: left.union(right), tables)


def _visits(moves: Any, view: View) -> Any:
    """Stays in a stage with the entry that ended each, and where each deal first gets past it."""
    import ibis

    after = ibis.window(group_by=DEAL, order_by=moves.rn)
    later = ibis.window(group_by=DEAL, order_by=moves.rn, rows=(1, None))
    day = ibis.ifelse(moves.day.isnull(), 0, moves.day - EARLIEST)
    packed = (moves.rn * view.width + moves.place + 2) * LONGEST + day
    past = [
        (
            moves.place == place,
            ibis.ifelse(moves.place > place, packed, ibis.null("int64")).min().over(later),
        )
        for place in range(view.won)
    ]
    reached = ibis.cases(*past, else_=ibis.null("int64")) if past else ibis.null("int64")
    visit = ibis.row_number().over(group_by=(*DEAL, "place"), order_by=moves.rn)
    told = moves.mutate(
        next=moves.place.lead().over(after),
        until=moves.day.lead().over(after),
        next_trust=moves.trust.lead().over(after),
        reached=reached.cast("int64"),
        first=(visit == 0),
    )
    return told.filter((told.place >= 0) & (told.place < view.won))


def _passages(stays: Any, view: View) -> Any:
    """First visits, up to the first later stage, win or loss."""
    import ibis

    firsts = stays.filter(stays.first)
    day = firsts.reached % LONGEST
    place = (firsts.reached // LONGEST).cast("int64") % view.width - 2
    return firsts.mutate(
        next=place.cast("int64"),
        until=ibis.ifelse(day == 0, ibis.null("int64"), day + EARLIEST).cast("int64"),
        next_trust=firsts.trust,
        first=ibis.literal(True),
    )


def _clocked(stays: Any, until: str, view: View) -> Any:
    """Stays with their days, how old their clock was when they came under observation, and trust."""
    import ibis

    open_still = stays.next.isnull()
    end = ibis.ifelse(open_still, view.as_of, stays[until])
    days = _difference(stays.day, end)
    seen = _later(stays.observed, stays.seen)
    weaker = ibis.ifelse(stays.next_trust > stays.trust, stays.next_trust, stays.trust)
    return stays.select(
        "part",
        a=stays.place,
        b=stays.next.fill_null(view.lost + 1),
        entry_age=_entry_age(seen, stays.day, days),
        days=days,
        first=stays.first.cast("int64"),
        trust=ibis.ifelse(open_still, stays.trust, weaker).cast("int64"),
        start=stays.day,
    )


def _states(here: Any, moves: Any, view: View) -> Any:
    """How each deal stands: its fate, when it closed, and how far it came."""
    import ibis

    staged = (moves.place >= 0) & (moves.place < view.won)
    none = ibis.null("int64")
    day = ibis.ifelse(moves.day.isnull(), 0, moves.day - EARLIEST)
    packed = (moves.rn * view.width + moves.place + 2) * LONGEST + day
    ended = moves.group_by(*DEAL).aggregate(
        packed=packed.max(), came=ibis.ifelse(staged, moves.place, none).max()
    )
    found = here.left_join(ended, DEAL).drop(*(f"{name}_right" for name in DEAL))
    last = (found.packed // LONGEST).cast("int64") % view.width - 2
    last_day = ibis.ifelse(found.packed % LONGEST == 0, none, found.packed % LONGEST + EARLIEST)
    fate = ibis.cases((last == view.won, 1), (last == view.lost, 2), else_=0)
    came = found.came.fill_null(REOPENED)
    if not view.back:
        came = ibis.greatest(came, found.shown)
    known_close = ibis.ifelse(found.closed <= view.as_of, found.closed, none)
    return found.mutate(
        fate=fate.cast("int64"),
        furthest=ibis.greatest(came, REOPENED).cast("int64"),
        ended=last_day.fill_null(known_close),
    )


def _cycles(states: Any, view: View) -> Any:
    """Whole deals: from the day each was created to its end, for open ones to ``as_of``."""
    import ibis

    end = ibis.ifelse(states.fate > 0, states.ended, view.as_of)
    days = _difference(states.created, end)
    return states.select(
        "part",
        a=states.fate,
        entry_age=_entry_age(states.observed, states.created, days),
        days=days,
        start=states.created,
    )


def _deals(states: Any, view: View) -> Any:
    """How far each deal came, and what it is worth as far as that was known."""
    import ibis

    value = states.value
    if view.back:
        value = ibis.ifelse(states.fate == 0, ibis.null(value.type()), value)
    return states.select(
        "part",
        a=states.furthest,
        b=states.fate,
        currency="currency",
        value=value,
        start=states.created,
    )


def _tally(rows: Any, window: Window, *, kind: str) -> Any:
    """How many rows have each combination of keys, in the columns that all counts share."""

    rows = rows.filter(window.holds(rows.start))
    own = [name for name in KEYS if name in rows.columns]
    sums = {"n": rows.count().cast("int64")}
    if "value" in rows.columns:
        sums["value_n"] = rows.value.count().cast("int64")
        sums["value_sum"] = rows.value.sum().cast("float64")
    grouped = rows.group_by(own).aggregate(**sums)
    return _shared(grouped, kind)


def _since(here: Any, stays: Any) -> Any:
    """The first day on which a deal was created or a visit began."""
    import ibis

    days = here.select(day=here.created).union(stays.select(day=stays.day))
    first = days.aggregate(days=days.day.min()).mutate(n=ibis.literal(1, "int64"))
    return _shared(first, "since")


def _shared(table: Any, kind: str) -> Any:
    """A table with the columns that all counts share, null where it has none."""
    import ibis

    types = dict.fromkeys((*KEYS, *SUMS), "int64") | {
        "part": "string",
        "currency": "string",
        "value_sum": "float64",
    }
    columns = {
        name: table[name].cast(type_) if name in table.columns else ibis.null(type_)
        for name, type_ in types.items()
    }
    return table.select(kind=ibis.literal(KINDS.index(kind), "int64"), **columns)


def _difference(start: Any, end: Any) -> Any:
    """Whole days between two days; null where one is, or where time would run backwards."""
    import ibis

    return ibis.ifelse(end >= start, end - start, ibis.null("int64")).cast("int64")


def _later(one: Any, other: Any) -> Any:
    """The later of two days; of one that is null the other."""
    import ibis

    return ibis.ifelse(one.isnull() | (other > one).fill_null(False), other, one).cast("int64")


def _entry_age(seen: Any, start: Any, days: Any) -> Any:
    """Days that the clock had run when the deal, or its stay, came under observation."""
    import ibis

    late = (seen > start) & days.notnull()
    return ibis.ifelse(late.fill_null(False), seen - start, 0).cast("int64")
