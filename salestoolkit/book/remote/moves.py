"""The moves of a pipeline's deals as at a date, as `salestoolkit.book.moves` settles them, in Ibis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.counts import LOST, OPEN, WON

REOPENED, NO_STAGE = -1, -2
TRUSTED = ("observed", "inferred", "overwritten", "bulk")
"""Provenances, from the one whose date is most to be trusted."""
INFERRED = TRUSTED.index("inferred")
UNTOLD = len(TRUSTED)
"""Rank of a provenance that is none of these."""
DEAL = ("source_name", "deal_id")


@dataclass(frozen=True)
class View:
    """As at which day the tables are looked at, and the keys of the stages in order.

    ``as_of`` is in days since 1970; ``back`` tells that the tables were exported later.
    """

    stages: tuple[str, ...]
    as_of: int
    back: bool

    @property
    def won(self) -> int:
        """Place of a win: past every stage."""
        return len(self.stages)

    @property
    def lost(self) -> int:
        """Place of a loss."""
        return self.won + 1

    @property
    def width(self) -> int:
        """Places that there are, with `REOPENED` and `NO_STAGE`: what a packed place takes up."""
        return self.won + 4


def place_of(column: Any, names: Sequence[str], *, ends: bool) -> Any:
    """Place of a stage in the process; of won, lost and reopened too where ``ends``; else `NO_STAGE`."""
    import ibis

    places = [(name, place) for place, name in enumerate(names)]
    if ends:
        places += [(WON, len(names)), (LOST, len(names) + 1), ("reopened", REOPENED)]
    if not places:
        return ibis.literal(NO_STAGE, "int64")
    return column.cases(*places, else_=NO_STAGE).cast("int64").fill_null(NO_STAGE)


def settled(log: Any, deals: Any, view: View) -> Any:
    """The log in order, ending where the deals table says that each deal stands.

    Columns: the deal's key, ``rn`` (order in the deal), ``place``, ``day``, ``seen`` and ``trust``.
    """
    import ibis

    order = ibis.row_number().over(
        group_by=DEAL, order_by=[log.seq.isnull(), log.seq, log.moment.isnull(), log.moment]
    )
    entered = log.select(*DEAL, "place", "day", "seen", "trust", rn=(order + 1).cast("int64"))
    stood = _in_stage(entered, view)
    last = stood.group_by(*DEAL).aggregate(packed=(stood.rn * view.width + stood.place + 2).max())
    ends = deals.left_join(last, DEAL)
    ends = ends.select(
        *DEAL,
        "status",
        "shown",
        "closed",
        rn=(ends.packed.fill_null(0) // view.width + 1).cast("int64"),
        last=(ends.packed.fill_null(0) % view.width - 2).cast("int64"),
    )
    won, lost, still = (ends.status == fate for fate in (WON, LOST, OPEN))
    elsewhere = (ends.last >= view.won) | ((ends.shown >= 0) & (ends.shown != ends.last))
    adds = (won & (ends.last != view.won)) | (lost & (ends.last != view.lost)) | (still & elsewhere)
    place = ibis.cases(
        (won, view.won), (lost, view.lost), else_=ibis.greatest(ends.shown, REOPENED)
    )
    nothing = ibis.null("int64")
    extra = ends.filter(adds).select(
        *DEAL,
        place=place.cast("int64"),
        day=ibis.cases((still, nothing), else_=ends.closed).cast("int64"),
        seen=nothing,
        trust=ibis.literal(INFERRED, "int64"),
        rn="rn",
    )
    return entered.union(extra.select(entered.columns))


def _in_stage(moves: Any, view: View) -> Any:
    """Moves with a re-opened deal back in the stage it stood in before."""
    import ibis

    staged = (moves.place >= 0) & (moves.place < view.won)
    packed = ibis.ifelse(staged, moves.rn * view.width + moves.place, ibis.null("int64"))
    before = packed.max().over(ibis.window(group_by=DEAL, order_by=moves.rn, rows=(None, 0)))
    back = (before % view.width).fill_null(REOPENED)
    return moves.mutate(place=ibis.ifelse(moves.place == REOPENED, back, moves.place).cast("int64"))


def moves_at(logged: Any, existing: Any, view: View) -> Any:
    """Entries that count at ``as_of``, of deals that exist by then; each stay once."""
    import ibis

    moves = logged.semi_join(existing, DEAL)
    dated = moves.day.notnull() & (moves.day <= view.as_of)
    if view.back:
        known_until = ibis.ifelse(dated, moves.rn, ibis.null("int64"))
        last = known_until.max().over(group_by=DEAL)
        moves = moves.mutate(
            known=dated | (moves.day.isnull() & (moves.rn < last).fill_null(False))
        )
        moves = moves.filter(moves.known).drop("known")
    else:
        moves = moves.filter(dated | moves.day.isnull())
    moves = _in_stage(moves, view)
    before = moves.place.lag().over(group_by=DEAL, order_by=moves.rn)
    repeats = (before == moves.place) & (moves.place < view.won)
    moves = moves.mutate(repeats=repeats.fill_null(False))
    return moves.filter(~moves.repeats).drop("repeats")


def existing(deals: Any, logged: Any, view: View) -> Any:
    """Deals that the CRM held at the end of ``as_of``: see `salestoolkit.book.moves.existing`."""
    first = logged.group_by(*DEAL).aggregate(first=logged.day.min())
    found = deals.left_join(first, DEAL).drop(*(f"{name}_right" for name in DEAL))
    begun = found.created.fill_null(found.first)
    begun_by_then = begun <= view.as_of
    if view.back:
        seen = found.observed.isnull() | (found.observed <= view.as_of)
        return found.filter((begun_by_then & seen).fill_null(False))
    return found.filter((begun_by_then | begun.isnull()).fill_null(False))
