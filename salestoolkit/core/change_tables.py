"""A change between two periods as tables: its pieces, the parts, and both together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.change_cohorts import MISSING
from salestoolkit.core.change_pieces import two_sided_p
from salestoolkit.core.change_splits import ENOUGH, Split, mix_named, notable
from salestoolkit.core.process import Stage
from salestoolkit.core.proportions import normal_quantile

LOOKED_AT_COLUMNS = ("dimension", "parts", "mix", "mix_low", "mix_high", "p_value", "named")
PIECE_COLUMNS = (
    *("kind", "stage", "name", "last_name", "effect", "low", "high", "p_value", "named"),
    *("reached_before", "moved_before", "rate_before"),
    *("reached_after", "moved_after", "rate_after"),
)
PART_COLUMNS = (
    *("part", "kind", "merged", "deals_before", "won_before", "share_before", "rate_before"),
    *("deals_after", "won_after", "share_after", "rate_after", "mix", "rate"),
)
BY_STAGE_COLUMNS = ("part", "kind", "stage", "effect")

NEARLY_ALL = 0.9
"""Share of the deals that the parts hold of which a reversal is told."""

Row = dict[str, Any]


def looked_at_table(splits: Sequence[Split], *, threshold: float, level: float) -> pd.DataFrame:
    """One row a dimension: what the changed mix of its parts did to the share won."""
    rows = [
        {
            "dimension": split.dimension,
            "parts": len(split.parts.names),
            "mix": split.pieces.mix,
            **_between("mix_", split.pieces.mix, split.pieces.mix_error, level),
            "p_value": split.mix_p,
            "named": mix_named(split, threshold),
        }
        for split in splits
    ]
    return pd.DataFrame(rows, columns=list(LOOKED_AT_COLUMNS))


def piece_table(
    split: Split, stages: Sequence[Stage], starts: Sequence[int], *, threshold: float, level: float
) -> pd.DataFrame:
    """The mix, where parts are told apart, and each stage; without ``stages`` the whole deal."""
    pieces, rows = split.pieces, []
    if split.dimension is not None:
        rows.append(
            {"kind": "mix", "effect": pieces.mix, "p_value": split.mix_p}
            | _between("", pieces.mix, pieces.mix_error, level)
            | {"named": mix_named(split, threshold)}
        )
    before, after = split.reached
    for place in range(len(starts)):
        effect, error = float(pieces.stages[place]), float(pieces.stage_errors[place])
        row = {"kind": "stage", "effect": effect, "named": False}
        row |= _stage_names(stages, starts, place) | _reached("before", before, place)
        row |= _reached("after", after, place)
        if min(before[place], after[place]) >= ENOUGH:
            p_value = two_sided_p(effect, error)
            named = p_value <= threshold and notable(split, effect)
            row |= {"p_value": p_value, "named": named, **_between("", effect, error, level)}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(PIECE_COLUMNS))


def part_table(split: Split) -> pd.DataFrame:
    """One row a part: how many, how many won, and what its share and its rate changed."""
    if split.dimension is None:
        return pd.DataFrame(columns=list(PART_COLUMNS))
    rows = [
        _part(split, place)
        | _side("before", split.parts.before, place)
        | _side("after", split.parts.after, place)
        | {
            "mix": float(split.pieces.mix_by_part[place]),
            "rate": float(split.pieces.rate_by_part[place]),
        }
        for place in range(len(split.parts.names))
    ]
    return pd.DataFrame(rows, columns=list(PART_COLUMNS))


def by_stage_table(split: Split, stages: Sequence[Stage], starts: Sequence[int]) -> pd.DataFrame:
    """What each stage of each part changed."""
    if split.dimension is None:
        return pd.DataFrame(columns=list(BY_STAGE_COLUMNS))
    rows = [
        {name: _part(split, part)[name] for name in ("part", "kind")}
        | {
            "stage": stages[start].key if stages else "",
            "effect": float(split.pieces.by_stage[place, part]),
        }
        for part in range(len(split.parts.names))
        for place, start in enumerate(starts)
    ]
    return pd.DataFrame(rows, columns=list(BY_STAGE_COLUMNS))


def is_reversal(parts: pd.DataFrame, delta: float) -> bool:
    """Whether every part of enough deals, together nearly all, changed against the whole."""
    large = parts[(parts["deals_before"] >= ENOUGH) & (parts["deals_after"] >= ENOUGH)]
    if not len(large) or min(large[["share_before", "share_after"]].sum()) < NEARLY_ALL:
        return False
    moves = (large["rate_after"] - large["rate_before"]).to_numpy(dtype=float)
    return len(moves) > 1 and bool(np.all(moves * delta < 0))


def _stage_names(stages: Sequence[Stage], starts: Sequence[int], place: int) -> Row:
    if not stages:
        return {"stage": "", "name": ""}
    last = starts[place + 1] - 1 if place + 1 < len(starts) else len(stages) - 1
    first = stages[starts[place]]
    row: Row = {"stage": first.key, "name": first.name}
    return row | ({"last_name": stages[last].name} if last > starts[place] else {})


def _reached(when: str, reached: Any, place: int) -> Row:
    here, moved = int(reached[place]), int(reached[place + 1])
    return {
        f"reached_{when}": here,
        f"moved_{when}": moved,
        f"rate_{when}": moved / here if here else None,
    }


def _part(split: Split, place: int) -> Row:
    name = split.parts.names[place]
    if name is None:
        return {"part": "", "kind": "others", "merged": split.parts.merged}
    return {"part": name, "kind": "missing" if name == MISSING else "part", "merged": 0}


def _side(when: str, stopped: Any, place: int) -> Row:
    deals, won = int(stopped[place].sum()), int(stopped[place, -1])
    return {
        f"deals_{when}": deals,
        f"won_{when}": won,
        f"share_{when}": deals / float(stopped.sum()),
        f"rate_{when}": won / deals if deals else None,
    }


def _between(prefix: str, effect: float, error: float, level: float) -> Row:
    half = normal_quantile(level) * error
    return {f"{prefix}low": effect - half, f"{prefix}high": effect + half}
