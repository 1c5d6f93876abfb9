"""The what-if as one page: sliders, figures and pictures without a server, a network or Python."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

import salestoolkit
from salestoolkit.charts.render import svg
from salestoolkit.charts.what_if import what_if_chart
from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.core.what_if_grid import slider_step
from salestoolkit.core.what_if_simulation import Turnout, compare, turnout
from salestoolkit.errors import ReportError
from salestoolkit.reports.blocks import html
from salestoolkit.reports.output import OutputFolder, Written
from salestoolkit.reports.templating import TEMPLATES
from salestoolkit.reports.what_if_spec import what_if_spec
from salestoolkit.words import Words, load_words
from salestoolkit.words.what_if import (
    chance_text,
    deals_number,
    figure_rows,
    note_lines,
    what_if_headline,
)

LARGEST = 1_000_000
"""Bytes of the page: every mailbox takes it."""
PHONE = 328
HIGHEST = 3.0
"""How far up a slider goes, as a multiple of today's value."""
SUCCESSES = 2.0
"""Successes that a learned rate keeps at its lowest: with fewer the page's chance would be rough."""
LOCALES = {"en": "en-GB", "pl": "pl-PL"}
NUMBERS = {
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
    "pl": {
        "decimal": ",",
        "thousands": "\N{NO-BREAK SPACE}",
        "grouping": [3],
        "currency": ["", ""],
    },
}


@dataclass(frozen=True, kw_only=True)
class Slider:
    """One slider of the page: its parameter, its label with a remark, its unit, its ends and its step."""

    key: str
    name: str
    unit: str
    value: float
    low: float
    high: float
    step: float
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Live:
    """A figure that follows the sliders: its name, and what it is today."""

    key: str
    name: str
    today: str


def what_if_page(what_if: WhatIf, *, language: str = "en") -> str:
    """A what-if as HTML that asks nothing of the network.

    The sliders are bound to the parameters of a Vega-Lite specification whose formulas give the same
    expected deals, revenue and needed volume as `expected` and `needed_volume`, and the chance within
    one percentage point of `turnout`. Where scripts are blocked the page shows today's picture and figures.

    Raises
    ------
    ReportError
        ``page_too_large``.
    """
    words = load_words(language)
    today = turnout(what_if)
    sliders = list(sliders_of(what_if, words))
    library, script = _library(), _script()
    text = html(
        "what_if",
        language=language,
        version=salestoolkit.__version__,
        policy=_policy(library, script),
        style=_style(),
        title=_title(what_if, words),
        say=_said(today, words),
        headline=what_if_headline(words, compare(what_if, what_if)),
        figures=figure_rows(words, today),
        live=list(_live(today, words)),
        sliders=sliders,
        notes=note_lines(words, what_if),
        made=_made(what_if, words),
        wide=_picture(today, words, 680),
        narrow=_picture(today, words, PHONE),
        data=_data(today, sliders, words),
        library=library,
        script=script,
    ).text
    size = len(text.encode())
    if size > LARGEST:
        raise ReportError("page_too_large", value=size, allowed=LARGEST)
    return text


def write_what_if(what_if: WhatIf, to: Path, *, language: str = "en") -> Written:
    """Write the page; another file of that name is copied beside first.

    Raises
    ------
    ReportError
        ``sheet_format`` for a name that does not end in .html, and those of the folder.
    """
    if to.suffix.lower() != ".html":
        raise ReportError("sheet_format", value=str(to), allowed=".html")
    return OutputFolder(to.parent).write(to.name, what_if_page(what_if, language=language).encode())


def sliders_of(what_if: WhatIf, words: Words) -> Iterator[Slider]:
    """The sliders of a what-if, each at a step from where it stands today."""
    for at, stage in enumerate(what_if.stages):
        note = words.text("what_if.page.assumed")
        lowest = 0.0
        if stage.counted is not None:
            note = words.text("what_if.page.counted", n=round(stage.counted))
            lowest = min(stage.rate, SUCCESSES / (stage.counted + 1))
        step = 0.1 if stage.rate >= 0.05 else 0.01
        yield _slider(
            f"rate_{at}",
            words.text("what_if.page.rate", stage=stage.name),
            "percent",
            100 * stage.rate,
            (100 * lowest, 100.0),
            step=step,
            note=note,
        )
    attempt = words.text(f"what_if.attempt.{what_if.attempt}")
    name = words.text("what_if.widget.volume", attempt=attempt)
    yield _slider("volume_in", name, "number", what_if.volume, (0, _top(what_if.volume)))
    if what_if.value is not None:
        mean = what_if.value.mean
        yield _slider("value_in", words.text("what_if.page.value"), "money", mean, (0, _top(mean)))
    if what_if.horizon_days is not None:
        for at, stage in enumerate(what_if.stages):
            name = words.text("what_if.page.days", stage=stage.name)
            top = max(30.0, _top(stage.days))
            yield _slider(f"days_{at}", name, "days", stage.days, (0, top), step=1)
    if what_if.goal is not None:
        unit = "money" if what_if.metric == "revenue" else "number"
        name = words.text(f"what_if.page.goal_{what_if.metric}")
        yield _slider("goal_in", name, unit, what_if.goal, (0, _top(what_if.goal)))


