"""Audits of real exports: figures against a count by hand, and silence where nothing can be known."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.importer import import_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "REALDATA" not in os.environ, reason="REALDATA names no folder of real exports"
    ),
]


def _book(to: Path, folder: str, *files: str, timezone: str | None = None) -> DealBook:
    real = Path(os.environ["REALDATA"]) / folder
    import_files([real / name for name in files], to=to, timezone=timezone)
    return open_book(to)


def test_without_a_stage_history_only_the_whole_deal_is_held_against_before(tmp_path: Path) -> None:
    audit = audit_funnel(_book(tmp_path / "book", "maven_crm", "sales_pipeline.csv"), whole=False)
    assert "no_stage_history" in audit.limits
    assert audit.stages["conversion"].isna().all()
    (leak,) = audit.leaks.to_dict("records")
    assert leak["stage"] == ""
    real = Path(os.environ["REALDATA"]) / "maven_crm" / "sales_pipeline.csv"
    deals = pd.read_csv(real, parse_dates=["engage_date", "close_date"]).dropna(
        subset=["engage_date"]
    )
    last = pd.Timestamp(audit.as_of) - pd.Timedelta(days=leak["mature_days"])
    won = (deals["close_date"] - deals["engage_date"]).dt.days <= leak["mature_days"]
    won &= deals["deal_stage"] == "Won"
    begins = last - pd.Timedelta(days=leak["window_days"])
    late = (deals["engage_date"] > begins) & (deals["engage_date"] <= last)
    assert (leak["entered"], leak["advanced"]) == (late.sum(), won[late].sum())
    early = deals["engage_date"] <= begins
    assert leak["reference"] == pytest.approx(won[early].mean())


def test_months_that_are_too_young_are_not_called_worse(tmp_path: Path) -> None:
    names = ("olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv")
    book = _book(tmp_path / "book", "olist_funnel", *names, timezone="America/Sao_Paulo")
    audit = audit_funnel(book.at(pd.Timestamp("2018-06-05").date()))
    parts = next(one for one in audit.breakdowns if one.dimension == "created_month").parts
    months = {part.value: part for part in parts}
    for young in ("2018-04", "2018-05"):
        assert months[young].young
        assert months[young].share is None
    assert not any(part.stands_out for part in parts)
    assert (months["2018-03"].share or 0) > 0.1
    assert audit.leak_stage is None
    assert {"none_lost", "no_values"} <= set(audit.limits)
