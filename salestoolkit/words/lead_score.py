"""A learned lead score in sentences: whether it helps, on what it rests, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from salestoolkit.core.ideal_profile import Profile
from salestoolkit.core.lead_score_data import OTHER, UNKNOWN
from salestoolkit.core.lead_score_measures import Measure
from salestoolkit.core.lead_score_parts import AgainstRule, Effect, LeadScore, Refusal
from salestoolkit.core.qualification import Scheme
from salestoolkit.words.words import Words

Names = Mapping[str, str]
"""What the team calls the fields of its list, by the field."""


def field_names(scheme: Scheme | None, profile: Profile | None) -> dict[str, str]:
    """What the criteria of a scheme and the fields of a profile are called."""
    rules = reversed(profile.rules) if profile else ()
    criteria = scheme.criteria if scheme else ()
    return {rule.field: rule.label for rule in rules} | {one.key: one.name for one in criteria}


def refusal_lines(words: Words, refused: Refusal, names: Names) -> list[str]:
    """Why there is no score, what it would take, and what to leave out."""
    say = "lead_score.refused"
    if refused.why in ("no_window", "no_fields"):
        return [words.text(f"{say}.{refused.why}", date=refused.as_of)]
    if refused.why == "no_ripe":
        days = words.count("day", refused.window_days)
        return [words.text(f"{say}.no_ripe", date=refused.as_of, days=days)]
    return [
        words.text(
            f"{say}.{refused.why}",
            have=refused.have,
            needed=refused.needed,
            parameters=refused.parameters,
            date=refused.as_of,
        ),
        words.text(f"{say}.why", fields=_fields(words, refused.fields, names)),
        words.text(
            f"{say}.counted",
            days=words.count("day", refused.window_days),
            immature=words.count("deal", refused.immature),
        ),
        _way_out(words, refused, names),
    ]


def score_headline(words: Words, score: LeadScore) -> str:
    """Whether the score is of any use, in one sentence."""
    return words.text(f"lead_score.{'useful' if score.beats_base else 'useless'}")


def score_lines(
    words: Words, score: LeadScore, names: Names, *, scheme: Scheme | None = None
) -> list[str]:
    """On what the score rests, how well it ranks and how far it is off, and against the verdicts."""
    lines = [*basis_lines(words, score), *_measures(words, score)]
    if score.rule is not None and scheme is not None:
        lines += rule_lines(words, score.rule, scheme)
    lines.append(
        words.text(
            "lead_score.fields",
            parameters=sum(n for _, n in score.fields),
            fields=_fields(words, score.fields, names),
        )
    )
    if score.silent:
        silent = ", ".join(field_name(words, one, names) for one in score.silent)
        lines.append(words.text("lead_score.silent", names=silent))
    return lines


def rule_lines(words: Words, rule: AgainstRule, scheme: Scheme) -> list[str]:
    """The verdicts of a scheme held against the score, and the share won by verdict."""
    lines = [
        words.text(
            "lead_score.rule_ranking",
            scheme=scheme.name.upper(),
            value=words.percent(rule.ranking.value),
            interval=_interval(words, rule.ranking),
            gain=_points(words, rule.gain.value),
            gain_interval=words.interval(
                rule.gain.low, rule.gain.high, lambda one: _points(words, one)
            ),
        ),
        words.text(
            "lead_score.rule_distance",
            brier=words.number(rule.brier, digits=3),
            gain=_signed(words, rule.brier_gain.value),
            interval=words.interval(
                rule.brier_gain.low, rule.brier_gain.high, lambda one: _signed(words, one)
            ),
        ),
        words.text(f"lead_score.rule_{_WHAT[rule.ranks_better, rule.comes_closer]}"),
    ]
    for verdict, n, won in rule.by_verdict:
        name = words.text(f"qualification.verdict.{verdict}")
        share = words.percent(won / n if n else None)
        lines.append(words.text("lead_score.rule_share", verdict=name, won=won, n=n, share=share))
    return lines


def bin_lines(words: Words, score: LeadScore) -> list[str]:
    """Groups of like chances: what was predicted, and what happened."""
    return [
        words.text(
            "lead_score.bin",
            predicted=words.percent(one.predicted),
            won=one.won,
            n=one.n,
            share=words.percent(one.share),
            interval=words.interval(one.low, one.high, words.percent),
        )
        for one in score.bins
    ]


def reading(words: Words, score: LeadScore) -> str | None:
    """How to read a chance, with the group of highest chances as the example."""
    if not score.bins:
        return None
    top = score.bins[-1]
    return words.text(
        "lead_score.reading",
        predicted=words.percent(top.predicted),
        hundred=words.number(top.predicted * 100, digits=0),
        days=words.count("day.genitive", score.window_days),
    )


def effect_lines(words: Words, score: LeadScore, names: Names) -> list[str]:
    """What goes with winning, the strongest first; none of it is a cause that was shown."""
    found = sorted(score.effects, key=lambda one: -abs(_log(one.odds)))
    return [_effect(words, one, names) for one in found]


def field_name(words: Words, name: str, names: Names) -> str:
    """A field as people read it: as the team calls it, or a column of the book."""
    if name in names:
        return names[name]
    key = f"lead_score.field.{name}"
    return words.text(key) if name.isidentifier() and words.has(key) else name


_WHAT = {
    (True, True): "both",
    (True, False): "order",
    (False, True): "closer",
    (False, False): "neither",
}


def basis_lines(words: Words, score: LeadScore) -> list[str]:
    """On what the score rests: deals, wins, how it was tested, what was left out."""
    lines = [
        words.text(
            "lead_score.basis",
            deals=words.count("deal", score.n),
            until=score.as_of - timedelta(days=score.window_days),
            won=score.won,
            days=words.count("day.genitive", score.window_days),
            share=words.percent(score.base_rate),
            date=score.as_of,
        )
    ]
    if score.order == "time":
        tested = words.count("deal.genitive", score.tested)
        lines.append(words.text("lead_score.folds_time", tested=tested))
    else:
        companies = score.ranking.companies
        lines.append(words.text("lead_score.folds_companies", companies=companies))
    if score.immature or score.no_date:
        lines.append(
            words.text("lead_score.left_out", immature=score.immature, no_date=score.no_date)
        )
    if score.late:
        lines.append(words.text("lead_score.late", n=score.late))
    return lines


def ranking_line(words: Words, score: LeadScore) -> str:
    """How often the score puts a deal won before one not won."""
    return words.text(
        "lead_score.ranking",
        value=words.percent(score.ranking.value),
        interval=_interval(words, score.ranking),
    )


def _measures(words: Words, score: LeadScore) -> list[str]:
    return [
        ranking_line(words, score),
        words.text(
            "lead_score.distance",
            brier=words.number(score.brier, digits=3),
            base=words.number(score.base_brier, digits=3),
            gain=_signed(words, score.gain.value),
            interval=words.interval(
                score.gain.low, score.gain.high, lambda one: _signed(words, one)
            ),
        ),
    ]


def _effect(words: Words, one: Effect, names: Names) -> str:
    fields = {
        "field": field_name(words, one.field, names),
        "odds": words.number(one.odds, digits=1 if one.odds >= 0.1 else 2),
        "n": words.count("deal", one.n),
    }
    if not one.level:
        return words.text("lead_score.effect_number", **fields)
    level, base = (_level(words, name) for name in (one.level, one.base))
    return words.text("lead_score.effect", level=level, base=base, **fields)


def _level(words: Words, name: str) -> str:
    special = {OTHER: "other", UNKNOWN: "unknown"}
    if name in special:
        return words.text(f"lead_score.{special[name]}")
    if name in ("yes", "no"):
        return words.text(f"qualification.answer.{name}")
    return name


def _way_out(words: Words, refused: Refusal, names: Names) -> str:
    if not refused.leave_out:
        return words.text("lead_score.refused.come_back")
    listed = ", ".join(field_name(words, one, names) for one in refused.leave_out)
    return words.text("lead_score.refused.leave_out", names=listed)


def _fields(words: Words, fields: Iterable[tuple[str, int]], names: Names) -> str:
    return ", ".join(f"{field_name(words, name, names)} {n}" for name, n in fields)


def _interval(words: Words, measure: Measure) -> str:
    return words.interval(measure.low, measure.high, words.percent)


def _points(words: Words, share: float | None) -> str:
    return words.text("lead_score.points", value=_signed(words, share, scale=100, digits=0))


def _signed(words: Words, value: float | None, *, scale: float = 1.0, digits: int = 3) -> str:
    if value is None:
        return words.number(None)
    sign = "\N{MINUS SIGN}" if round(value * scale, digits) < 0 else "+"
    return sign + words.number(abs(value) * scale, digits=digits)


def _log(odds: float) -> float:
    from math import log

    return log(odds) if odds > 0 else 0.0
