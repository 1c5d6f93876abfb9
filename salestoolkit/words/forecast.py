"""A forecast in sentences: its headline, why there is none, what it rests on, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from salestoolkit.core.forecast_moves import BY_DEALS
from salestoolkit.core.forecast_result import Forecast, Prediction
from salestoolkit.core.forecast_view import ForecastView
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.goals import chance_text
from salestoolkit.words.periods import period_name

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAME_LENGTH = 60
UNLIKELY, LIKELY = 0.1, 0.75
"""Chances of a target below which it is called out of reach, and from which it is called likely."""
FEW_ORIGINS = 12
WELL_KNOWN = ("client", "same", "owner")
"""What no forecast knows; the limits of the one at hand come behind."""


def forecast_headline(words: Words, view: ForecastView) -> str:
    """The sentence to repeat: how many, for how much, how sure, and the chance of the target."""
    main = view.main
    period = period_name(words, main.start, main.until)
    if main.reason == "period_over":
        return _over(words, main, period)
    if main.wins is None:
        return _say(words, "headline.not_yet", period=period)
    said = _probably(words, main, period)
    if main.target is None or main.chance is None:
        return said
    chance = chance_text(words, main.chance)
    target = _say(words, f"headline.target_{_unit(main)}", **_amount(words, main, main.target))
    return f"{said} {_say(words, 'headline.chance', target=target, chance=chance)}"


def _over(words: Words, main: Forecast, period: str) -> str:
    deals = words.count("won_deal", main.done.n)
    if main.done.value is None:
        return _say(words, "headline.over", period=period, deals=deals)
    money = words.money_about(main.done.value, main.currency)
    return _say(words, "headline.over_money", period=period, deals=deals, money=money)


def _probably(words: Words, main: Forecast, period: str) -> str:
    assert main.wins is not None
    deals = words.count("won_deal", main.wins.median)
    if main.revenue is None:
        ends = _ends(words, main, main.wins, metric="deals")
        return _say(words, "headline.deals", period=period, deals=deals, **ends)
    money = words.money_about(main.revenue.median, main.currency)
    total, key = (main.revenue, "money") if main.metric == "revenue" else (main.wins, "both")
    ends = _ends(words, main, total)
    return _say(words, f"headline.{key}", period=period, deals=deals, money=money, **ends)


def reason_sentences(words: Words, main: Forecast) -> list[str]:
    """Why there is no forecast, and the weighted pipeline with its warning; empty where there is one."""
    if main.reason is None:
        return []
    fields = {"until": main.until, "as_of": main.as_of, "closed": main.n_closed}
    known = words.has(f"forecast.reason.{main.reason}")
    said = [_say(words, f"reason.{main.reason if known else 'too_little_history'}", **fields)]
    if main.reason in ("period_over", "no_deals"):
        return said
    return [*said, weighted_sentence(words, main)]


def weighted_sentence(words: Words, main: Forecast) -> str:
    """The CRM's weighted pipeline, and why it is no forecast."""
    seen = main.weighted
    if seen.wins is None:
        return _say(words, "reason.weighted_none")
    wins = words.number(seen.wins, digits=1)
    if seen.value is None:
        return _say(words, "reason.weighted_plain", wins=wins)
    money = words.money_about(seen.value, main.currency)
    return _say(words, "reason.weighted", wins=wins, money=money)


def weighted_beside(words: Words, main: Forecast) -> str | None:
    """The weighted pipeline to compare a forecast with; None where the stages have no probabilities.

    Nor where the forecast is made from it: two numbers of one name would need more words than they say.
    """
    seen = main.weighted
    if seen.wins is None or main.model == "weighted":
        return None
    wins = words.number(seen.wins, digits=1)
    if seen.value is None:
        return _say(words, "model.note", wins=wins)
    money = words.money_about(seen.value, main.currency)
    return _say(words, "model.note_money", wins=wins, money=money)


def model_sentences(words: Words, main: Forecast) -> list[str]:
    """Which way to forecast is used and why, and how it did on past days."""
    if main.model is None or main.why is None:
        return []
    name = _say(words, f"model.{main.model}")
    said = [_say(words, f"why.{main.why}", model=name, origins=main.origins)]
    if main.scores.empty or "chosen" not in main.scores:
        return said
    chosen = main.scores[main.scores["chosen"].astype(bool)]
    if chosen.empty:
        return said
    row = chosen.iloc[0]
    if main.model in BY_DEALS and not is_unknown(row["skill"]):
        key = "better" if row["skill"] >= 0 else "worse"
        said.append(_say(words, f"why.{key}", skill=words.percent(abs(float(row["skill"])))))
    if not is_unknown(row["coverage_80"]):
        share = words.percent(float(row["coverage_80"]))
        said.append(_say(words, "why.coverage", share=share))
    if 0 < main.origins < FEW_ORIGINS:
        said.append(_say(words, "why.few_origins", origins=main.origins))
    return said


