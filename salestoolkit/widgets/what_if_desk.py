"""What the sliders of a what-if do, without a screen: each move is one call, refused whole or done."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from salestoolkit.core.scenarios import (
    Scenario,
    ScenarioResult,
    compare_scenarios,
    with_scenario,
)
from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.core.what_if_simulation import Compared, compare
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.processes.save import Saved
from salestoolkit.sources.scenarios import read_scenarios, save_scenarios
from salestoolkit.words import Words, load_words

BOXES = ("goal", "capacity", "horizon_days")
"""Figures that are typed; an empty box means that there is none."""
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


class WhatIfDesk:
    """A what-if being tried out: where it stands now, today's, and what comes of it.

    ``found`` is the last good result: a move that is refused changes nothing.

    Parameters
    ----------
    today : WhatIf
        Where it starts, and what it is held against.
    path : Path, optional
        The team's file of scenarios; it is made when the first one is kept.
    """

    def __init__(
        self, today: WhatIf, *, path: str | Path = "scenarios.toml", language: str = "en"
    ) -> None:
        self.words: Words = load_words(language)
        self.path = Path(path)
        self.today = self.now = today
        self.found: Compared = compare(today, today)

    @property
    def keys(self) -> tuple[str, ...]:
        """What can be moved: ``rate_0`` and ``days_0`` on, ``volume``, ``value``, and the boxes."""
        places = range(len(self.today.stages))
        timed = self.today.horizon_days is not None
        return (
            *(f"rate_{at}" for at in places),
            *(f"days_{at}" for at in places if timed),
            "volume",
            *(["value"] if self.today.value else []),
            *BOXES,
        )

    def label(self, key: str) -> str:
        """The name of what is moved, with its unit."""
        name, _, place = key.partition("_")
        if name in ("rate", "days"):
            stage = self.today.stages[int(place)].name
            return self.words.text(f"what_if.widget.{name}", stage=stage)
        if key == "volume":
            attempt = self.words.text(f"what_if.attempt.{self.today.attempt}")
            return self.words.text("what_if.widget.volume", attempt=attempt)
        if key == "value":
            plain = "value" if self.today.currency else "value_plain"
            return self.words.text(f"what_if.widget.{plain}", currency=self.today.currency or "")
        if key == "goal" and self.today.metric == "revenue":
            return self.words.text("what_if.widget.goal_money")
        return self.words.text(f"what_if.widget.{key.removesuffix('_days')}")

    def position(self, key: str) -> float | None:
        """Where something stands, in the unit of its label: rates in per cent."""
        name, _, place = key.partition("_")
        if name == "rate":
            return 100 * self.now.stages[int(place)].rate
        if name == "days":
            return self.now.stages[int(place)].days
        if key == "value":
            return self.now.value.mean if self.now.value else None
        found: float | None = getattr(self.now, key)
        return found

    def move(self, key: str, to: float | str | None) -> Compared:
        """Put something elsewhere; a typed text is read as the language writes numbers.

        Raises
        ------
        InvalidValue
            Naming the label and the value; what stood there before still does.
        """
        if key not in self.keys:
            raise InvalidValue("sheet_unknown_key", field=key, allowed=", ".join(self.keys))
        try:
            changed = self._moved(key, self._number(key, to))
            found = compare(changed, self.today)
        except InvalidValue as error:
            named = {**error.fields, "field": self.label(key), "value": to}
            raise InvalidValue(error.code, **named) from error
        self.now, self.found = changed, found
        return found

    def reset(self) -> Compared:
        """Back to today."""
        self.now, self.found = self.today, compare(self.today, self.today)
        return self.found

    def scenarios(self) -> tuple[Scenario, ...]:
        """Scenarios that are kept."""
        return read_scenarios(self.path)

    def save(self, name: str) -> Saved:
        """Keep where things stand under a name; one of that name is replaced, and a copy is kept.

        Raises
        ------
        InvalidValue
            ``scenario_name``.
        BookError
            Where the file that is there cannot be read: it is left as it is.
        """
        kept = Scenario(name=name.strip(), what_if=replace(self.now, name=name.strip()))
        all_of_them = with_scenario(self.scenarios(), kept)
        return save_scenarios(self.path, all_of_them, language=self.words.language)

    def compared(self, names: Sequence[str]) -> tuple[ScenarioResult, ...]:
        """Kept scenarios side by side, four at most."""
        by_name = {scenario.name: scenario for scenario in self.scenarios()}
        for name in names:
            if name not in by_name:
                known = ", ".join(by_name)
                raise InvalidValue(
                    "scenario_unknown", file=str(self.path), value=name, allowed=known
                )
        return compare_scenarios([by_name[name] for name in names])

    def _number(self, key: str, to: float | str | None) -> float | None:
        if isinstance(to, str):
            to = typed_number(to, self.words.language)
        if to is None and key not in BOXES:
            raise InvalidValue("what_if_typed", field=key, value="")
        return to

    def _moved(self, key: str, to: float | None) -> WhatIf:
        if key in BOXES:
            return replace(self.now, **{key: to})  # type: ignore[arg-type]
        assert to is not None
        name, _, place = key.partition("_")
        if name == "rate":
            # in per cent on the slider: 0.3 of them has no exact hundredth in binary
            return self.now.with_rate(int(place), round(to / 100, 8))
        if name == "days":
            return self.now.with_days(int(place), to)
        change: Callable[[float], WhatIf] = (
            self.now.with_volume if key == "volume" else self.now.with_value
        )
        return change(to)


def typed_number(text: str, language: str) -> float | None:
    """A number as somebody types it, None for an empty text.

    Raises
    ------
    InvalidValue
        ``what_if_typed``.

    Examples
    --------
    >>> typed_number("12 500,5", "pl"), typed_number("12,500.5", "en"), typed_number(" ", "en")
    (12500.5, 12500.5, None)
    """
    plain = re.sub(r"\s", "", text)
    if not plain:
        return None
    if language == "en" and _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        number = float(plain.replace(",", ".") if plain.count(",") == 1 else plain)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0 or "_" in plain:
        raise InvalidValue("what_if_typed", field="", value=text)
    return number
