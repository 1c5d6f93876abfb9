"""What the weekly page says: its headline, why a deal is talked about, what is missing of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.review_pace import Luck
from salestoolkit.core.review_plan import Need
from salestoolkit.core.review_result import Review
from salestoolkit.core.review_talk import HARDLY, Talk
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAME_LENGTH = 80
MANY_DEALS = 1000
"""Deals a year from which people could be compared, on a page made for that."""


def review_headline(words: Words, review: Review) -> str:
    """What happened since the last meeting, and how many deals wait for a step."""
    counts = review.changes.counts
    names = ("new", "won", "lost")
    happened = "changed" if any(counts[name] for name in names) else "quiet"
    said = _say(
        words, f"headline.{happened}", since=review.since, **{name: counts[name] for name in names}
    )
    return f"{said} {_open(words, review)}"


def _open(words: Words, review: Review) -> str:
    if not review.hand.n:
        return _say(words, "headline.none_open")
    open_deals = words.count("open_deal", review.hand.n)
    bare, stalled = len(review.no_next_step), len(review.open.stalled)
    if bare and "no_next_steps" not in review.limits:
        return _say(words, "headline.open_no_step", count=open_deals, n=bare)
    if stalled:
        return _say(words, "headline.open_stalled", count=open_deals, n=stalled)
    return _say(words, "headline.open", count=open_deals)


def chance_said(words: Words, chance: Any) -> str:
    """A chance in percent; what is merely rare or nearly sure is never 0% or 100%."""
    if is_unknown(chance):
        return words.percent(None)
    if chance < HARDLY:
        return words.text("review.cell.hardly")
    if chance > 1 - HARDLY:
        return words.text("review.cell.nearly")
    return words.percent(chance)


def talk_reason(words: Words, talk: Talk, review: Review) -> str:
    """Why a deal is talked about, and what to ask."""
    row, name = talk.row, talk.reason
    if name == "saves":
        return _saves(words, row, review)
    if name == "put_off":
        moved: Any = row.get("days_moved")
        later = not is_unknown(moved) and moved > 0
        return _say(
            words,
            "reason.put_off" if later else "reason.put_off_plain",
            times=words.count("time", int(row["times"])),
            days=words.days(int(moved)) if later else "",
            date=words.date(row["expected_close"], short=False),
        )
    if name == "no_next_step" and row["next_step"] == "overdue":
        name = "overdue"
    days: Any = row.get("passed_days")
    return _say(
        words,
        f"reason.{name}",
        chance=chance_said(words, row["chance"]),
        days=words.days(None if is_unknown(days) else int(days)),
    )


def _saves(words: Words, row: dict[str, Any], review: Review) -> str:
    by_stage = row["basis"] == "stage"
    kind = "saves" if by_stage else "saves_deal"
    if is_unknown(row["saves"]):
        kind += "_no_money"
    days = row["stage_days"] if by_stage else row["age_days"]
    return _say(
        words,
        f"reason.{kind}",
        stage=stage_said(row),
        days=words.days(int(days)),
        chance=chance_said(words, row["chance"]),
        entry=chance_said(words, row["chance_entry"]),
        money=words.money_about(row["saves"], review.currency),
    )


def stage_said(row: dict[str, Any]) -> str:
    """The name of the stage where a deal stands: it came from data, so of bearable length."""
    return plain(row["stage_name"] or "\N{EN DASH}", length=NAME_LENGTH)


def plan_sentences(words: Words, review: Review) -> list[str]:
    """What the rest of each plan needs against the open deals; else how many deals are usual."""
    if review.needs:
        return [sentence for need in review.needs for sentence in _need(words, need)]
    limit = next(
        name for name in ("quotas_mixed", "plan_of_whole", "no_plan") if name in review.limits
    )
    return [*_pace(words, review), _say(words, f"plan.{limit}")]


def _need(words: Words, need: Need) -> list[str]:
    def amount(value: float | None) -> str:
        if need.metric == "deals":
            whole = value is None or value >= 10 or value == int(value)
            return words.number(value, digits=0 if whole else 1)
        return words.money_about(value, need.currency or None)

    name = plain(need.name, length=NAME_LENGTH)
    fields = {
        "plan": _say(words, f"plan.{need.origin}", name=name),
        "done": amount(need.done),
        "amount": amount(need.amount),
        "left": amount(need.left),
        "until": need.until,
    }
    if not need.left:
        return [_say(words, "plan.reached", **fields)]
    told = [_say(words, "plan.missing", **fields)]
    if need.in_time is None or need.coming is None or need.new is None:
        return [*told, _say(words, "plan.unknown")]
    deals = need.metric == "deals"
    low = need.in_time.wins_low if deals else need.in_time.value_low
    high = need.in_time.wins_high if deals else need.in_time.value_high
    said = _say(
        words,
        "plan.coming" if need.new else "plan.enough",
        coming=amount(need.coming),
        interval=words.interval(low, high, amount),
        new=amount(need.new),
    )
    alone = chance_said(words, need.alone)
    return [*told, said, _say(words, "plan.alone", alone=alone)]


def _pace(words: Words, review: Review) -> list[str]:
    pace = review.pace
    if pace.usual is None:
        return [_say(words, "plan.no_pace")]
    usual = _say(
        words,
        "plan.usual",
        new=words.number(pace.new_a_week, digits=1),
        days=words.count("day.genitive", pace.mean_days, digits=0),
        usual=words.number(pace.usual, digits=0),
        open=review.hand.n,
    )
    if pace.year_ago is None:
        return [usual]
    return [usual, _say(words, "plan.year_ago", n=pace.year_ago)]


def dates_sentences(words: Words, review: Review) -> list[str]:
    """How many close dates passed or were put off, as far as that can be told."""
    dates = review.dates
    rows = dates.rows
    said = _say(
        words,
        f"dates.{dates.told}",
        dated=dates.dated,
        passed=dates.passed,
        put_off=dates.put_off,
        times=words.count("time", int(rows["times"].fillna(0).sum()) if len(rows) else 0),
        since_last=int(rows["moved_since"].sum()) if len(rows) else 0,
    )
    told = dates.told in ("moves", "one_export") and dates.undated
    return [said, _say(words, "dates.undated", n=dates.undated)] if told else [said]


def cannot_sentences(words: Words, review: Review) -> list[str]:
    """What the page's numbers cannot say, and what the book lacks."""
    said = _luck(words, review.luck)
    if review.hand.chanced:
        said.append(_say(words, "cannot.chance"))
    known = [limit for limit in review.limits if words.has(f"review.limit.{limit}")]
    return [*said, *(_say(words, f"limit.{limit}") for limit in known)]


def _luck(words: Words, luck: Luck) -> list[str]:
    """What the number of wins, and of deals, can tell; nothing where their days are not known."""
    said = []
    if luck.dated:
        name = "luck_none" if not luck.wins else "luck_small" if luck.small else "luck"
        said.append(
            _say(
                words,
                f"cannot.{name}",
                wins=luck.wins,
                low=words.number(luck.low, digits=0),
                high=words.number(luck.high, digits=0),
                empty=words.percent(luck.empty_week),
            )
        )
    if luck.deals_a_year:
        many = luck.deals_a_year >= MANY_DEALS
        key = "cannot.year_many" if many else "cannot.year"
        said.append(_say(words, key, deals=luck.deals_a_year))
    return said


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"review.{key}", **fields)
