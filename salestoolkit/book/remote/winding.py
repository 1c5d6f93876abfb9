"""Deals that went back, were re-opened, or whose dates ask for care: followed entry by entry.

The same as `salestoolkit.book.moves` and `salestoolkit.book.visits` do, in Ibis.
"""

from __future__ import annotations

from typing import Any

from salestoolkit.book.remote.keep import Keeper
from salestoolkit.book.remote.rows import FATES, Key
from salestoolkit.book.remote.stays import clocked, stood
from salestoolkit.book.remote.view import INFERRED, REOPENED, View
from salestoolkit.core.counts import LOST, OPEN, WON

LONGEST = 1 << 17
"""Days that a packed day takes up; the year 1833 is its first, 2191 its last."""
EARLIEST = -50_000


def wind(deals: Any, entries: Any, key: Key, view: View, keeper: Keeper) -> tuple[Any, Any]:
    """Stays and states of these deals, whose entries are numbered in order (``rn``)."""
    logged = keeper.keep(_settled(deals, entries, key, view))
    here = _existing(deals, logged, key, view)
    moves = keeper.keep(_moves_at(logged, here, key, view))
    return _stays(moves, here, key, view), _states(moves, here, key, view)


def _settled(deals: Any, entries: Any, key: Key, view: View) -> Any:
    """The log in order, ending where the deals table says that each deal stands.

    Columns: the key, ``rn`` (order in the deal), ``place``, ``day``, ``seen`` and ``trust``.
    """
    import ibis

    entered = entries.select(*key, "place", "day", "seen", "trust", rn=entries.rn.cast("int64"))
    stood_in = _in_stage(entered, key, view)
    last = stood_in.group_by(*key).aggregate(
        packed=(stood_in.rn * view.width + stood_in.place + 2).max()
    )
    ends = deals.left_join(last, key)
    ends = ends.select(
        *key,
        "fate",
        "shown",
        "closed",
        rn=(ends.packed.fill_null(0) // view.width + 1).cast("int64"),
        last=(ends.packed.fill_null(0) % view.width - 2).cast("int16"),
    )
    open_, won, lost = (ends.fate == FATES.index(fate) for fate in (OPEN, WON, LOST))
    elsewhere = (ends.last >= view.won) | ((ends.shown >= 0) & (ends.shown != ends.last))
    adds = (won & (ends.last != view.won)) | (lost & (ends.last != view.lost)) | (open_ & elsewhere)
    place = ibis.cases(
        (won, view.won), (lost, view.lost), else_=ibis.greatest(ends.shown, REOPENED)
    )
    extra = ends.filter(adds).select(
        *key,
        place=place.cast("int16"),
        day=ibis.ifelse(open_, ibis.null("int32"), ends.closed),
        seen=ibis.null("int32"),
        trust=ibis.literal(INFERRED, "int8"),
        rn="rn",
    )
    return entered.union(extra.select(entered.columns))


def _in_stage(moves: Any, key: Key, view: View) -> Any:
    """Moves with a re-opened deal back in the stage it stood in before."""
    import ibis

    packed = ibis.ifelse(
        view.staged(moves.place), moves.rn * view.width + moves.place, ibis.null("int64")
    )
    before = packed.max().over(ibis.window(group_by=key, order_by=moves.rn, rows=(None, 0)))
    back = (before % view.width).fill_null(REOPENED)
    place = ibis.ifelse(moves.place == REOPENED, back, moves.place)
    return moves.mutate(place=place.cast("int16"))


def _existing(deals: Any, logged: Any, key: Key, view: View) -> Any:
    """Deals that the CRM held at the end of ``as_of``: see `salestoolkit.book.moves.existing`."""
    first = logged.group_by(*key).aggregate(first=logged.day.min())
    found = deals.left_join(first, key).drop(*(f"{name}_right" for name in key))
    begun = found.created.fill_null(found.first)
    begun_by_then = begun <= view.as_of
    if view.back:
        seen = found.observed.isnull() | (found.observed <= view.as_of)
        return found.filter((begun_by_then & seen).fill_null(False))
    return found.filter((begun_by_then | begun.isnull()).fill_null(False))


def _moves_at(logged: Any, here: Any, key: Key, view: View) -> Any:
    """Entries that count at ``as_of``, of deals that exist by then; each stay once."""
    import ibis

    moves = logged.semi_join(here, key)
    known = view.known(moves.day)
    if view.back:
        last = ibis.ifelse(known, moves.rn, ibis.null("int64")).max().over(group_by=key)
        known |= moves.day.isnull() & (moves.rn < last).fill_null(False)
    moves = moves.mutate(known=known)
    moves = _in_stage(moves.filter(moves.known).drop("known"), key, view)
    before = moves.place.lag().over(group_by=key, order_by=moves.rn)
    repeats = (before == moves.place) & (moves.place < view.won)
    moves = moves.mutate(repeats=repeats.fill_null(False))
    return moves.filter(~moves.repeats).drop("repeats")


def _stays(moves: Any, here: Any, key: Key, view: View) -> Any:
    """Stays in a stage with the entry that ended each, and where each deal first gets past it."""
    import ibis

    after = ibis.window(group_by=key, order_by=moves.rn)
    visit = ibis.row_number().over(group_by=(*key, "place"), order_by=moves.rn)
    told = moves.mutate(
        next=moves.place.lead().over(after),
        until=moves.day.lead().over(after),
        next_trust=moves.trust.lead().over(after),
        first=visit == 0,
    )
    stays = told.filter(view.staged(told.place))
    past = _past(stays.filter(stays.first), moves, key, view)
    stays = stays.left_join(past, (*key, "rn"))
    stays = stays.drop(*(f"{name}_right" for name in (*key, "rn")))
    observed = here.select(*key, "observed")
    return clocked(stays.inner_join(observed, key), key, view)


def _past(firsts: Any, moves: Any, key: Key, view: View) -> Any:
    """For a deal's first visit to a stage the entry by which it first gets past it, or is lost."""
    import ibis

    day = ibis.ifelse(moves.day.isnull(), 0, moves.day - EARLIEST).cast("int64")
    later = moves.select(
        *key,
        at="rn",
        to="place",
        packed=(moves.rn * view.width + moves.place + 2) * LONGEST + day,
    )
    begun = firsts.select(*key, "rn", "place")
    pairs = begun.inner_join(later, [*key, later["at"] > begun["rn"], later["to"] > begun["place"]])
    found = pairs.group_by(*key, "rn").aggregate(packed=pairs.packed.min())
    past_day = found.packed % LONGEST
    return found.select(
        *key,
        "rn",
        past=((found.packed // LONGEST).cast("int64") % view.width - 2).cast("int16"),
        past_day=ibis.ifelse(past_day == 0, ibis.null("int64"), past_day + EARLIEST).cast("int32"),
    )


def _states(moves: Any, here: Any, key: Key, view: View) -> Any:
    """How each deal stands: its fate, when it closed, and how far it came."""
    import ibis

    day = ibis.ifelse(moves.day.isnull(), 0, moves.day - EARLIEST).cast("int64")
    packed = (moves.rn * view.width + moves.place + 2) * LONGEST + day
    came = ibis.ifelse(view.staged(moves.place), moves.place, ibis.null("int16"))
    ended = moves.group_by(*key).aggregate(packed=packed.max(), came=came.max())
    found = here.left_join(ended, key).drop(*(f"{name}_right" for name in key))
    last = (found.packed // LONGEST).cast("int64") % view.width - 2
    last_day = found.packed % LONGEST
    last_day = ibis.ifelse(last_day == 0, ibis.null("int64"), last_day + EARLIEST).cast("int32")
    return stood(found, last, last_day, found.came, view, key)
