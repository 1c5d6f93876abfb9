"""The few figures of a page that next week's index sets beside its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 4
"""Figures of a page that an index has room for."""


@dataclass(frozen=True)
class _Figure:
    """A figure of a record: its name, where it stands there, and its unit."""

    name: str
    path: str
    unit: str = "count"


_WON = _Figure("won", "totals.won")
_OPEN = _Figure("open", "totals.open")
_FUNNEL = (
    _WON,
    _Figure("win_probability", "figures.win_probability.value", "share"),
    _OPEN,
    _Figure("open_value", "totals.open_value", "money"),
)
_FIGURES: Mapping[str, Sequence[_Figure]] = {
    "funnel": _FUNNEL,
    "funnel_audit": _FUNNEL,
    "goal_check": (_WON, _OPEN),
    "pipeline_review": (
        _WON,
        _Figure("open", "in_hand.n"),
        _Figure("open_value", "in_hand.value", "money"),
        _Figure("no_next_step", "in_hand.no_next_step"),
    ),
    "forecast": (
        _Figure("done", "period.done.n"),
        _Figure("expected_wins", "period.wins.median"),
        _Figure("chance", "chance", "chance"),
        _OPEN,
    ),
    "quota": (
        _Figure("attainment", "whole.attainment", "share"),
        _Figure("quota_chance", "whole.chance", "chance"),
    ),
    "territory": (
        _Figure("covered", "all.covered"),
        _Figure("coverage", "all.coverage", "share"),
    ),
    "retention": (
        _Figure("active", "active"),
        _Figure("renewal_rate", "renewals.rate", "share"),
        _Figure("net_retention", "revenue.net", "share"),
    ),
}
"""By the kind of page. A figure that a kind's own page does not show as its own is not here."""


def key_figures(kind: str | None, record: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """A page's key figures by name, each with its ``value`` and ``unit``; those not known are left out.

    A team's own page names them itself: entries of ``figures`` in its record that have a ``label``.
    """
    found = _own(record) if kind is None else _known(kind, record)
    return dict(list(found)[:MOST])


def scope_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What must be the same for two weeks' figures to be comparable."""
    period = record.get("period")
    window = [period.get("start"), period.get("until")] if isinstance(period, Mapping) else None
    names = ("currency", "pipeline", "part", "metric")
    return {
        **{name: record[name] for name in names if record.get(name) is not None},
        **({} if window is None else {"period": window}),
    }


def is_small(record: Mapping[str, Any]) -> bool:
    """Whether the page says of itself that it rests on few deals."""
    limits = record.get("limits") or ()
    codes = [limit.get("code") if isinstance(limit, Mapping) else limit for limit in limits]
    places = ("small", "whole.small", "wins_lately.small")
    return "few_deals" in codes or any(_at(record, place) is True for place in places)


def _known(kind: str, record: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for figure in _FIGURES.get(kind, ()):
        value = _at(record, figure.path)
        if _is_number(value):
            yield figure.name, {"value": value, "unit": figure.unit}


def _own(record: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    figures = record.get("figures")
    for name, figure in figures.items() if isinstance(figures, Mapping) else ():
        if not isinstance(figure, Mapping) or not isinstance(figure.get("label"), str):
            continue
        if _is_number(figure.get("value")):
            unit = "count" if figure.get("unit") == "deals" else figure.get("unit", "count")
            said = {"value": figure["value"], "unit": str(unit), "label": figure["label"]}
            yield str(name), said


def _at(record: Mapping[str, Any], path: str) -> Any:
    found: Any = record
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
