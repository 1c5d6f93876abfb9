"""Deals that only ever moved forward: most of them, and the entry that follows is all there is to see.

The others, which went back, were re-opened, or whose dates run backwards or are not known, are
followed in `salestoolkit.book.remote.winding`.
"""

from __future__ import annotations

from typing import Any

from salestoolkit.book.remote.order import Entry, Ordered
from salestoolkit.book.remote.rows import Key
from salestoolkit.book.remote.stays import clocked, stood
from salestoolkit.book.remote.view import INFERRED, View


def winding_deals(ordered: Ordered, view: View) -> Any:
    """Keys of the deals that did not only move forward."""
    entries = ordered.entries
    after = Entry.unpacked(entries.after)
    odd = (entries.place < 0) | (after.place <= entries.place).fill_null(False)
    odd |= (entries.place >= view.won) & entries.after.notnull()
    odd |= (after.day < entries.day).fill_null(False)
    odd |= entries.day.isnull() if view.back else ~view.known(entries.day)
    by_entry = entries.filter(odd).select(*ordered.key)
    by_deal = ordered.deals.filter(ordered.deals.winds).select(*ordered.key)
    return by_entry.union(by_deal).distinct()


def stays_forward(entries: Any, deals: Any, key: Key, view: View) -> Any:
    """Stays in a stage of deals that only moved forward; each is a passage too."""
    import ibis

    here = _existing(deals, view)
    mine = here.select(*key, "observed", "ends_in", "ended")
    stays = entries.filter(view.staged(entries.place) & view.known(entries.day))
    stays = stays.inner_join(mine, key)
    after = Entry.unpacked(stays.after)
    ends = stays.after.isnull()
    until = ibis.ifelse(ends, stays.ended, after.day)
    next_ = ibis.ifelse(ends, stays.ends_in, after.place)
    stays = stays.select(
        *key,
        "observed",
        "place",
        "day",
        "seen",
        "trust",
        next=ibis.ifelse(view.known(until), next_, ibis.null("int16")),
        until=until,
        next_trust=ibis.ifelse(ends, ibis.literal(INFERRED, "int8"), after.trust),
    )
    every = stays.union(_shown_only(here, key, view).select(stays.columns))
    every = every.mutate(first=ibis.literal(True), past=every.next, past_day=every.until)
    return clocked(every, key, view)


def _shown_only(deals: Any, key: Key, view: View) -> Any:
    """Stays in the stage that an open deal was exported in, of which its log knows nothing."""
    import ibis

    chosen = deals.filter(view.staged(deals.ends_in) & view.known(deals.ended))
    nothing = {name: ibis.null("int32") for name in ("day", "seen", "until")}
    return chosen.select(
        *key,
        "observed",
        place="ends_in",
        trust=ibis.literal(INFERRED, "int8"),
        next=ibis.null("int16"),
        next_trust=ibis.null("int8"),
        **nothing,
    )


def states_forward(entries: Any, deals: Any, key: Key, view: View) -> Any:
    """How deals stand that only moved forward."""
    import ibis

    here = _existing(deals, view)
    if view.back:
        here = _with_last_known(entries, here, key, view)
    adds = here.ends_in.notnull() & view.known(here.ended)
    last = ibis.ifelse(adds, here.ends_in, here.last)
    last_day = ibis.ifelse(adds, here.ended, here.last_day)
    came = ibis.cases(
        (view.staged(last), last), (view.staged(here.last), here.last), else_=here.earlier
    )
    return stood(here, last, last_day, came, view, key)


def _with_last_known(entries: Any, deals: Any, key: Key, view: View) -> Any:
    """Deals with the last of their entries by ``as_of`` in place of the very last."""
    after = Entry.unpacked(entries.after)
    last = entries.after.isnull() | (after.day > view.as_of)
    ends = entries.filter(view.known(entries.day) & last).select(
        *key, last="place", last_day="day", earlier="before"
    )
    deals = deals.drop("last", "last_day", "earlier").left_join(ends, key)
    return deals.drop(*(f"{name}_right" for name in key))


def _existing(deals: Any, view: View) -> Any:
    """Deals that the CRM held at the end of ``as_of``; all of these have a creation date."""
    exist = deals.created <= view.as_of
    if view.back:
        exist &= deals.observed.isnull() | (deals.observed <= view.as_of)
    return deals.filter(exist)
