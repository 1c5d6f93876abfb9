"""Time, velocity and work in hand as sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.funnel_flow import MONTH, Flow
from salestoolkit.core.table_rows import rows_of
from salestoolkit.core.velocity_change import VelocityChange, VelocityPeriod
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import Row, share_pair, stage_name

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def flow_findings(words: Words, flow: Flow, audit: FunnelAudit) -> list[Finding]:
    """Where work piles up, and whether the velocity changed; nothing where it is noise.

    A pile at a stage is told rather than one of all deals, which only adds them up.
    """
    rows: list[Row] = [row for row in rows_of(flow.work) if row["piled_up"]]
    stages = [row for row in rows if row["stage"]] or rows
    ranked = sorted(stages, key=lambda row: -(_worth(row) or 0.0))
    found = [_piled_up(words, flow, row) for row in ranked]
    if flow.change is not None and flow.change.named:
        found.append(_velocity(words, flow.change, audit))
    return found


def _worth(row: Row) -> float | None:
    """What the surplus is worth at the usual chance; None where values are not known."""
    each = row["worth_each"]
    return None if is_unknown(each) else float(each) * float(row["surplus"])


def _piled_up(words: Words, flow: Flow, row: Row) -> Finding:
    worth = _worth(row)
    key = "piled_up" if row["stage"] else "piled_up_whole"
    sentence = words.text(
        f"flow.finding.{key}" if worth else f"flow.finding.{key}_no_money",
        stage=stage_name(row),
        open=int(row["open"]),
        arrivals=words.count("deal", row["arrivals_per_day"] * MONTH, digits=0),
        mean=words.days(row["mean_days"]),
        expected=words.number(row["expected"], digits=0),
        surplus=words.number(row["surplus"], digits=0),
        money=words.money_about(worth, flow.currency) if worth else "",
    )
    return make_finding(
        words,
        "piled_up",
        sentence,
        n=int(row["open"]),
        interval=words.interval(row["surplus_low"], row["surplus_high"], _whole(words)),
        stage=str(row["stage"]),
        actions=words.texts(f"flow.action.{'waiting' if row['waiting'] else 'piled_up'}"),
        worth=worth,
    )


def _whole(words: Words) -> Callable[[Any], str]:
    return lambda value: words.number(value, digits=0)


def _velocity(words: Words, change: VelocityChange, audit: FunnelAudit) -> Finding:
    """The velocity of the last period, and which of its parts changed it most."""
    rising = change.difference > 0
    lever = _main_lever(change)

    def money(per_day: Any) -> str:
        return words.money_about(per_day * MONTH, audit.currency)

    sentence = words.text(
        f"flow.finding.velocity_{'up' if rising else 'down'}",
        start=change.after.start,
        end=change.after.end - timedelta(days=1),
        after=money(change.after.velocity.value_per_day),
        before=money(change.before.velocity.value_per_day),
        difference=money(abs(change.difference)),
        lever=words.text(f"flow.changed.{lever}", **_lever_pair(words, change, lever, audit)),
    )
    return make_finding(
        words,
        "velocity",
        sentence,
        n=change.after.begun,
        interval=words.interval(*_apart(change), money),
        stage="",
        actions=words.texts(f"flow.action.{'up' if rising else lever}"),
        worth=abs(change.difference) * (change.after.end - change.after.start).days,
    )


def _apart(change: VelocityChange) -> tuple[float, float]:
    """The interval of the difference, as much more or less as the sentence says."""
    low, high = change.low, change.high
    return (low, high) if change.difference > 0 else (-high, -low)


def _main_lever(change: VelocityChange) -> str:
    """What had most in the difference; deals in hand and cycle together are the new deals."""
    parts = dict(zip(change.levers["lever"], change.levers["part_per_day"], strict=True))
    found = {
        "arrivals": change.arrivals_part,
        "win_rate": float(parts["win_rate"]),
        "value": float(parts["value"]),
    }
    sign = 1 if change.difference > 0 else -1
    return max(found, key=lambda name: sign * found[name])


def _lever_pair(
    words: Words, change: VelocityChange, lever: str, audit: FunnelAudit
) -> dict[str, str]:
    before, after = change.before, change.after
    if lever == "win_rate":
        shares = share_pair(words, before.velocity.win_rate, after.velocity.win_rate)
        return {"before": shares[0], "after": shares[1]}
    if lever == "value":
        return {
            "before": words.money_about(before.velocity.value, audit.currency),
            "after": words.money_about(after.velocity.value, audit.currency),
        }
    return {"before": _monthly(words, before), "after": _monthly(words, after)}


def _monthly(words: Words, period: VelocityPeriod) -> str:
    """New deals a month in a period."""
    days = (period.end - period.start).days
    return words.number(period.begun / days * MONTH, digits=0)
