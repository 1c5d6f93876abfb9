"""What the sliders of the cadence do, without a screen: worth and cost moved, the conclusion and dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from salestoolkit.core.cadence import Cadence
from salestoolkit.core.cadence_plan import Rhythm, Step, plan_steps
from salestoolkit.core.cadence_stop import ReplyWorth, StopRule, when_to_stop
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue
from salestoolkit.words import Words, load_words
from salestoolkit.words.cadence_plan import step_name

MOST_TOUCHES = 12


class CadenceDesk:
    """Replies by touch under assumptions that can be moved, and the dates that follow.

    ``rule`` is the last good result: a move that is refused changes nothing.

    Parameters
    ----------
    cadence : Cadence
        Replies by touch, as counted.
    worth : ReplyWorth
        What is assumed of a reply and of a touch, to begin with.
    start : date
        When the lead begins whose dates are shown.
    calendar : WorkCalendar, optional
        Whose working days; Poland's without it.
    """

    keys = ("chance", "value", "cost", "gap", "months")

    def __init__(
        self,
        cadence: Cadence,
        worth: ReplyWorth,
        *,
        start: date,
        calendar: WorkCalendar | None = None,
        language: str = "en",
    ) -> None:
        self.words: Words = load_words(language)
        self.cadence, self.worth, self.start = cadence, worth, start
        self.calendar = calendar or WorkCalendar()
        self.gap, self.months = 4, 4
        self.rule: StopRule = when_to_stop(cadence, worth)

    @property
    def touches(self) -> int:
        """How many touches the plan has: those that pay, else those that can be judged; 1 at least."""
        stop = self.rule.stop_after
        return min(max(1, self.rule.judged if stop is None else stop), MOST_TOUCHES)

    def position(self, key: str) -> float:
        """Where something stands, in the unit of its label: the chance in per cent."""
        found: dict[str, float] = {
            "chance": round(100 * self.worth.chance, 4),
            "value": self.worth.value,
            "cost": self.worth.cost,
            "gap": self.gap,
            "months": self.months,
        }
        return found[key]

    def label(self, key: str) -> str:
        """The name of what is moved, with its unit."""
        if key in ("value", "cost") and not self.worth.currency:
            return self.words.text(f"cadence.widget.{key}_plain")
        return self.words.text(f"cadence.widget.{key}", currency=self.worth.currency or "")

    def move(self, key: str, to: float) -> StopRule:
        """Put something elsewhere, in the unit of its label.

        Raises
        ------
        InvalidValue
            ``cadence_number``, ``cadence_plan_number``; what stood there before still does.
        """
        moves: dict[str, Callable[[float], None]] = {
            "chance": lambda value: self._assume(chance=value / 100),
            "value": lambda value: self._assume(value=value),
            "cost": lambda value: self._assume(cost=value),
            "gap": lambda value: self._pace(gap=int(value)),
            "months": lambda value: self._pace(months=int(value)),
        }
        if key not in moves:
            raise InvalidValue("sheet_unknown_key", field=key, allowed=", ".join(self.keys))
        moves[key](to)
        return self.rule

    def steps(self) -> tuple[Step, ...]:
        """Dates of one lead: the touches that pay, the final message, the revisit."""
        return plan_steps(
            self._rhythm(self.gap, self.months), start=self.start, calendar=self.calendar
        )

    def date_lines(self) -> list[str]:
        """The dates in words."""
        return [
            self.words.text(
                "cadence.widget.date",
                step=step_name(self.words, step),
                date=self.words.date(step.on),
            )
            for step in self.steps()
        ]

    def _assume(self, **changed: float) -> None:
        worth = replace(self.worth, **changed)  # type: ignore[arg-type]
        self.rule = when_to_stop(self.cadence, worth)
        self.worth = worth

    def _pace(self, *, gap: int | None = None, months: int | None = None) -> None:
        wanted = (self.gap if gap is None else gap, self.months if months is None else months)
        self._rhythm(*wanted)
        self.gap, self.months = wanted

    def _rhythm(self, gap: int, months: int) -> Rhythm:
        return Rhythm(touches=self.touches, gaps=(gap,), revisit_months=months)
