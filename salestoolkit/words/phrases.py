"""Turns of phrase that findings share: about 48%, in a year, in the other teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.table_rows import rows_of
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

Row = Mapping[Any, Any]

NAME_LENGTH = 60

WINDOWS = {"year": (360, 370), "quarter": (89, 93), "month": (28, 31)}
"""Days of a window that is called by its name."""


def figure_value(audit: FunnelAudit, name: str) -> float | None:
    """Value of a figure of the audit, None where it has none."""
    figure = audit.figures.get(name)
    return None if figure is None or is_unknown(figure.value) else figure.value


def count_of(audit: FunnelAudit, name: str) -> int:
    """A count among the figures, 0 where the audit has none."""
    return int(figure_value(audit, name) or 0)


def records(audit: FunnelAudit, table: str) -> list[Row]:
    """Rows of one of the audit's tables."""
    rows: list[Row] = [*rows_of(getattr(audit, table))]
    return rows


def stage_name(row: Row) -> str:
    """A stage's name for a sentence: it came from data, so on one line and of bearable length."""
    return plain(row["name"], length=NAME_LENGTH)


def about_share(words: Words, share: Any) -> str:
    """A share for a sentence: ``about 48%``, and never 0% or 100% of what is merely rare."""
    if 0 < share < 0.005:
        return words.text("findings.share.under")
    if 0.995 <= share < 1:
        return words.text("findings.share.over")
    return words.text("findings.share.about", value=words.percent(share))


def share_pair(words: Words, one: Any, other: Any) -> tuple[str, str]:
    """Two shares that are compared, with a decimal where they would look the same."""
    digits = 0 if words.percent(one) != words.percent(other) else 1
    return words.percent(one, digits=digits), words.percent(other, digits=digits)


def cost(words: Words, audit: FunnelAudit, leak: Row) -> str | None:
    """What a leak costs: ``about £1.2M in a year``; None where the deals have no values."""
    if is_unknown(leak["lost_value"]):
        return None
    money = words.money_about(leak["lost_value"], audit.currency)
    over = window(words, leak["window_days"])
    if not over:
        return words.text("findings.cost.about", money=money)
    return words.text("findings.cost.over", money=money, window=over)


def window(words: Words, days: Any) -> str | None:
    """How long deals were counted: ``in a year``, ``in 120 days``; None where it is not known."""
    if is_unknown(days) or days <= 0:
        return None
    for name, (shortest, longest) in WINDOWS.items():
        if shortest <= days <= longest:
            return words.text(f"findings.window.{name}")
    return words.text("findings.window.days", days=words.count("day.genitive", days))


def within(words: Words, leak: Row) -> str:
    """How long a deal had to move on: `` within 30 days``, with the space before it, or nothing."""
    days = leak.get("mature_days")
    if is_unknown(days):
        return ""
    return words.text("findings.leak.within", days=words.count("day.genitive", days))


def against(words: Words, audit: FunnelAudit, leak: Row) -> str:
    """What a rate is held against: ``in the other teams``, ``in the period before``."""
    kind = leak["reference_kind"]
    if kind != "others":
        return words.text(f"findings.against.{kind}")
    dimension = audit.part.dimension if audit.part else ""
    key = f"findings.against.dimension.{dimension}"
    return words.text(key if dimension and words.has(key) else "findings.against.others")


def signed_points(words: Words, share: Any) -> str:
    """A difference of shares (0-1) in points with its sign and one decimal: ``−9.8``, ``+6.0``."""
    shown = round(100 * float(share), 1)
    sign = "+" if shown > 0 else "\N{MINUS SIGN}" if shown < 0 else ""
    return sign + words.number(abs(shown), digits=1)
