"""Quotas in sentences: the headline, what to do next, what the numbers cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.quota_result import QuotaCheck, QuotaStanding
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.goals import chance_text
from salestoolkit.words.periods import period_name

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAME_LENGTH = 60
LIKELY, WITHIN = 0.8, 0.5
"""Chances from which a quota is called on track, and within reach."""
ALWAYS = ("same", "people")
"""What no such page can say; the limits of the one at hand come before."""


def amount_text(
    words: Words, check: QuotaCheck, value: float | None, *, exact: bool = False
) -> str:
    """An amount in the unit of the quotas: a number of deals, or money (rounded in sentences)."""
    if check.metric == "deals":
        whole = is_unknown(value) or value is None or value >= 10 or value == int(value)
        return words.number(value, digits=0 if whole else 1)
    if exact:
        return words.money(value, check.currency, digits=0)
    return words.money_about(value, check.currency)


def quota_text(words: Words, check: QuotaCheck, value: float | None) -> str:
    """A quota with its unit: ``9 deals``, ``£1.1M``."""
    if check.metric != "deals" or value is None:
        return amount_text(words, check, value)
    return words.count("deal.genitive", value, digits=0 if value == int(value) else 1)


def quota_headline(words: Words, check: QuotaCheck, standing: QuotaStanding | None = None) -> str:
    """The sentence to repeat: what is closed of the quota, and the chance of making it."""
    one = standing or check.whole
    person = one.person
    return _say(
        words,
        f"headline.{_headline_kind(check, one)}",
        period=period_name(words, check.start, check.until),
        closed=amount_text(words, check, one.amount),
        quota=quota_text(words, check, one.quota),
        attainment=words.percent(one.attainment),
        chance=chance_text(words, one.chance),
        left=words.date(person.left if person else None),
    )


def _headline_kind(check: QuotaCheck, one: QuotaStanding) -> str:
    if one.quota is None:
        return "no_quota"
    if not one.quota:
        return "zero"
    if one.reason in ("left", "not_yet"):
        return one.reason
    if check.over:
        return "over_met" if one.met else "over_missed"
    return "met" if one.met else "open"


def chance_said(words: Words, check: QuotaCheck, one: QuotaStanding) -> str:
    """The chance of making the quota; once the period is over, whether it was made."""
    if one.chance is None or one.quota is None:
        return words.number(None)
    if check.over:
        return _say(words, "cell.made" if one.met else "cell.missed")
    return chance_text(words, one.chance)


def next_sentences(words: Words, check: QuotaCheck) -> list[str]:
    """What to do next, the most important first."""
    one = check.whole
    said = [_next(words, check, one), *takes_sentences(words, check, one)]
    if thin := _thin(words, one):
        said.append(thin)
    if commit := commit_sentence(words, check, one):
        said.append(commit)
    if one.ended > 0.5:
        said.append(_say(words, "next.unowned", amount=amount_text(words, check, one.ended)))
    return said


def _next(words: Words, check: QuotaCheck, one: QuotaStanding) -> str:
    if one.reason in ("no_quota", "left", "not_yet"):
        return _say(words, f"next.{one.reason}")
    if check.over:
        return _say(words, "next.over")
    if one.met or not one.quota:
        return _say(words, "next.met")
    chance = one.chance or 0.0
    name = "on_track" if chance >= LIKELY else "within_reach" if chance >= WITHIN else "unlikely"
    return _say(words, f"next.{name}", chance=chance_text(words, one.chance))


def takes_sentences(words: Words, check: QuotaCheck, one: QuotaStanding) -> list[str]:
    """How many new deals, and calls, the rest of a quota takes; nothing where none is left."""
    takes = one.takes
    if takes is None or not takes.left or one.reason is not None:
        return []
    if takes.reason is not None:
        return [_say(words, f"next.{takes.reason}")]
    if takes.new_deals == 0:
        return [_say(words, "next.open_enough")]
    new = words.count("new_deal.genitive", takes.new_deals)
    coming = words.number(takes.coming, digits=0)
    said = [_say(words, "next.new_deals", new_deals=new, coming=coming)]
    if takes.calls is not None and check.calls_per_deal is not None:
        calls = words.count("call.genitive", takes.calls)
        per_deal = words.number(check.calls_per_deal, digits=1)
        said.append(_say(words, "next.calls", calls=calls, per_deal=per_deal))
    return said


def _thin(words: Words, one: QuotaStanding) -> str | None:
    if one.weighted is None or one.coverage is None or one.weighted >= 1:
        return None
    names = {"coverage": one.coverage, "weighted": one.weighted}
    return _say(words, "next.thin", **{n: words.number(v, digits=1) for n, v in names.items()})


def commit_sentence(words: Words, check: QuotaCheck, one: QuotaStanding) -> str | None:
    """What people committed to, beside the model or the outcome; None where nobody did."""
    commit = one.commit
    if commit is None:
        return None
    own = one.kind == "owner"
    topic = "talk.commit" if own else "next.commit"
    over = check.over
    if not over and one.expected is None:
        return None
    dated = "" if not own or commit.said_on else "_undated"
    return _say(
        words,
        f"{topic}{'_over' if over else ''}{dated}",
        commit=amount_text(words, check, commit.amount),
        said_on=words.date(commit.said_on, short=True),
        people=words.count("rep", commit.people),
        closed=amount_text(words, check, one.amount),
        low=amount_text(words, check, one.expected.low if one.expected else None),
        high=amount_text(words, check, one.expected.high if one.expected else None),
    )


def cannot_sentences(words: Words, check: QuotaCheck, *, personal: bool = False) -> list[str]:
    """What the page's numbers cannot say, and what the book lacks."""
    target = check.whole.target
    fields = {
        "start": check.start,
        "until": check.until,
        "covered": words.percent(target.covered if target else None),
        "outside": words.count("win", check.whole.outside.deals),
        "names": ", ".join(plain(name, length=NAME_LENGTH) for name in check.two_teams[:5]),
    }
    hidden = ("two_teams", "without_quota") if personal else ()
    limits = [name for name in check.limits if words.has(f"quota.limit.{name}")]
    always = [name for name in ALWAYS if not (personal and name == "people")]
    return [
        _say(words, f"limit.{name}", **fields) for name in [*limits, *always] if name not in hidden
    ]


def spread_sentence(words: Words, check: QuotaCheck) -> str | None:
    """How much of the spread between people luck explains; None where there are too few."""
    seen = check.spread
    if seen is None:
        return None
    return _say(
        words,
        "note.luck_share",
        people=seen.people,
        n=words.number(seen.n),
        chance=chance_text(words, seen.chance),
        share=words.percent(seen.share),
    )


def apart_rows(words: Words, check: QuotaCheck) -> list[tuple[str, int]]:
    """Lines of quotas that are set apart, by reason."""
    return [(_say(words, f"apart.{name}"), n) for name, n in check.apart.items()]


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"quota.{key}", **fields)
