"""Tables of the breakdowns: each part in figures, and like held against like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.core.breakdown_parts import Breakdown, PartFigures, Reversal
from salestoolkit.core.breakdown_rows import ENOUGH
from salestoolkit.core.ends import Tally
from salestoolkit.core.process import SalesProcess
from salestoolkit.reports.labels import dimension_label, name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.breakdown_findings import reversal_sentence
from salestoolkit.words.breakdowns import (
    breakdown_part_name,
    breakdown_title,
    part_words,
    points,
    points_interval,
)
from salestoolkit.words.formats import is_unknown

MONTHS = ("part", "deals", "share", "closed_rate", "cycle_days")
PARTS = ("part", "deals", "share", "difference", "money", "cycle_days")
"""Columns of a table that stands under its chart: the adjusted shares are in the chart."""


def breakdown_table(found: Breakdown, process: SalesProcess, words: Words) -> Table:
    """One row a part, in the order of the breakdown; no rows where the parts cannot be compared."""
    names: tuple[str, ...] = MONTHS if found.in_time else PARTS
    if found.currency is None:
        names = tuple(name for name in names if name != "money")
    days = words.count("day.genitive", found.horizon_days)
    cells = _Cells(found, process, words)
    parts: Sequence[PartFigures] = () if found.reason else found.parts
    return Table(
        title=breakdown_title(words, found.dimension),
        columns=[
            dimension_label(words, found.dimension),
            *(words.text(f"breakdowns.column.{name}", days=days) for name in names[1:]),
        ],
        rows=[tuple(getattr(cells, name)(part) for name in names) for part in parts],
        under_chart=True,
    )


def reversal_table(reversal: Reversal, words: Words, *, currency: str | None = None) -> Table:
    """Both groups in each stratum, all together, and with the same mix."""
    rows = [
        (
            Cell(part_words(words, reversal.stratifier, one.value, currency)),
            _tally(one.first, words),
            _tally(one.second, words),
        )
        for one in reversal.strata
    ]
    for key, pair in (("together", reversal.crude), ("like", reversal.standardised)):
        shares = [Cell(words.percent(share, digits=1)) for share in pair]
        rows.append((Cell(words.text(f"breakdowns.cell.{key}")), shares[0], shares[1]))
    days = words.count("day.genitive", reversal.days)
    return Table(
        title=words.text(
            "breakdowns.reversal.table", title=breakdown_title(words, reversal.dimension)
        ),
        columns=[dimension_label(words, reversal.stratifier), *_groups(reversal, words)],
        rows=rows,
        note=f"{reversal_sentence(words, reversal)} {words.text('breakdowns.reversal.note', days=days)}",
    )


def _groups(reversal: Reversal, words: Words) -> list[str]:
    if reversal.group == "period":
        return [words.text(f"breakdowns.column.{key}") for key in ("first", "second")]
    own = part_words(words, reversal.dimension, reversal.value, None)
    return [words.text("breakdowns.column.others"), own]


def _tally(tally: Tally, words: Words) -> Cell:
    won, n = words.number(tally.advanced), words.number(tally.entered)
    return Cell(words.percent(tally.rate, digits=1), words.text("breakdowns.cell.of", won=won, n=n))


class _Cells:
    """The cells of one breakdown's rows, a method a column."""

    def __init__(self, found: Breakdown, process: SalesProcess, words: Words) -> None:
        self.found, self.process, self.words = found, process, words

    def part(self, part: PartFigures) -> Cell:
        name, note = breakdown_part_name(self.words, self.found, part), None
        if part.stage is not None:
            stage = name_of(self.process.stage(part.stage).name)
            note = self.words.text("breakdowns.cell.lost_at", stage=stage)
        return Cell(name, note)

    def deals(self, part: PartFigures) -> Cell:
        still = self.words.number(part.open)
        return Cell(self.words.number(part.deals), self.words.text("breakdowns.cell.open", n=still))

    def share(self, part: PartFigures) -> Cell:
        if part.share is None:
            return Cell(self.words.text("breakdowns.cell.young"))
        return Cell(self.words.percent(part.share), self._between(part, "share"))

    def closed_rate(self, part: PartFigures) -> Cell:
        return Cell(self.words.percent(part.closed_rate))

    def difference(self, part: PartFigures) -> Cell:
        if part.difference is None:
            return Cell(self.words.percent(None))
        between = points_interval(self.words, part.difference_low, part.difference_high)
        if part.p_value is None and part.worth < ENOUGH:
            between = self.words.text("breakdowns.cell.few")
        return Cell(points(self.words, part.difference), between)

    def money(self, part: PartFigures) -> Cell:
        return Cell(self._money(part.money), self._between(part, "money", self._money))

    def cycle_days(self, part: PartFigures) -> Cell:
        value = None if part.mean_won_value is None else self._money(part.mean_won_value)
        return Cell(self.words.number(part.cycle_days, digits=0), value)

    def _money(self, value: Any) -> str:
        return self.words.money_about(value, self.found.currency)

    def _between(self, part: PartFigures, name: str, said: Any = None) -> str | None:
        low, high = getattr(part, f"{name}_low"), getattr(part, f"{name}_high")
        if is_unknown(low) or is_unknown(high):
            return None
        return self.words.interval(low, high, said or self.words.percent)
