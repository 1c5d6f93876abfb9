"""Sliders on the open deals: totals and the twelve months follow, from the same kept draws.

All it does can be done without it: see `salestoolkit.widgets.pipeline_what_if_desk.PipelineDesk`, or
`salestoolkit.core.pipeline_what_if.pipeline_what_if` for one question.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.charts.pipeline_what_if import pipeline_months_chart
from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.part import Part
from salestoolkit.core.pipeline_levers import OpenPipeline
from salestoolkit.core.pipeline_what_if_book import open_pipeline
from salestoolkit.core.what_if_grid import slider_step
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.widgets.narrow import narrow
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.pipeline_what_if_desk import METRICS, RANGES, SLIDERS, PipelineDesk
from salestoolkit.words.errors import plain
from salestoolkit.words.pipeline_what_if import month_said, pipeline_sentences

LABELS = {"description_width": "19em"}
LINE = {"width": "98%"}
ALERT = '<span role="alert" style="color:#a33b00;font-weight:bold">{}</span>'
NAMED = "salestoolkit-pipeline-what-if"
"""Class of the box, by which its sliders are found."""
WIDE = 620
HIGHEST = 3.0
NAME_LENGTH = 60


class PipelineSliders(NamedSliders):
    """Sliders on the left, totals and months beside them.

    ``desk`` does the work; ``figures`` and ``picture`` show its last good result, ``status`` what is
    wrong.
    """

    box = NAMED

    def __init__(self, desk: PipelineDesk) -> None:
        self.desk, self.words = desk, desk.words
        self._loading = False
        self.figures, self.picture = w.HTML(), Picture(self.words)
        self.status = w.HTML(f"<span>{escape(self._say('ready'))}</span>")
        self.controls = {key: self._control(key) for key in desk.keys}
        self.reset = w.Button(
            description=self._say("reset"), layout={"width": "auto", "align_self": "flex-start"}
        )
        self.reset.on_click(lambda _: self._reset())
        super().__init__(self._arranged())
        self.add_class(self.box)
        self.show()

    def show(self) -> None:
        """Show the desk's last good result."""
        desk = self.desk
        shown: dict[str, Any] = {"metric": desk.metric, "currency": desk.pipeline.currency}
        first, *more = pipeline_sentences(self.words, desk.found, target=desk.target, **shown)
        lines = "".join(f"<p>{escape(line)}</p>" for line in more)
        self.figures.value = f"<p aria-live='polite'><b>{escape(first)}</b></p>{lines}"
        chart = pipeline_months_chart(
            desk.found.months, self.words, today=desk.today_months, width=WIDE, **shown
        )
        self.picture.show(chart)

    def _arranged(self) -> list[w.Widget]:
        chances = [one for key, one in self.controls.items() if key.startswith("chance_")]
        rest = [self.controls[key] for key in SLIDERS]
        shown = [self.controls[key] for key in ("metric", "months", "target", "without")]
        sliders = w.VBox(
            [
                w.HTML(f"<b>{escape(self._say('chances'))}</b>"),
                *chances,
                w.HTML(f"<b>{escape(self._say('rest'))}</b>"),
                *rest,
                self.reset,
                *shown,
                self.status,
            ],
            layout={"flex": "1 1 400px", "min_width": "320px"},
        )
        result = w.VBox(
            [self.figures, self.picture], layout={"flex": "1 1 640px", "min_width": "320px"}
        )
        title = w.HTML(f"{narrow(self.box)}<h3>{escape(self._say('title'))}</h3>")
        return [title, w.HBox([sliders, result], layout={"flex_flow": "row wrap"})]

    def _control(self, key: str) -> Any:
        look = {"description": self.desk.label(key), "style": LABELS, "layout": LINE}
        made = self._chooser(key, look) or w.FloatSlider(
            value=self.desk.position(key), **self._range(key), **look
        )
        made.observe(lambda change: self._moved(key, change["new"]), names="value")
        return made

    def _chooser(self, key: str, look: dict[str, Any]) -> Any:
        """What is chosen or typed, and not slid."""
        desk = self.desk
        if key == "months":
            ends = enumerate(desk.pipeline.ends, start=1)
            months = [(month_said(self.words, day), at) for at, day in ends]
            return w.Dropdown(options=months, value=desk.until, **look)
        if key == "metric":
            named = [(self.words.text(f"pipeline_what_if.metric.{one}"), one) for one in METRICS]
            return w.Dropdown(options=named, value=desk.metric, **look)
        if key == "target":
            return w.Text(value="", continuous_update=False, **look)
        if key == "without":
            listed = [(self._deal(one), one) for one in desk.largest()]
            return w.SelectMultiple(options=listed, rows=min(6, max(2, len(listed))), **look)
        return None

    def _range(self, key: str) -> dict[str, Any]:
        """Ends and step of a slider, in the unit of its label."""
        if key in RANGES:
            low, high = RANGES[key]
            return {"min": low, "max": high, "step": 5.0, "readout_format": ".0f"}
        if key == "new_a_month":
            now = self.desk.position(key)
            return {
                "min": 0.0,
                "max": max(10.0, HIGHEST * now),
                "step": slider_step(now),
                "readout_format": ".1f",
            }
        return {"min": 0.0, "max": 100.0, "step": 0.5, "readout_format": ".1f"}

    def _deal(self, key: object) -> str:
        """A deal by its title with its id, so that no two are the same."""
        identity = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
        title = self.desk.titles.get(key, "")
        return plain(f"{title} ({identity})" if title else identity, length=NAME_LENGTH)

    def _moved(self, key: str, to: Any) -> None:
        if self._loading:
            return
        try:
            self.desk.move(key, to)
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        if key == "metric":
            self._load({"target": ""})
        self.status.value = ""
        self.show()

    def _reset(self) -> None:
        self.desk.reset()
        slid = [key for key in self.controls if key in SLIDERS or key.startswith("chance_")]
        self._load({**{key: self.desk.position(key) for key in slid}, "without": ()})
        self.status.value = ""
        self.show()

    def _load(self, values: Mapping[str, Any]) -> None:
        """Put controls where the desk is, without a move."""
        self._loading = True
        for key, value in values.items():
            self.controls[key].value = value
        self._loading = False

    def _say(self, key: str) -> str:
        return self.words.text(f"pipeline_what_if.{key}")


def pipeline_sliders(
    book: HasHistory | OpenPipeline,
    *,
    language: str = "en",
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
) -> PipelineSliders:
    """Sliders for the open deals of a book: win chance by stage, size, time, new deals, deals taken out.

    Parameters
    ----------
    book : HasHistory or OpenPipeline
        A deal book, or open deals that are already put together.
    language : str
        ``en`` or ``pl``.
    pipeline, part, currency : optional
        As for `salestoolkit.core.pipeline_what_if_book.open_pipeline`.
    """
    if isinstance(book, OpenPipeline):
        return PipelineSliders(PipelineDesk(book, language=language))
    found = open_pipeline(book, pipeline=pipeline, part=part, currency=currency)
    deals = book.deals_frame(fate="open", pipeline=pipeline)
    titles: dict[object, str] = {
        (source, deal): str(title)
        for source, deal, title in deals[["source_name", "deal_id", "title"]].to_numpy()
        if isinstance(title, str)
    }
    names = {stage.key: stage.name for stage in book.process_of(pipeline).stages}
    return PipelineSliders(PipelineDesk(found, names=names, titles=titles, language=language))
