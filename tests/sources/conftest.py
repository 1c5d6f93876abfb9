"""Tables as recognised, made in a test instead of read from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from salestoolkit.sources.building.build import BuildOptions, Built, build
from salestoolkit.sources.files.tables import RawTable
from salestoolkit.sources.recognition.recognise import Recognised

Cells = Sequence[str | None]
Stages = Mapping[str, tuple[str | None, str | None]]


def made_table(
    kind: str,
    columns: Mapping[str, Cells],
    *,
    stage_dates: Stages | None = None,
    broken: tuple[tuple[int, str], ...] = (),
    file: str | None = None,
) -> Recognised:
    """A recognised table whose headers are its fields; headers of stage dates are no fields."""
    stage_dates = dict(stage_dates or {})
    beside = {header for pair in stage_dates.values() for header in pair if header}
    table = RawTable(
        path=Path(file or f"{kind}.csv"),
        sheet=None,
        columns={
            name: pa.chunked_array([pa.array(list(cells), pa.string())])
            for name, cells in columns.items()
        },
        first_line=2,
        encoding="utf-8",
        separator=",",
        sha256="0" * 64,
        shape="table",
        broken=broken,
    )
    return Recognised(
        table=table,
        kind=kind,
        fields={name: name for name in columns if name not in beside},
        stage_dates=stage_dates,
        ignored=(),
        missing=(),
        language="en",
    )


@pytest.fixture
def table() -> Callable[..., Recognised]:
    """``table(kind, {field: cells})``: a recognised table."""
    return made_table


@pytest.fixture
def book() -> Callable[..., Built]:
    """``book(table, ..., timezone=...)``: the deal book's tables made from recognised tables."""

    def make(*tables: Recognised, exported_at: date | None = None, **options: Any) -> Built:
        return build(
            tables,
            BuildOptions(
                source_name="crm",
                timezone=options.pop("timezone", "Europe/Warsaw"),
                exported_at=exported_at or date(2026, 6, 30),
                **options,
            ),
        )

    return make
