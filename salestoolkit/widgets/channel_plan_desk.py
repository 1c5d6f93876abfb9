"""What the sliders of a channel test's plan do, without a screen: each move is one call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from salestoolkit.core.channel_plan import ChannelPlan, plan_channels
from salestoolkit.core.channel_plan_curve import PlanPoint, plan_curve
from salestoolkit.core.channel_setup import LOOKS, ChannelTest
from salestoolkit.errors import InvalidValue
from salestoolkit.words import Words, load_words
from salestoolkit.words.channel_plan import plan_headline, plan_lines

PERCENT = ("usual", "smallest", "power")
"""What stands in per cent, or in percentage points, on its slider."""
RANGES: dict[str, tuple[float, float, float]] = {
    "usual": (0.5, 60, 0.5),
    "smallest": (0.5, 30, 0.5),
    "leads_per_day": (1, 200, 1),
    "arms": (2, 6, 1),
    "window_days": (1, 60, 1),
    "power": (50, 95, 1),
}
"""Ends and step of each slider, in the unit of its label."""


@dataclass(frozen=True, kw_only=True)
class PlanEntry:
    """Where the sliders stand: rates from 0 to 1, days and leads as they are."""

    usual: float = 0.08
    smallest: float = 0.04
    leads_per_day: float = 20
    arms: int = 2
    window_days: int = 14
    power: float = 0.8
    looks: str = "daily"


class ChannelPlanDesk:
    """A test being planned: ``plan`` is the last good one, a move that is refused changes nothing.

    Examples
    --------
    >>> desk = ChannelPlanDesk(PlanEntry(usual=0.05, smallest=0.03, looks="once"))
    >>> desk.plan.leads_each, desk.move("smallest", 6).leads_each
    (1059, 320)
    """

    def __init__(self, entry: PlanEntry | None = None, *, language: str = "en") -> None:
        self.words: Words = load_words(language)
        self.entry = entry or PlanEntry()
        self.plan: ChannelPlan = _plan(self.entry)

    @property
    def keys(self) -> tuple[str, ...]:
        """What can be moved."""
        return (*RANGES, "looks")

    @property
    def curve(self) -> tuple[PlanPoint, ...]:
        """The chance to see the difference, by days."""
        entry = self.entry
        return plan_curve(
            self.plan, leads_per_day=entry.leads_per_day, window_days=entry.window_days
        )

    def label(self, key: str) -> str:
        """The name of what is moved, with its unit."""
        return self.words.text(f"channel_test.widget.{key}")

    def position(self, key: str) -> Any:
        """Where something stands, in the unit of its label."""
        value = getattr(self.entry, key)
        return round(100 * value, 6) if key in PERCENT else value

    def move(self, key: str, to: Any) -> ChannelPlan:
        """Put something elsewhere, in the unit of its label.

        Raises
        ------
        InvalidValue
            ``channel_number``, ``channel_unknown``, ``channel_rates``; what stood there before still does.
        """
        changed = replace(self.entry, **{self._known(key): self._checked(key, to)})
        plan = _plan(changed)
        self.entry, self.plan = changed, plan
        return plan

    def sentences(self) -> list[str]:
        """How many leads and days it takes, and what that promises."""
        entry = self.entry
        head = plan_headline(
            self.words,
            self.plan,
            leads_per_day=entry.leads_per_day,
            window_days=entry.window_days,
        )
        return [head, *plan_lines(self.words, self.plan)]

    def _known(self, key: str) -> str:
        if key not in self.keys:
            allowed = ", ".join(self.keys)
            raise InvalidValue("channel_unknown", field="key", value=key, allowed=allowed)
        return key

    def _checked(self, key: str, to: Any) -> Any:
        if key == "looks":
            if to not in LOOKS:
                allowed = ", ".join(LOOKS)
                raise InvalidValue("channel_unknown", field=key, value=to, allowed=allowed)
            return to
        low, high, _ = RANGES[key]
        number = isinstance(to, int | float) and not isinstance(to, bool)
        if not number or not low <= to <= high:
            allowed = f"{low:g}-{high:g}"
            raise InvalidValue("channel_number", field=self.label(key), value=to, allowed=allowed)
        if key in PERCENT:
            return to / 100
        return int(to) if key in ("arms", "window_days") else float(to)


def entry_of(test: ChannelTest) -> PlanEntry:
    """Where the sliders begin for a test that was written down; what it does not say is as usual."""
    usual, given = PlanEntry(), test.outcome
    return PlanEntry(
        usual=given.usual or usual.usual,
        smallest=given.smallest or usual.smallest,
        leads_per_day=test.leads_per_day or usual.leads_per_day,
        arms=len(test.arms),
        window_days=given.window_days,
        power=test.power,
        looks=test.looks,
    )


def _plan(entry: PlanEntry) -> ChannelPlan:
    return plan_channels(
        base=entry.usual,
        smallest=entry.smallest,
        arms=entry.arms,
        leads_per_day=entry.leads_per_day,
        window_days=entry.window_days,
        power=entry.power,
        looks=entry.looks,  # type: ignore[arg-type]  # checked when it was moved
    )
