"""A what-if in words: what may come of it, what binds, which stage is worth the effort."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from salestoolkit.core.what_if import Lever
from salestoolkit.core.what_if_funnel import WhatIf, WhatIfStage, carried
from salestoolkit.core.what_if_simulation import Compared, Turnout
from salestoolkit.core.what_if_value import DealValue
from salestoolkit.words.words import UNKNOWN, Words

WHOLE_FROM = 100
"""From so many deals on their mean is said without a decimal."""
FEW = 30
SHOWN = Fraction(1, 20)
"""Deals below which a gain would be said as 0."""
RANKS = ("by_point", "by_cost", "by_headroom")


def what_if_headline(words: Words, found: Compared) -> str:
    """One sentence: what may be expected, and how likely the goal is, beside today's."""
    now, today = found.now, found.today
    fields: dict[str, Any] = {"result": mean_text(words, now, case="genitive")}
    if found.changed:
        fields["before"] = _before(words, today)
    key = "changed" if found.changed else "same"
    if now.chance is None:
        return words.text(f"what_if.headline.{key}_plain", **fields)
    fields |= {"goal": goal_text(words, now.what_if), "chance": chance_text(words, now.chance)}
    if found.changed:
        fields["chance_before"] = chance_text(words, today.chance)
        key += "_same" if fields["chance_before"] == fields["chance"] else ""
    return words.text(f"what_if.headline.{key}", **fields)


def what_if_lines(words: Words, found: Compared) -> tuple[str, ...]:
    """What stands below the headline: intervals, what is needed, what binds, what it rests on."""
    now = found.now
    lines = [words.text("what_if.line.interval", **_ends(words, now))]
    if now.what_if.goal is not None:
        lines.append(_needed(words, now))
    lines += [*limit_lines(words, now), *_carried(words, now)]
    counted = [stage.counted for stage in now.what_if.stages if stage.counted is not None]
    if counted:
        lines.append(words.text("what_if.line.learned", n=round(min(counted))))
    lines += note_lines(words, now.what_if)
    if found.changed:
        lines.append(words.text("what_if.line.assumed"))
    lines.append(words.text("what_if.line.draws", n=found.n))
    return tuple(lines)


def limit_lines(words: Words, now: Turnout) -> list[str]:
    """What binds, one sentence each: room, time, rates at their ends."""
    what_if = now.what_if
    stages = {
        "rate": [stage.name for stage in what_if.stages if stage.rate == 1],
        "rate_zero": [stage.name for stage in what_if.stages if stage.rate == 0],
    }
    attempt = what_if.attempt
    fields: dict[str, dict[str, Any]] = {
        "capacity": {
            "room": words.count(attempt, what_if.entering),
            "left": words.count(attempt, int(what_if.volume) - what_if.entering),
        },
        "horizon": {"share": words.percent(float(what_if.in_time))},
        "nothing_in_time": {
            "days": words.days(float(what_if.days)),
            "horizon": words.days(what_if.horizon_days),
        },
        **{key: {"stages": ", ".join(names)} for key, names in stages.items()},
    }
    return [words.text(f"what_if.limit.{key}", **fields[key]) for key in now.limits]


def note_lines(words: Words, what_if: WhatIf) -> list[str]:
    """What to know of where a what-if comes from."""
    counted = [round(stage.counted) for stage in what_if.stages if stage.counted is not None]
    notes = [*what_if.notes, *(["few"] if counted and min(counted) < FEW else [])]
    fewest = min(counted, default=0)
    return [words.text(f"what_if.note.{note}", n=fewest) for note in notes]


def lever_lines(words: Words, found: Compared, *, rank: str = "by_point") -> tuple[str, ...]:
    """What each stage is worth, the best first; stages of which a rank is not known are left out."""
    what_if = found.now.what_if
    known = [lever for lever in found.levers if _rank(lever, rank) is not None]
    if not known:
        return (words.text("what_if.lever.none"),)
    known.sort(key=lambda lever: (-(_rank(lever, rank) or 0), lever.stage))
    return tuple(_lever_line(words, what_if, lever) for lever in known)


def lever_note(words: Words, what_if: WhatIf, lever: Lever) -> str:
    """What the best known rate would bring, and what is gained for the cost; may be empty."""
    stage = what_if.stages[lever.stage]
    said = []
    if lever.headroom and lever.headroom >= SHOWN:
        key = "headroom" if stage.best_of else "headroom_plain"
        best, rate = stage.best_of or "", words.percent(stage.best)
        gain = deals_text(words, lever.headroom)
        said.append(words.text(f"what_if.lever.{key}", gain=gain, best=best, rate=rate))
    if lever.per_cost is not None:
        by = 100 if what_if.cost_unit == "money" else 1
        gain = words.count("deal", float(lever.per_cost) * by, digits=2)
        unit = words.money(by, what_if.currency, digits=0)
        key = f"what_if.lever.per_{what_if.cost_unit}"
        said.append(words.text(key, gain=gain, unit=unit))
    return "; ".join(said)


