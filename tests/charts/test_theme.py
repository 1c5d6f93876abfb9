"""The palette in grey and for the colour-blind."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations, pairwise

import numpy as np
import pytest

from salestoolkit.charts import lost_reasons, map_shades, theme

FILLS = {"passed": theme.PASSED, "lost": theme.LOST, "open": theme.OPEN, "waiting": theme.WAITING}
BLIND = {
    "protan": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deutan": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritan": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
"""Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB."""
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    x, y, z = np.cbrt(np.maximum(np.array(TO_XYZ) @ np.clip(rgb, 0, 1) / WHITE, 0.008856))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (float(np.array(TO_XYZ[1]) @ linear(colour)) for colour in (one, other)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("one", "other"), list(combinations(FILLS, 2)))
def test_fills_differ_in_grey(one: str, other: str) -> None:
    lightness = [lab(linear(FILLS[name]))[0] for name in (one, other)]
    assert abs(lightness[0] - lightness[1]) >= 14


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize(("one", "other"), list(combinations(FILLS, 2)))
def test_the_colour_blind_tell_fills_apart(one: str, other: str, kind: str) -> None:
    seen = [lab(np.array(BLIND[kind]) @ linear(FILLS[name])) for name in (one, other)]
    assert np.linalg.norm(seen[0] - seen[1]) >= 15


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (theme.INK, theme.PAPER),
        (theme.MUTED, theme.PAPER),
        (theme.PAPER, theme.PASSED),
        *((theme.INK, ground) for ground in (theme.LOST, theme.OPEN, theme.WAITING)),
    ],
)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.slow
def test_importing_the_charts_leaves_altair_as_it_was() -> None:
    program = (
        "import altair as alt; before = alt.renderers.active;"
        "import salestoolkit.charts.render, salestoolkit.charts.funnel;"
        "print(before == alt.renderers.active)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "True"


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("ramp", [lost_reasons.RAMP, map_shades.BLUES], ids=["shares", "map"])
def test_the_colour_blind_see_each_step_of_a_ramp_and_in_its_order(
    ramp: tuple[str, ...], kind: str
) -> None:
    seen = [lab(np.array(BLIND[kind]) @ linear(colour)) for colour in ramp]
    # A difference of 2.3 is just noticed (Mahy and others, 1994); neighbours on paper need several times it.
    assert min(np.linalg.norm(one - other) for one, other in pairwise(seen)) >= 7
    lightness = [one[0] for one in seen]
    assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("other", ["passed", "lost"])
def test_the_colour_blind_tell_a_calm_bar_from_one_that_says_something(
    other: str, kind: str
) -> None:
    seen = [lab(np.array(BLIND[kind]) @ linear(colour)) for colour in (theme.CALM, FILLS[other])]
    assert np.linalg.norm(seen[0] - seen[1]) >= 15
