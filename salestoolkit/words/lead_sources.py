"""What lead sources say: the answer, a line for each source, what it cost, what moving hours brings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salestoolkit.core.lead_hours import HoursMoved
from salestoolkit.core.lead_source_parts import RANKED_FROM, Estimate, LeadSources, SourceFigures
from salestoolkit.words.errors import plain
from salestoolkit.words.phrases import share_pair

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

TEN = 10
"""Hours whose yield is said: that of one is too small a figure to read."""
NAME_LENGTH = 60


def lead_sources_headline(words: Words, found: LeadSources) -> str:
    """Where do the best leads come from? The answer in one sentence."""
    days = words.count("day.genitive", found.horizon_days)
    if found.horizon_days is None:
        return words.text("lead_sources.headline.none_won")
    if not found.ranked:
        enough = words.count("lead.genitive", RANKED_FROM)
        return words.text("lead_sources.headline.none", enough=enough)
    first, *others = found.ranked
    share = words.percent(first.drawn.value if first.drawn else None)
    name = source_name(first.source)
    if not others:
        return words.text("lead_sources.headline.one", first=name, share=share, days=days)
    if found.clear_first:
        return words.text("lead_sources.headline.clear", first=name, share=share, days=days)
    second = others[0]
    shares = share_pair(
        words,
        first.drawn.value if first.drawn else None,
        second.drawn.value if second.drawn else None,
    )
    return words.text(
        "lead_sources.headline.open",
        first=name,
        second=source_name(second.source),
        share_first=shares[0],
        share_second=shares[1],
    )


def source_lines(words: Words, found: LeadSources) -> list[tuple[str, list[str]]]:
    """For each source a sentence, and what it cost in money and hours."""
    return [(_line(words, found, one), _costs(words, found, one)) for one in found.sources]


def lead_sources_notes(words: Words, found: LeadSources) -> list[str]:
    """What the figures rest on, and how not to read them."""
    notes = [_period(words, found)]
    if found.common is not None:
        notes.append(
            words.text(
                "lead_sources.note.drawn",
                common=words.percent(found.common),
                level=words.percent(found.level),
            )
        )
    if found.warm_stage is not None:
        stage = plain(found.warm_stage, length=NAME_LENGTH)
        key, fields = "warm", {"stage": stage}
        if found.horizon_days is not None:
            key, fields["days"] = "warm_ripe", words.count("day", found.horizon_days)
        notes.append(words.text(f"lead_sources.note.{key}", **fields))
    notes.append(_cost_note(words, found))
    without = sum(one.no_clock for one in found.sources)
    if without:
        leads = words.count("lead", without)
        notes.append(words.text("lead_sources.note.no_clock", leads=leads))
    notes.append(words.text("lead_sources.note.cause"))
    return notes


def moved_lines(words: Words, moved: HoursMoved, found: LeadSources) -> list[str]:
    """What moving hours would bring: the answer first, then what it assumes."""
    lines = []
    if moved.wins is not None:
        key = "open"
        if moved.clear:
            key = "more" if moved.wins.value > 0 else "fewer"
        lines.append(
            words.text(
                f"lead_sources.moved.{key}",
                hours=words.count("hour.genitive", moved.hours),
                to=source_name(moved.to),
                from_=source_name(moved.from_),
                **_signed_parts(words, moved.wins),
            )
        )
    if moved.warm is not None:
        lines.append(words.text("lead_sources.moved.warm", **_signed_parts(words, moved.warm)))
    lines.append(words.text("lead_sources.moved.assumed"))
    taker = found.named(moved.to)
    if moved.stretched and taker is not None:
        hours = words.count("hour", taker.hours, digits=0)
        lines.append(
            words.text("lead_sources.moved.stretched", hours=hours, to=source_name(moved.to))
        )
    return lines


def source_name(source: str) -> str:
    """A source's name for a sentence: it came from data, so on one line and of bearable length."""
    return plain(source, length=NAME_LENGTH)


