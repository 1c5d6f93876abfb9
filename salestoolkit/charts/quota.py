"""Who makes quota: what is closed, where it will end, and the quota; and why, as a waterfall."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.marks import Along, boxes, dot, grid_lines, posts, spans
from salestoolkit.charts.rows import Grid, Row, lay_out, row_words
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import MUTED, OPEN, PASSED, WIDTH
from salestoolkit.charts.waterfall import Stair, waterfall
from salestoolkit.core.quota_result import QuotaCheck, QuotaStanding
from salestoolkit.words import Words
from salestoolkit.words.quota import amount_text, chance_said, quota_text
from salestoolkit.words.quota_talk import signed

FARTHEST = 2.0
"""Share of the quota at which marks are cut off: the rest is in the tables."""
DOT = 60
MOST_ROWS = 25


def quota_chart(check: QuotaCheck, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Each team's, product's or one's own closed and expected share of the quota, on one scale.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    title = _say(words, "title")
    subtitle = _say(words, "subtitle_over" if check.over else "subtitle")
    shown = _shown(check)
    if not shown:
        return sentence_chart(_say(words, "none"), title=title, subtitle=[subtitle], width=width)
    if any(_farthest(one, check) > FARTHEST for one in shown):
        subtitle += f" {_say(words, 'cut', most=words.percent(FARTHEST))}"
    inside = usable_width(width)
    rows = [_row(one, check, words) for one in shown]
    header = "" if check.over else _say(words, "header")
    grid = lay_out(rows, width=inside, header=header)
    high = min(FARTHEST, max(1.1, *(_farthest(one, check) for one in shown)))
    place = (grid.plot_from, grid.plot_to)
    ticks = fitting_ticks(0, high, words.percent, place=place, width=inside)
    x = Along(high=1.02 * high, place=place, axis=axis(ticks, grid=False))
    return framed(
        [*_marks(shown, grid, x, check, words), *row_words(rows, grid)],
        title=title,
        subtitle=[subtitle],
        said=alt_text_quota(check, words),
        width=inside,
        height=grid.height,
    )


def alt_text_quota(check: QuotaCheck, words: Words) -> str:
    """Each row with its share closed, where it will end, and its chance."""
    shown = _shown(check)
    if not shown:
        return _say(words, "none")
    return f"{_say(words, 'alt')} {'; '.join(_told(one, check, words) for one in shown)}."


def _shown(check: QuotaCheck) -> list[QuotaStanding]:
    """All together first, then the teams, else the products; only those with a quota."""
    parts = [one for one in check.teams if one.quota] or [
        one for one in (*check.territories, *check.products) if one.quota
    ]
    whole = [check.whole] if check.whole.quota else []
    return [*whole, *parts[:MOST_ROWS]]


def _row(one: QuotaStanding, check: QuotaCheck, words: Words) -> Row:
    name = clean(one.name) if one.name else _say(words, "total")
    note = "" if one.chance is None else chance_said(words, check, one)
    return Row(name=name, tip=name, note=note, bold=one.kind == "all")


def _farthest(one: QuotaStanding, check: QuotaCheck) -> float:
    end = one.expected.high if one.expected and not check.over else one.amount
    return max(end, one.amount) / (one.quota or 1.0)


def _marks(
    shown: Sequence[QuotaStanding], grid: Grid, x: Along, check: QuotaCheck, words: Words
) -> list[alt.Chart]:
    bars, lines, goal, middles = [], [], [], []
    most = x.high
    for at, one in enumerate(shown):
        tip, quota = _told(one, check, words), one.quota or 1.0
        done = max(0.0, one.amount / quota)
        bars.append({"from": 0, "to": min(done, most), "tip": tip, **_inner(grid, at)})
        goal.append({"at": 1.0, "tip": tip, **grid.bar(at)})
        if one.expected is None or check.over:
            continue
        low, middle, high = (
            max(0.0, value / quota)
            for value in (one.expected.low, one.expected.median, one.expected.high)
        )
        lines.append({"from": min(low, most), "to": min(high, most), "y": grid.places[at].mark_y})
        if middle <= most:
            middles.append({"at": middle, "y": grid.places[at].mark_y, "tip": tip})
    dots = [dot(row, x, fill=OPEN, size=DOT) for row in middles]
    whole = {"at": 1.0, "top": 0, "bottom": grid.height}
    return [
        grid_lines([whole], x, color=MUTED),
        boxes(bars, x, fill=PASSED),
        *([spans(lines, x)] if lines else []),
        *dots,
        posts(goal, x, thick=3),
    ]


def _inner(grid: Grid, at: int) -> dict[str, float]:
    middle = grid.places[at].mark_y
    return {"top": middle - 6, "bottom": middle + 6}


def _told(one: QuotaStanding, check: QuotaCheck, words: Words) -> str:
    expected = None if check.over else one.expected
    return _say(
        words,
        "tip_plain" if expected is None else "tip",
        name=clean(one.name) if one.name else _say(words, "total"),
        closed=amount_text(words, check, one.amount),
        quota=quota_text(words, check, one.quota),
        share=words.percent(one.attainment),
        low=amount_text(words, check, expected.low if expected else None),
        high=amount_text(words, check, expected.high if expected else None),
        chance=chance_said(words, check, one),
    )


def quota_why_chart(
    check: QuotaCheck, one: QuotaStanding, words: Words, *, width: int = WIDTH
) -> alt.LayerChart | None:
    """From an average member of the team to one's own result, factor by factor; None where not known."""
    why = one.why
    if why is None or not why.tells:
        return None
    parts = {
        name: value
        for name, value in why.contributions.items()
        if not (name == "size" and check.metric == "deals")
    }
    levels = list(accumulate(parts.values(), initial=why.team_revenue))
    name = clean(one.name)
    stairs = [
        Stair(
            name=_say(words, "why_from"),
            said=amount_text(words, check, levels[0], exact=True),
            start=0.0,
            end=levels[0],
            total=True,
        ),
        *(
            Stair(
                name=words.text(f"quota.factor.{key}"),
                said=signed(words, check, value, exact=True),
                start=levels[at],
                end=levels[at + 1],
                fill=_fill(one, value),
            )
            for at, (key, value) in enumerate(parts.items())
        ),
        Stair(
            name=_say(words, "why_to"),
            said=amount_text(words, check, one.amount, exact=True),
            start=0.0,
            end=why.rep_revenue,
            total=True,
        ),
    ]
    inside = usable_width(width)
    layers, height = waterfall(
        stairs,
        words,
        width=inside,
        headers=("", ""),
        tick=lambda value: _tick(words, check, value),
    )
    told = ", ".join(f"{stair.name} {stair.said}" for stair in stairs[1:-1])
    said: dict[str, Any] = {
        "name": name,
        "closed": amount_text(words, check, one.amount),
        "average": amount_text(words, check, why.team_revenue),
        "parts": told,
    }
    return framed(
        layers,
        title=_say(words, "why_title", name=name),
        subtitle=[_say(words, "why_subtitle")],
        said=_say(words, "why_alt", **said),
        width=inside,
        height=height,
    )


def _fill(one: QuotaStanding, value: float) -> str:
    """What luck alone may have done is drawn calmly."""
    if one.band is None or one.band.inside:
        return "calm"
    return "more" if value > 0 else "less"


def _tick(words: Words, check: QuotaCheck, value: float) -> str:
    return words.number(value) if not value else amount_text(words, check, value)


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"quota.chart.{key}", **fields)
