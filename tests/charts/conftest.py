"""Audits made by hand: what a chart must cope with, without a book and without statistics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from salestoolkit.charts.render import VEGALITE, spec
from salestoolkit.charts.text import text_width
from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.process import SalesProcess, Stage

AS_OF = date(2026, 10, 31)
NAMES = ("Qualification", "Presentation", "Offer", "Credit check", "Closing")
HOSTILE = (
    '<img src=x onerror="alert(1)">',
    "javascript:alert(1)",
    '=HYPERLINK("http://x")',
    "]]></script><script>alert(1)</script>",
    "{{constructor}} ${alert(1)} \x00\x1b[31m\n next",
    "L" * 300,
)


def figure(name: str, value: float | None, *, unit: str, n: int, **more: Any) -> Figure:
    return Figure(
        name=name,
        value=value,
        unit=unit,
        n=n,
        as_of=AS_OF,
        definition=name,
        **more,  # type: ignore[arg-type]
    )


def make_audit(
    names: Sequence[str] = NAMES,
    *,
    deals: int = 480,
    waiting: Sequence[int] = (3,),
    limits: tuple[str, ...] = (),
    leak: int | None = 2,
    currency: str | None = "PLN",
) -> FunnelAudit:
    """An audit whose numbers are plausible and add up; nothing in it is estimated."""
    stages = stage_table(names, deals=deals, waiting=waiting)
    won = int(stages["passed"].iloc[-1]) if len(stages) else 0
    lost, still = int(stages["lost_here"].sum()), int(stages["open_here"].sum())
    share = {"unit": "share", "n": deals}
    some = deals > 0
    figures = [
        figure("deals", deals, unit="deals", n=deals, note="census"),
        figure("won", won, unit="deals", n=deals, note="census"),
        figure("lost", lost, unit="deals", n=deals, note="census"),
        figure("open", still, unit="deals", n=deals, note="census"),
        figure("win_probability", 0.31 if some else None, low=0.26, high=0.36, **share),
        figure("win_rate_lowest", won / deals if some else None, **share),
        figure("win_rate_highest", (won + still) / deals if some else None, **share),
        figure("mean_won_value", 12345.6, unit="money", n=won, currency=currency),
    ]
    process = SalesProcess(
        name="Sales",
        stages=tuple(
            Stage(key=f"s{at}", name=name, waiting=at in waiting) for at, name in enumerate(names)
        ),
    )
    return FunnelAudit(
        as_of=AS_OF,
        process=process,
        part=None,
        currency=currency,
        definition="reached_at_least",
        figures={item.name: item for item in figures},
        stages=stages.drop(columns="passed"),
        curves=curve_table(some),
        leaks=leak_table(stages, leak),
        leak_stage=None if leak is None or not some else f"s{leak}",
        trust=pd.DataFrame({"provenance": ["observed"], "entries": [1], "share": [1.0]}),
        limits=limits,
    )


def stage_table(names: Sequence[str], *, deals: int, waiting: Sequence[int]) -> pd.DataFrame:
    rows, reached = [], deals
    for at, name in enumerate(names):
        lost = round(reached * (0.12, 0.28, 0.2, 0.05, 0.25)[at % 5])
        still = round(reached * (0.06, 0.1, 0.08, 0.15, 0.05)[at % 5])
        passed = reached - lost - still
        median = (4.0, 12.0, 21.0, 34.0, 9.0)[at % 5] if reached else np.nan
        rate = passed / (passed + lost) if passed + lost else np.nan
        rows.append(
            {
                "stage": f"s{at}", "name": name, "universal": None, "waiting": at in waiting,
                "reached": reached, "visited": reached,
                "reached_share": reached / deals if deals else np.nan,
                "lost_here": lost, "open_here": still, "open_value": 1000.0 * still,
                "entered": reached, "advanced": passed, "lost": lost, "open": still,
                "conversion": rate, "conversion_low": rate - 0.06 if reached else 0.0,
                "conversion_high": min(1.0, rate + 0.05) if reached else 1.0,
                "conversion_closed": rate, "conversion_mature": rate, "mature_n": reached,
                "mature_days": 90.0, "no_clock": 0,
                "median_days": median, "median_low": median * 0.85, "median_high": median * 1.2,
                "q25_days": median * 0.4, "q75_days": median * 2.1, "rmst_days": median * 1.1,
                "rmst_horizon": 120.0 if reached else np.nan, "timed": reached, "passed": passed,
            }
        )  # fmt: skip
        reached = passed
    return pd.DataFrame(
        rows, columns=None if rows else ["stage", "passed", "lost_here", "open_here"]
    )


def curve_table(some: bool) -> pd.DataFrame:
    days = np.arange(0, 181, 3) if some else np.array([])
    won = 0.31 * (1 - np.exp(-days / 50))
    lost = 0.52 * (1 - np.exp(-days / 35))
    return pd.DataFrame(
        {
            "stage": "", "day": days, "advanced": won, "advanced_low": won * 0.85,
            "advanced_high": won * 1.15, "lost": lost, "still_open": 1 - won - lost,
        }
    )  # fmt: skip


def leak_table(stages: pd.DataFrame, leak: int | None) -> pd.DataFrame:
    rows = []
    for at, stage in enumerate(stages.to_dict("records")):
        mean = (4000.0, -9000.0, 181000.0, 12000.0, 30000.0)[at % 5]
        rows.append(
            {
                "stage": stage["stage"], "name": stage["name"], "entered": stage["reached"],
                "advanced": stage["advanced"], "rate": stage["conversion"],
                "reference": stage["conversion"] + 0.05, "reference_kind": "others",
                "reference_n": 900, "value_next": 4000.0, "lost_value": mean,
                "lost_value_low": mean - 60000.0, "lost_value_high": mean + 65000.0,
                "prob_below": 0.6, "prob_worst": 0.2, "window_days": 90.0, "named": at == leak,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture
def audit() -> FunnelAudit:
    return make_audit()


@pytest.fixture
def made() -> Callable[..., FunnelAudit]:
    return make_audit


@pytest.fixture
def hostile() -> FunnelAudit:
    return make_audit(HOSTILE)


@pytest.fixture
def drawn() -> Callable[..., Drawn]:
    return draw


@pytest.fixture
def legible() -> Callable[..., Drawn]:
    return assert_legible


class Box(NamedTuple):
    """A text as drawn: its left and right end, top and bottom, in pixels."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        beside = self.right <= other.left + 0.5 or other.right <= self.left + 0.5
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


