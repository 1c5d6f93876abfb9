"""The picture of `goal_calibration.py` for docs/goal_calibration.md, from its CSV.

    python benchmarks/goal_calibration_picture.py FILE.csv docs/images/goal_calibration.svg

Wilson's 95 % interval of the share of teams that reach their goal, by setting and kind of plan; the
band is what the plan is held to.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import altair as alt

from salestoolkit.charts.render import svg
from salestoolkit.charts.theme import INK, LOST, OPEN, PASSED
from salestoolkit.core.proportions import wilson

PLANS = {
    "learned": ("rate learned, and known to be", PASSED),
    "taken for certain": ("rate learned, taken for certain", OPEN),
    "plain division": ("plain division", LOST),
}
PROMISED = (0.77, 0.83)
WIDTH, STEP = 420, 46


def picture(rows: list[dict[str, str]]) -> alt.LayerChart:
    """Dots with intervals, one line a setting, and the band that is promised."""
    points = []
    for row in rows:
        n, share = int(row["planned"]), float(row["reached"])
        low, high = wilson(round(share * n), n)
        points.append(
            {
                "setting": row["setting"],
                "plan": PLANS[row["plan"]][0],
                "share": share,
                "low": low,
                "high": high,
            }
        )
    settings = list(dict.fromkeys(row["setting"] for row in rows))
    names = [name for name, _ in PLANS.values()]
    x = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[0.5, 0.9]),
        axis=alt.Axis(format="%", title="share of teams that reach their goal"),
    )
    y = alt.Y("setting:N", sort=settings, axis=alt.Axis(title=None, labelLimit=260))
    offset = alt.YOffset("plan:N", sort=names)
    fill = alt.Fill(
        "plan:N",
        scale=alt.Scale(domain=names, range=[colour for _, colour in PLANS.values()]),
        legend=alt.Legend(orient="top", title=None, columns=3, labelLimit=0),
    )
    base = alt.Chart(alt.InlineData(values=points))
    band = alt.Chart(alt.InlineData(values=[{"from": PROMISED[0], "to": PROMISED[1]}])).mark_rect(
        fill="#dbe5ee"
    )
    chart: alt.LayerChart = alt.layer(
        band.encode(x=alt.X("from:Q"), x2="to:Q"),
        base.mark_rule(color=INK).encode(x=alt.X("low:Q"), x2="high:Q", y=y, yOffset=offset),
        base.mark_point(filled=True, size=80, stroke=INK, strokeWidth=1, opacity=1).encode(
            x=x, y=y, yOffset=offset, fill=fill
        ),
    ).properties(
        width=WIDTH,
        height=STEP * len(settings),
        title="Of 2,000 teams that plan for 80%, how many reach their goal",
    )
    return chart


def main() -> None:
    """Draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("csv", type=Path)
    parser.add_argument("picture", type=Path)
    chosen = parser.parse_args()
    with chosen.csv.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said = "; ".join(
        f"{row['setting']}, {row['plan']}: {float(row['reached']):.1%}" for row in rows
    )
    chosen.picture.write_text(svg(picture(rows), alt=said), encoding="utf-8")


if __name__ == "__main__":
    main()
