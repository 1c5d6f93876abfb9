"""Tables of what changed between two periods; what is printed adds up."""

from __future__ import annotations

from typing import Any

from salestoolkit.core.change_points import Points, printed_cells, printed_points
from salestoolkit.core.change_results import FunnelChanges, Period
from salestoolkit.core.table_rows import rows_of
from salestoolkit.reports.tables import HEAD_LENGTH, Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.changes import (
    by_dimension,
    change_part_name,
    effect_interval,
    piece_name,
    points_text,
    rate_text,
    short_span,
)
from salestoolkit.words.formats import is_unknown

MOST_COLUMNS = 8
"""Pieces up to which the table of each part's stages fits a page."""


def change_table(result: FunnelChanges, words: Words) -> Table:
    """The pieces between the two shares won, each with its interval and the deals behind it."""
    names = ("piece", "effect", "rate_before", "rate_after")
    points = printed_points(result)
    rows: list[tuple[Cell, ...]] = []
    if points is not None and result.first is not None and result.second is not None:
        rows.append(_period_row(words, points, "before", points.before, result.first))
        rows += [
            (
                Cell(piece_name(words, result, row), _named(words, row)),
                Cell(points_text(words, points, units), _between(words, points, row)),
                _moved(words, row, "before"),
                _moved(words, row, "after"),
            )
            for row, units in zip(rows_of(result.pieces), points.pieces, strict=True)
        ]
        rows.append(_period_row(words, points, "after", points.after, result.second))
    return Table(
        title=words.text("changes.table.pieces"),
        columns=_columns(words, *names),
        rows=rows,
        note=words.text("changes.table.adds_up") if rows else None,
        under_chart=True,
    )


def change_parts_table(result: FunnelChanges, words: Words) -> Table:
    """Each part's share of the deals and share won in both periods, and what either changed."""
    points = printed_points(result)
    rows: list[tuple[Cell, ...]] = []
    if points is not None and len(result.parts):
        rows = [
            (
                Cell(change_part_name(words, result, row)),
                *(_share(words, row, when) for when in ("before", "after")),
                *(_won(words, row, when) for when in ("before", "after")),
                Cell(points_text(words, points, mix)),
                Cell(points_text(words, points, rate)),
            )
            for row, mix, rate in zip(rows_of(result.parts), points.mix, points.rate, strict=True)
        ]
        rows.append(_sums(words, points, result))
    names = ("part", "share_before", "share_after", "won_before", "won_after")
    by = by_dimension(words, result.dimension or "")
    return Table(
        title=words.text("changes.table.parts", by=by),
        columns=_columns(words, *names, "mix_effect", "rate_effect"),
        rows=rows,
        note=words.text("changes.table.adds_up_parts") if rows else None,
    )


def change_stages_table(result: FunnelChanges, words: Words) -> Table:
    """Both together: the mix and each stage, part by part."""
    points = printed_points(result)
    pieces = rows_of(result.pieces)
    names = [piece_name(words, result, row, length=HEAD_LENGTH) for row in pieces]
    rows: list[tuple[Cell, ...]] = []
    if points is not None and len(result.parts) and len(names) <= MOST_COLUMNS:
        by_part = zip(*printed_cells(result, points), strict=True)
        rows = [
            (
                Cell(change_part_name(words, result, row)),
                *(Cell(points_text(words, points, units)) for units in (mix, *cells)),
            )
            for row, mix, cells in zip(rows_of(result.parts), points.mix, by_part, strict=True)
        ]
        sums = [Cell(points_text(words, points, units)) for units in points.pieces]
        rows.append((Cell(words.text("changes.table.total")), *sums))
    return Table(
        title=words.text("changes.table.by_stage"),
        columns=[words.text("changes.table.part"), *names],
        rows=rows,
        note=words.text("changes.table.adds_up_stages") if rows else None,
    )


def _columns(words: Words, *names: str) -> list[str]:
    return [words.text(f"changes.table.{name}") for name in names]


def _period_row(
    words: Words, points: Points, when: str, units: int, period: Period
) -> tuple[Cell, ...]:
    deals = words.text("changes.table.of", won=period.won, deals=period.deals)
    name = Cell(words.text(f"changes.chart.{when}"), short_span(words, period.span))
    won = Cell(rate_text(words, points, units), deals)
    return (name, won, Cell(""), Cell(""))


def _named(words: Words, row: Any) -> str | None:
    return words.text("changes.table.more") if row["named"] else None


def _between(words: Words, points: Points, row: Any) -> str | None:
    return effect_interval(words, points, row["low"], row["high"])


def _moved(words: Words, row: Any, when: str) -> Cell:
    """Share that came further, and of how many; nothing for the mix."""
    if is_unknown(row[f"reached_{when}"]):
        return Cell("")
    said = words.text(
        "changes.table.of", won=int(row[f"moved_{when}"]), deals=int(row[f"reached_{when}"])
    )
    return Cell(words.percent(row[f"rate_{when}"], digits=1), said)


def _share(words: Words, row: Any, when: str) -> Cell:
    deals = words.count("deal", row[f"deals_{when}"])
    rare = 0 < row[f"share_{when}"] < 0.005
    share = words.percent(row[f"share_{when}"])
    return Cell(words.text("findings.share.under") if rare else share, deals)


def _won(words: Words, row: Any, when: str) -> Cell:
    won = words.count("win", row[f"won_{when}"])
    return Cell(words.percent(row[f"rate_{when}"], digits=1), won)


def _sums(words: Words, points: Points, result: FunnelChanges) -> tuple[Cell, ...]:
    deals = [
        Cell(words.percent(1), words.count("deal", period.deals if period else 0))
        for period in (result.first, result.second)
    ]
    mix = sum(points.mix)
    return (
        Cell(words.text("changes.table.total")),
        *deals,
        Cell(rate_text(words, points, points.before)),
        Cell(rate_text(words, points, points.after)),
        Cell(points_text(words, points, mix)),
        Cell(points_text(words, points, points.delta - mix)),
    )
