"""What the sliders for moving hours between lead sources do, without a screen."""

from __future__ import annotations

from salestoolkit.core.lead_hours import HoursMoved, move_hours
from salestoolkit.core.lead_source_parts import LeadSources, SourceFigures
from salestoolkit.errors import InvalidValue
from salestoolkit.words import Words, load_words
from salestoolkit.words.lead_sources import moved_lines, source_name

FIRST_PART = 0.1
"""Part of the giving source's hours that is moved at first."""


class LeadHoursDesk:
    """Hours being moved between two sources; ``moved`` is the last good result.

    At first hours go from the source whose hour brings the fewest wins to the one whose hour brings
    the most.

    Parameters
    ----------
    sources : LeadSources
        What `core.lead_sources.lead_sources` found, with costs that give hours.

    Raises
    ------
    InvalidValue
        ``no_hours_to_move`` where fewer than two sources have hours and leads.
    """

    def __init__(self, sources: LeadSources, *, language: str = "en") -> None:
        self.words: Words = load_words(language)
        self.sources = sources
        usable = [one for one in sources.sources if one.source and one.wins_per_hour is not None]
        if len(usable) < 2:
            raise InvalidValue("no_hours_to_move", value=len(usable))
        # the busiest hours are those that can be spared; a source with few leads tells little
        by_yield = sorted(usable, key=_yield)
        ranked = [one for one in by_yield if one.rank is not None]
        chosen = ranked if len(ranked) > 1 else by_yield
        self.from_, self.to = chosen[0].source, chosen[-1].source
        self.names: tuple[str, ...] = tuple(one.source for one in usable)
        self.hours: float = self._first_hours(self.from_)
        self.moved: HoursMoved = self._found(self.from_, self.to, self.hours)

    def label(self, key: str) -> str:
        """The name of what is moved, with its unit."""
        return self.words.text(f"lead_sources.widget.{key}")

    def most(self, source: str) -> float:
        """Hours that a source has in the period."""
        found = self.sources.named(source)
        return 0.0 if found is None else found.hours or 0.0

    def move(
        self, *, from_: str | None = None, to: str | None = None, hours: float | None = None
    ) -> HoursMoved:
        """Move other hours, or between other sources; hours that a new source lacks are cut down.

        Raises
        ------
        InvalidValue
            As `core.lead_hours.move_hours`; what stood there before still does.
        """
        giver, taker = from_ or self.from_, to or self.to
        wanted = self.hours if hours is None else hours
        if from_ is not None and hours is None:
            wanted = min(wanted, self.most(giver))
        found = self._found(giver, taker, wanted)
        self.from_, self.to, self.hours, self.moved = found.from_, found.to, wanted, found
        return found

    def sentences(self) -> list[str]:
        """The answer, what it assumes, and how many hours each source has then."""
        return [
            *moved_lines(self.words, self.moved, self.sources),
            self._now(self.from_, -self.hours),
            self._now(self.to, self.hours),
        ]

    def _found(self, from_: str, to: str, hours: float) -> HoursMoved:
        return move_hours(self.sources, from_=from_, to=to, hours=hours)

    def _first_hours(self, source: str) -> float:
        return max(1.0, float(round(FIRST_PART * self.most(source))))

    def _now(self, source: str, change: float) -> str:
        now = self.most(source)
        return self.words.text(
            "lead_sources.widget.now",
            source=source_name(source),
            hours=self.words.count("hour", now, digits=0),
            then=self.words.count("hour", max(0.0, now + change), digits=0),
        )


def _yield(one: SourceFigures) -> float:
    return 0.0 if one.wins_per_hour is None else one.wins_per_hour.value
