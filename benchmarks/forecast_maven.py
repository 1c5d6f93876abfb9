"""Forecast each month of 2017 from June on of a public data set, from what was known before it.

    REALDATA=FOLDER python benchmarks/forecast_maven.py [--write docs/forecast_maven.md]

`maven_crm` (8,800 deals of a fictitious company, 2016-10 to 2017-12) has the days on which deals began
and ended, no stage history. Each forecast is made on the last day of the month before, with the choice of
the model left to its own backtest, and held against what came and against the plain baselines that the
history allows.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.forecast import forecast, state_of
from salestoolkit.core.forecast_backtest import PIPELINE_MODELS
from salestoolkit.core.forecast_baselines import BASELINES
from salestoolkit.core.forecast_scores import crps_sample
from salestoolkit.core.forecast_study import study_of
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.remembered import Remembered
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.importer import import_files

METRICS = ("deals", "revenue")
SHOWN = {
    "semi_markov": "semi-Markov",
    "landmark": "landmark",
    "last_period": "last period",
    "mean_of_three": "mean of three",
    "seasonal": "seasonal",
    "weighted": "weighted pipeline",
}
START = """# Forecasts of a public data set, month by month

`maven_crm`: 8,800 deals of a fictitious company, won deals from March to December 2017, no stage history, no
values while deals are open. Each month is forecast on the last day of the month before, from what was known
then: deals that had begun, ends that had come. `python benchmarks/forecast_maven.py` repeats it. CRPS is in
deals (or in money): lower is better, and 0 is perfect. The seasonal baseline would need the year before, the
weighted pipeline needs stage probabilities: the data has neither.
"""


def months(book: DealBook, metric: str) -> pd.DataFrame:
    """One row a month: what was forecast, what came, and the CRPS of each model."""
    place = METRICS.index(metric)
    real = state_of(book, pipeline=None, currency=None)
    rows = []
    for month in range(6, 13):
        start = date(2017, month, 1)
        until = date(2017 + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        day = start - timedelta(days=1)
        came = real.won_within(day.toordinal(), until.toordinal())[place]
        then = Remembered(book.at(day))
        made = forecast(then, start=start, until=until, metric=metric)
        row: dict[str, Any] = {"month": f"{start:%Y-%m}", "came": came, "model": made.model}
        if made.total is not None:
            low, high = made.total.interval(0.8)
            row |= {"median": made.total.median, "low": low, "high": high}
            row["used"] = crps_sample(made.total.values, came)
        whole = state_of(then, pipeline=None, currency=None)
        study = study_of(whole, Window.of(day, start, until))
        for name in BASELINES:
            guess = study.guess(whole, name)
            values = guess.value if place else guess.wins
            row[name] = crps_sample(values, came)
        for name in PIPELINE_MODELS:
            row[name] = crps_sample(study.outcomes(whole, name, draws=4000).totals()[place], came)
        rows.append(row)
    return pd.DataFrame(rows)


def _table(rows: pd.DataFrame, scale: float) -> str:
    """The rows and their means as Markdown; money in thousands."""
    names = [name for name in SHOWN if rows[name].notna().any()]
    heads = ["month", "came", "model used", "median", "80 % interval", "CRPS used"]
    lines = ["| " + " | ".join([*heads, *(SHOWN[name] for name in names)]) + " |"]
    lines.append("|" + "---|" * (len(heads) + len(names)))

    def number(value: float | None) -> str:
        return "–" if value is None or pd.isna(value) else f"{value / scale:,.0f}"

    for row in rows.to_dict("records"):
        cells = [row["month"], number(row["came"]), SHOWN.get(row["model"], "–")]
        bounds = f"{number(row['low'])}–{number(row['high'])}"
        missed = "" if row["low"] <= row["came"] <= row["high"] else " (missed)"
        cells += [number(row["median"]), bounds + missed, number(row["used"])]
        lines.append("| " + " | ".join([*cells, *(number(row[name]) for name in names)]) + " |")
    means = [number(rows[name].mean()) for name in names]
    lines.append(
        "| " + " | ".join(["mean", "", "", "", "", number(rows["used"].mean()), *means]) + " |"
    )
    return "\n".join(lines)


def _verdict(rows: pd.DataFrame) -> str:
    """What won, in a sentence."""
    told = {name: rows[name].mean() for name in BASELINES if rows[name].notna().all()}
    best = min(told, key=lambda name: told[name])
    used, other = rows["used"].mean(), told[best]
    held = int(((rows["low"] <= rows["came"]) & (rows["came"] <= rows["high"])).sum())
    side = f"{1 - used / other:.0%} under" if used <= other else f"{used / other - 1:.0%} above"
    return (
        f"The CRPS of what was used is {side} that of the best baseline ({SHOWN[best]}); the 80 % "
        f"interval held {held} of {len(rows)} months."
    )


def page(book: DealBook) -> str:
    """The whole page as Markdown."""
    parts = [START]
    for metric, title, scale in (
        ("deals", "Deals won", 1),
        ("revenue", "Revenue, thousands", 1000),
    ):
        rows = months(book, metric)
        parts.append(f"\n## {title}\n\n{_table(rows, scale)}\n\n{_verdict(rows)}\n")
    return "".join(parts)


def main() -> None:
    """Print the page, or write it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    file = Path(os.environ["REALDATA"]) / "maven_crm" / "sales_pipeline.csv"
    with tempfile.TemporaryDirectory() as folder:
        import_files([file], to=Path(folder) / "book", timezone="UTC")
        text = page(open_book(Path(folder) / "book"))
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