def _slider(
    key: str,
    name: str,
    unit: str,
    value: float,
    ends: tuple[float, float],
    *,
    step: float | None = None,
    note: str = "",
) -> Slider:
    """A slider whose steps begin so that today's value is one of them."""
    by = slider_step(value) if step is None else step
    by = max(1.0, by) if unit == "number" else by
    value = float(f"{value:.12g}")
    low = value - by * math.floor((value - ends[0]) / by + 1e-9)
    low = 0.0 if abs(low) < 1e-9 else float(f"{low:.12g}")
    return Slider(
        key=key, name=name, unit=unit, value=value, low=low, high=ends[1], step=by, note=note
    )


def _top(value: float) -> float:
    return HIGHEST * value if value else 100.0


def _live(today: Turnout, words: Words) -> Iterator[Live]:
    """The figures that follow the sliders."""
    shown = {"deals": deals_number(words, today.expected.deals)}
    if today.expected.revenue is not None:
        currency = today.what_if.currency
        shown["money"] = words.money(float(today.expected.revenue), currency, digits=0)
    if today.what_if.goal is not None:
        none = words.text("what_if.page.needed_none")
        shown["chance"] = chance_text(words, today.chance)
        shown["needed"] = none if today.needed is None else words.number(today.needed)
    names = {"deals": "deals", "money": "revenue", "chance": "chance_of_goal", "needed": "needed"}
    for key, value in shown.items():
        name = words.text(f"what_if.page.{names[key]}")
        yield Live(key=key, name=name, today=words.text("what_if.page.today_was", value=value))


def _said(today: Turnout, words: Words) -> dict[str, str]:
    keys = ("lead", "sliders", "figures", "reset", "static", "blocked", "horizon", "rate_top")
    room = words.count(today.what_if.attempt, today.what_if.capacity or 0)
    return {
        **{key: words.text(f"what_if.page.{key}") for key in keys},
        "capacity": words.text("what_if.page.capacity", room=room),
        "assumed": words.text("what_if.line.assumed"),
    }


def _title(what_if: WhatIf, words: Words) -> str:
    if not what_if.name:
        return words.text("what_if.page.heading_plain")
    return words.text("what_if.page.heading", name=what_if.name)


def _made(what_if: WhatIf, words: Words) -> str:
    version = salestoolkit.__version__
    if what_if.as_of is None:
        return words.text("what_if.page.made", version=version)
    return words.text("what_if.page.as_of", date=what_if.as_of, version=version)


def _picture(today: Turnout, words: Words, width: int) -> Markup:
    return Markup(svg(what_if_chart(compare(today.what_if, today.what_if), words, width=width)))


def _data(today: Turnout, sliders: list[Slider], words: Words) -> Markup:
    """What the script reads: a text in it can end neither the script nor the page."""
    content: dict[str, Any] = {
        "spec": what_if_spec(today, {slider.key: slider.value for slider in sliders}, words),
        "units": {slider.key: slider.unit for slider in sliders},
        "currency": today.what_if.currency,
        "locale": LOCALES[words.language],
        "numbers": NUMBERS[words.language],
        "days": words.text("what_if.page.unit_days"),
        "none": words.text("what_if.page.needed_none"),
        "nearlyNone": chance_text(words, 0.0),
        "nearlySure": chance_text(words, 1.0),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))


def _policy(*scripts: str) -> Markup:
    """Only these scripts run, and nothing is fetched; formulas are compiled in the page."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in scripts
    )
    return Markup(
        f"default-src 'none'; script-src {hashes} 'unsafe-eval';"
        " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )


@lru_cache
def _library() -> Markup:
    import vl_convert

    return Markup(
        vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").replace(
            "</script", "<\\/script"
        )
    )


@lru_cache
def _script() -> Markup:
    return Markup((TEMPLATES / "what_if.js").read_text(encoding="utf-8"))


@lru_cache
def _style() -> Markup:
    return Markup((TEMPLATES / "what_if.css").read_text(encoding="utf-8"))
