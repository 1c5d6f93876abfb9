"""The interactive charts of the what-if page as one Vega-Lite specification: data, formulas, pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from salestoolkit.charts.theme import CALM, CONFIG, LOST, MUTED, PASSED, SMALL_SIZE
from salestoolkit.core.what_if_funnel import WhatIf, carried
from salestoolkit.core.what_if_grid import NODES, grid_of
from salestoolkit.core.what_if_simulation import Turnout
from salestoolkit.reports import what_if_formulas as formulas
from salestoolkit.words import Words

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""A name, not an address that is asked."""
WIDTH = 300
"""The page sets the width of its own window when it is opened."""
ROW = 44
BANDS = tuple(round(-3 + 0.1 * at, 1) for at in range(61))
INNER = 1.2816
"""Normal quantile of the inner four fifths."""
Row = dict[str, Any]


def what_if_spec(today: Turnout, sliders: Mapping[str, float], words: Words) -> Row:
    """The specification; each slider is an element of the page with the id of its parameter.

    Parameters
    ----------
    today : Turnout
        Where the page starts, and what it is held against.
    sliders : mapping
        Parameters that sliders move, with where they stand at first.
    """
    grid = grid_of(today.what_if)
    named = formulas.signals(today.what_if) | picture_signals(today.what_if)
    bound = [
        {"name": name, "value": value, "bind": {"element": f"#{name}", "event": "input"}}
        for name, value in sliders.items()
    ]
    tables = [{"name": name, "value": value} for name, value in formulas.constants(grid).items()]
    return {
        "$schema": SCHEMA,
        "config": {**CONFIG, "aria": True},
        "background": "transparent",
        "params": [
            *bound,
            {"name": "room", "value": WIDTH},
            *tables,
            *({"name": name, "expr": formula} for name, formula in named.items()),
        ],
        **_blocks(today.what_if),
        "vconcat": [
            _picture(today, words),
            *([] if today.chance is None else [_chance(today, words)]),
            _levers(today, words),
        ],
        "spacing": 28,
    }


def _calculated(formulas_by_name: Mapping[str, str]) -> list[Row]:
    return [{"calculate": formula, "as": name} for name, formula in formulas_by_name.items()]


def _blocks(what_if: WhatIf) -> Row:
    """Rows of blocks, each with the chance that the number of new deals lies in it."""
    rows = formulas.BLOCKS * len(NODES)
    return {
        "data": {"sequence": {"start": 0, "stop": rows, "as": "row"}},
        "transform": [
            *_calculated(formulas.node_rows()),
            {
                "aggregate": [{"op": "sum", "field": "up_to", "as": "up_to"}],
                "groupby": ["block"],
            },
            {
                "window": [{"op": "lag", "field": "up_to", "as": "before"}],
                "sort": [{"field": "block"}],
            },
            *_calculated(formulas.block_rows(grid_of(what_if))),
        ],
    }


def _picture(today: Turnout, words: Words) -> Row:
    what_if = today.what_if
    x: Row = {
        "field": "x",
        "type": "quantitative",
        "title": words.text(f"what_if.page.axis_{what_if.metric}"),
        "axis": {"format": ",.0f", "labelOverlap": True, "tickCount": 4, "grid": False},
        "scale": {"zero": False, "nice": False},
    }
    y: Row = {"field": "y", "type": "quantitative", "axis": None}
    own = _counted(what_if) if counts_alone(what_if) else _smooth()
    area = {"type": "area", "color": PASSED, "interpolate": "monotone"}
    encoding = {"x": x, "y": y}
    inner = {"transform": [{"filter": "datum.inner"}], "mark": {**area, "opacity": 0.75}}
    layers: list[Row] = [
        {
            **own,
            "layer": [
                {"mark": {**area, "opacity": 0.35}, "encoding": encoding},
                {**inner, "encoding": encoding},
            ],
        },
        {
            "data": {"values": _today_rows(today)},
            "mark": {"type": "line", "color": MUTED, "strokeWidth": 2, "strokeDash": [5, 3]},
            "encoding": {"x": x, "y": y},
        },
    ]
    if what_if.goal is not None:
        layers.append(
            {
                "data": {"values": [{}]},
                "transform": [{"calculate": "goal", "as": "x"}],
                "mark": {"type": "rule", "color": LOST, "strokeWidth": 3},
                "encoding": {"x": x},
            }
        )
    return {
        "width": WIDTH,
        "height": 170,
        "title": _title(words, "what_if.page.picture"),
        "layer": layers,
    }


