"""Who may grant what, what was granted, and what discounts went together with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from salestoolkit.core.proportions import Interval
from salestoolkit.core.two_rates import newcombe
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 20
"""Closed deals a side under which a difference between win rates says nothing."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of the ladder: who may grant a discount up to a share of the list price."""

    role: str
    up_to: Decimal
    people: tuple[str, ...] = ()

    def is_of(self, name: str) -> bool:
        """Whether a name is this role, or somebody who has it."""
        return any(_same(name, known) for known in (self.role, *self.people))


@dataclass(frozen=True)
class Ladder:
    """Who may grant what, agreed before the talks; the lowest limit first.

    Examples
    --------
    >>> ladder = Ladder((Rung(role="Director", up_to=Decimal("0.2")),
    ...                  Rung(role="Seller", up_to=Decimal("0.05"), people=("Ann",))))
    >>> ladder.who_may(Decimal("0.05")).role, ladder.who_may(Decimal("0.08")).role
    ('Seller', 'Director')
    >>> ladder.who_may(Decimal("0.25")) is None
    True
    """

    rungs: tuple[Rung, ...] = field(default=())

    def __post_init__(self) -> None:
        listed = tuple(sorted(self.rungs, key=lambda rung: rung.up_to))
        object.__setattr__(self, "rungs", listed)
        names = [name for rung in listed for name in (rung.role, *rung.people)]
        for place, name in enumerate(names):
            if any(_same(name, other) for other in names[:place]):
                raise InvalidValue("approval_twice", value=name)
        for rung in listed:
            if not 0 <= rung.up_to <= 1:
                raise InvalidValue("approval_limit", field=rung.role, value=float(rung.up_to))

    def who_may(self, share: Decimal) -> Rung | None:
        """The first who may grant so much; None where nobody may."""
        return next((rung for rung in self.rungs if share <= rung.up_to), None)

    def rung_of(self, name: str) -> Rung | None:
        """The step on which a person or a role stands; None where on none."""
        return next((rung for rung in self.rungs if rung.is_of(name)), None)


@dataclass(frozen=True, kw_only=True)
class Approval:
    """A discount that was granted: a share of the list price, for one deal.

    ``in_return`` is what the client gives in exchange, empty where it gives nothing.
    """

    day: date
    deal: str
    asked_by: str
    granted_by: str
    discount: Decimal
    in_return: str = ""


def check_approval(
    approval: Approval, ladder: Ladder, *, as_of: date, most: Decimal | None = None
) -> None:
    """Refuse what goes beyond the ladder, or below the floor.

    Parameters
    ----------
    as_of : date
        Nothing can have been granted after it.
    most : Decimal, optional
        The largest discount that keeps the floor of this deal, as a share of the price: nobody may go
        beyond it.

    Raises
    ------
    InvalidValue
        ``approval_missing``, ``approval_discount``, ``approval_later``, ``approval_unknown``,
        ``approval_below_floor``, ``approval_nobody`` or ``approval_beyond`` with who may grant it.
    """
    for name in ("deal", "asked_by", "granted_by"):
        if not getattr(approval, name).strip():
            raise InvalidValue(f"approval_missing_{name}")
    share = approval.discount
    if not 0 < share <= 1:
        raise InvalidValue("approval_discount", value=_percent(share))
    if approval.day > as_of:
        raise InvalidValue("approval_later", value=str(approval.day), allowed=str(as_of))
    rung = ladder.rung_of(approval.granted_by)
    if rung is None:
        known = ", ".join(one.role for one in ladder.rungs)
        raise InvalidValue("approval_unknown", value=approval.granted_by, allowed=known)
    if most is not None and share > most:
        raise InvalidValue("approval_below_floor", value=_percent(share), allowed=_percent(most))
    if share <= rung.up_to:
        return
    limit = {"value": _percent(share), "who": approval.granted_by, "limit": _percent(rung.up_to)}
    able = ladder.who_may(share)
    if able is None:
        highest = ladder.rungs[-1]
        raise InvalidValue(
            "approval_nobody",
            value=_percent(share),
            who=highest.role,
            limit=_percent(highest.up_to),
        )
    raise InvalidValue("approval_beyond", **limit, allowed=", ".join((able.role, *able.people)))


