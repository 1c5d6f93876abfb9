"""The tables of a page about territories; none of them ranks people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.core.territory_rows import NONE
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.territory import WORK_DAYS

MOST_ROWS = 12
"""Accounts that a list on the page shows; all of them are in the JSON."""
Row = Mapping[Any, Any]


def territories_table(found: TerritoryCoverage, words: Words) -> Table:
    """Each territory in alphabetical order: accounts, coverage, what waits."""
    last = min(found.end - timedelta(days=1), found.as_of)
    if not found.visits_known:
        return _without_visits(found, words)
    names = ("territory", "accounts", "covered", "value", "per_covered", "overdue", "white")
    rows = [
        (
            Cell(_named(row["territory"], words)),
            Cell(words.number(row["accounts"])),
            _share(row, words),
            _worth(row, found, words),
            Cell(words.number(row["visits_per_covered"], digits=1)),
            _late(row, found, words),
            Cell(words.number(row["white"])),
        )
        for row in found.territories.to_dict("records")
    ]
    note = _text(words, "table.alphabetical", last=words.date(last))
    return _table(words, "territories", names, rows, note=note)


def _without_visits(found: TerritoryCoverage, words: Words) -> Table:
    """What is known of territories where nobody noted visits."""
    rows = [
        (
            Cell(_named(row["territory"], words)),
            Cell(words.number(row["accounts"])),
            Cell(words.number(row["clients"] if "no_clients" not in found.limits else None)),
            Cell(words.money_about(row["potential"], found.currency)),
        )
        for row in found.territories.to_dict("records")
    ]
    return _table(words, "territories", ("territory", "accounts", "clients", "potential"), rows)


def tiers_table(found: TerritoryCoverage, words: Words) -> Table:
    """Each tier: its target, coverage and what is overdue."""
    names = ("tier", "accounts", "covered", "value", "limit", "overdue")
    rows = [
        (
            Cell(_named(row["tier"], words)),
            Cell(words.number(row["accounts"])),
            _share(row, words),
            _worth(row, found, words),
            Cell(_limit(found.rules.limit(row["tier"] or None), words)),
            _late(row, found, words),
        )
        for row in found.tiers.to_dict("records")
    ]
    return _table(words, "tiers", names, rows)


def owners_table(found: TerritoryCoverage, words: Words) -> Table:
    """Each account owner, for who leads them: coverage, visits made, and the work that waits."""
    names = ("owner", "accounts", "covered", "value", "made", "overdue", "needed")
    room = words.count("visit.accusative", WORK_DAYS * found.rules.visits_a_day)
    made = dict(found.made)
    owners = found.reps[(found.reps["accounts"] > 0) | found.reps["owner"].isin(list(made))]
    rows = [
        (
            Cell(_named(row["owner"], words, nobody=True)),
            Cell(words.number(row["accounts"])),
            _share(row, words),
            _worth(row, found, words),
            Cell(words.number(made.get(row["owner"], 0) if found.visits_known else None)),
            _late(row, found, words),
            Cell(
                words.number(row["needed_a_week"] if row["judged"] else None, digits=1),
                _text(words, "cell.room", room=room) if row["judged"] else None,
            ),
        )
        for row in owners.to_dict("records")
    ]
    return _table(words, "reps", names, rows, note=_text(words, "table.owners"))


def overdue_table(found: TerritoryCoverage, words: Words) -> Table:
    """The largest accounts whose visit is overdue."""
    late = found.overdue
    names = ("account", "tier", "potential", "last", "limit")
    rows = [
        (
            Cell(name_of(row["account"]), _territory(row)),
            Cell(_named(row["tier"], words)),
            Cell(words.money(row["potential"], found.currency, digits=0)),
            _last(row, words),
            Cell(_limit(row["limit"], words)),
        )
        for row in late.head(MOST_ROWS).to_dict("records")
    ]
    return _table(words, "overdue", names, rows, note=_some(late, words))


def never_table(found: TerritoryCoverage, words: Words) -> Table:
    """The largest accounts that nobody ever visited."""
    never = found.never
    names = ("account", "territory", "tier", "potential", "deals")
    rows = [
        (
            Cell(name_of(row["account"])),
            Cell(_named(row["territory"], words)),
            Cell(_named(row["tier"], words)),
            Cell(words.money(row["potential"], found.currency, digits=0)),
            Cell(words.number(row["deals"])),
        )
        for row in never.head(MOST_ROWS).to_dict("records")
    ]
    return _table(words, "never", names, rows, note=_some(never, words))


def moves_table(found: TerritoryCoverage, words: Words, *, owners: bool) -> Table:
    """Accounts that came to another territory or owner, by day; owners only where they may be told."""

    def said(row: Row, way: str) -> Cell:
        owner = row[f"{way}_owner"] if owners else None
        return Cell(
            _named(row[f"{way}_territory"], words), None if owner is None else name_of(owner)
        )

    moves = found.moves
    if not owners:
        moves = moves[moves["from_territory"].fillna(NONE) != moves["to_territory"].fillna(NONE)]
    rows = [
        (
            Cell(name_of(row["account"])),
            Cell(words.date(row["day"], short=True)),
            said(row, "from"),
            said(row, "to"),
        )
        for row in moves.head(MOST_ROWS).to_dict("records")
    ]
    note = _text(words, "table.moves")
    return _table(words, "moves", ("account", "day", "from", "to"), rows, note=note)


def _table(
    words: Words,
    name: str,
    columns: tuple[str, ...],
    rows: Sequence[Sequence[Cell]],
    *,
    note: str | None = None,
) -> Table:
    return Table(
        title=_text(words, f"section.{name}"),
        columns=[_text(words, f"column.{column}") for column in columns],
        rows=rows,
        note=note,
    )


def _share(row: Row, words: Words) -> Cell:
    if is_unknown(row["coverage"]):
        return Cell(words.number(None))
    n, every = words.number(row["covered"]), words.number(row["accounts"])
    return Cell(words.percent(row["coverage"]), _text(words, "cell.of", n=n, all=every))


def _worth(row: Row, found: TerritoryCoverage, words: Words) -> Cell:
    whole = None
    if not is_unknown(row["potential"]):
        amount = words.money_about(row["potential"], found.currency)
        whole = _text(words, "line.potential", potential=amount)
    return Cell(words.percent(row["value_coverage"]), whole)


def _late(row: Row, found: TerritoryCoverage, words: Words) -> Cell:
    if not row["judged"] or not found.visits_known:
        return Cell(words.number(None))
    judged = words.number(row["judged"])
    n = words.number(row["overdue"])
    return Cell(n, _text(words, "cell.of", n=n, all=judged) if judged != n else None)


def _last(row: Row, words: Words) -> Cell:
    if is_unknown(row["last_visit"]):
        return Cell(_text(words, "cell.never"))
    ago = _text(words, "cell.since", days=words.count("day", row["days_since"]))
    return Cell(words.date(row["last_visit"], short=True), ago)


def _limit(limit: Any, words: Words) -> str:
    if is_unknown(limit):
        return _text(words, "cell.no_limit")
    return _text(words, "cell.limit", days=words.count("day", limit))


def _some(accounts: pd.DataFrame, words: Words) -> str | None:
    if len(accounts) <= MOST_ROWS:
        return None
    shown, every = words.number(MOST_ROWS), words.number(len(accounts))
    return _text(words, "table.some", shown=shown, all=every)


def _territory(row: Row) -> str | None:
    return None if is_unknown(row["territory"]) else name_of(row["territory"])


def _named(value: object, words: Words, *, nobody: bool = False) -> str:
    if is_unknown(value) or value == NONE:
        return _text(words, "cell.nobody" if nobody else "cell.none")
    return name_of(value)


def _text(words: Words, key: str, /, **fields: Any) -> str:
    return words.text(f"territory.{key}", **fields)
