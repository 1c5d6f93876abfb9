"""Breakdowns made by hand: what words, charts and tables must cope with, without a book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from salestoolkit.core.breakdown_parts import Breakdown, PartFigures, Reversal, Stratum
from salestoolkit.core.ends import Tally

AS_OF = date(2026, 10, 30)
SHARED: dict[str, Any] = {"as_of": AS_OF, "currency": "PLN", "level": 0.95, "horizon_days": 120}


def part(value: str, share: float | None, **more: Any) -> PartFigures:
    """A part of 200 deals; one without a share was not watched long enough."""
    plain: dict[str, Any] = {"deals": 200, "won": 40, "lost": 130, "open": 30, "timed": 200}
    known: dict[str, Any] = {"young": True}
    if share is not None:
        known = {
            "share": share,
            "share_low": share / 2,
            "share_high": min(1.0, share * 1.5),
            "drawn": (share + 0.2) / 2,
            "drawn_low": share / 2,
            "drawn_high": (share + 0.6) / 2,
            "worth": 180.0,
            "closed_rate": share + 0.04,
            "difference": share - 0.2,
            "difference_low": share - 0.26,
            "difference_high": share - 0.14,
            "p_value": 0.4,
            "q_value": 0.6,
            "money": (share - 0.2) * 1e7,
            "money_low": (share - 0.26) * 1e7,
            "money_high": (share - 0.14) * 1e7,
            "mean_won_value": 54_000.0,
            "cycle_days": 70.0,
        }
    return PartFigures(value=value, **(plain | known | more))


def teams() -> Breakdown:
    """Three teams, one of which loses at the offer; one too young; some deals without a team."""
    weak = part(
        "Południe",
        0.12,
        q_value=0.0004,
        stands_out=True,
        stage="offer",
        stage_rate=0.33,
        stage_reference=0.58,
    )
    none = replace(part("", 0.0, kind="none"), drawn=None, difference=None, q_value=None)
    rest = [part("Centrum", 0.22), weak, part("Północ", 0.24), part("Nowy", None)]
    return Breakdown(dimension="team", common=0.2, parts=(*rest, none), **SHARED)


def owners() -> Breakdown:
    """Reps of whom one leads by luck."""
    shares = {"Anna": 0.19, "Bartek": 0.3, "Celina": 0.18, "Darek": 0.22}
    parts = tuple(part(name, share) for name, share in shares.items())
    return Breakdown(dimension="owner", common=0.2, parts=parts, **SHARED)


def months() -> Breakdown:
    """Twelve months, the last two too young."""
    parts = [
        part(f"2026-{month:02d}", 0.15 + month / 100 if month < 9 else None, q_value=None)
        for month in range(1, 11)
    ]
    turned = reversal(group="period", dimension="created_month", value="")
    return Breakdown(
        dimension="created_month", common=0.2, parts=tuple(parts), reversals=(turned,), **SHARED
    )


def sizes() -> Breakdown:
    """Bands of the value, and what has none."""
    values = ("0..15000", "15000..50000", "50000..")
    parts = [part(value, 0.2) for value in values]
    none = replace(part("", None, kind="none"), deals=3)
    return Breakdown(dimension="size_band", common=0.2, parts=(*parts, none), **SHARED)


def late() -> Breakdown:
    """A column that is filled in as deals go on."""
    return Breakdown(
        dimension="product", parts=(part("X", 0.9), part("Y", 0.9)), reason="filled_late", **SHARED
    )


def reversal(**more: Any) -> Reversal:
    """A team that is better in every source and worse all in all."""
    plain: dict[str, Any] = {
        "kind": "reversal",
        "group": "part",
        "dimension": "team",
        "value": "Południe",
        "stratifier": "source",
        "days": 120,
        "crude": (0.24, 0.19),
        "standardised": (0.18, 0.25),
        "strata": (
            Stratum(value="Polecenie", first=Tally(200, 60), second=Tally(80, 30)),
            Stratum(value="Formularz", first=Tally(100, 6), second=Tally(200, 20)),
        ),
        "p_value": 0.002,
        "periods": ((date(2025, 1, 1), date(2025, 9, 1)), (date(2025, 9, 1), date(2026, 5, 1))),
    }
    return Reversal(**(plain | more))


def everything() -> tuple[Breakdown, ...]:
    """One of each kind."""
    return teams(), owners(), months(), sizes(), late()
