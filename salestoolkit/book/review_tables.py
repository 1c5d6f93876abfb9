"""What a deal book holds beside its deals and a weekly review looks at."""

from __future__ import annotations

from datetime import date

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import looks_back
from salestoolkit.core.review_result import Beside

QUOTA_COLUMNS = (
    *("owner", "team", "territory", "product", "period", "starts", "ends"),
    *("target", "metric", "currency"),
)


def review_tables(book: DealBook) -> Beside:
    """Moved close dates and quotas of a book, with days in its time zone."""
    return Beside(
        moves=_moves(book),
        moves_since=_watched_since(book),
        quotas=_quotas(book),
        looking_back=looks_back(book),
    )


def _moves(book: DealBook) -> pd.DataFrame | None:
    table = book.tables.get("close_dates")
    if table is None:
        return None
    frame: pd.DataFrame = table.to_pandas()
    days = {
        name: frame[column].dt.tz_convert(book.timezone).dt.tz_localize(None).dt.normalize()
        for name, column in (("changed_on", "changed_at"), ("before", "before"), ("after", "after"))
    }
    moves = frame[["source_name", "deal_id"]].assign(**days)
    return moves.sort_values("changed_on", kind="stable").reset_index(drop=True)


def _watched_since(book: DealBook) -> date | None:
    """The first export of a source that was read more than once; None where there is none."""
    spans = book.provenance.get("sources", {}).values()
    firsts = [date.fromisoformat(days["first"]) for days in spans if days["first"] < days["last"]]
    return min(firsts, default=None)


def _quotas(book: DealBook) -> pd.DataFrame | None:
    table = book.tables.get("quotas")
    if table is None:
        return None
    frame: pd.DataFrame = table.to_pandas()
    quotas = frame.reindex(columns=list(QUOTA_COLUMNS))
    for name in ("starts", "ends"):
        instants = pd.to_datetime(quotas[name], utc=True)
        quotas[name] = instants.dt.tz_convert(book.timezone).dt.tz_localize(None).dt.normalize()
    quotas["target"] = quotas["target"].astype(float)
    return quotas
