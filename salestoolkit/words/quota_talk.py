"""Words for a talk between a manager and a rep: what helps, what luck does, what to ask. Not a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.quota_result import QuotaCheck, QuotaStanding
from salestoolkit.words.quota import (
    amount_text,
    commit_sentence,
    quota_text,
    takes_sentences,
)

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

WORTH_NAMING = 0.02
"""Share of the quota (of what is closed without one) from which a difference is named."""


def talk_sentences(words: Words, check: QuotaCheck, one: QuotaStanding) -> list[str]:
    """What to talk about with a person, in the order of the talk."""
    said = [_closed(words, check, one)] if one.quota else []
    said += [*_settling(words, check, one), *_why(words, check, one)]
    if luck := luck_sentence(words, check, one):
        said.append(luck)
    elif one.small and one.closed.deals:
        said.append(_say(words, "talk.small"))
    if commit := commit_sentence(words, check, one):
        said.append(commit)
    said += takes_sentences(words, check, one)
    if one.reason == "left":
        return [*said, _say(words, "next.left")]
    if one.reason == "not_yet":
        said.append(_say(words, "talk.not_yet"))
    return [*said, _ask(words, check, one)]


def luck_sentence(words: Words, check: QuotaCheck, one: QuotaStanding) -> str | None:
    """What luck alone would do with as many deals; None without any deal worked on."""
    band = one.band
    if band is None or band.high <= 0:
        return None
    kind = "" if band.inside else "_above" if one.amount > band.high else "_below"
    return _say(
        words,
        f"talk.luck{kind}",
        n=words.number(band.n),
        low=amount_text(words, check, band.low),
        high=amount_text(words, check, band.high),
        closed=amount_text(words, check, one.amount),
    )


def factor_rows(
    words: Words, check: QuotaCheck, one: QuotaStanding
) -> list[tuple[str, str, str, str, str | None]]:
    """Each factor: name, own, the team's average, what it explains, and a remark."""
    why = one.why
    if why is None:
        return []
    rows = []
    for name, effect in why.contributions.items():
        if name == "size" and check.metric == "deals":
            continue
        remark = _say(words, "cell.taken") if name in why.taken else None
        own, team = (_factor(words, check, name, side[name]) for side in (why.rep, why.team))
        rows.append(
            (
                _say(words, f"factor.{name}"),
                own,
                team,
                signed(words, check, effect, exact=True),
                remark,
            )
        )
    return rows


def signed(words: Words, check: QuotaCheck, value: float, *, exact: bool = False) -> str:
    """A difference with its sign; ``exact`` to the whole unit, so that parts are seen to add up."""
    if check.metric == "deals":
        text = words.number(abs(value), digits=1)
    elif exact:
        text = words.money(abs(value), check.currency, digits=0)
    else:
        text = words.money_about(abs(value), check.currency)
    return text if not value else ("+" if value > 0 else "\N{MINUS SIGN}") + text


def _factor(words: Words, check: QuotaCheck, name: str, value: float) -> str:
    if name == "opps":
        return words.number(value, digits=0 if value == int(value) else 1)
    if name == "size":
        return amount_text(words, check, value)
    return words.percent(value)


def _closed(words: Words, check: QuotaCheck, one: QuotaStanding) -> str:
    return _say(
        words,
        "talk.closed",
        closed=amount_text(words, check, one.amount),
        quota=quota_text(words, check, one.quota),
        attainment=words.percent(one.attainment),
    )


def _settling(words: Words, check: QuotaCheck, one: QuotaStanding) -> list[str]:
    """For somebody new: what is usual in the first months."""
    person = one.person
    if person is None or person.started is None or (check.until - person.started).days > 365:
        return []
    started = words.date(person.started, short=True)
    if one.ramp is None or not one.quota:
        return [] if check.ramp is not None else [_say(words, "talk.started", started=started)]
    usual = amount_text(words, check, one.ramp * one.quota)
    share = words.percent(one.ramp)
    return [_say(words, "talk.ramp", started=started, share=share, usual=usual)]


def _largest(check: QuotaCheck, one: QuotaStanding) -> str | None:
    """The factor that explains most, where it is worth naming and points the way of the gap."""
    why = one.why
    if why is None:
        return None
    scale = one.quota or why.team_revenue
    same = {name: part for name, part in why.contributions.items() if part * why.gap > 0}
    if not same:
        return None
    name = max(same, key=lambda one: abs(same[one]))
    return name if abs(same[name]) >= WORTH_NAMING * scale else None


def _why(words: Words, check: QuotaCheck, one: QuotaStanding) -> list[str]:
    name = _largest(check, one)
    if name is None or one.why is None:
        return []
    alone = one.person is None or not one.person.team
    return [
        _say(
            words,
            "talk.why_team" if alone else "talk.why",
            factor=_say(words, f"factor.in_sentence.{name}"),
            amount=signed(words, check, one.why.contributions[name]),
        )
    ]


def _ask(words: Words, check: QuotaCheck, one: QuotaStanding) -> str:
    """One open question: about the factor that lags most, where any does."""
    why = one.why
    behind = {} if why is None else {n: v for n, v in why.contributions.items() if v < 0}
    name = min(behind, key=lambda one: behind[one]) if behind and why and why.gap < 0 else None
    return _say(words, f"talk.ask_{name}" if name else "talk.ask")


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"quota.{key}", **fields)
