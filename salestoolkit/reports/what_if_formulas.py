"""The formulas of the what-if page: Vega expressions that say what `core` says in Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy import special

from salestoolkit.core.what_if_funnel import WhatIf, carried
from salestoolkit.core.what_if_grid import NODES, POINTS, Grid
from salestoolkit.core.what_if_value import MOST_SKEW, TABLED

BLOCKS = 120
"""Parts that the numbers of new deals are looked at in: single deals, or equal ranges of them."""
SHIFT = 6
"""Steps before the asymptotic series of the polygamma functions is used."""
DEALS, MONEY = "deals", "money"


def constants(grid: Grid) -> dict[str, object]:
    """Tables that expressions look things up in, by name."""
    found: dict[str, object] = {
        "nodes": [float(z) for z in NODES],
        "node_weights": _weights(),
        "reach": [0.0, *(float(f"{value:.8g}") for value in grid.open_reach)],
    }
    if grid.open_values.size:
        found["open_values"] = [float(f"{value:.10g}") for value in grid.open_values]
        found["open_weights"] = [float(f"{value:.8g}") for value in grid.open_weights]
    if grid.sums is not None:
        found["sum_normal"] = [[float(f"{z:.4g}") for z in row] for row in grid.sums.normal]
        found["sum_first"] = [float(f"{value:.8g}") for value in grid.sums.low]
        found["sum_step"] = [float(f"{value:.8g}") for value in grid.sums.step]
    return found


def signals(what_if: WhatIf) -> dict[str, str]:
    """What follows from the sliders at once, by name: exact means, doubt, where to look."""
    places = range(len(what_if.stages))
    whole = what_if.horizon_days
    parts = [f"max(0, 1 - days * {_n(part)} / {_n(whole or 1)})" for part in what_if.pattern]
    there, worth = (float(value) for value in carried(what_if))
    entering = "volume" if what_if.capacity is None else f"min(volume, {int(what_if.capacity)})"
    found = {
        **{f"p{at}": f"toNumber(rate_{at}) / 100" for at in places},
        "days": "0" if whole is None else _sum(f"toNumber(days_{at})" for at in places),
        "volume": "toNumber(volume_in)",
        "value": "toNumber(value_in)" if what_if.value else "0",
        "goal": "toNumber(goal_in)" if what_if.goal is not None else "0",
        "n": entering,
        "in_time": "1" if whole is None else f"({_sum(parts)}) / {len(parts)}",
        "product": " * ".join(f"p{at}" for at in places),
        "mean": "in_time * product",
        "new_deals": "n * mean",
        DEALS: f"new_deals + {_n(there)}",
        MONEY: f"new_deals * value + {_n(worth)}",
    }
    left = f"goal - {_n(worth if what_if.metric == 'revenue' else there)}"
    one = "mean * value" if what_if.metric == "revenue" else "mean"
    # a quotient that is whole but for its rounding is whole
    found["needed"] = (
        f"({left}) <= 0 ? 0 : ({one}) > 0 ? ceil(({left}) / ({one}) * (1 - 1e-12)) : null"
    )
    return found | _doubt(what_if) | _where()


def _doubt(what_if: WhatIf) -> dict[str, str]:
    """Cumulants of the logarithm of the overall rate, and the mean of its nodes before it is set."""
    terms: tuple[list[str], ...] = ([], [], [])
    squares = []
    for at, stage in enumerate(what_if.stages):
        if stage.counted is None:
            squares.append(f"p{at} * p{at}")
            continue
        strength = stage.counted + 1
        squares.append(f"(p{at} * p{at} + p{at} * (1 - p{at}) / {_n(strength + 1)})")
        for order, found in enumerate(terms):
            found.append(
                f"(p{at} > 0 && p{at} < 1 ? {_polygamma(order, f'(p{at} * {_n(strength)})')}"
                f" - {_n(_polygamma_at(order, strength))} : 0)"
            )
    second, third, fourth = (_sum(found) if found else "0" for found in terms)
    nodes = [
        f"{_n(weight)} * exp(sigma * ({_bent(_n(z))}))"
        for z, weight in zip(NODES, _weights(), strict=True)
    ]
    return {
        "second": second,
        "sigma": "sqrt(max(second, 0))",
        "skew": f"sigma > 1e-9 ? ({third}) / pow(sigma, 3) : 0",
        "peak": f"sigma > 1e-9 ? ({fourth}) / pow(sigma, 4) : 0",
        "set": f"sigma > 1e-9 ? {_sum(nodes)} : 1",
        "square": f"in_time * in_time * {' * '.join(squares)}",
    }


def _where() -> dict[str, str]:
    """Which numbers of new deals are looked at, in blocks of equal width."""
    return {
        "variance": "max(0, n * (mean - square) + n * n * (square - mean * mean))",
        "low": "max(0, floor(new_deals - 5 * sqrt(variance)))",
        "high": "min(n, ceil(new_deals + 7 * sqrt(variance)) + 2)",
        "span": f"max(1, ceil((high - low + 1) / {BLOCKS}))",
    }


def node_rows() -> dict[str, str]:
    """For each block and node: the chance of at most the block's last number, given the rate."""
    bent = _bent("datum.z")
    slope = (
        "1 + skew * datum.z / 3 + peak * (3 * datum.z * datum.z - 3) / 24"
        " - skew * skew * (6 * datum.z * datum.z - 5) / 36"
    )
    return {
        "block": f"floor(datum.row / {len(NODES)})",
        "z": f"nodes[datum.row % {len(NODES)}]",
        "weight": f"node_weights[datum.row % {len(NODES)}]",
        "last": "low + (datum.block + 1) * span - 1",
        "q": f"min(in_time * (1 - 1e-9), mean * exp(sigma * ({bent})) / set)",
        # a node stands for its neighbourhood: the spread of it is added to that of the count
        "cell": f"pow(n * datum.q * sigma * ({slope}) * {_n(NODES[1] - NODES[0])}, 2) / 12",
        "up_to": f"datum.weight * ({_binomial('datum.last', 'datum.q', 'datum.cell')})",
    }


