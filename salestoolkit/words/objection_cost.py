"""What objections go with, in sentences and rows: wins with and without each, and what was lost."""

from __future__ import annotations

from salestoolkit.core.objection_cost import FEW, ObjectionCost, ThemeCost
from salestoolkit.words.objections import theme_name
from salestoolkit.words.words import Words


def cost_headline(cost: ObjectionCost, words: Words) -> str:
    """The objection that goes with the most missing wins, or that none can be told."""
    named = [one for one in cost.themes if one.verdict == "fewer_wins"]
    if not cost.deals:
        return words.text("objection_cost.no_deals")
    if not named:
        key = "all_few" if all(one.small for one in cost.themes) else "none_told"
        return words.text(f"objection_cost.{key}", deals=words.count("deal", cost.deals), few=FEW)
    worst = min(named, key=lambda one: (one.difference or 0.0) * one.n)
    return words.text(
        "objection_cost.headline",
        theme=theme_name(words, worst.theme),
        rate=words.percent(worst.rate),
        without=words.percent(worst.rate_without),
        deals=words.count("deal.genitive", worst.n),
    )


def cost_header(words: Words) -> tuple[str, ...]:
    """Header of `cost_rows`."""
    return words.texts("objection_cost.header")


def cost_rows(cost: ObjectionCost, words: Words) -> list[tuple[str, ...]]:
    """Theme, deals with it, won of them and of the others, difference, verdict, lost value."""
    return [
        (
            theme_name(words, one.theme),
            words.number(one.n),
            words.percent(one.rate),
            words.percent(one.rate_without),
            difference_text(one, words),
            words.text(f"objection_cost.verdicts.{one.verdict}"),
            words.money(one.lost_value, cost.currency, digits=0),
        )
        for one in cost.themes
    ]


def difference_text(one: ThemeCost, words: Words) -> str:
    """The difference in percentage points with its interval; a dash where it is not known."""
    if one.difference is None or one.low is None or one.high is None:
        return words.number(None)
    points = [_signed(100 * part, words) for part in (one.difference, one.low, one.high)]
    return words.text("objection_cost.points", points=points[0], low=points[1], high=points[2])


def _signed(points: float, words: Words) -> str:
    sign = "+" if round(points) > 0 else "\N{MINUS SIGN}" if round(points) < 0 else ""
    return sign + words.number(abs(points), digits=0)


def cost_notes(cost: ObjectionCost, words: Words) -> list[str]:
    """What the figures rest on, and how they must not be read."""
    notes = [words.text("objection_cost.association")]
    if cost.horizon is not None:
        notes.insert(
            0,
            words.text(
                "objection_cost.definition",
                deals=words.count("deal.genitive", cost.deals),
                days=words.count("day.genitive", cost.horizon),
                date=cost.as_of,
                few=FEW,
            ),
        )
    if cost.unknown:
        notes.append(words.text("objection_cost.unknown", n=words.number(cost.unknown)))
    return notes
