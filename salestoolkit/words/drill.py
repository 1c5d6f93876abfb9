"""The deals behind a number, in words: what was chosen, and a table of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.drill import Selection
from salestoolkit.core.process import SalesProcess
from salestoolkit.sources.safe_csv import Value
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.words import Words

SHORT = ("deal_id", "organization", "owner", "team", "stage", "fate", "value", "created_on")
"""Columns that fit on a screen; then how long the deal, or the visit, took."""
STAGES, FATES = ("stage", "visit_stage"), ("fate", "visit_next")
DAYS = ("created_on", "closed_on", "expected_close", "visit_entered")
NAME_LENGTH = 32


def drill_title(words: Words, selection: Selection, process: SalesProcess, n: int) -> str:
    """What was chosen, and how many: ``12 deals: lost deals whose last stage was “Offer”``."""
    what = drill_sentence(words, selection, process)
    if not n:
        return words.text("drill.list.none", what=what)
    return words.text("drill.list.title", count=drill_count(words, selection, n), what=what)


def drill_count(words: Words, selection: Selection, n: int, *, case: str = "") -> str:
    """How many there are: ``12 deals``; of visits, where all of a stage's are chosen, ``15 visits``."""
    noun = "stage_visit" if selection.what in ("visits", "revisited") else "deal"
    return words.count(f"{noun}{case}", n)


def drill_more(words: Words, selection: Selection, shown: int, n: int) -> str:
    """That only the first are shown, and how to have them all."""
    count = drill_count(words, selection, n, case=".genitive")
    return words.text("drill.list.first", shown=words.number(shown), count=count)


def drill_sentence(words: Words, selection: Selection, process: SalesProcess) -> str:
    """What a selection chooses, and what it is narrowed down to."""
    key = selection.what
    if key == "visits" and selection.stage is None:
        key = "visits_all"
    what = words.text(f"drill.what.{key}", **_stage(words, selection.stage, process))
    return "; ".join([what, *_conditions(words, selection, process)])


def drill_header(words: Words, columns: Sequence[str]) -> list[str]:
    """Names of the columns, in the reader's language."""
    return [words.text(f"drill.column.{name}") for name in columns]


def drill_rows(words: Words, frame: pd.DataFrame, process: SalesProcess) -> Iterator[list[Value]]:
    """Rows of a file: stages and outcomes by name, money and days as numbers, dates as dates."""
    columns = [_values(words, frame, name, process) for name in frame.columns]
    return (list(row) for row in zip(*columns, strict=True))


def drill_cells(
    words: Words, frame: pd.DataFrame, process: SalesProcess
) -> tuple[list[str], list[list[str]]]:
    """A short table for the screen: its header, and its rows as they are read."""
    last = "visit_days" if "visit_days" in frame else "age_days"
    shown = frame[[name for name in (*SHORT, last) if not frame[name].isna().all()]]
    currency = list(frame["currency"])
    rows = [
        [_cell(words, name, value, money) for name, value in zip(shown.columns, row, strict=True)]
        for row, money in zip(drill_rows(words, shown, process), currency, strict=True)
    ]
    return drill_header(words, list(shown.columns)), rows


def dimension_of(words: Words, column: str) -> str:
    """A column of the deals by its name for people; one that has none, as the data calls it."""
    key = f"report.dimension.{column}"
    known = words.has(key)
    return words.text(key) if known else words.text("report.dimension.other", column=column)


def value_of(words: Words, column: str, value: str) -> str:
    """A value of a column; the deals without one have a name too."""
    if value:
        return plain(value)
    key = f"report.dimension_none.{column}"
    return words.text(key if words.has(key) else "report.dimension_none.other")


def _conditions(words: Words, selection: Selection, process: SalesProcess) -> Iterator[str]:
    """What the choice is narrowed down to, one phrase each."""

    def only(key: str, **fields: Any) -> str:
        return words.text(f"drill.only.{key}", **fields)

    if selection.next is not None:
        yield only("next", stage=_place(words, selection.next, process))
    if selection.within is not None:
        key = "not_within" if selection.what == "not_advanced" else "within"
        yield only(key, days=words.count("day.genitive", selection.within))
    for name, pairs in (("part", selection.where), ("but", selection.but)):
        for column, value in pairs:
            said = value_of(words, column, value)
            named = value or name == "but"
            yield (only(name, dimension=dimension_of(words, column), value=said) if named else said)
    if selection.valued:
        yield only("valued")
    if selection.clock is not None:
        yield only(selection.clock)
    yield from _window(words, "", selection.entered_from, selection.entered_before)
    yield from _window(words, "created_", selection.created_from, selection.created_before)
    if selection.provenance is not None:
        name = selection.provenance or "unknown"
        yield only("provenance", provenance=words.text(f"report.provenance.{name}"))
    if selection.pipeline is not None:
        yield only("pipeline", pipeline=plain(selection.pipeline))
    if selection.as_of is not None:
        yield only("as_of", day=words.date(selection.as_of))


def _window(words: Words, kind: str, first: date | None, before: date | None) -> Iterator[str]:
    """A window by its first and its last day."""
    last = None if before is None else words.date(before - timedelta(days=1))
    if first is not None and last is not None:
        yield words.text(f"drill.only.{kind}window", first=words.date(first), last=last)
    elif first is not None:
        yield words.text(f"drill.only.{kind}since", first=words.date(first))
    elif last is not None:
        yield words.text(f"drill.only.{kind}until", last=last)


def _stage(words: Words, stage: str | None, process: SalesProcess) -> dict[str, str]:
    if stage is None:
        return {}
    name = plain(process.stage(stage).name, length=NAME_LENGTH)
    return {"stage": words.text("report.page.stage_name", stage=name)}


def _place(words: Words, key: str, process: SalesProcess) -> str:
    """Where a visit led: a stage by its name, or how it ended."""
    if key in (WON, LOST, OPEN):
        return words.text(f"drill.next.{key}")
    return _stage(words, key, process)["stage"]


def _values(words: Words, frame: pd.DataFrame, name: str, process: SalesProcess) -> list[Value]:
    """A column as a file holds it; None where nothing is known."""
    names = {stage.key: stage.name for stage in process.stages}
    if name in FATES:
        said = "drill.next" if name == "visit_next" else "drill.fate"
        names |= {end: words.text(f"{said}.{end}") for end in (WON, LOST, OPEN)}
    told = frame[name].tolist()
    if name in (*STAGES, *FATES):
        return [None if is_unknown(value) else names.get(value, value) for value in told]
    if name == "visit_provenance":
        return [_provenance(words, value) for value in told]
    return [_value(value) for value in told]


def _provenance(words: Words, value: Any) -> str:
    name = "unknown" if is_unknown(value) else value
    return words.text(f"report.provenance.{name}")


def _value(value: Any) -> Value:
    if is_unknown(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return int(value) if whole else value


def _cell(words: Words, name: str, value: Value, currency: Any) -> str:
    if value is None:
        return words.number(None)
    if name == "value":
        return words.money(value, None if is_unknown(currency) else currency, digits=0)
    if isinstance(value, date):
        return words.date(value, short=True)
    if isinstance(value, (int, float)):
        return words.number(value)
    return plain(value, length=NAME_LENGTH)