def _binomial(k: str, rate: str, cell: str) -> str:
    """P(X <= k) of a binomial number, by Peizer and Pratt's normal deviate."""
    q = f"(1 - {rate})"
    low, high = f"(({k}) + 0.5)", f"(n - ({k}) - 0.5)"
    away = (
        f"(({k}) + 2 / 3 - (n + 1 / 3) * {rate} + 0.02 * ({q} / (({k}) + 1)"
        f" - {rate} / (n - ({k})) + ({q} - 0.5) / (n + 1)))"
    )
    inside = f"(1 + {q} * {_curve(f'({low} / (n * {rate}))')} + {rate} * {_curve(f'({high} / (n * {q}))')})"
    variance = f"(n * {rate} * {q})"
    deviate = (
        f"{away} * sqrt({inside} / ((n + 1 / 6) * {rate} * {q})"
        f" * {variance} / ({variance} + {cell}))"
    )
    return f"({k}) >= n || {rate} <= 1e-12 ? 1 : cumulativeNormal({deviate})"


def _curve(x: str) -> str:
    return (
        f"(abs(1 - {x}) < 1e-3 ? (1 - {x}) / 3"
        f" : (1 - {x} * {x} + 2 * {x} * log({x})) / pow(1 - {x}, 2))"
    )


def hit(what_if: WhatIf, grid: Grid) -> str:
    """Chance of the goal, given that the number of new deals lies in a block.

    For revenue also given ``there``, what is done and what the open deals bring.
    """
    if what_if.metric == "deals":
        goal = f"ceil(goal - {_n(what_if.done)} - 1e-9)"
        return _share_reaching(goal, grid)
    return _fixed("datum.there") if grid.sums is None else _sum_reaches("datum.there")


def _share_reaching(goal: str, grid: Grid) -> str:
    """Mean over the block of the chance that the open deals bring what is missing."""
    most = len(grid.open_reach)

    def summed(place: str) -> str:
        return f"(({place}) <= 0 ? ({place}) : reach[min({place}, {most})])"

    first = "(datum.last - span + 1)"
    return f"({summed(f'{goal} - {first}')} - {summed(f'{goal} - datum.last - 1')}) / span"


def _fixed(there: str) -> str:
    """Share of the block that is enough, all deals being worth the same."""
    left = f"(goal - {there})"
    count = f"({left} <= 0 ? 0 : value > 0 ? ceil({left} / value * (1 - 1e-9)) : 1e15)"
    return f"clamp((datum.last + 1 - {count}) / span, 0, 1)"


