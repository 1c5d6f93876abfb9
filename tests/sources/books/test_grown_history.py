"""A history grown from weekly exports tells the truth about times that no export ever told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, FLAGS, INSTANT, QUARANTINE, STAGE_LOG
from salestoolkit.core.funnel import audit_funnel as whole_audit
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.sources.books.merge import begin, merge
from salestoolkit.sources.building.build import Built

audit_funnel = partial(whole_audit, whole=False)


START = date(2025, 1, 1)
FIRST_EXPORT, WEEKS, A_DAY = 200, 30, 6
CONTACT_DAYS, OFFER_DAYS = 20.0, 30.0
ADVANCE, WIN = 0.5, 0.4
PROCESS = SalesProcess(
    name="Sales", stages=tuple(Stage(key=key, name=key) for key in ("Contact", "Offer"))
)


def lives(seed: int) -> list[tuple[float, ...]]:
    """Deals as they really went: begun, left Contact, advanced, closed, won."""
    random = np.random.default_rng(seed)
    found = []
    for day in range(FIRST_EXPORT + 7 * WEEKS):
        for _ in range(random.poisson(A_DAY)):
            begun = day + random.random()
            left = begun + random.exponential(CONTACT_DAYS)
            closed = left + random.exponential(OFFER_DAYS)
            found.append((begun, left, random.random() < ADVANCE, closed, random.random() < WIN))
    return found


def moment(day: float) -> datetime:
    return datetime.combine(START + timedelta(days=int(day)), datetime.min.time(), UTC)


def seen(deals: list[tuple[float, ...]], now: float) -> Iterator[dict[str, Any]]:
    """What an export without history shows of them."""
    for number, (begun, left, advanced, closed, won) in enumerate(deals):
        if begun > now:
            continue
        entered = begun if left > now or not advanced else left
        end = closed if advanced else left
        yield {
            "source_name": "crm",
            "deal_id": str(number),
            "created_at": moment(begun),
            "stage": "Contact" if entered == begun else "Offer",
            "status": "open" if end > now else "won" if advanced and won else "lost",
            "closed_at": None if end > now else moment(end),
            "changed": moment(entered),
        }


def export(deals: list[tuple[float, ...]], day: int) -> Built:
    rows = list(seen(deals, day + 0.7))
    log = [
        {
            "source_name": "crm",
            "deal_id": row["deal_id"],
            "seq": 1,
            "entry": row["stage"] if row["status"] == "open" else row["status"],
            "entered_at": row["changed"] if row["status"] == "open" else row["closed_at"],
            "provenance": "inferred" if row["status"] == "open" else "observed",
        }
        for row in rows
    ]
    return Built(
        stage_changed=pa.array([row.pop("changed") for row in rows], INSTANT),
        deals=pa.Table.from_pylist(rows, schema=DEALS),
        stage_log=pa.Table.from_pylist(log, schema=STAGE_LOG),
        quarantine=QUARANTINE.empty_table(),
        flags=FLAGS.empty_table(),
        tables={},
        processes={None: PROCESS},
        as_of=START + timedelta(days=day),
        timezone="UTC",
        files=(),
        notes=(),
    )


def grown(seed: int) -> DealBook:
    deals = lives(seed)
    first = last = START + timedelta(days=FIRST_EXPORT)
    book = begin(export(deals, FIRST_EXPORT)).book
    for week in range(1, WEEKS):
        built = export(deals, FIRST_EXPORT + 7 * week)
        book = merge(book, built, source="crm", first=first, last=last).book
        last = built.as_of
    return book


@pytest.mark.slow
def test_weekly_exports_tell_times_and_shares_as_they_are() -> None:
    stages = [audit_funnel(grown(seed)).stages.set_index("stage") for seed in (1, 2, 3)]
    for key, share, days in (("Contact", ADVANCE, CONTACT_DAYS), ("Offer", WIN, OFFER_DAYS)):
        found = np.mean([stage.loc[key, ["conversion", "median_days"]] for stage in stages], axis=0)
        assert found[0] == pytest.approx(share, abs=0.03)
        # Counted from their beginning, stays would seem four days longer in either stage.
        assert found[1] == pytest.approx(days * np.log(2), abs=2.5)
