from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.charts.curves import MOST_STEPS, alt_text_win_curve, win_curve_chart
from salestoolkit.charts.render import spec
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")


def areas(audit: FunnelAudit) -> pd.DataFrame:
    drawn = spec(win_curve_chart(audit, EN))
    data = drawn["layer"][0]["data"]
    rows: Any = drawn["datasets"][data["name"]] if "name" in data else data["values"]
    return pd.DataFrame(rows)


def test_won_open_and_lost_fill_the_whole_on_every_day(audit: FunnelAudit) -> None:
    rows = areas(audit)
    height = (rows["to"] - rows["from"]).groupby(rows["day"]).sum()
    assert np.allclose(height, 1)
    assert (rows["to"] >= rows["from"]).all()


def test_the_last_step_is_what_the_audit_says(audit: FunnelAudit) -> None:
    rows = areas(audit)
    won = rows[rows["kind"].str.startswith("won")]
    last = audit.curves.iloc[-1]
    assert won.iloc[-1][["day", "to"]].tolist() == [last["day"], last["advanced"]]


def test_a_curve_of_many_steps_is_thinned_but_keeps_its_ends(audit: FunnelAudit) -> None:
    days = np.arange(0.0, 3000.0)
    long = pd.DataFrame(
        {"stage": "", "day": days, "advanced": days / 9000, "advanced_low": days / 10000,
         "advanced_high": days / 8000, "lost": days / 6000, "still_open": 1 - days / 3600}
    )  # fmt: skip
    rows = areas(replace(audit, curves=long))
    assert len(rows) == 3 * MOST_STEPS
    assert (rows["day"].min(), rows["day"].max()) == (0, 2999)


def test_other_stages_curves_are_not_mixed_in(audit: FunnelAudit) -> None:
    other = audit.curves.assign(stage="s1", advanced=0.9)
    mixed = replace(audit, curves=pd.concat([other, audit.curves]))
    assert areas(mixed).equals(areas(audit))


def test_a_single_day_is_no_curve(audit: FunnelAudit) -> None:
    single = replace(audit, curves=audit.curves.iloc[:1])
    assert alt_text_win_curve(single, EN) == EN.text("charts.win_curve.none")
    assert "layer" in spec(win_curve_chart(single, EN))


def test_a_curve_without_a_band_is_drawn_without_it(audit: FunnelAudit) -> None:
    bare = audit.curves.assign(advanced_low=np.nan, advanced_high=np.nan)
    assert len(spec(win_curve_chart(replace(audit, curves=bare), EN))["layer"]) == 1


def test_the_alt_text_says_the_shares_and_the_days(audit: FunnelAudit) -> None:
    assert "W ciągu 180 dni od założenia: wygrane 30% (od 26% do 35%)" in alt_text_win_curve(
        audit, PL
    )
