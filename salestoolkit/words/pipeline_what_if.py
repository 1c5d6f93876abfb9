"""A what-if on the open deals in sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date

from salestoolkit.core.pipeline_what_if import PipelineOutcome, PipelineWhatIf, Spread
from salestoolkit.words.formats import LOCALES
from salestoolkit.words.goals import chance_text

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def pipeline_sentences(
    words: Words,
    found: PipelineWhatIf,
    *,
    metric: str = "deals",
    target: float | None = None,
    currency: str | None = None,
) -> list[str]:
    """What is won by the day, against as things are, and the chance of the target."""
    now, today = spread_of(found.now, metric), spread_of(found.today, metric)
    if now is None or today is None:
        return [_say(words, "said.no_value")]
    low, high = (amount(words, end, metric, currency) for end in now.interval())
    fields = {"until": found.now.until, "low": low, "high": high}
    middle = words.count("won_deal", now.median)
    if metric == "revenue":
        middle = amount(words, now.median, metric, currency)
    fields["money" if metric == "revenue" else "deals"] = middle
    key = "today"
    if now != today:
        key, fields["before"] = "now", amount(words, today.median, metric, currency)
    suffix = "_money" if metric == "revenue" else ""
    said = [_say(words, f"said.{key}{suffix}", **fields)]
    if target is not None and found.now.chance is not None:
        said.append(_chance(words, found, amount(words, target, metric, currency)))
    if found.levers.without:
        out = words.count("deal", len(found.levers.without))
        said.append(_say(words, "said.out", count=out))
    return [*said, _say(words, "said.model")]


def _chance(words: Words, found: PipelineWhatIf, target: str) -> str:
    now, before = chance_text(words, found.now.chance), chance_text(words, found.today.chance)
    if now == before:
        return _say(words, "said.chance", target=target, chance=now)
    return _say(words, "said.chance_before", target=target, chance=now, before=before)


def spread_of(outcome: PipelineOutcome, metric: str) -> Spread | None:
    """The spread of deals or of revenue."""
    return outcome.value if metric == "revenue" else outcome.deals


def amount(words: Words, value: float, metric: str, currency: str | None) -> str:
    """A number of deals, or money in a round figure."""
    if metric == "revenue":
        return words.money_about(value, currency)
    return words.number(value, digits=0)


def month_said(words: Words, day: date, *, short: bool = False) -> str:
    """A month with its year, or its short name."""
    return format_date(day, "LLL" if short else "LLLL y", locale=LOCALES[words.language])


def _say(words: Words, key: str, /, **fields: object) -> str:
    return words.text(f"pipeline_what_if.{key}", **fields)
