"""Deal books of any length, written as the folders that the import writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage

STAGES = [f"stage {place}" for place in range(1, 7)]
ADVANCE = (0.85, 0.80, 0.75, 0.75, 0.70, 0.60)
MEAN_DAYS = (5, 8, 12, 10, 15, 20)
BACK = 0.04
"""Share of the visits after the first stage that end in a move back."""
DAY = 86_400_000_000
BEGIN = int(datetime(2023, 7, 1, tzinfo=UTC).timestamp()) * 1_000_000
AS_OF = date(2026, 6, 30)
DAYS = 1096
ENTRIES_A_DEAL = 4.8
BLOCK = 2_000_000
"""Deals that are made and written at a time; shuffled among themselves only."""
COLUMNS = {
    "team": ["North", "South", "Centre", "East"],
    "segment": ["small", "middle", "large"],
    "source": ["web", "fair", "call", "referral"],
    "product": ["basic", "plus"],
    "territory": ["north", "south", "east"],
    "lost_reason": ["price", "timing", "other"],
}


@dataclass(frozen=True)
class Kind:
    """How a book's log is ordered, what its ids look like, and how many teams there are."""

    shuffled: bool = True
    text: bool = False
    teams: int | None = None

    @property
    def columns(self) -> dict[str, list[str]]:
        """Texts that deals have, by column."""
        if self.teams is None:
            return COLUMNS
        return COLUMNS | {"team": [f"Team {number:04d}" for number in range(self.teams)]}

    def __str__(self) -> str:
        return (
            f"{'shuffled' if self.shuffled else 'sorted'}, {'text' if self.text else 'number'} ids"
        )


LAST = DAYS * DAY - DAY // 8
"""Nothing happens in the last hours: in Warsaw they belong to the day after the book's own."""


def write_long_book(folder: Path, entries: int, kind: Kind, *, seed: int = 1) -> int:
    """Write a book of about so many log entries; gives their exact number."""
    # Not at the top: the peers' own environments have not all that it needs.
    from salestoolkit.sources.processes import dump_processes

    folder.mkdir(parents=True, exist_ok=True)
    deals, written, made = round(entries / ENTRIES_A_DEAL), 0, 0
    tables = {name: f"{name}-long.parquet" for name in ("deals", "stage_log")}
    options = {"compression": "zstd", "compression_level": 1}
    with (
        pq.ParquetWriter(folder / tables["deals"], DEALS, **options) as rows,
        pq.ParquetWriter(folder / tables["stage_log"], STAGE_LOG, **options) as log,
    ):
        while made < deals:
            size = min(BLOCK, deals - made)
            block = _Block(size, made, kind, np.random.default_rng(seed + made))
            rows.write_table(block.deals())
            entered = block.log()
            log.write_table(entered)
            made, written = made + size, written + entered.num_rows
    process = SalesProcess(name="sales", stages=tuple(Stage(key=key, name=key) for key in STAGES))
    record = {
        "format": 1,
        "as_of": AS_OF.isoformat(),
        "timezone": "Europe/Warsaw",
        "tables": tables,
        "process": dump_processes([process]),
    }
    (folder / "import.json").write_text(json.dumps(record))
    return written


