"""What the forecast loses when leads that are out come off the pipeline."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.counts import OPEN, WON
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_stages import knows_stages
from salestoolkit.core.funnel_value import ENOUGH, onward_chances
from salestoolkit.errors import InvalidValue


@dataclass(frozen=True, kw_only=True)
class PipelineDeal:
    """An open deal: its id, company, stage and value, and the chance that it is won.

    ``chance`` is None past the longest follow-up, where the book tells nothing; ``value`` None where
    there is none, or one in another currency.
    """

    deal_id: str
    title: str
    organization: str
    stage: str
    value: float | None
    chance: float | None

    @property
    def weighted(self) -> float | None:
        """Value x chance; None where one of them is not known."""
        if self.value is None or self.chance is None:
            return None
        return self.value * self.chance


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """Open deals: how many, what they are worth, and what is to be expected of them.

    ``value`` sums the ``valued`` deals with a value; ``wins`` sums the chances of the ``chanced``
    deals whose chance is known; ``weighted`` sums value x chance over the deals that have both.
    """

    n: int
    valued: int
    value: float
    chanced: int
    wins: float
    weighted: float


@dataclass(frozen=True, kw_only=True)
class TakenOff:
    """The pipeline before and after the deals of leads that are out come off it.

    ``deals`` are those that come off. ``by_stage``: whether the chance is by stage and age
    (F1(a) the share that moves on from the stage: (F1(last) - F1(a)) / S(a) x the chance to win of
    deals that moved on), or, where the book knows no stages, by the age of the whole deal alone.
    ``not_open`` counts ids that are no open deal of the book, ``won`` the won deals that the chances
    rest on.
    """

    as_of: date
    currency: str | None
    before: Pipeline
    after: Pipeline
    deals: tuple[PipelineDeal, ...]
    by_stage: bool
    not_open: int
    won: int

    @property
    def share_of_deals(self) -> float | None:
        """Deals that come off / open deals; None where there is none."""
        return len(self.deals) / self.before.n if self.before.n else None

    @property
    def share_of_weighted(self) -> float | None:
        """Weighted value that comes off / weighted value before; None where that is 0."""
        if not self.before.weighted:
            return None
        return 1 - self.after.weighted / self.before.weighted


def take_off(
    book: HasHistory,
    deal_ids: Collection[str],
    *,
    pipeline: str | None = None,
    currency: str | None = None,
) -> TakenOff:
    """Take the deals of leads that are out off the pipeline, and see what that does to the forecast.

    Nothing is changed in the book. What comes off was never going to be won, but the forecast
    counted it like any other deal of its stage and age: after it is the more honest figure.

    Parameters
    ----------
    deal_ids : collection of str
        Deals of leads that are out. Those that are not open in the book are counted apart.
    currency : str, optional
        Whose values are added; the commonest of the open deals where not given.

    Raises
    ------
    InvalidValue
        ``unknown_currency`` where no open deal is in it.
    """
    found, money, by_stage = pipeline_deals(book, pipeline=pipeline, currency=currency)
    wanted = {str(one) for one in deal_ids}
    off = tuple(one for one in found if one.deal_id in wanted)
    return TakenOff(
        as_of=book.as_of,
        currency=money,
        before=_pipeline(found),
        after=_pipeline(tuple(one for one in found if one.deal_id not in wanted)),
        deals=off,
        by_stage=by_stage,
        not_open=len(wanted - {one.deal_id for one in off}),
        won=len(book.deals_frame(fate=WON, pipeline=book.pipeline_or_largest(pipeline))),
    )


def pipeline_deals(
    book: HasHistory, *, pipeline: str | None = None, currency: str | None = None
) -> tuple[tuple[PipelineDeal, ...], str | None, bool]:
    """Open deals with their chance, the currency of their values, and whether stages were used."""
    name = book.pipeline_or_largest(pipeline)
    frame = book.deals_frame(fate=OPEN, pipeline=name)
    known_money = set(frame["currency"].dropna()) - {""}
    if currency is not None and currency not in known_money:
        allowed = ", ".join(sorted(known_money)) or "\N{EN DASH}"
        raise InvalidValue("unknown_currency", value=currency, allowed=allowed)
    money = currency or _commonest(frame["currency"])
    chances = _Chances(book, name)
    deals = []
    for row in frame.to_dict("records"):
        known = (row["currency"] or None) == money and not _missing(row["value"])
        deals.append(
            PipelineDeal(
                deal_id=str(row["deal_id"]),
                title=_text(row["title"]),
                organization=_text(row["organization"]),
                stage=chances.name(row["stage"]),
                value=float(row["value"]) if known else None,
                chance=chances.of(row),
            )
        )
    return tuple(deals), money, chances.by_stage


class _Chances:
    """Chance to win of an open deal, from how deals before it went on."""

    def __init__(self, book: HasHistory, pipeline: str | None) -> None:
        self.source = Source(book, pipeline)
        self.as_of = book.as_of
        self.names = {one.key: one.name for one in book.process_of(pipeline).stages}
        self.by_stage = knows_stages(self.source.page())
        self.onward = onward_chances(self.source) if self.by_stage else {}

    def name(self, stage: Any) -> str:
        return self.names.get(stage, _text(stage))

    def of(self, row: dict[Any, Any]) -> float | None:
        stage, entered = row["stage"], row["stage_entered"]
        if stage in self.onward and not _missing(entered):
            ends = self.source.ends(stage)
            if ends.clocked.count() >= ENOUGH:
                moves = ends.curve.chance_at_age(float((self.as_of - entered.date()).days))
                return None if moves is None else moves * self.onward[stage]
        age = row["age_days"]
        return None if _missing(age) else self.source.ends("").curve.chance_at_age(float(age))


def _pipeline(deals: Collection[PipelineDeal]) -> Pipeline:
    values = [one.value for one in deals if one.value is not None]
    chances = [one.chance for one in deals if one.chance is not None]
    weighted = [one.weighted for one in deals if one.weighted is not None]
    return Pipeline(
        n=len(deals),
        valued=len(values),
        value=math.fsum(values),
        chanced=len(chances),
        wins=math.fsum(chances),
        weighted=math.fsum(weighted),
    )


def _commonest(column: Any) -> str | None:
    counted = column.dropna().value_counts()
    return str(counted.index[0]) if len(counted) else None


def _missing(value: Any) -> bool:
    return value is None or value != value or type(value).__name__ in {"NAType", "NaTType"}


def _text(value: Any) -> str:
    return "" if _missing(value) else str(value)
