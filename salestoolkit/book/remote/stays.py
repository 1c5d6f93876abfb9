"""What both ways to follow deals come to: stays with a clock, and how each deal stands."""

from __future__ import annotations

from typing import Any

from salestoolkit.book.remote.rows import Key
from salestoolkit.book.remote.view import REOPENED, View


def clocked(stays: Any, key: Key, view: View) -> Any:
    """Stays with their days, how old the clock was when it came under observation, and trust.

    ``stays`` has the key, ``place``, ``day``, ``seen``, ``observed``, ``trust``, the entry that ended
    each visit (``next``, ``until``, ``next_trust``), ``first``, and the entry that ended the passage
    that began with it (``past``, ``past_day``). In the result ``past`` is null where none began.
    """
    import ibis

    open_still = stays.next.isnull()
    visit = _days(stays.day, ibis.ifelse(open_still, view.as_of, stays.until))
    passage = _days(stays.day, ibis.ifelse(stays.past.isnull(), view.as_of, stays.past_day))
    seen = _later(stays.observed, stays.seen)
    weaker = ibis.ifelse(stays.next_trust > stays.trust, stays.next_trust, stays.trust)
    past = ibis.ifelse(stays.first, stays.past.fill_null(view.open), ibis.null("int16"))
    return stays.select(
        *key,
        stage=stays.place.cast("int16"),
        next=stays.next.fill_null(view.open).cast("int16"),
        entry_age=_entry_age(seen, stays.day, visit),
        days=visit,
        first=stays.first,
        trust=ibis.ifelse(open_still, stays.trust, weaker).cast("int8"),
        start=stays.day,
        past=past.cast("int16"),
        past_age=_entry_age(seen, stays.day, passage),
        past_days=passage,
    )


def stood(deals: Any, last: Any, last_day: Any, came: Any, view: View, key: Key) -> Any:
    """How each deal stands: its fate, how far it came, its days, and its value as far as known.

    ``last`` is the place that its entries end in (null without any), ``came`` the furthest stage.
    """
    import ibis

    none = ibis.null("int32")
    fate = ibis.cases((last == view.won, 1), (last == view.lost, 2), else_=0)
    came = came.fill_null(REOPENED)
    if not view.back:
        came = ibis.greatest(came, deals.shown)
    known_close = ibis.ifelse(deals.closed <= view.as_of, deals.closed, none)
    end = ibis.ifelse(fate > 0, last_day.fill_null(known_close), view.as_of)
    days = _days(deals.created, end)
    value = deals.value
    if view.back:
        value = ibis.ifelse(fate == 0, ibis.null(value.type()), value)
    return deals.select(
        *key,
        furthest=ibis.greatest(came, REOPENED).cast("int16"),
        fate=fate.cast("int8"),
        currency=deals.currency,
        value=value,
        start=deals.created,
        entry_age=_entry_age(deals.observed, deals.created, days),
        days=days,
    )


def _days(start: Any, end: Any) -> Any:
    """Whole days between two days; null where one is, or where time would run backwards."""
    import ibis

    return ibis.ifelse(end >= start, end - start, ibis.null("int32")).cast("int32")


def _later(one: Any, other: Any) -> Any:
    """The later of two days; of one that is null the other."""
    import ibis

    return ibis.ifelse(one.isnull() | (other > one).fill_null(False), other, one)


def _entry_age(seen: Any, start: Any, days: Any) -> Any:
    """Days that the clock had run when the deal, or its stay, came under observation."""
    import ibis

    late = (seen > start) & days.notnull()
    return ibis.ifelse(late.fill_null(False), seen - start, 0).cast("int32")
