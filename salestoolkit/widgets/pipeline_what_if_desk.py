"""What the sliders on the open deals do, without a screen: each move is one call, refused whole or done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from salestoolkit.core.pipeline_draws import DRAWS
from salestoolkit.core.pipeline_levers import (
    LEAST_TIME,
    MONTHS,
    MOST_SIZE,
    MOST_TIME,
    OpenPipeline,
    PipelineLevers,
)
from salestoolkit.core.pipeline_what_if import (
    PipelineMonth,
    PipelineSimulation,
    PipelineWhatIf,
)
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.what_if_desk import typed_number
from salestoolkit.words import Words, load_words

METRICS = ("deals", "revenue")
SLIDERS = ("size", "time", "new_a_month")
RANGES = {"size": (0.0, 100 * MOST_SIZE), "time": (100 * LEAST_TIME, 100 * MOST_TIME)}
"""Ends of the sliders that are in per cent of today's."""


class PipelineDesk:
    """A what-if on the open deals being tried out; ``found`` and ``months`` are its last good result.

    Parameters
    ----------
    pipeline : OpenPipeline
        Where it starts, such as what `salestoolkit.core.pipeline_what_if_book.open_pipeline` gave.
    names : mapping, optional
        Names of the stages by key.
    titles : mapping, optional
        Names of the deals by key, for the list of those that can be taken out.
    """

    def __init__(
        self,
        pipeline: OpenPipeline,
        *,
        names: Mapping[str, str] | None = None,
        titles: Mapping[object, str] | None = None,
        language: str = "en",
        draws: int = DRAWS,
    ) -> None:
        self.words: Words = load_words(language)
        self.pipeline, self.names = pipeline, dict(names or {})
        self.titles = dict(titles or {})
        self.levers, self.until = PipelineLevers(), MONTHS
        self.metric = METRICS[0]
        self.target: float | None = None
        self._simulation = PipelineSimulation(pipeline, draws=draws)
        self.today_months: Sequence[PipelineMonth] = self._simulation.months()
        self._ask()

    @property
    def keys(self) -> tuple[str, ...]:
        """What can be moved: ``chance_0`` on by stage, the sliders, and what is shown."""
        places = range(len(self.pipeline.chances))
        return (
            *(f"chance_{at}" for at in places),
            *SLIDERS,
            *("months", "metric", "target", "without"),
        )

    def label(self, key: str) -> str:
        """The name of what is moved, with its unit."""
        if key.startswith("chance_"):
            stage = self._stage(key)
            if not stage:
                return self.words.text("pipeline_what_if.label.chance_none")
            name = self.names.get(stage, stage)
            return self.words.text("pipeline_what_if.label.chance", stage=name)
        return self.words.text(f"pipeline_what_if.label.{key}")

    def position(self, key: str) -> float:
        """Where a slider stands, in the unit of its label."""
        if key.startswith("chance_"):
            stage = self._stage(key)
            return 100 * self.levers.chances.get(stage, self.pipeline.chances[stage])
        if key == "new_a_month":
            own = self.levers.new_a_month
            return self.pipeline.new_a_month if own is None else own
        return 100 * float(getattr(self.levers, key))

    def move(self, key: str, to: Any) -> PipelineWhatIf:
        """Put something elsewhere: sliders in the unit of their labels, ``months`` 1 to 12, the rest as is.

        Raises
        ------
        InvalidValue
            Naming the label and the value; what stood there before still does.
        """
        if key not in self.keys:
            raise InvalidValue("sheet_unknown_key", field=key, allowed=", ".join(self.keys))
        before = (self.levers, self.until, self.metric, self.target)
        try:
            self._move(key, to)
            return self._ask()
        except InvalidValue as error:
            self.levers, self.until, self.metric, self.target = before
            named = {**error.fields, "field": self.label(key), "value": to}
            raise InvalidValue(error.code, **named) from error

    def reset(self) -> PipelineWhatIf:
        """Back to today; what is shown, and the target, stay."""
        self.levers = PipelineLevers()
        return self._ask()

    def largest(self, most: int = 20) -> list[object]:
        """Keys of the deals that can be taken out: those of most value, else of the best chance."""
        value, chance = self.pipeline.value, self.pipeline.reach[:, -1]
        worth = [
            (-(amount if amount == amount else 0.0) * likely, -likely, at)
            for at, (amount, likely) in enumerate(zip(value, chance, strict=True))
        ]
        return [self.pipeline.keys[at] for _, _, at in sorted(worth)[:most]]

    def _stage(self, key: str) -> str:
        return list(self.pipeline.chances)[int(key.removeprefix("chance_"))]

    def _move(self, key: str, to: Any) -> None:
        if key == "months":
            self.until = int(to)
        elif key == "metric":
            if to not in METRICS:
                raise InvalidValue("pipeline_range", allowed=", ".join(METRICS))
            self.metric, self.target = to, None
        elif key == "target":
            self.target = typed_number(to, self.words.language) if isinstance(to, str) else to
        else:
            self.levers = self._moved(key, to)

    def _moved(self, key: str, to: Any) -> PipelineLevers:
        if key == "without":
            return replace(self.levers, without=frozenset(to))
        if key == "new_a_month":
            return replace(self.levers, new_a_month=float(to))
        # in per cent on the slider: 0.3 of them has no exact hundredth in binary
        share = round(float(to) / 100, 8)
        if key.startswith("chance_"):
            return replace(self.levers, chances={**self.levers.chances, self._stage(key): share})
        return replace(self.levers, **{key: share})  # type: ignore[arg-type]

    def _ask(self) -> PipelineWhatIf:
        ask: dict[str, Any] = {"months": self.until, "target": self.target, "metric": self.metric}
        now = self._simulation.totals(self.levers, **ask)
        today = self._simulation.totals(**ask)
        months = self._simulation.months(self.levers)
        self.found = PipelineWhatIf(levers=self.levers, now=now, today=today, months=months)
        return self.found