def figure_rows(words: Words, found: Turnout) -> list[tuple[str, str]]:
    """The figures of one what-if: what each is, and its value."""
    what_if = found.what_if
    rows = [(words.text("what_if.figure.deals"), deals_number(words, found.expected.deals))]
    if found.expected.revenue is not None:
        shown = words.money(float(found.expected.revenue), what_if.currency, digits=0)
        rows.append((words.text("what_if.figure.revenue"), shown))
    low, high = found.intervals[0.8]
    shown = words.interval(low, high, amount_writer(words, what_if))
    rows.append((words.text("what_if.figure.interval"), shown))
    if what_if.goal is None:
        return rows
    name = words.text("what_if.figure.chance", goal=goal_text(words, what_if))
    rows.append((name, chance_text(words, found.chance)))
    none = words.text("what_if.figure.none")
    needed = none if found.needed is None else words.count(what_if.attempt, found.needed)
    return [*rows, (words.text("what_if.figure.needed"), needed)]


def mean_text(words: Words, found: Turnout, *, case: str = "") -> str:
    """The mean of what the goal is about: ``15 won deals``, ``120 000 zł``."""
    if found.what_if.metric == "revenue":
        return words.money(float(found.mean), found.what_if.currency, digits=0)
    return deals_text(words, found.mean, case=case)


def deals_text(words: Words, deals: Fraction, *, case: str = "") -> str:
    """Won deals on average, with one decimal where there are few."""
    noun = f"won_deal.{case}" if case else "won_deal"
    value = float(deals)
    return words.count(noun, value, digits=_digits(value))


def deals_number(words: Words, deals: Fraction) -> str:
    """The same as a bare number."""
    return words.number(float(deals), digits=_digits(float(deals)))


def goal_text(words: Words, what_if: WhatIf) -> str:
    """The goal in its unit."""
    if what_if.metric == "revenue":
        return words.money(what_if.goal, what_if.currency, digits=0)
    return words.count("won_deal", what_if.goal)


def amount_writer(words: Words, what_if: WhatIf) -> Callable[[Any], str]:
    """How a value of what the goal is about is written."""
    if what_if.metric == "revenue":
        return lambda value: words.money(value, what_if.currency, digits=0)
    return lambda value: words.number(value, digits=0)


def chance_text(words: Words, chance: float | None) -> str:
    """A probability in whole per cent; what is merely rare or likely is not said to be 0% or 100%."""
    if chance is None:
        return UNKNOWN
    if chance < 0.005:
        return words.text("what_if.chance.nearly_none", value=words.percent(0.01))
    if chance > 0.995:
        return words.text("what_if.chance.nearly_sure", value=words.percent(0.99))
    return words.percent(chance)


def example_what_if(words: Words) -> WhatIf:
    """A what-if to begin with: calls, meetings, offers, with rates that are assumed."""
    steps = {"call": (0.25, 2), "meeting": (0.4, 14), "offer": (0.3, 30)}
    stages = tuple(
        WhatIfStage(name=words.text(f"what_if.example.{key}"), rate=rate, days=days)
        for key, (rate, days) in steps.items()
    )
    return WhatIf(
        name=words.text("what_if.example.name"),
        stages=stages,
        volume=1000,
        goal=30,
        value=DealValue(mean=8000, spread=0.6),
        currency="PLN" if words.language == "pl" else "EUR",
        horizon_days=365,
        attempt="call",
    )


def _before(words: Words, today: Turnout) -> str:
    if today.what_if.metric == "revenue":
        return mean_text(words, today)
    return deals_number(words, today.expected.deals)


def _needed(words: Words, now: Turnout) -> str:
    if now.needed is None:
        return words.text("what_if.line.needed_none")
    if not now.needed:
        return words.text("what_if.line.needed_zero")
    volume = words.count(f"{now.what_if.attempt}.genitive", now.needed)
    return words.text("what_if.line.needed", volume=volume)


def _carried(words: Words, now: Turnout) -> list[str]:
    what_if = now.what_if
    if not what_if.open_deals and not what_if.done:
        return []
    there = float(carried(what_if)[0]) - what_if.done
    return [
        words.text(
            "what_if.line.carried",
            done=words.number(what_if.done, digits=0),
            open=words.number(len(what_if.open_deals)),
            wins=words.number(there, digits=_digits(there)),
        )
    ]


def _ends(words: Words, now: Turnout) -> dict[str, str]:
    said = amount_writer(words, now.what_if)
    fields = {}
    for level, ends in now.intervals.items():
        for side, value in zip(("low", "high"), ends, strict=True):
            fields[f"{side}_{round(100 * level)}"] = said(value)
    return fields


def _lever_line(words: Words, what_if: WhatIf, lever: Lever) -> str:
    name = what_if.stages[lever.stage].name
    if not lever.gain and lever.rate == 1:
        said = f"{name}: {words.text('what_if.lever.top')}"
    else:
        gain = words.count("deal", float(lever.gain), digits=2)
        said = words.text("what_if.lever.gain", stage=name, gain=gain)
    note = lever_note(words, what_if, lever)
    return f"{said}; {note}." if note else f"{said}."


def _rank(lever: Lever, rank: str) -> Fraction | None:
    return {
        "by_point": lever.gain,
        "by_cost": lever.per_cost,
        "by_headroom": lever.headroom,
    }[rank]


def _digits(value: float) -> int:
    return 0 if abs(value) >= WHOLE_FROM or round(value, 1) == round(value) else 1