def next_steps(words: Words, view: ForecastView) -> list[str]:
    """What to do about it, the most important first; at most three."""
    main = view.main
    if main.total is None:
        return []
    steps = [_about_target(words, main)]
    if not main.n_open:
        steps.append(_say(words, "next.no_open"))
    elif len(main.matter):
        steps.append(_biggest(words, main))
    if view.moves is not None and _is_large(view.moves.amount("slipped"), main):
        amount = total_text(words, main, -view.moves.amount("slipped"), digits=1)
        steps.append(_say(words, "next.slipped", amount=amount))
    return steps[:3]


def _about_target(words: Words, main: Forecast) -> str:
    total = main.total
    assert total is not None
    if main.target is None or main.chance is None:
        within = main.part is not None and bool(main.part.within)
        return _say(words, "next.no_target_within" if within else "next.no_target")
    done = main.done.n if main.metric == "deals" else main.done.value or 0.0
    if done >= main.target:
        return _say(words, "next.met")
    chance = chance_text(words, main.chance)
    if main.chance >= LIKELY:
        return _say(words, "next.ahead", chance=chance)
    if main.chance >= 0.5:
        return _say(words, "next.open_field", chance=chance)
    if main.chance < UNLIKELY:
        likely = total_text(words, main, total.median)
        return _say(words, "next.behind_far", chance=chance, likely=likely)
    missing = total_text(words, main, main.target - total.median)
    return _say(words, "next.behind", missing=missing)


def _biggest(words: Words, main: Forecast) -> str:
    first = (
        main.matter.sort_values("spread_share", ascending=False, kind="stable").iloc[0].to_dict()
    )
    deal = deal_named(first)
    share = words.percent(float(first["spread_share"]))
    return _say(words, "next.biggest", deal=deal, share=share)


def deal_named(row: Mapping[Any, Any]) -> str:
    """A deal by its title, else by its number in the CRM.

    >>> deal_named({"title": None, "deal_id": "A-1"}), deal_named({"title": float("nan"), "deal_id": "A-1"})
    ('A-1', 'A-1')
    """
    title = row["title"]
    named = row["deal_id"] if is_unknown(title) or not title else title
    return plain(named, length=NAME_LENGTH)


def _is_large(amount: float, main: Forecast) -> bool:
    """Whether a fall is a twentieth of the total or more."""
    assert main.total is not None
    return bool(-amount >= 0.05 * max(main.total.mean, 1e-9)) and -amount > 0.05


def cannot_sentences(words: Words, main: Forecast) -> list[str]:
    """What no forecast knows, and what this book lacks."""
    said = [_say(words, f"cannot.{name}") for name in WELL_KNOWN]
    return said + [
        _say(words, f"cannot.{code}")
        for code in main.limits
        if words.has(f"forecast.cannot.{code}")
    ]


def total_text(words: Words, main: Forecast, value: float | None, *, digits: int = 0) -> str:
    """A value of the forecast's metric: a number of deals, or money in a round figure."""
    if main.metric == "revenue":
        return words.money_about(value, main.currency)
    return words.number(value, digits=digits)


def interval_text(words: Words, main: Forecast, total: Prediction, *, metric: str) -> str:
    """In 8 of 10 cases from ... to ..."""
    return _say(words, "line.eight", **_ends(words, main, total, metric=metric))


def target_text(words: Words, main: Forecast) -> str:
    """The target in its unit."""
    return _say(words, f"line.target_{_unit(main)}", **_amount(words, main, main.target))


def said_briefly(words: Words, one: Forecast) -> str:
    """A period in half a line: what is likely, and between what; a dash where nothing can be said."""
    if one.wins is None:
        return words.number(None)
    low, high = one.wins.interval(0.8)
    fields = {
        "deals": words.count("won_deal", one.wins.median),
        "low": words.number(low, digits=0),
        "high": words.number(high, digits=0),
    }
    if one.revenue is None:
        return _say(words, "cli.said", **fields)
    ends = one.revenue.interval(0.8)
    return _say(
        words,
        "cli.said_money",
        money=words.money_about(one.revenue.median, one.currency),
        money_low=words.money_about(ends.low, one.currency),
        money_high=words.money_about(ends.high, one.currency),
        **fields,
    )


def _ends(
    words: Words, main: Forecast, total: Prediction, *, metric: str | None = None
) -> dict[str, str]:
    low, high = total.interval(0.8)
    if (metric or main.metric) == "revenue":
        return {name: words.money_about(one, main.currency) for name, one in _named(low, high)}
    return {name: words.number(one, digits=0) for name, one in _named(low, high)}


def _named(low: float, high: float) -> list[tuple[str, float]]:
    return [("low", low), ("high", high)]


def _unit(main: Forecast) -> str:
    return "money" if main.metric == "revenue" else "deals"


def _amount(words: Words, main: Forecast, value: float | None) -> dict[str, str]:
    if main.metric == "revenue":
        return {"money": words.money_about(value, main.currency)}
    return {"n": words.number(value)}


def _say(words: Words, key: str, /, **fields: object) -> str:
    return words.text(f"forecast.{key}", **fields)