def _sum_reaches(there: str) -> str:
    """Chance that as many deals as the middle of the block are worth what is missing."""
    k, x = "datum.middle", f"((goal - {there}) / max(value, 1e-9))"
    place = f"clamp((log({x}) - datum.first) / datum.step, 0, {POINTS - 1.001})"
    row = "datum.normal"
    few = f"({row}[floor({place})] * (1 - ({place}) % 1) + {row}[floor({place}) + 1] * (({place}) % 1))"
    # below and above the table the straight line goes on as far as the table's own ends
    y = f"(({x} - {k}) / datum.deviation)"
    inside = f"(1 + 2 * datum.skewness / 3 * ({y} + datum.skewness / 6))"
    many = (
        f"(abs(datum.skewness) < 1e-4 ? {y} : {inside} <= 0 ? (datum.skewness > 0 ? -8 : 8)"
        f" : (sqrt({inside}) - 1) / (datum.skewness / 3))"
    )
    return f"{x} <= 0 ? 1 : {k} <= 0 ? 0 : 1 - cumulativeNormal({k} <= {TABLED} ? {few} : {many})"


def block_rows(grid: Grid) -> dict[str, str]:
    """What is the same for all sums in a block: its middle, the table, or the moments."""
    found = {
        "here": "max(0, datum.up_to - (isValid(datum.before) ? datum.before : 0))",
        "last": "low + (datum.block + 1) * span - 1",
        "middle": "datum.last - floor((span - 1) / 2)",
    }
    if grid.sums is None:
        return found
    k, sums = "max(datum.middle, 1)", grid.sums
    wider = 1 + sums.doubt**2
    own = _n(sums.deviation**2)
    at = f"clamp(datum.middle, 1, {TABLED}) - 1"
    second = f"{_n(wider)} * ({k} * {own} + {k} * {k})"
    third = f"{_n(wider**3)} * ({k} * {_n(sums.third)} + 3 * {k} * {k} * {own} + {k} * {k} * {k})"
    return found | {
        "normal": f"sum_normal[{at}]",
        "first": f"sum_first[{at}]",
        "step": f"sum_step[{at}]",
        "second": second,
        "deviation": f"sqrt(datum.second - {k} * {k})",
        "skewness": (
            f"clamp(({third} - 3 * {k} * datum.second + 2 * {k} * {k} * {k})"
            f" / pow(datum.deviation, 3), {-MOST_SKEW}, {MOST_SKEW})"
        ),
    }


def _polygamma(order: int, a: str) -> str:
    """Trigamma and the two above it, for any positive argument."""
    factor, power = ((1, 2), (-2, 3), (6, 4))[order]
    steps = [f"{factor} / pow({a} + {step}, {power})" for step in range(SHIFT)]
    x = f"({a} + {SHIFT})"
    series = (
        f"1 / {x} + 1 / (2 * pow({x}, 2)) + 1 / (6 * pow({x}, 3)) - 1 / (30 * pow({x}, 5))",
        f"-1 / pow({x}, 2) - 1 / pow({x}, 3) - 1 / (2 * pow({x}, 4)) + 1 / (6 * pow({x}, 6))",
        f"2 / pow({x}, 3) + 3 / pow({x}, 4) + 2 / pow({x}, 5) - 1 / pow({x}, 7)",
    )[order]
    return f"({_sum(steps)} + {series})"


def _polygamma_at(order: int, strength: float) -> float:
    return float(special.polygamma(order + 1, strength))


def _bent(z: str) -> str:
    """Cornish and Fisher's expansion."""
    return (
        f"{z} + skew * ({z} * {z} - 1) / 6 + peak * {z} * ({z} * {z} - 3) / 24"
        f" - skew * skew * {z} * (2 * {z} * {z} - 5) / 36"
    )


def _weights() -> Sequence[float]:
    found = np.exp(-NODES * NODES / 2)
    return [float(weight) for weight in found / found.sum()]


def _n(number: float) -> str:
    """A number for an expression; a negative one in brackets."""
    text = f"{float(number):.15g}"
    return f"({text})" if text.startswith("-") else text


def _sum(terms: Iterable[str]) -> str:
    return " + ".join(terms)


__all__ = ["BLOCKS", "block_rows", "constants", "hit", "node_rows", "signals"]