def signed(words: Words, value: float) -> str:
    """A change with its sign and one decimal; a whole number from ten on."""
    shown = words.number(abs(value), digits=0 if abs(value) >= TEN else 1)
    if shown == words.number(0.0, digits=1):
        return shown
    return f"+{shown}" if value > 0 else f"\N{MINUS SIGN}{shown}"


def _signed_parts(words: Words, change: Estimate) -> dict[str, str]:
    return {
        "value": signed(words, change.value),
        "interval": words.interval(change.low, change.high, lambda end: signed(words, end)),
    }


def _period(words: Words, found: LeadSources) -> str:
    first, last = found.since, found.until - timedelta(days=1)
    said = {"first": words.date(first), "last": words.date(last), "as_of": words.date(found.as_of)}
    if found.horizon_days is None:
        return words.text("lead_sources.note.period_open", **said)
    days = words.count("day.genitive", found.horizon_days)
    return words.text("lead_sources.note.period", days=days, **said)


def _cost_note(words: Words, found: LeadSources) -> str:
    if all(one.cost is None and one.hours is None for one in found.sources):
        return words.text("lead_sources.note.no_costs")
    if found.hour_cost is None:
        return words.text("lead_sources.note.no_hour_cost")
    price = words.money(found.hour_cost, found.currency, digits=0)
    return words.text("lead_sources.note.hour_cost", price=price)


def _line(words: Words, found: LeadSources, one: SourceFigures) -> str:
    said = {
        "source": source_name(one.source),
        "kind": _kind(words, one),
        "leads": words.count("lead", one.leads),
        "won": words.number(one.won),
    }
    if not one.source:
        return words.text("lead_sources.line.no_source", leads=said["leads"], won=said["won"])
    if not one.leads:
        return words.text("lead_sources.line.no_leads", source=said["source"], kind=said["kind"])
    if one.drawn is None or one.own.value is None:
        return words.text("lead_sources.line.unknown", **said)
    said["own"] = words.percent(one.own.value)
    said["interval"] = words.interval(one.drawn.low, one.drawn.high, words.percent)
    if one.rank is None:
        return words.text("lead_sources.line.few", **said)
    return words.text(
        "lead_sources.line.ranked",
        rank=words.number(one.rank),
        share=words.percent(one.drawn.value),
        days=words.count("day.genitive", found.horizon_days),
        **said,
    )


def _kind(words: Words, one: SourceFigures) -> str:
    if one.direction is None:
        return ""
    kind = words.text(f"lead_sources.kind.{one.direction}")
    return words.text("lead_sources.line.kind", kind=kind)


def _costs(words: Words, found: LeadSources, one: SourceFigures) -> list[str]:
    lines = []
    if one.cost is not None:
        lines.append(_cost(words, found, one, one.cost))
    if one.hours is not None:
        lines.append(_hours(words, one, words.count("hour", one.hours, digits=0)))
    return lines


def _cost(words: Words, found: LeadSources, one: SourceFigures, cost: float) -> str:
    def money(value: float | None) -> str:
        return words.money(value, found.currency, digits=0)

    if one.cost_per_win is None:
        return words.text("lead_sources.line.cost_only", cost=money(cost))
    return words.text(
        "lead_sources.line.cost",
        cost=money(cost),
        per_lead=money(one.cost_per_lead),
        per_win=money(one.cost_per_win.value),
        interval=words.interval(one.cost_per_win.low, one.cost_per_win.high, money),
    )


def _hours(words: Words, one: SourceFigures, hours: str) -> str:
    wins, warm = one.wins_per_hour, one.warm_per_hour
    if wins is None:
        return words.text("lead_sources.line.hours_only", hours=hours)

    def ten(value: float) -> str:
        return words.number(TEN * value, digits=0 if TEN * value >= TEN else 1)

    said = {
        "hours": hours,
        "wins": words.count("won_deal.accusative", TEN * wins.value),
        "interval": words.interval(wins.low, wins.high, ten),
    }
    if warm is None:
        return words.text("lead_sources.line.hours", **said)
    brought = words.count("warm_lead.accusative", TEN * warm.value)
    return words.text("lead_sources.line.hours_warm", warm=brought, **said)
