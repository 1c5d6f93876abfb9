"""What luck alone does to people who are equally good, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.core.luck import Luck
from salestoolkit.words.words import Words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def luck_lines(words: Words, found: Luck, shares: Sequence[float]) -> list[str]:
    """What is expected of the best and the worst, what this year gave, and from where on to look."""
    rate = words.percent(found.rate)
    if len(found.deals) < 2:
        return [words.text("luck.said.alone", rate=rate)]
    return [
        words.text(
            "luck.said.headline",
            rate=rate,
            best=words.percent(found.best),
            worst=words.percent(found.worst),
            spread=words.number(100 * found.spread, digits=1),
        ),
        words.text(
            "luck.said.year", best=words.percent(max(shares)), worst=words.percent(min(shares))
        ),
        words.text("luck.said.bound", high=words.percent(found.best_high)),
    ]


def people_text(words: Words, found: Luck) -> str:
    """How many people: ``11 reps``."""
    return words.count("rep", len(found.deals))


def of_each(words: Words, found: Luck) -> str:
    """Deals of each person: ``100 deals``."""
    return words.count("deal", found.deals[0])


def rep_name(words: Words, place: int) -> str:
    """An invented name: ``Rep A``."""
    return words.text("luck.chart.rep", letter=LETTERS[place % len(LETTERS)])
