"""Deal books made by hand for the pages: small, seeded, with names that try to do harm."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.sources.books.store import save_book

AS_OF = date(2026, 10, 31)
STAGES = (
    ("Zapytanie", "qualification", 0.75, 6),
    ("Pokaz", "presentation", 0.6, 15),
    ("Oferta", "closing", 0.55, 24),
)
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.com")',
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}",
)


def deal_book(
    *,
    deals: int = 420,
    teams: Sequence[str | None] = ("Północ", "Południe", None),
    currencies: Mapping[str, Sequence[str | None]] | Sequence[str | None] = ("PLN",),
    stages: Sequence[tuple[str, str | None, float, int]] = STAGES,
    owners: Sequence[str] = ("Ewa Lis", "Jan Kos"),
    seed: int = 3,
) -> DealBook:
    """Deals of the last two years that go through the stages one by one."""
    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    log: list[dict[str, Any]] = []
    for number in range(deals):
        key = f"D{number}"
        team = teams[number % len(teams)]
        begun = datetime(2024, 11, 1, 9, tzinfo=UTC) + timedelta(days=draw.randrange(700))
        status, closed, stage = _life(draw, key, begun, team, stages, log)
        rows.append(
            {
                "source_name": "test",
                "deal_id": key,
                "title": f"Deal {number}",
                "team": team,
                "owner": owners[number % len(owners)],
                "value": Decimal(draw.randrange(2_000, 60_000)),
                "currency": currencies[number % len(currencies)],  # type: ignore[call-overload]
                "status": status,
                "stage": stage,
                "created_at": begun,
                "closed_at": closed,
            }
        )
    process = SalesProcess(
        name="Sprzedaż",
        stages=tuple(Stage(key=name, name=name, universal=like) for name, like, *_ in stages),
    )
    return DealBook(
        deals=_table(rows, DEALS),
        stage_log=_table(log, STAGE_LOG),
        processes={None: process},
        as_of=AS_OF,
        timezone="Europe/Warsaw",
    )


def _life(
    draw: random.Random,
    key: str,
    begun: datetime,
    team: str | None,
    stages: Sequence[tuple[str, str | None, float, int]],
    log: list[dict[str, Any]],
) -> tuple[str, datetime | None, str]:
    """Walk one deal through its stages; the second team is weak at the second stage."""
    end = datetime.combine(AS_OF, datetime.max.time(), tzinfo=UTC)
    at, entries = begun, []
    status, last = "won", stages[-1][0]
    for place, (name, _, chance, days) in enumerate(stages):
        if at > end:
            status, last = "open", entries[-1][0] if entries else name
            break
        entries.append((name, at))
        last = name
        weak = team == "Południe" and place == 1
        at += timedelta(days=1 + draw.expovariate(1 / days))
        if draw.random() > (chance * 0.5 if weak else chance):
            status = "lost"
            break
    if at > end:
        status = "open"
    if status != "open":
        entries.append((status, at))
    log.extend(
        {
            "source_name": "test",
            "deal_id": key,
            "seq": seq,
            "entry": name,
            "entered_at": when,
            "provenance": "observed",
        }
        for seq, (name, when) in enumerate(entries)
    )
    return status, None if status == "open" else at, last


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in schema.names} for row in rows], schema=schema
    )


@pytest.fixture(scope="session")
def make_book() -> Callable[..., DealBook]:
    """Makes a book with the given options."""
    return deal_book


@pytest.fixture
def book_at(tmp_path: Path) -> Callable[..., Path]:
    """Saves a book made with the given options, and says where."""

    def save(**options: Any) -> Path:
        folder = tmp_path / f"book-{len(list(tmp_path.glob('book-*')))}"
        save_book(deal_book(**options), folder)
        return folder

    return save


@pytest.fixture(scope="session")
def team_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One book that many tests look at and none changes."""
    folder = tmp_path_factory.mktemp("books") / "team"
    save_book(deal_book(), folder)
    return folder