@dataclass(frozen=True, kw_only=True)
class Side:
    """Deals with or without a discount, by what became of them."""

    won: int
    lost: int
    open: int

    @property
    def closed(self) -> int:
        """Won and lost."""
        return self.won + self.lost

    @property
    def win_rate(self) -> float | None:
        """Won / closed; None where none is closed. Open deals are in neither."""
        return self.won / self.closed if self.closed else None


@dataclass(frozen=True, kw_only=True)
class DiscountsSeen:
    """What discounts went together with: an association, never the effect of the discounts.

    ``with_discount`` are the deals of the log, ``without`` those that closed since its first day or are
    open; ``unknown`` names deals of the log that the book does not have. ``difference`` bounds the
    difference of the win rates (with - without), None where a side has under `ENOUGH` closed deals.
    """

    since: date
    as_of: date
    with_discount: Side
    without: Side
    unknown: tuple[str, ...]
    difference: Interval | None

    @property
    def known(self) -> bool:
        """Whether both sides have enough closed deals to be compared."""
        return self.difference is not None


@dataclass(frozen=True, kw_only=True)
class LogTotals:
    """The log in figures: the last grant of each deal counts."""

    grants: int
    deals: int
    with_return: int
    mean: Decimal | None
    largest: Decimal | None


def latest(approvals: Iterable[Approval]) -> dict[str, Approval]:
    """The last grant of each deal: a later one takes the place of an earlier one.

    Of two on one day that which was noted later counts.
    """
    found: dict[str, Approval] = {}
    for one in approvals:
        key = _key(one.deal)
        if key not in found or one.day >= found[key].day:
            found[key] = one
    return found


def log_totals(approvals: Sequence[Approval]) -> LogTotals:
    """How many discounts, how large, and for how many deals something came in return."""
    last = list(latest(approvals).values())
    shares = [one.discount for one in last]
    return LogTotals(
        grants=len(approvals),
        deals=len(last),
        with_return=sum(bool(one.in_return.strip()) for one in last),
        mean=sum(shares, Decimal(0)) / len(shares) if shares else None,
        largest=max(shares, default=None),
    )


def discounts_seen(
    approvals: Sequence[Approval], deals: pd.DataFrame, *, as_of: date
) -> DiscountsSeen | None:
    """Win rates of deals with and without a discount, since the log began; None for an empty log.

    Win rate = won / closed (won + lost), of deals that closed on or after the log's first day: earlier
    ones may have had discounts that nobody noted.

    Parameters
    ----------
    deals : DataFrame
        As `salestoolkit.core.counts.HasDeals.deals_frame` gives it: ``deal_id``, ``title``, ``fate``,
        ``closed_on``.
    """
    import pandas as pd

    known = [one for one in approvals if one.day <= as_of]
    if not known:
        return None
    since = min(one.day for one in known)
    named = latest(known)
    # NaT, of an open deal, is never on or after a day
    counted = (deals["fate"] == "open") | (deals["closed_on"] >= pd.Timestamp(since))
    columns = deals[["deal_id", "title", "fate"]].assign(counted=counted)
    titles = Counter(map(_key, columns["title"]))
    sides: dict[bool, list[str]] = {True: [], False: []}
    found: set[str] = set()
    for deal_id, title, fate, counts in columns.itertuples(index=False):
        # a title that several deals bear says of none of them that it had the discount
        keys = {_key(deal_id)} | ({_key(title)} if titles[_key(title)] == 1 else set())
        hit = keys & named.keys()
        found |= hit
        if counts:
            sides[bool(hit)].append(fate)
    given, none = (_side(sides[which]) for which in (True, False))
    enough = min(given.closed, none.closed) >= ENOUGH
    return DiscountsSeen(
        since=since,
        as_of=as_of,
        with_discount=given,
        without=none,
        unknown=tuple(one.deal for key, one in named.items() if key not in found),
        difference=newcombe(none.won, none.closed, given.won, given.closed) if enough else None,
    )


def _side(fates: Sequence[str]) -> Side:
    return Side(won=fates.count("won"), lost=fates.count("lost"), open=fates.count("open"))


def _percent(share: Decimal) -> float:
    return float(share * 100)


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _key(name: object) -> str:
    """A name without what two people write differently: case and spaces."""
    return " ".join(str(name).split()).casefold()