def counts_alone(what_if: WhatIf) -> bool:
    """Whether the picture shows numbers of new deals as they are: nothing is added to them."""
    return what_if.metric == "deals" and not what_if.open_deals


def _counted(what_if: WhatIf) -> Row:
    return {
        "transform": [
            *_calculated(
                {
                    "x": f"datum.middle + {what_if.done:g}",
                    "y": "datum.here / span",
                    "inner": "datum.up_to >= 0.1 && datum.up_to - datum.here <= 0.9",
                }
            ),
            {"filter": "datum.up_to > 5e-4 && datum.up_to - datum.here < 0.9995"},
        ],
    }


def _smooth() -> Row:
    """A lognormal curve with the exact mean and variance: for the eye; the chance is not read off it."""
    return {
        "data": {"values": [{"z": z} for z in BANDS]},
        "transform": _calculated(
            {
                "x": "picture_done + exp(picture_middle + picture_sigma * datum.z)",
                "y": "exp(-datum.z * datum.z / 2) / (picture_sigma * (datum.x - picture_done))",
                "inner": f"abs(datum.z) <= {INNER}",
            }
        ),
    }


def picture_signals(what_if: WhatIf) -> dict[str, str]:
    """Moments of what the smooth picture shows."""
    there, worth = (float(value) for value in carried(what_if))
    money = what_if.metric == "revenue"
    done = what_if.done_value if money else what_if.done
    chances = [(deal.chance, deal.value or 0.0) for deal in what_if.open_deals]
    still = math.fsum(p * (1 - p) * (value**2 if money else 1) for p, value in chances)
    new, spread = "new_deals", "variance"
    if money:
        own, wider = _spread(what_if)
        new = "new_deals * value"
        spread = (
            f"value * value * ({wider} * (new_deals * {own} + variance + new_deals * new_deals)"
            " - new_deals * new_deals)"
        )
    open_mean = (worth if money else there) - done
    return {
        "picture_done": f"{done:.15g}",
        "picture_mean": f"max({new} + {open_mean:.15g}, 1e-9)",
        "picture_variance": f"{spread} + {still:.15g}",
        "picture_sigma": (
            "max(1e-3, sqrt(log(1 + picture_variance / (picture_mean * picture_mean))))"
        ),
        "picture_middle": "log(picture_mean) - picture_sigma * picture_sigma / 2",
    }


def _spread(what_if: WhatIf) -> tuple[str, str]:
    assert what_if.value is not None
    sums = what_if.value.sums
    return f"{sums.deviation**2:.15g}", f"{1 + sums.doubt**2:.15g}"


def _today_rows(today: Turnout) -> list[Row]:
    """Today's picture: where it stands when the page is opened."""
    what_if = today.what_if
    draws = today.metric.draws
    if counts_alone(what_if):
        low, high = today.deals.quantile(0.0005), today.deals.quantile(0.9995)
        width = max(1, math.ceil((high - low + 1) / 40))
        edges = np.arange(low, high + 2 * width, width)
        shares = today.deals.shares(edges) / width
        middles = edges[:-1] + (width - 1) / 2
        return [
            {"x": float(x), "y": round(float(y), 6)} for x, y in zip(middles, shares, strict=True)
        ]
    done = what_if.done_value if what_if.metric == "revenue" else what_if.done
    mean = max(float(today.mean) - done, 1e-9)
    sigma = max(1e-3, math.sqrt(math.log1p(float(draws.var()) / mean**2)))
    middle = math.log(mean) - sigma**2 / 2
    return [
        {
            "x": done + (x := math.exp(middle + sigma * z)),
            "y": math.exp(-z * z / 2) / (sigma * x),
        }
        for z in BANDS
    ]


