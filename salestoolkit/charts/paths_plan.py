"""Where the squares of the ways that deals took stand, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from salestoolkit.charts.text import clean, text_width
from salestoolkit.charts.theme import SMALL_SIZE
from salestoolkit.core.counts import LOST, WON
from salestoolkit.core.funnel_paths import Paths
from salestoolkit.words import Words

MOST_STAGES, MOST_ON_A_PHONE = 12, 6
PHONE = 480
NAMES = 0.34
"""Share of the width that names take beside the squares."""
CELL, NAME_LINE, HEAD, END_ROOM = 30, 20, 20, 6


@dataclass(frozen=True, kw_only=True)
class PathsPlan:
    """Which stages are drawn, and where everything stands in pixels."""

    stages: tuple[str, ...]
    names: dict[str, str]
    width: int
    stacked: bool
    left: float
    cell: float
    end_cell: float

    @property
    def columns(self) -> tuple[str, ...]:
        """Stages, then the two ends."""
        return (*self.stages, WON, LOST)

    @property
    def step(self) -> float:
        """Height of a row."""
        return CELL + (NAME_LINE if self.stacked else 0)

    @property
    def height(self) -> float:
        """Height of all rows with their head."""
        return HEAD + self.step * len(self.stages)

    def top(self, row: int) -> float:
        """Top of a row's squares."""
        return HEAD + self.step * row + (NAME_LINE if self.stacked else 0)

    def start(self, column: int) -> float:
        """Left edge of a column: those of the two ends are wide enough for their names."""
        beyond = max(0, column - len(self.stages))
        return self.left + self.cell * (column - beyond) + self.end_cell * beyond

    def middle(self, column: int) -> float:
        """Middle of a column."""
        return (self.start(column) + self.start(column + 1)) / 2


def plan_paths(paths: Paths, words: Words, width: int) -> PathsPlan:
    """Room for the stages with the most exits, and for the two ends."""
    stacked = width < PHONE
    exits = paths.ways.groupby("stage")["n"].sum()
    stages = [stage.key for stage in paths.process.deal_stages if stage.key in exits.index]
    most = MOST_ON_A_PHONE if stacked else MOST_STAGES
    kept = set(sorted(stages, key=lambda key: -int(exits[key]))[:most])
    shown = tuple(key for key in stages if key in kept)
    left = 0.0 if stacked else NAMES * width
    ends = [text_width(words.text(f"paths.chart.{end}"), SMALL_SIZE) for end in (WON, LOST)]
    end_cell = max((width - left) / (len(shown) + 2), max(ends) + END_ROOM)
    return PathsPlan(
        stages=shown,
        names={stage.key: clean(stage.name) for stage in paths.process.stages},
        width=width,
        stacked=stacked,
        left=left,
        cell=(width - left - 2 * end_cell) / max(1, len(shown)),
        end_cell=end_cell,
    )
