"""What a deal book holds beside its deals and a quota page looks at."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.review_tables import QUOTA_COLUMNS
from salestoolkit.core.quota_frame import Beside

COMMIT_COLUMNS = (
    *("owner", "team", "period", "starts", "ends"),
    *("committed", "said_on", "metric", "currency"),
)
REP_COLUMNS = ("owner", "team", "territory", "started_at", "left_at")


def quota_tables(book: DealBook, *, calls_per_deal: float | None = None) -> Beside:
    """Quotas, commits, reps and contracts of a book, with days in its time zone."""
    return Beside(
        quotas=_table(book, "quotas", QUOTA_COLUMNS, ("starts", "ends"), "target"),
        commits=_table(book, "commits", COMMIT_COLUMNS, ("starts", "ends", "said_on"), "committed"),
        reps=_table(book, "reps", REP_COLUMNS, ("started_at", "left_at")),
        contracts=_table(book, "contracts", ("customer", "starts"), ("starts",)),
        calls_per_deal=calls_per_deal,
    )


def _table(
    book: DealBook,
    name: str,
    columns: Sequence[str],
    days: Sequence[str],
    amount: str | None = None,
) -> pd.DataFrame | None:
    """One table with these columns, days without a time zone, an amount as float; None where missing."""
    table = book.tables.get(name)
    if table is None:
        return None
    whole: pd.DataFrame = table.to_pandas()
    frame = whole.reindex(columns=list(columns))
    for column in days:
        instants = pd.to_datetime(frame[column], utc=True)
        frame[column] = instants.dt.tz_convert(book.timezone).dt.tz_localize(None).dt.normalize()
    if amount is not None:
        frame[amount] = frame[amount].astype(float)
    return frame
