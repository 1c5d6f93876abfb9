"""Tables of the forecast's page: periods, deals that matter, products, models, and what was said before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from salestoolkit.core.forecast_baselines import BASELINES
from salestoolkit.core.forecast_kept import Judged
from salestoolkit.core.forecast_result import Forecast, Prediction
from salestoolkit.core.forecast_view import SPANS, ForecastView
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.reports.tables_stalled import deal_cell
from salestoolkit.words import Words
from salestoolkit.words.forecast import total_text
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.goals import chance_text

MOST_PAST = 12
"""Rows of what was said before, the latest ones."""
TEN = 10
MOST_PRODUCTS = 12


def spans_table(view: ForecastView, words: Words) -> Table:
    """The present week, month, quarter and year: what is likely, and what is won already."""
    rows = []
    for name in SPANS:
        one = view.spans[name]
        days = _say(
            words, "cell.to", start=_short(words, one.start), until=_short(words, one.until)
        )
        worth = one.done.value
        rows.append(
            (
                Cell(_say(words, f"period.{name}"), days),
                _total_cell(words, one, one.wins, "deals"),
                _total_cell(words, one, one.revenue, "revenue"),
                Cell(
                    words.number(one.done.n),
                    None if worth is None else words.money_about(worth, one.currency),
                ),
            )
        )
    names = ("period", "deals", "revenue", "done")
    return _table(words, "spans", names, rows, note=_say(words, "page.under"))


def matter_table(main: Forecast, stages: Mapping[str, str], words: Words) -> Table:
    """The deals whose win or loss moves the total most, or on which most is counted."""
    rows = []
    for row in main.matter.head(TEN).to_dict("records"):
        share = row["spread_share" if row["why"] == "spread" else "expected_share"]
        stage = row["stage"]
        here = words.number(None) if is_unknown(stage) else name_of(stages.get(stage, stage))
        days = row["stage_days"]
        plain = {
            key: None if is_unknown(row.get(key)) else row[key]
            for key in ("title", "deal_id", "organization", "owner")
        }
        rows.append(
            (
                deal_cell(plain),
                Cell(here, None if is_unknown(days) else words.days(int(days))),
                Cell(words.money(row["value"], main.currency, digits=0)),
                Cell(chance_text(words, float(row["chance"])), _beyond(row, words)),
                Cell(_say(words, f"cell.{row['why']}", share=words.percent(float(share)))),
            )
        )
    names = ("deal", "stage", "value", "chance", "why")
    left = main.n_open - len(rows)
    note = _say(words, "page.more", count=words.count("deal", left)) if left > 0 else None
    return _table(words, "matter", names, rows, note=note)


def product_table(main: Forecast, words: Words) -> Table:
    """What is still to be won of each product: units and value, by name."""

    def between(row: Mapping[Any, Any], name: str, money: bool) -> str | None:
        ends = row[f"{name}_low"], row[f"{name}_high"]
        if any(is_unknown(end) for end in ends):
            return None
        metric = "revenue" if money else "deals"
        return words.interval(*ends, lambda end: _shown(words, main, end, metric))

    rows = [
        (
            Cell(name_of(row["product"]) if row["product"] else _say(words, "cell.no_product")),
            Cell(words.number(row["open"])),
            Cell(words.number(row["units"], digits=0), between(row, "units", False)),
            Cell(words.money_about(row["value"], main.currency), between(row, "value", True))
            if main.revenue is not None and not is_unknown(row["value"])
            else Cell(words.number(None)),
            Cell(words.number(row["new_units"], digits=0)),
        )
        for row in main.products.head(MOST_PRODUCTS).to_dict("records")
    ]
    names = ("product", "open", "units", "value", "new")
    return _table(words, "products", names, rows, note=_say(words, "page.under"))


def score_table(main: Forecast, words: Words) -> Table:
    """Each way to forecast and how it did on past days; the one that is used is called so."""
    rows = []
    for row in main.scores.to_dict("records"):
        notes = ["used"] if row["chosen"] else []
        if row["model"] in BASELINES:
            notes.append("baseline")
        note = ", ".join(_say(words, f"cell.{one}") for one in notes) or None
        reason = row.get("reason")
        why = None
        if not is_unknown(reason) and reason:
            key = f"forecast.score.{reason}"
            why = words.text(key) if words.has(key) else None
        rows.append(
            (
                Cell(_say(words, f"model.{row['model']}"), note),
                Cell(words.number(row["origins"], digits=0), why),
                Cell(_amount(words, main, row["crps"])),
                Cell(words.percent(row["coverage_80"])),
                Cell(_signed(words, main, row["bias"])),
            )
        )
    return _table(words, "scores", ("model", "origins", "crps", "coverage", "bias"), rows)


def past_table(main: Forecast, words: Words) -> Table:
    """What the model would have said on past days, and what came."""
    rows = [
        (
            Cell(_short(words, row["origin"]), _days(words, row)),
            Cell(total_text(words, main, row["median"]), _range(words, main, row)),
            Cell(total_text(words, main, row["outcome"]), _inside(words, row)),
            Cell(_signed(words, main, row["outcome"] - row["median"])),
        )
        for row in main.past.tail(MOST_PAST).to_dict("records")
    ]
    note = _say(words, "page.under")
    return _table(words, "past", ("day", "said", "came", "error"), rows, note=note)


def kept_table(view: ForecastView, words: Words) -> Table:
    """Forecasts that were kept and whose periods are over, against what came."""
    main, rows = view.main, []
    for one in view.judged[-MOST_PAST:]:
        kept = one.kept
        ends = {"low": kept.low_80, "high": kept.high_80, "outcome": one.outcome}
        rows.append(
            (
                Cell(_short(words, kept.as_of), _of(words, one)),
                Cell(total_text(words, main, kept.median), _range(words, main, ends)),
                Cell(total_text(words, main, one.outcome), _inside(words, ends)),
                Cell(_signed(words, main, one.error)),
            )
        )
    shown = len(rows) if len(view.judged) > len(rows) else None
    note = None if shown is None else _say(words, "kept.more", shown=words.number(shown))
    return _table(words, "kept", ("day", "said", "came", "error"), rows, note=note)


def _of(words: Words, one: Judged) -> str:
    """The period of a kept forecast, and whether somebody only looked back."""
    days = _days(words, {"start": one.kept.start, "until": one.kept.until})
    return f"{days} · {_say(words, 'cell.later')}" if one.kept.looked_back else days


def _total_cell(words: Words, one: Forecast, total: Prediction | None, metric: str) -> Cell:
    if total is None:
        return Cell(words.number(None))
    value = _shown(words, one, total.median, metric)
    low, high = total.interval(0.8)
    return Cell(value, words.interval(low, high, lambda end: _shown(words, one, end, metric)))


def _shown(words: Words, one: Forecast, value: float, metric: str) -> str:
    if metric == "revenue":
        return words.money_about(value, one.currency)
    return words.number(value, digits=0)


def _beyond(row: Mapping[Any, Any], words: Words) -> str | None:
    return _say(words, "cell.beyond") if row["beyond"] else None


def _amount(words: Words, main: Forecast, value: Any) -> str:
    if is_unknown(value):
        return words.number(None)
    return total_text(words, main, float(value), digits=1)


def _signed(words: Words, main: Forecast, value: Any) -> str:
    if is_unknown(value):
        return words.number(None)
    shown = _amount(words, main, abs(float(value)))
    if shown == _amount(words, main, 0.0):
        return shown
    return ("+" if value > 0 else "\N{MINUS SIGN}") + shown


def _range(words: Words, main: Forecast, row: Mapping[Any, Any]) -> str:
    return words.interval(row["low"], row["high"], lambda end: total_text(words, main, end))


def _inside(words: Words, row: Mapping[Any, Any]) -> str:
    inside = row["low"] - 1e-6 <= row["outcome"] <= row["high"] + 1e-6
    return _say(words, f"cell.{'inside' if inside else 'outside'}")


def _days(words: Words, row: Mapping[Any, Any]) -> str:
    start, until = (_short(words, row[name]) for name in ("start", "until"))
    return _say(words, "cell.to", start=start, until=until)


def _short(words: Words, day: Any) -> str:
    return words.date(pd.Timestamp(day).date(), short=True)


def _table(
    words: Words, name: str, columns: tuple[str, ...], rows: list[Any], note: str | None = None
) -> Table:
    return Table(
        title=_say(words, f"section.{name}"),
        columns=[_say(words, f"column.{column}") for column in columns],
        rows=rows,
        note=note,
    )


def _say(words: Words, key: str, /, **fields: Any) -> str:
    return words.text(f"forecast.{key}", **fields)