def _chance(today: Turnout, words: Words) -> Row:
    """The chance of the goal, now and today, as two bars."""
    sides = [words.text(f"what_if.page.{side}") for side in ("today", "now")]
    said = {"said": "format(datum.chance, '.0%')"}
    now = [
        *_reached(today.what_if),
        {"aggregate": [{"op": "sum", "field": "reached", "as": "chance_now"}]},
        *_calculated({"chance": "clamp(datum.chance_now, 0, 1)", "place": "1", **said}),
        *_calculated({"name": f"'{_js(sides[1])}'"}),
    ]
    before = {
        "data": {"values": [{"chance": today.chance, "place": 0, "name": sides[0]}]},
        "transform": _calculated(said),
    }
    x = {
        "field": "chance",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, 1], "nice": False},
    }
    return {
        "width": WIDTH,
        "height": ROW * 2,
        "title": _title(words, "what_if.page.chance"),
        "layer": [
            {**before, "layer": _bars(x, {"value": CALM})},
            {"transform": now, "layer": _bars(x, {"value": PASSED})},
        ],
    }


def _reached(what_if: WhatIf) -> list[Row]:
    """The chance of the goal in each block; for revenue with everything the open deals may bring."""
    hit = formulas.hit(what_if, grid_of(what_if))
    if what_if.metric == "deals":
        return _calculated({"reached": f"datum.here * ({hit})"})
    return [
        {"filter": "datum.here > 1e-7"},
        *_calculated({"there": "open_values", "share": "open_weights"}),
        {"flatten": ["there", "share"]},
        *_calculated({"reached": f"datum.here * datum.share * ({hit})"}),
    ]


def _bars(x: Row, color: Row) -> list[Row]:
    """A bar in each row, its name and its value above it."""
    y = {"field": "place", "type": "ordinal", "axis": None, "scale": {"padding": 0.1}}
    text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": SMALL_SIZE + 1}
    ends = {"align": "right", "x": {"expr": "room"}, "dy": -9, "fontWeight": "bold"}
    return [
        {
            "mark": {"type": "bar", "height": 14, "yOffset": 10},
            "encoding": {"x": x, "y": y, "color": color},
        },
        {
            "mark": {**text, "x": 0, "dy": -9, "limit": {"expr": "room - 60"}},
            "encoding": {"y": y, "text": {"field": "name"}},
        },
        {"mark": {**text, **ends}, "encoding": {"y": y, "text": {"field": "said"}}},
    ]


def _levers(today: Turnout, words: Words) -> Row:
    """What one more percentage point brings at each stage; what a reader looks for first."""
    stages = today.what_if.stages
    gains = []
    for at in range(len(stages)):
        others = " * ".join(f"p{other}" for other in range(len(stages)) if other != at) or "1"
        gains.append(f"n * in_time * {others} * min(0.01, 1 - p{at})")
    rows = [{"place": at, "name": stage.name} for at, stage in enumerate(stages)]
    transform = [
        {"calculate": f"[{', '.join(gains)}][datum.place]", "as": "gain"},
        {"calculate": "'+' + format(datum.gain, ',.2f')", "as": "said"},
        {"joinaggregate": [{"op": "max", "field": "gain", "as": "most"}]},
        {"calculate": "datum.gain >= datum.most - 1e-12", "as": "best"},
    ]
    x = {"field": "gain", "type": "quantitative", "axis": None, "scale": {"nice": False}}
    color = {"condition": {"test": "datum.best", "value": PASSED}, "value": CALM}
    return {
        "width": WIDTH,
        "height": ROW * len(stages),
        "title": _title(words, "what_if.page.levers"),
        "data": {"values": rows},
        "transform": transform,
        "layer": _bars(x, color),
    }


def _title(words: Words, key: str) -> Row:
    return {"text": words.text(key), "fontSize": 13, "offset": 6}


def _js(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
