"""Results made by hand for words, charts and tables: lost reasons, competitors, practices."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.competitors import COMPETITOR_COLUMNS, Competitors
from salestoolkit.core.lost_reason_tests import CHANGE_COLUMNS, STAGE_COLUMNS
from salestoolkit.core.lost_reasons import REASON_COLUMNS, LostReasons
from salestoolkit.core.proportions import wilson
from salestoolkit.core.what_works import Works
from salestoolkit.core.what_works_parts import SOURCE_COLUMNS, WORK_COLUMNS

AS_OF = date(2026, 10, 30)
STAGES = ("Pierwszy kontakt", "Badanie potrzeb", "Prezentacja", "Oferta wysłana", "Negocjacje")
REASONS = {"Za drogo": 60, "Wybrali konkurencję": 40, "Odłożone w czasie": 20}


def reasons_made(
    named: dict[str, int] | None = None, *, empty: int = 30, other: int = 10, **more: Any
) -> LostReasons:
    """Lost deals by reason; the first reason stands out at the third stage."""
    named = REASONS if named is None else named
    known = sum(named.values())
    lost = known + empty + other
    kinds = [
        *((name, "named", n) for name, n in named.items()),
        ("", "other", other),
        ("", "empty", empty),
    ]
    rows = [_reason(name, kind, n, lost, known) for name, kind, n in kinds if n]
    limits = ("much_unknown",) if known and (empty + other) >= 0.4 * lost else ()
    defaults: dict[str, Any] = {
        "as_of": AS_OF,
        "currency": "PLN",
        "lost": lost,
        "empty": empty,
        "other": other,
        "reasons": pd.DataFrame(rows, columns=list(REASON_COLUMNS)),
        "stages": pd.DataFrame(_crossings(named), columns=list(STAGE_COLUMNS)),
        "stage_order": STAGES,
        "changes": pd.DataFrame(_changes(named), columns=list(CHANGE_COLUMNS)),
        "window_days": 302,
        "within_days": 120,
        "merged": 3,
        "leads_anyway": False,
        "competitors": rivals_made(),
        "limits": limits,
    }
    return LostReasons(**(defaults | more))


def _reason(name: str, kind: str, n: int, lost: int, known: int) -> dict[str, Any]:
    low, high = wilson(n, lost)
    is_named = kind == "named"
    return {
        "reason": name,
        "kind": kind,
        "n": n,
        "share": n / lost,
        "share_low": low,
        "share_high": high,
        "of_named": n / known if is_named else None,
        "at_least": n / lost if is_named else None,
        "at_most": (n + lost - known) / lost if is_named else None,
        "value_n": n,
        "lost_value": 40_000.0 * n,
        "spellings": 1,
    }


def _crossings(named: dict[str, int]) -> list[dict[str, Any]]:
    rows = []
    for place, (name, n) in enumerate(named.items()):
        for at, stage in enumerate(STAGES):
            here = n // len(STAGES)
            if here:
                rows.append(
                    {
                        "reason": name,
                        "stage": stage,
                        "name": stage,
                        "n": here,
                        "stage_n": 24,
                        "reason_n": n,
                        "expected": here,
                        "share": here / 24,
                        "share_low": 0.2,
                        "share_high": 0.7,
                        "elsewhere": 0.2,
                        "value_n": here,
                        "lost_value": 40_000.0 * here,
                        "p_value": 0.0001,
                        "q_value": 0.002,
                        "concentrated": place == 0 and at == 2,
                    }
                )
    return rows


def _changes(named: dict[str, int]) -> list[dict[str, Any]]:
    kinds = [*((name, "named") for name in named), ("", "unknown")] if named else []
    return [
        {
            "reason": name,
            "kind": kind,
            "now": 30,
            "now_of": 60,
            "now_share": 0.5,
            "before": 12,
            "before_of": 60,
            "before_share": 0.2,
            "difference": 0.3,
            "difference_low": 0.13,
            "difference_high": 0.45,
            "p_value": 0.0005,
            "q_value": 0.001,
            "changed": place == 1 or kind == "unknown",
        }
        for place, (name, kind) in enumerate(kinds)
    ]


def rivals_made(
    *, noted: Any = "evenly", differs: bool = True, better: bool = False
) -> Competitors:
    """One competitor in 90 deals of 300."""
    shares = (0.4, 0.25) if better else (0.12, 0.25)
    sign = 1 if better else -1
    common = {"share_low": 0.05, "share_high": 0.45}
    rows = [
        {
            "competitor": "Młyn Wodny",
            "n": 90,
            "won": 10,
            "lost": 70,
            "open": 10,
            "share": shares[0],
            "difference": shares[0] - shares[1],
            "difference_low": sign * 0.13 - 0.08,
            "difference_high": sign * 0.13 + 0.08,
            "p_value": 0.001,
            "q_value": 0.001,
            "differs": differs,
            **common,
        },
        {"competitor": "", "n": 210, "won": 50, "lost": 130, "open": 30, "share": shares[1]}
        | {"differs": False, **common},
    ]
    return Competitors(
        deals=300,
        named=90,
        noted=noted,
        named_open=0.25,
        named_won=0.17,
        named_lost=0.35,
        named_closed=0.31,
        horizon=120,
        table=pd.DataFrame(rows, columns=list(COMPETITOR_COLUMNS)),
    )


def works_made(rows: list[dict[str, Any]] | None = None, **more: Any) -> Works:
    """Two practices at two stages; the first stands out."""
    made = [practice(), practice(stage=STAGES[3], practice="E-mail", stands_out=False)]
    practices = made if rows is None else rows
    by_source = [
        {name: row.get(name) for name in SOURCE_COLUMNS} | {"source": source}
        for row in practices
        for source in ("Targi", "")
    ]
    defaults: dict[str, Any] = {
        "as_of": AS_OF,
        "practices": pd.DataFrame(practices, columns=[*WORK_COLUMNS, "q_value", "stands_out"]),
        "by_source": pd.DataFrame(by_source, columns=list(SOURCE_COLUMNS)),
        "activities": 1500,
    }
    return Works(**(defaults | more))


def practice(**more: Any) -> dict[str, Any]:
    """One comparison as `what_works` gives it."""
    row: dict[str, Any] = {
        "stage": STAGES[1],
        "name": more.get("stage", STAGES[1]),
        "kind": "type",
        "practice": "Telefon",
        "activity": "",
        "landmark_days": 5,
        "horizon_days": 21,
        "deals": 656,
        "with_n": 98,
        "without_n": 558,
        "with_moved": 81,
        "without_moved": 393,
        "with_share": 0.824,
        "without_share": 0.706,
        "difference": 0.118,
        "difference_low": 0.033,
        "difference_high": 0.203,
        "with_crude": 0.827,
        "without_crude": 0.704,
        "compared": 591,
        "with_days": 10.0,
        "without_days": 9.0,
        "p_value": 0.0001,
        "q_value": 0.002,
        "stands_out": True,
    }
    return row | more