class _Block:
    """Some deals and what happened to them."""

    def __init__(self, deals: int, first: int, kind: Kind, random: np.random.Generator) -> None:
        self.random, self.kind, self.n = random, kind, deals
        self.ids = _ids(first + deals, kind)[first:]
        self.created = random.integers(0, LAST, deals)
        self.fate = np.zeros(deals, dtype=np.int32)
        self.last = np.zeros(deals, dtype=np.int32)
        self.closed = np.zeros(deals, dtype=np.int64)
        self._walk()

    def _walk(self) -> None:
        """Entries round by round: each deal that is still open moves on, back, or is lost."""
        moment, place = self.created.copy(), np.zeros(self.n, dtype=np.int32)
        going, number, parts = np.arange(self.n), 1, []
        while len(going):
            parts.append((going, np.full(len(going), number), place[going], moment[going]))
            self.last[going] = np.minimum(place[going], len(STAGES) - 1)
            going = going[place[going] < len(STAGES)]
            mean = np.array(MEAN_DAYS)[place[going]]
            moment[going] += (self.random.exponential(mean) * DAY).astype(np.int64)
            going = going[moment[going] < LAST]
            draw, here = self.random.random(len(going)), place[going]
            back = (draw < BACK) & (here > 0)
            on = ~back & (self.random.random(len(going)) < np.array(ADVANCE)[here])
            place[going] = np.where(back, here - 1, np.where(on, here + 1, len(STAGES) + 1))
            number += 1
        deal, seq, entry, when = (np.concatenate(column) for column in zip(*parts, strict=True))
        ended = entry >= len(STAGES)
        self.fate[deal[ended]] = entry[ended] - len(STAGES) + 1
        self.closed[deal[ended]] = when[ended]
        order = np.lexsort((seq, deal))
        if self.kind.shuffled:
            order = self.random.permutation(len(deal))
        self._log = deal[order], seq[order], entry[order], when[order]

    def log(self) -> pa.Table:
        """The stage log."""
        deal, seq, entry, when = self._log
        return _filled(
            {
                "source_name": _texts(np.zeros(len(deal), np.int32), ["crm"]),
                "deal_id": self.ids.take(pa.array(deal)),
                "seq": pa.array(seq.astype(np.int32)),
                "entry": _texts(entry, [*STAGES, "won", "lost"]),
                "entered_at": _instants(when),
                "provenance": _texts((entry == 0).astype(np.int32), ["observed", "inferred"]),
            },
            STAGE_LOG,
            len(deal),
        )

    def deals(self) -> pa.Table:
        """The deals, in another order than the log's."""
        closed = pc.if_else(pa.array(self.fate > 0), _instants(self.closed), None)
        value = np.round(self.random.lognormal(9, 0.8, self.n)).astype(np.int64)
        columns = {
            "source_name": _texts(np.zeros(self.n, np.int32), ["crm"]),
            "deal_id": self.ids,
            "owner": _texts(self._any(40), [f"rep {number}" for number in range(40)]),
            "status": _texts(self.fate, ["open", "won", "lost"]),
            "stage": _texts(self.last, STAGES),
            "created_at": _instants(self.created),
            "closed_at": closed,
            "currency": _texts(np.zeros(self.n, np.int32), ["PLN"]),
            "value": pa.array(value).cast(pa.decimal128(19, 0)),
        }
        for name, texts in self.kind.columns.items():
            columns[name] = _texts(self._any(len(texts)), texts)
        columns["lost_reason"] = pc.if_else(
            pa.array(self.fate == 2), columns["lost_reason"], pa.scalar(None, pa.string())
        )
        table = _filled(columns, DEALS, self.n)
        return table.take(self.random.permutation(self.n)) if self.kind.shuffled else table

    def _any(self, many: int) -> Any:
        return self.random.integers(0, many, self.n).astype(np.int32)


def _ids(n: int, kind: Kind) -> pa.Array:
    """Numbers as a CRM gives them, or letters and digits without any order."""
    numbers = np.arange(1_000_000, 1_000_000 + n, dtype=np.uint64)
    if not kind.text:
        return pa.array(numbers).cast(pa.string())
    mixed = (numbers * np.uint64(0x9E3779B97F4A7C15)).view(np.uint8).reshape(n, 8)
    letters = np.frombuffer(b"abcdefghijkmnpqrstuvwxyzABCDEFGH", np.uint8)
    text = np.hstack([letters[mixed >> 3], letters[mixed & 31][:, :7]])
    return pa.array(np.ascontiguousarray(text).view("S15")[:, 0]).cast(pa.string())


def _texts(places: Any, values: list[str]) -> pa.Array:
    indices = pa.array(np.asarray(places, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(indices, values).cast(pa.string())


def _instants(moments: Any) -> pa.Array:
    return pa.array(moments + BEGIN).cast(pa.timestamp("us", tz="UTC"))


def _filled(columns: dict[str, Any], schema: pa.Schema, n: int) -> pa.Table:
    """A table of the schema; columns that are not given are null."""
    return pa.table(
        [columns.get(field.name, pa.nulls(n, field.type)).cast(field.type) for field in schema],
        schema=schema,
    )