class Drawn(NamedTuple):
    """A drawn chart: its size, its texts, and how many marks of data it shows."""

    width: float
    height: float
    texts: list[Box]
    marks: int


def draw(chart: alt.TopLevelMixin) -> Drawn:
    """What the chart looks like, from the renderer's own list of what it draws."""
    scene = vl_convert.vegalite_to_scenegraph(
        spec(chart), vl_version=VEGALITE, allowed_base_urls=[]
    )
    texts: list[Box] = []
    marks = _walk(scene["scenegraph"], *scene["origin"], texts)
    return Drawn(scene["width"], scene["height"], texts, marks)


def _walk(node: dict[str, Any], x: float, y: float, texts: list[Box]) -> int:
    marks = 0
    for item in node.get("items", []):
        if node["marktype"] == "group":
            here = (x + item.get("x", 0), y + item.get("y", 0))
            marks += sum(_walk(child, *here, texts) for child in item.get("items", []))
        elif node["marktype"] == "text":
            texts += _boxes(item, x, y)
        elif node.get("role") == "mark":
            marks += 1
    return marks


def _boxes(item: dict[str, Any], x: float, y: float) -> list[Box]:
    lines = item["text"] if isinstance(item.get("text"), list) else [item.get("text", "")]
    size = item["fontSize"]
    boxes = []
    for at, line in enumerate(str(line) for line in lines):
        width = text_width(line, size, bold=item.get("fontWeight") == "bold")
        left = x + item.get("x", 0) + item.get("dx", 0)
        left -= {"right": width, "center": width / 2}.get(item.get("align", "left"), 0)
        middle = y + item.get("y", 0) + at * item.get("lineHeight", size + 2)
        middle += {"top": size / 2, "middle": 0}.get(item.get("baseline", ""), -size / 3)
        boxes.append(Box(line, left, left + width, middle - size / 2, middle + size / 2))
    return boxes


def assert_legible(chart: alt.TopLevelMixin, *, width: int) -> Drawn:
    """No text outside the chart, none over another, and the chart no wider than asked for."""
    drawn = draw(chart)
    assert drawn.width <= width + 4
    for box in drawn.texts:
        inside = box.left >= -1 and box.right <= drawn.width + 1
        assert inside and box.top >= -1 and box.bottom <= drawn.height + 1, box
    clashes = [(a, b) for a, b in combinations(drawn.texts, 2) if a.overlaps(b)]
    assert not clashes
    return drawn
